"""The one table of colours, dark and light, with everything generated from it: palette, style sheet, fonts."""

import enum
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, QPointF, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPalette, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from algotrade_gui.ui.style_sheet import style_sheet

Mode = Literal["system", "dark", "light"]
Role = Literal[
    "background",
    "panel",
    "raised",
    "line",
    "text",
    "secondary",
    "muted",
    "accent",
    "up",
    "down",
    "warning",
    "danger",
    "replay",
    "on_accent",
    "series_1",
    "series_2",
    "series_3",
    "series_4",
    "series_5",
]

ROW_HEIGHT = 22
"""Pixels of a row in every table and tree."""
GRID = 8
"""Pixels of the grid that margins and gaps are multiples of."""
SPIN_INDENT = 5
"""Before the number of a spin box, whose padding Qt leaves out once a style sheet dresses it."""
FONT_POINT_SIZE = 9.5
TINT = 0.14
"""How much of a role's colour lies behind text that carries it."""
FLASH_MS = 300
"""How long a changed cell stays tinted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """One theme's table. Every value is a `#RRGGBB` text; what each role is for stands in docs and tooltips alike."""

    name: Literal["dark", "light"]
    background: str
    panel: str
    raised: str
    line: str
    text: str
    secondary: str
    muted: str
    accent: str
    up: str
    """Up, bid, buy."""
    down: str
    """Down, ask, sell."""
    warning: str
    danger: str
    """Also live trading's band."""
    replay: str
    on_accent: str
    """Text on a solid accent fill."""
    series_1: str
    """Lines of a plot, in the order of their coming; a line says nothing by its colour but whose it is."""
    series_2: str
    series_3: str
    series_4: str
    series_5: str


DARK = Colours(
    name="dark",
    background="#0F1318",
    panel="#151A21",
    raised="#1E2630",
    line="#2A3441",
    text="#E6EBF0",
    secondary="#A3AFBB",
    muted="#8290A0",
    accent="#5AA9FF",
    up="#2DB893",
    down="#F07C45",
    warning="#F2C14E",
    danger="#FF6B6B",
    replay="#A78BFF",
    on_accent="#0F1318",
    series_1="#6CC4FF",
    series_2="#E8D63A",
    series_3="#FF6EB4",
    series_4="#8C7FE8",
    series_5="#B5773A",
)
LIGHT = Colours(
    name="light",
    background="#F2F4F7",
    panel="#FFFFFF",
    raised="#E9EDF1",
    line="#D3DAE1",
    text="#18202A",
    secondary="#46525F",
    muted="#5E6A77",
    accent="#0B5FC4",
    up="#00734F",
    down="#B3440A",
    warning="#855600",
    danger="#C22727",
    replay="#6A45D1",
    on_accent="#FFFFFF",
    series_1="#1687E8",
    series_2="#8F7D00",
    series_3="#C2389F",
    series_4="#3A22C8",
    series_5="#7A3B10",
)
TEXT_ROLES: tuple[Role, ...] = (
    "text",
    "secondary",
    "muted",
    "accent",
    "up",
    "down",
    "warning",
    "danger",
    "replay",
)
"""Roles that text may have; each reads at 4.5:1 or better on background, panel and raised."""
SERIES_ROLES: tuple[Role, ...] = ("series_1", "series_2", "series_3", "series_4", "series_5")
"""Roles of a plot's lines: 3:1 or better on the panel, and apart from each other also for the colour-blind."""


def contrast(first: str, second: str) -> float:
    """The WCAG contrast ratio of two `#RRGGBB` colours, 1 to 21."""

    def luminance(colour: str) -> float:
        def linear(value: int) -> float:
            share = value / 255
            return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=512)
def _colour(text: str, alpha: float) -> QColor:
    # a chart asks for two hundred of them in a paint, and reading a text costs 2 us
    found = QColor(text)
    if alpha < 1.0:
        found.setAlphaF(alpha)
    return found


@lru_cache(maxsize=512)
def mix(over: str, under: str, share: float) -> str:
    """Lay `share` (0 to 1) of the colour `over` on `under`; both and the result are `#RRGGBB`."""
    parts = (round(int(over[at : at + 2], 16) * share + int(under[at : at + 2], 16) * (1 - share)) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02X}" for part in parts)


class SessionKind(enum.Enum):
    """What the window trades on: told by colour and by word everywhere."""

    PRACTICE = "practice"
    REPLAY = "replay"
    LIVE = "live"

    @property
    def role(self) -> Role:
        """The colour of its band and chip."""
        return {"practice": "accent", "replay": "replay", "live": "danger"}[self.value]  # type: ignore[return-value]  # literals


