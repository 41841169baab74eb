"""Actions of the window: each has a name, words and keys that the user may change; the command palette finds them all."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from algotrade_gui.ui.icons import IconName, icon
from algotrade_gui.ui.language import tr

DEFAULT_KEYS = "defaultKeys"
"""The dynamic property that keeps an action's keys as they are shipped."""
MORE_KEYS = "moreKeys"
"""The dynamic property with the keys that do the same, as long as the user has chosen none."""
HELP = "help"
"""The dynamic property with the sentence that explains an action."""


class Shortcuts(QObject):
    """The keys that the user has chosen, by action name; one per process, see `shortcuts()`.

    Signals: `changed` carries nothing; actions made by `add_action` have followed already.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chosen: dict[str, str] = {}
        self._actions: list[QAction] = []

    @property
    def chosen(self) -> dict[str, str]:
        """Action names with the keys that were chosen for them; an empty text for none."""
        return dict(self._chosen)

    def choose(self, chosen: dict[str, str]) -> None:
        """Take these keys in place of the shipped ones, for actions that exist and those to come."""
        self._chosen = dict(chosen)
        for action in self._actions:
            self.apply(action)
        self.changed.emit()

    def keys(self, name: str, default: str) -> str:
        """The keys of an action."""
        return self._chosen.get(name, default)

    def follow(self, action: QAction) -> None:
        """Keep `action`'s keys as chosen until it is destroyed."""
        self._actions.append(action)
        action.destroyed.connect(lambda: self._forget(action))
        self.apply(action)

    def _forget(self, action: QAction) -> None:
        self._actions = [each for each in self._actions if each is not action]

    def apply(self, action: QAction) -> None:
        """Give `action` its keys, and a tool tip that names them."""
        name = action.objectName()
        keys = QKeySequence(self.keys(name, str(action.property(DEFAULT_KEYS) or "")))
        taken = self._chosen.values()
        more = [] if name in self._chosen else [each for each in action.property(MORE_KEYS) or [] if each not in taken]
        action.setShortcuts([keys, *map(QKeySequence, more)])
        words = str(action.property(HELP) or "") or action.text().replace("&", "")
        shown = keys_text(keys)
        action.setToolTip(f"{words} ({shown})" if shown else words)


def keys_text(keys: QKeySequence) -> str:
    """Keys for people, in the language in force; what every hint calls Enter is called so here too, not Return."""
    native = QKeySequence.SequenceFormat.NativeText
    shown = keys.toString(native)
    key = QKeySequence(Qt.Key.Key_Return).toString(native)
    return shown.removesuffix(key) + tr("Enter") if shown == key or shown.endswith(f"+{key}") else shown


@lru_cache(maxsize=1)
def shortcuts() -> Shortcuts:
    """The application's shortcuts."""
    return Shortcuts()


def add_action(
    owner: QWidget,
    name: str,
    text: str,
    slot: Callable[[], object],
    *,
    keys: str = "",
    more_keys: Sequence[str] = (),
    help_text: str = "",
    picture: IconName | None = None,
    everywhere: bool = False,
    repeats: bool = False,
) -> QAction:
    """Add an action to `owner` and return it.

    `name` is unique and stable (`orders.cancel_all`): chosen keys are kept under it, and the command palette lists every action of the
    window that has one. `text` and `help_text` are translated already. The keys count while the focus is in `owner`, with `everywhere` in
    the whole window; `more_keys` do the same until the user chooses others. A key held down does it once, with `repeats` again and again:
    for what goes by steps.
    """
    action = QAction(text, owner)
    action.setObjectName(name)
    action.setAutoRepeat(repeats)
    action.setProperty(DEFAULT_KEYS, keys)
    action.setProperty(MORE_KEYS, list(more_keys))
    action.setProperty(HELP, help_text)
    action.setShortcutContext(
        Qt.ShortcutContext.WindowShortcut if everywhere else Qt.ShortcutContext.WidgetWithChildrenShortcut
    )
    if picture is not None:
        action.setIcon(icon(picture))
    action.triggered.connect(lambda _checked: slot())
    shortcuts().follow(action)
    owner.addAction(action)
    return action
