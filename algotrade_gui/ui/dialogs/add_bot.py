"""The dialog that makes a bot out of a strategy."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from algotrade_gui.bots.naming import new_id
from algotrade_gui.bots.params import describe
from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.ui.dialogs.configure_bot import autostart_box, make_form
from algotrade_gui.ui.dialogs.form import DictForm, FormDialog, ParamForm, labelled
from algotrade_gui.ui.language import shown, tr, trn

if TYPE_CHECKING:
    from algotrade_gui.bots.loader import BotClass, StrategyFile

MOST_NAME = 40


class AddBotDialog(FormDialog):
    """Strategy, name, settings. After `accepted`, `bot_class`, `bot_name`, `values`, `start` and `autostart` tell what was chosen.

    Show it with `open()`.
    """

    def __init__(
        self,
        files: "Sequence[StrategyFile]",
        taken: Collection[str],
        *,
        folder: str,
        chosen: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`taken` are the names in use; `chosen` is the strategy to begin with; `folder` is where strategies are put."""
        super().__init__(tr("Add a bot"), tr("Add"), parent)
        self._taken = set(taken)
        self._form: ParamForm | DictForm | None = None
        self._named_by_hand = False
        self._classes: list[BotClass] = [bot for file in files for bot in file.bots]
        self._strategy = QComboBox(self)
        for file in files:
            for bot in file.bots:
                self._strategy.addItem(f"{bot.__name__}   ({file.path.name})")
        self._name = QLineEdit(self)
        self._name.setMaxLength(MOST_NAME)
        self._start = QCheckBox(tr("Start it at once"), self)
        self._start.setChecked(True)
        self._autostart = autostart_box(True, self)
        self._about = QLabel(self)
        self._about.setProperty("tone", "secondary")
        self._about.setWordWrap(True)
        if not self._classes:
            empty = QLabel(
                tr("There is no strategy yet. Put a Python file with a bot class into {folder}.", folder=folder), self
            )
            empty.setWordWrap(True)
            self.body.addWidget(empty)
            for unused in (self._strategy, self._name, self._start, self._autostart, self._about):
                unused.hide()
            self.set_problem(tr("There is no strategy to choose."))
            self.fit()
            return
        self._strategy.setToolTip(tr("Strategy files run with all your rights: load none that you do not trust."))
        self.body.addLayout(labelled(tr("Strategy"), self._strategy))
        self.body.addWidget(self._about)
        self.body.addLayout(
            labelled(tr("Name"), self._name, tr("Also the name of its log and the owner of its orders."))
        )
        self._form_at = self.body.count()
        self.add_choice(self._start)
        self.add_choice(self._autostart)
        broken = sum(file.error is not None for file in files)
        if broken:
            note = QLabel(
                trn(
                    broken,
                    "{count} file could not be loaded; the Bots panel says why.",
                    "{count} files could not be loaded; the Bots panel says why.",
                ),
                self,
            )
            note.setProperty("tone", "warning")
            note.setWordWrap(True)
            self.body.addWidget(note)
        names = [bot.__name__ for bot in self._classes]
        if chosen in names:
            self._strategy.setCurrentIndex(names.index(chosen))
        self._strategy.currentIndexChanged.connect(self._chosen)
        self._name.textEdited.connect(self._renamed)
        self._name.textChanged.connect(self._judge)
        self._chosen()
        self._strategy.setFocus()

    @property
    def bot_class(self) -> "BotClass":
        """The strategy chosen."""
        return self._classes[self._strategy.currentIndex()]

    @property
    def bot_name(self) -> str:
        """The name typed; free and not empty."""
        return self._name.text().strip()

    @property
    def values(self) -> dict[str, Any]:
        """The settings as typed, right by the strategy's own bounds."""
        return self._form.values() if self._form is not None else {}

    @property
    def start(self) -> bool:
        """Whether to start it at once."""
        return self._start.isChecked()

    @property
    def autostart(self) -> bool:
        """Whether the program shall start it by itself from its next start on."""
        return self._autostart.isChecked()

    def _chosen(self) -> None:
        bot_class = self.bot_class
        about = (bot_class.__doc__ or "").strip().split("\n\n")[0]
        self._about.setText(tr(" ".join(about.split())))
        self._about.setVisible(bool(about))
        if not self._named_by_hand:
            self._name.setText(free_name(bot_class.__name__, self._taken))
        if self._form is not None:
            self.body.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        params = describe(getattr(bot_class, "config_type", None))
        self._form = make_form(bot_class, params, {}, self)
        self._form.edited.connect(self._judge)
        self.body.insertWidget(self._form_at, self._form, 1)
        self._judge()
        self.fit()

    def _renamed(self) -> None:
        self._named_by_hand = bool(self._name.text().strip())

    def _judge(self) -> None:
        name = self.bot_name
        if not name:
            self.set_problem(tr("Name: give it one."))
        elif name in self._taken:
            self.set_problem(tr("Name: there is a bot called {name} already.", name=name))
        else:
            self.set_problem(self._name_problem(name) or (self._form.problem if self._form is not None else None))

    def _name_problem(self, name: str) -> str | None:
        try:
            new_id(name, "", ())
        except UserError as error:
            return shown(sentence_of(error))
        return None


def free_name(strategy: str, taken: Collection[str]) -> str:
    """A short name for a bot of `strategy` that is not taken: `SimpleMarketMakingBot` gives `simple-market-making`."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", strategy)
    base = "-".join(word.lower() for word in words if word != "Bot") or "bot"
    base = base[: MOST_NAME - 4]
    number = 1
    while (name := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return name