class Theme(QObject):
    """The look of the application: one per process, as Qt's own palette is.

    Signals: `changed` carries nothing and comes after palette and style sheet were set; who keeps colours of its own (charts, icons)
    asks for them again. Use `theme()` to reach it.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode: Mode = "system"
        self._colours = DARK
        self._images: QTemporaryDir | None = None
        self._applied = False

    @property
    def mode(self) -> Mode:
        """What the user chose."""
        return self._mode

    @property
    def colours(self) -> Colours:
        """The table in force."""
        return self._colours

    def colour(self, role: Role, alpha: float = 1.0) -> QColor:
        """The colour of `role` in the present theme; `alpha` 0 to 1. Shared: copy it before changing it."""
        return _colour(getattr(self._colours, role), alpha)

    def tint(self, role: Role) -> QColor:
        """The quiet fill behind text of `role`."""
        return self.colour(role, TINT)

    def set_mode(self, mode: Mode) -> None:
        """Choose a theme; `system` follows the desktop's own and keeps following it."""
        self._mode = mode
        self._update()

    def install(self, app: QApplication, mode: Mode = "system") -> None:
        """Put style, palette, font and style sheet on `app`. Called before the first widget is made."""
        app.setStyle("Fusion")
        app.setFont(ui_font())
        if not self._applied:
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._update)
        self._applied = True
        self._mode = mode
        self._update(force=True)

    def _update(self, *_: Any, force: bool = False) -> None:
        wanted = self._wanted()
        if wanted is self._colours and not force:
            return
        self._colours = wanted
        app = QApplication.instance()
        if self._applied and isinstance(app, QApplication):
            # without a sheet in between: one that takes another's place costs twice as much as both steps (400 ms against 170, measured
            # with 1,000 widgets), and the loop that trades stands meanwhile
            app.setStyleSheet("")
            app.setPalette(palette(wanted))
            app.setStyleSheet(style_sheet(wanted, self._image_folder()))
            _draw_clear_signs_anew(app)
        self.changed.emit()

    def _wanted(self) -> Colours:
        if self._mode == "dark":
            return DARK
        if self._mode == "light":
            return LIGHT
        return LIGHT if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light else DARK

    def _image_folder(self) -> str:
        # a style sheet takes arrows and ticks from files only; they are drawn from the table like everything else
        if self._images is None:
            self._images = QTemporaryDir()
        folder = Path(self._images.path()) / self._colours.name
        if not folder.is_dir():
            folder.mkdir(parents=True)
            _draw_images(folder, self._colours)
        return folder.as_posix()


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The application's theme."""
    return Theme()


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet reads; costs nothing when it is set already."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def ui_font(*, bold: bool = False, scale: float = 1.0) -> QFont:
    """The interface's font: the system's own with tabular figures, so that digits stand in columns."""
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(FONT_POINT_SIZE * scale)
    font.setFeature(QFont.Tag("tnum"), 1)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def palette(colours: Colours) -> QPalette:
    """Qt's palette for a table; what the style sheet does not reach follows it."""
    made = QPalette()
    role = QPalette.ColorRole
    for colour_role, value in {
        role.Window: colours.background,
        role.WindowText: colours.text,
        role.Base: colours.panel,
        role.AlternateBase: colours.panel,
        role.Text: colours.text,
        role.Button: colours.raised,
        role.ButtonText: colours.text,
        role.BrightText: colours.danger,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Highlight: mix(colours.accent, colours.panel, 0.22),
        role.HighlightedText: colours.text,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Accent: colours.accent,
        role.Light: colours.raised,
        role.Midlight: colours.raised,
        role.Mid: colours.line,
        role.Dark: colours.line,
        role.Shadow: colours.background,
    }.items():
        made.setColor(colour_role, QColor(value))
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, colour_role, QColor(colours.muted))
    return made


def role_names() -> tuple[str, ...]:
    """The names of all roles in the table."""
    return tuple(field.name for field in fields(Colours) if field.name != "name")


def _draw_clear_signs_anew(app: QApplication) -> None:
    """A line takes the picture of its clear button once, when it gets that."""
    for widget in app.allWidgets():
        if isinstance(widget, QLineEdit) and widget.isClearButtonEnabled():
            widget.setClearButtonEnabled(False)
            widget.setClearButtonEnabled(True)


def _draw_images(folder: Path, colours: Colours) -> None:
    shapes: dict[str, list[tuple[float, float]]] = {
        "down": [(2.5, 4.5), (6, 8), (9.5, 4.5)],
        "up": [(2.5, 7.5), (6, 4), (9.5, 7.5)],
        "right": [(4.5, 2.5), (8, 6), (4.5, 9.5)],
        "check": [(2, 6.2), (4.8, 9), (10, 3.2)],
        "check-on": [(2, 6.2), (4.8, 9), (10, 3.2)],
        "clear": [(2.5, 2.5), (9.5, 9.5), (6, 6), (9.5, 2.5), (2.5, 9.5)],
    }
    for name, points in shapes.items():
        colour = colours.on_accent if name == "check-on" else colours.secondary
        for scale, suffix in ((1, ""), (2, "@2x")):
            pixmap = QPixmap(12 * scale, 12 * scale)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(scale, scale)
            pen = QPen(QColor(colour), 1.5)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))
            painter.end()
            pixmap.save(str(folder / f"{name}{suffix}.png"))
