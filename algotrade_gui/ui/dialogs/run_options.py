"""The part of a bot's dialog that says how it is run: reloading, restarts, its share of the messages."""

from typing import Annotated, Any, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from algotrade_gui.bots.manager import BotOptions
from algotrade_gui.bots.params import BotConfig, Param, describe
from algotrade_gui.core.settings import Quota, RestartPolicy
from algotrade_gui.ui.dialogs.form import ParamForm
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.theme import GRID

_NEVER, _ON_FAILURE = mark("never"), mark("when it has failed")
_WAIT, _REFUSE = mark("wait"), mark("be refused")


class _Fields(BotConfig, frozen=True, kw_only=True):
    """The same form as for a strategy's settings: one way to type a number, one way to be told what is wrong."""

    auto_reload: Annotated[
        bool,
        Param(
            label=mark("Reload by itself"),
            help=mark(
                "A saved strategy file is loaded at once: positions and settings stay, working orders are cancelled."
            ),
        ),
    ] = False
    restart: Annotated[
        Literal["never", "when it has failed"],
        Param(
            label=mark("Start again"),
            help=mark("After the last try has failed the bot is quarantined until you start it."),
        ),
    ] = "never"
    most_tries: Annotated[int, Param(label=mark("Tries"), help=mark("In a row."), ge=1, le=100)] = 5
    first_wait_s: Annotated[
        float, Param(label=mark("First wait"), help=mark("Each next one is twice as long."), unit="s", ge=0.1, le=600)
    ] = 1.0
    longest_wait_s: Annotated[float, Param(label=mark("Longest wait"), unit="s", ge=0.1, le=3_600)] = 60.0
    healthy_s: Annotated[
        float,
        Param(
            label=mark("Well after"),
            help=mark("Having run so long, it has all its tries again."),
            unit="s",
            ge=1,
            le=3_600,
        ),
    ] = 60.0
    messages: (
        Annotated[
            int,
            Param(
                label=mark("Messages per second"),
                help=mark("Its share of the team's 285; empty: no limit of its own. Cancels always pass."),
                ge=1,
                le=285,
            ),
        ]
        | None
    ) = None
    when_over: Annotated[
        Literal["wait", "be refused"],
        Param(label=mark("Orders beyond its share"), help=mark("Wait for their turn, or fail at once.")),
    ] = "wait"


class RunOptions(QWidget):
    """Folded at first unless something differs from the usual. Signals: `edited` (nothing)."""

    edited = Signal()

    def __init__(self, options: BotOptions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._autostart = options.autostart
        self._fold = QToolButton(self)
        self._fold.setText(tr("How it is run"))
        self._fold.setCheckable(True)
        self._fold.setProperty("fold", "true")
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setToolTip(tr("Reloading, restarts after a failure, its share of the team's messages"))
        self.form = ParamForm(describe(_Fields), _values(options), lambda _: None, self)
        self.form.edited.connect(self.edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._fold)
        layout.addWidget(self.form)
        self._fold.toggled.connect(self._unfold)
        usual = options == BotOptions(autostart=options.autostart)
        self._fold.setChecked(not usual)
        self._unfold(not usual)

    @property
    def problem(self) -> str | None:
        """What is wrong with it, or None."""
        return self.form.problem

    def options(self, *, autostart: bool) -> BotOptions:
        """The options as typed; call it only while `problem` is None."""
        values = self.form.values()
        messages = values.get("messages")
        return BotOptions(
            autostart=autostart,
            auto_reload=values["auto_reload"],
            restart=RestartPolicy(
                when="on_failure" if values["restart"] == _ON_FAILURE else "never",
                most_tries=values["most_tries"],
                first_wait_s=float(values["first_wait_s"]),
                longest_wait_s=float(values["longest_wait_s"]),
                healthy_s=float(values["healthy_s"]),
            ),
            quota=None
            if messages is None
            else Quota(per_s=messages, when_over="refuse" if values["when_over"] == _REFUSE else "wait"),
        )

    def _unfold(self, shown: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.form.setVisible(shown)
        self.edited.emit()


def _values(options: BotOptions) -> dict[str, Any]:
    restart, quota = options.restart, options.quota
    values: dict[str, Any] = {
        "auto_reload": options.auto_reload,
        "restart": _ON_FAILURE if restart.when == "on_failure" else _NEVER,
        "most_tries": restart.most_tries,
        "first_wait_s": restart.first_wait_s,
        "longest_wait_s": restart.longest_wait_s,
        "healthy_s": restart.healthy_s,
    }
    if quota is not None:
        values |= {"messages": quota.per_s, "when_over": _REFUSE if quota.when_over == "refuse" else _WAIT}
    return values
