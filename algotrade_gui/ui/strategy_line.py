"""The line below the board that names the strategies there are, each a link that adds a bot of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from algotrade_gui.ui.language import tr
from algotrade_gui.ui.theme import GRID

if TYPE_CHECKING:
    from algotrade_gui.bots.loader import StrategyFile

MOST_NAMES = 9
"""Strategies that are named below the bots."""
MORE = "#more"
"""What the link behind the last of them is called: no class can have that name."""


class StrategyLine(QLabel):
    """Remembers what files there are; a link is `MORE` or a strategy's name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.files: list[StrategyFile] = []
        self.newest: str | None = None
        """The strategy that came last since the program began."""
        self._names: set[str] | None = None
        self._folder = ""
        self.setProperty("tone", "muted")
        self.setContentsMargins(GRID, 3, GRID, 3)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setWordWrap(True)
        self.setAccessibleName(tr("Strategies that can be added"))

    def take(self, files: "list[StrategyFile]", folder: str) -> list[str] | None:
        """Take what a scan found; returns the strategies that are new since the last one, None where nothing has changed."""
        if files == self.files and self._names is not None:
            return None
        self.files, self._folder = files, folder
        names = {bot.__name__ for file in files for bot in file.bots}
        fresh = sorted(names - self._names) if self._names is not None else []
        self._names = names
        if fresh:
            self.newest = fresh[0]
        self.write()
        return fresh

    def write(self) -> None:
        """Write the line anew: links keep the colour that they were set with."""
        self.clear()
        names = sorted(self._names or ())
        if not names:
            self.setText(
                tr("No strategy found. Put a Python file with a bot class into {folder}.", folder=self._folder)
            )
            return
        shown = names
        if len(names) > MOST_NAMES:
            # a long list would leave no room for the bots; the dialog that adds one has all of them, this line the one that came last
            shown = sorted(names, key=lambda name: (name != self.newest, name))[: MOST_NAMES - 1]
        links = [_link(name, name) for name in shown]
        if len(shown) < len(names):
            links.append(_link(MORE, tr("{count} more", count=len(names) - len(shown))))
        self.setText(tr("Strategies: {names}", names=", ".join(links)))


def _link(target: str, text: str) -> str:
    return f'<a style="text-decoration: none" href="{target}">{text}</a>'
