"""The dialog that changes a bot's settings."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from algotrade_gui.bots.manager import BotOptions
from algotrade_gui.bots.params import ConfigError, build
from algotrade_gui.ui.dialogs.form import Check, DictForm, FormDialog, ParamForm, plain
from algotrade_gui.ui.dialogs.run_options import RunOptions
from algotrade_gui.ui.language import shown, tr

if TYPE_CHECKING:
    from algotrade_gui.bots.loader import BotClass
    from algotrade_gui.bots.manager import BotInfo


def make_form(
    bot_class: "BotClass | None", params: Any, values: dict[str, Any], parent: QWidget
) -> ParamForm | DictForm:
    """The form for a strategy's settings: its declared ones, or the plain dict."""
    config_type = getattr(bot_class, "config_type", None)
    if config_type is None and not params:
        return DictForm(values, parent, loads=bot_class is not None)
    return ParamForm(params, values, _checker(config_type, {info.name: info.label for info in params}), parent)


def autostart_box(checked: bool, parent: QWidget) -> QCheckBox:
    """The choice whether the program starts a bot by itself."""
    box = QCheckBox(tr("Start with the program"), parent)
    box.setToolTip(tr("Each time this profile is opened, the bot starts by itself once the exchange is reached"))
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
                return shown(error.reason)
            return f"{tr(labels.get(error.field, error.field))}: {shown(error.reason)}"
        return None

    return check


class ConfigureBotDialog(FormDialog):
    """Settings of one bot. After `accepted`, `values`, `options` and `restart` tell what was chosen. Show it with `open()`.

    Of a bot that is alive it says which changes count at once and which wait for its next start.
    """

    def __init__(self, info: "BotInfo", bot_class: "BotClass | None", *, alive: bool, parent: QWidget | None) -> None:
        super().__init__(tr("Configure {bot}", bot=info.id), tr("Save"), parent)
        self.bot = info.id
        self._info = info
        self._alive = alive
        head = QLabel(str(info.strategy), self)
        head.setProperty("tone", "secondary")
        self.body.addWidget(head)
        self.form = make_form(bot_class, info.params, info.config, self)
        self.body.addWidget(self.form, 1)
        self.run_options = RunOptions(info.options, self)
        self.body.addWidget(self.run_options)
        self._autostart = autostart_box(info.autostart, self)
        self.add_choice(self._autostart)
        self._when = QLabel(self)
        self._when.setProperty("tone", "secondary")
        self._when.setWordWrap(True)
        self._when.setVisible(alive)
        self.add_choice(self._when)
        self._restart = QCheckBox(tr("Restart the bot with these settings"), self)
        self._restart.setToolTip(tr("Its working orders are cancelled, its positions stay; it begins anew"))
        self._restart.setVisible(alive)
        self.add_choice(self._restart)
        self.form.edited.connect(self._judge)
        self.run_options.edited.connect(self._judge)
        self.run_options.edited.connect(self.fit)
        self._judge()
        self.fit()
        self.form.setFocus()

    @property
    def values(self) -> dict[str, Any]:
        """The settings as typed, right by the strategy's own bounds."""
        return self.form.values()

    @property
    def options(self) -> BotOptions:
        """How the bot shall be run."""
        return self.run_options.options(autostart=self._autostart.isChecked())

    @property
    def autostart(self) -> bool:
        """Whether the program shall start it by itself from its next start on."""
        return self._autostart.isChecked()

    @property
    def restart(self) -> bool:
        """Whether a running bot shall take at once what would wait for its next start."""
        return self._restart.isEnabled() and self._restart.isChecked()

    def _judge(self) -> None:
        self.set_problem(self.form.problem or self.run_options.problem)
        if not self._alive or self.form.problem:
            return
        at_once, later = self._changes()
        live = any(param.live for param in self._info.params)
        self._when.setText(" ".join(_when(at_once, later, live=live)))
        waiting = bool(later)
        if waiting is not self._restart.isEnabled() or not waiting:
            self._restart.setEnabled(waiting)
            self._restart.setChecked(waiting)

    def _changes(self) -> tuple[list[str], list[str]]:
        """Labels of what differs from the running bot's settings: what counts at once, what waits for its next start."""
        values = self.form.values()
        if not isinstance(self.form, ParamForm):
            names = [
                name for name in {**self._info.config, **values} if values.get(name) != self._info.config.get(name)
            ]
            return [], names or list(self._info.pending)
        at_once: list[str] = []
        later: list[str] = []
        for param in self._info.params:
            before = self._info.config.get(param.name, plain(param.default))
            if values.get(param.name, plain(param.default)) == before and param.name not in self._info.pending:
                continue
            (at_once if param.live else later).append(param.label)
        return at_once, later


def _when(at_once: list[str], later: list[str], *, live: bool) -> list[str]:
    if not at_once and not later:
        if not live:
            return [tr("What is changed here counts from its next start on.")]
        return [tr("Settings marked live change at once; the others at its next start.")]
    said = []
    if at_once:
        said.append(tr("{settings}: at once.", settings=", ".join(tr(label) for label in at_once)))
    if later:
        said.append(tr("{settings}: from its next start on.", settings=", ".join(tr(label) for label in later)))
    return said
