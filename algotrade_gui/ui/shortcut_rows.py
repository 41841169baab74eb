"""The window's actions with their keys, and which of them get in each other's way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from algotrade_gui.ui.actions import DEFAULT_KEYS


@dataclass(slots=True, kw_only=True)
class ShortcutRow:
    """One action. `keys` and `shipped` are in Qt's portable writing."""

    name: str
    text: str
    keys: str
    shipped: str
    everywhere: bool
    where: str = ""
    """The panel's title, translated; empty for what is the window's own."""

    @property
    def group(self) -> str:
        """Of which panel it is."""
        return self.name.partition(".")[0]

    @property
    def changed(self) -> bool:
        """Whether the user has chosen other keys than the shipped."""
        return self.keys != self.shipped


def portable(keys: str) -> str:
    """Qt's own writing of keys, for comparing."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def rows_of(actions: Iterable[QAction], titles: Mapping[str, str] | None = None) -> list[ShortcutRow]:
    """One row per name, sorted by group and text. `titles` are the panels', by group."""
    found: dict[str, ShortcutRow] = {}
    for action in actions:
        name = action.objectName()
        if name in found:
            continue
        context = action.shortcutContext()
        found[name] = ShortcutRow(
            name=name,
            text=action.text().replace("&&", "\0").replace("&", "").replace("\0", "&"),
            keys=action.shortcut().toString(QKeySequence.SequenceFormat.PortableText),
            shipped=portable(str(action.property(DEFAULT_KEYS) or "")),
            everywhere=context in (Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut),
            where=(titles or {}).get(name.partition(".")[0], ""),
        )
    return sorted(found.values(), key=lambda row: (row.group, row.text.casefold()))


def conflicts(rows: Iterable[ShortcutRow], with_row: ShortcutRow) -> list[ShortcutRow]:
    """The other actions that its keys would reach too: in the whole window, or in the same panel."""
    if not with_row.keys:
        return []
    return [
        row
        for row in rows
        if row is not with_row
        and row.keys == with_row.keys
        and (row.everywhere or with_row.everywhere or row.group == with_row.group)
    ]


def chosen(rows: Iterable[ShortcutRow]) -> dict[str, str]:
    """What differs from the shipped keys."""
    return {row.name: row.keys for row in rows if row.changed}
