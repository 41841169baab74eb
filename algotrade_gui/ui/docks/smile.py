"""The volatility smile of one underlying: what the market's prices imply by strike, beside the model."""

from itertools import pairwise
from typing import Any, ClassVar, Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.domain.instrument import UNDERLYINGS, UnknownInstrumentError, parse_instrument_id
from algotrade_gui.domain.role import Role
from algotrade_gui.market.option_chain import option_chain
from algotrade_gui.market.records import FeedState
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.charts.smile_canvas import SmileCanvas
from algotrade_gui.ui.combos import choose
from algotrade_gui.ui.feed_age import stale_words
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.models.smile_scene import SmileCurve, SmileScene, smile_curve
from algotrade_gui.ui.navigator import Navigator, Target
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.role_memory import read_underlying
from algotrade_gui.ui.sources import MarketParts
from algotrade_gui.ui.theme import GRID, SERIES_ROLES, theme
from algotrade_gui.ui.theme import Role as ColourRole

_EXPIRIES: Final = (mark("Nearest"), mark("+1"), mark("+2"), mark("+3"))
_SWATCH: Final = QSize(20, 12)
"""A sample of the line with what keeps it and its name apart."""
_LINE_PX: Final = 15


class SmilePanel(Panel):
    """Bound to an underlying; a curve for each of its four expiries, which roll."""

    panel_id: ClassVar[str] = "smile"
    title: ClassVar[str] = "Smile"
    every: ClassVar[int] = 5

    def __init__(self, workstation: MarketParts, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._navigator = navigator
        self.underlying = UNDERLYINGS[0]
        self.canvas = SmileCanvas(self)
        self.canvas.chosen.connect(lambda key: navigator.chain_wanted.emit(InstrumentId(key)))
        self.canvas.setAccessibleDescription(tr("Arrow keys walk over the points, Enter shows the option chain"))
        self._build()

    def _build(self) -> None:
        self.underlying_box = QComboBox(self)
        self.underlying_box.setAccessibleName(tr("Underlying"))
        self.underlying_box.setToolTip(tr("Underlying"))
        for name in UNDERLYINGS:
            self.underlying_box.addItem(name, name)
        self.underlying_box.currentIndexChanged.connect(lambda _place: self._chosen())
        row = QHBoxLayout()
        row.setContentsMargins(GRID, 4, GRID, 2)
        row.setSpacing(4)
        row.addWidget(self.underlying_box)
        self.toggles: list[QToolButton] = []
        for nth, text in enumerate(_EXPIRIES):
            button = QToolButton(self)
            button.setText(tr(text))
            button.setCheckable(True)
            button.setChecked(True)
            button.setIconSize(_SWATCH)
            # Qt's own hint has room to spare at the right only
            words = QFontMetrics(button.font()).horizontalAdvance(button.text())
            button.setFixedWidth(_SWATCH.width() + words + 2 * GRID + 2)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tip = tr("Show or hide this expiry's curve ({key})", key=str(nth + 1))
            button.setToolTip(tip)
            button.setAccessibleName(tr("{name}: {help}", name=tr(text), help=tip))
            button.toggled.connect(lambda _on: self.refresh_now())
            add_action(
                self.canvas,
                f"smile.expiry_{nth + 1}",
                tr("Show or hide the curve of expiry {number}", number=nth + 1),
                button.toggle,
                keys=str(nth + 1),
            )
            row.addWidget(button)
            self.toggles.append(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.canvas, 1)
        for before, after in pairwise((self.underlying_box, *self.toggles, self.canvas)):
            QWidget.setTabOrder(before, after)
        self._take_icons()
        theme().changed.connect(self._take_icons)

    def _take_icons(self) -> None:
        for nth, button in enumerate(self.toggles):
            button.setIcon(_swatch(SERIES_ROLES[nth]))

    # --- what is shown ---

    def show_target(self, target: Target) -> None:
        """Show the underlying of a role or an instrument; other texts are ignored."""
        if isinstance(target, Role):
            self.show_underlying(target.underlying)
            return
        try:
            self.show_underlying(parse_instrument_id(target).underlying)
        except UnknownInstrumentError:
            return

    def show_underlying(self, underlying: Underlying) -> None:
        """Show another underlying."""
        choose(self.underlying_box, str(underlying))

    def _chosen(self) -> None:
        self.underlying = Underlying(self.underlying_box.currentData())
        self.canvas.reset_view()
        self.refresh_now()

    def refresh(self) -> None:
        """Take the volatilities of this moment; one repaint, and only if something changed."""
        looks = option_chain(self._cache, self.underlying)
        curves: list[SmileCurve] = []
        for nth, look in enumerate(looks[: len(self.toggles)]):
            curve = smile_curve(look, nth, self._cache.time_ms)
            if self.toggles[nth].isChecked():
                curves.append(curve)
        drawn = any(curve.values for curve in curves)
        self.canvas.show_scene(
            SmileScene(
                curves=tuple(curves),
                price=self._cache.underlying_price(self.underlying),
                stale=stale_words(self._cache),
                empty="" if drawn else self._empty_words(some=bool(looks)),
            )
        )

    def _empty_words(self, *, some: bool) -> str:
        if some and not any(button.isChecked() for button in self.toggles):
            return tr("All curves are hidden. Switch one on above.")
        if some:
            return tr("No option has a price that tells a volatility yet.")
        if self._cache.state in (FeedState.DISCONNECTED, FeedState.CONNECTING, FeedState.STOPPED):
            return tr("Not connected. Smiles show once the exchange is reached and the round runs.")
        return tr("Smiles show here when the round starts.")

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {
            "underlying": str(self.underlying),
            "hidden": [nth for nth, button in enumerate(self.toggles) if not button.isChecked()],
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        self.show_underlying(read_underlying(state) or self.underlying)
        hidden = state.get("hidden")
        if isinstance(hidden, list):
            for nth, button in enumerate(self.toggles):
                button.setChecked(nth not in hidden)


def _swatch(role: ColourRole) -> QIcon:
    """A short line in a curve's colour."""
    pixmap = QPixmap(_SWATCH)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setPen(QPen(theme().colour(role), 2.5))
    middle = _SWATCH.height() / 2
    painter.drawLine(QPointF(1, middle), QPointF(_LINE_PX, middle))
    painter.end()
    return QIcon(pixmap)
