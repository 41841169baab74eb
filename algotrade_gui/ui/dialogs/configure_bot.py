"""The dialog that changes a bot's settings."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from algotrade_gui.bots.params import ConfigError, build
from algotrade_gui.ui.dialogs.form import Check, DictForm, FormDialog, ParamForm

if TYPE_CHECKING:
    from algotrade_gui.bots.loader import BotClass
    from algotrade_gui.bots.manager import BotInfo


def make_form(
    bot_class: "BotClass | None", params: Any, values: dict[str, Any], parent: QWidget
) -> ParamForm | DictForm:
    """The form for a strategy's settings: its declared ones, or the plain dict."""
    config_type = getattr(bot_class, "config_type", None)
    if config_type is None and not params:
        return DictForm(values, parent)
    return ParamForm(params, values, _checker(config_type, {info.name: info.label for info in params}), parent)


def autostart_box(checked: bool, parent: QWidget) -> QCheckBox:
    """The choice whether the program starts a bot by itself."""
    box = QCheckBox("Start with the program", parent)
    box.setToolTip("Each time this profile is opened, the bot starts by itself once the exchange is reached")
    box.setChecked(checked)
    return box


def _checker(config_type: Any, labels: dict[str, str]) -> Check:
    def check(values: dict[str, Any]) -> str | None:
        if config_type is None:
            return None
        try:
            build(config_type, values)
        except ConfigError as error:
            if error.field is None:
                return error.reason
            return f"{labels.get(error.field, error.field)}: {error.reason}"
        return None

    return check


class ConfigureBotDialog(FormDialog):
    """Settings of one bot. After `accepted`, `values`, `autostart` and `restart` tell what was chosen. Show it with `open()`."""

    def __init__(self, info: "BotInfo", bot_class: "BotClass | None", *, alive: bool, parent: QWidget | None) -> None:
        super().__init__(f"Configure {info.id}", "Save", parent)
        self.bot = info.id
        head = QLabel(str(info.strategy), self)
        head.setProperty("tone", "secondary")
        self.body.addWidget(head)
        self.form = make_form(bot_class, info.params, info.config, self)
        self.body.addWidget(self.form, 1)
        self._autostart = autostart_box(info.autostart, self)
        self.add_choice(self._autostart)
        self._restart = QCheckBox("Restart the bot with these settings", self)
        self._restart.setToolTip(
            "Its working orders are cancelled; without a restart, it goes on with the old settings"
        )
        self._restart.setChecked(alive)
        self._restart.setVisible(alive)
        self.add_choice(self._restart)
        self.form.edited.connect(self._judge)
        self._judge()
        self.fit()
        self.form.setFocus()

    @property
    def values(self) -> dict[str, Any]:
        """The settings as typed, right by the strategy's own bounds."""
        return self.form.values()

    @property
    def autostart(self) -> bool:
        """Whether the program shall start it by itself from its next start on."""
        return self._autostart.isChecked()

    @property
    def restart(self) -> bool:
        """Whether a running bot shall take them at once."""
        return self._restart.isVisibleTo(self) and self._restart.isChecked()

    def _judge(self) -> None:
        self.set_problem(self.form.problem)
