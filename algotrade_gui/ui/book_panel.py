"""The base of panels that show one owner's books or everyone's: whose, how old the prices are, which columns."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QLabel, QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.feed_age import stale_words
from algotrade_gui.ui.figures import set_text
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.owner_picker import OwnerPicker
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.sources import AccountParts, BookDesk


class BookPanel(Panel):
    """A subclass makes `columns`, and works all out anew in `refresh` after `forget`."""

    columns: ColumnFit

    def __init__(self, workstation: AccountParts[BookDesk], parent: QWidget | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._account = workstation.account
        self.picker = OwnerPicker(self)
        self.age = QLabel(self)
        self.age.setProperty("tone", "muted")

    def forget(self) -> None:
        """What is shown does not count any more."""
        raise NotImplementedError

    def add_book_actions(self) -> None:
        """The keys that go from book to book."""
        for name, text, steps, keys in (("next", tr("Next book"), 1, "]"), ("previous", tr("Book before"), -1, "[")):
            add_action(self, f"{self.panel_id}.{name}", text, partial(self.picker.step, steps), keys=keys, repeats=True)

    def show_age(self) -> None:
        """Say how old the prices are, once they are."""
        set_text(self.age, stale_words(self._cache))

    def save_state(self) -> dict[str, Any]:
        state: dict[str, Any] = {"columns": self.columns.chosen}
        if self.picker.owner is not None:
            state["owner"] = str(self.picker.owner)
        return state

    def restore_state(self, state: dict[str, Any]) -> None:
        self.columns.restore(state.get("columns"))
        owner = state.get("owner")
        if isinstance(owner, str) and owner:
            self.picker.choose(BotId(owner))
        self.forget()
        self.mark_stale()
        self.wake()
