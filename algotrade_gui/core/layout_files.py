"""The user's own layouts of the window: one TOML file each, which may be handed on to somebody else."""

import re
from pathlib import Path
from typing import Any, Final

import msgspec
import tomli_w

from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.files import write_whole
from algotrade_gui.core.words import say

MOST_BYTES: Final = 1_000_000
"""A file that is larger is no layout."""
_NAME: Final = re.compile(r"\w[\w .-]{0,39}")


class SavedLayout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the panels are, floating ones included. Not where the window is: that belongs to the screen, not to the layout."""

    state: str
    """The window system's own bytes, base64."""
    panels: dict[str, Any] = {}
    """Per panel (`chart`, `chart-2`) what it shows where it is not open yet; each panel validates its own part."""


class LayoutStore:
    """Reads and writes the layouts of one folder. Synchronous: for menus and dialogs. Each method raises UserError with one sentence."""

    def __init__(self, folder: Path, *, taken: tuple[str, ...] = ()) -> None:
        """`taken` are names that no layout of the user's may have."""
        self._folder = folder
        self._taken = {name.casefold() for name in taken}

    def names(self) -> list[str]:
        """Names of the layouts on disk, sorted."""
        if not self._folder.is_dir():
            return []
        found = (path.stem for path in self._folder.glob("*.toml") if path.is_file())
        return sorted((name for name in found if not self.complaint(name, new=False)), key=str.casefold)

    def complaint(self, name: str, *, new: bool = True) -> str | None:
        """Why a layout cannot have this name; None where it can. With `new` also where one of that name is there already."""
        if not _NAME.fullmatch(name):
            return say("Up to 40 letters, digits, blanks, dots, - and _; a letter or digit first.")
        if name.casefold() in self._taken:
            return say("{name} is one of the shipped layouts.", name=name)
        if new and name.casefold() in {each.casefold() for each in self.names()}:
            return say("There is a layout {name} already.", name=name)
        return None

    def load(self, name: str) -> SavedLayout:
        """Return a layout."""
        return read_layout(self._path(name))

    def save(self, name: str, layout: SavedLayout) -> None:
        """Write a layout, wholly or not at all; one of that name is replaced."""
        path = self._path(name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                say(
                    "The folder {folder} cannot be made: {reason}.",
                    folder=self._folder,
                    reason=str(error.strerror or error),
                )
            ) from error
        write_layout(path, layout)

    def rename(self, name: str, new_name: str) -> None:
        """Give a layout another name."""
        path, target = self._path(name), self._path(new_name)
        folded = name.casefold() == new_name.casefold()
        complaint = self.complaint(new_name, new=not folded)
        if complaint is not None:
            raise UserError(complaint)
        try:
            path.rename(target)
        except OSError as error:
            raise UserError(
                say("The layout {path} cannot be renamed: {reason}.", path=path, reason=str(error.strerror or error))
            ) from error

    def delete(self, name: str) -> None:
        """Take a layout away; one that is gone already is no harm."""
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise UserError(
                say("The layout {path} cannot be deleted: {reason}.", path=path, reason=str(error.strerror or error))
            ) from error

    def take_in(self, file: Path) -> str:
        """Copy a layout's file into the folder, under a name that is free, and return that."""
        layout = read_layout(file)
        wanted = re.sub(r"[^\w .-]", "_", file.stem)[:36].strip(" .-") or "layout"
        name, number = wanted, 2
        while self.complaint(name) is not None:
            name, number = f"{wanted} {number}", number + 1
        self.save(name, layout)
        return name

    def _path(self, name: str) -> Path:
        complaint = self.complaint(name, new=False)
        if complaint is not None:
            raise UserError(complaint)
        return self._folder / f"{name}.toml"


def read_layout(file: Path) -> SavedLayout:
    """Read one file. Raises UserError for one that cannot be read or is no layout."""
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UserError(
            say("The layout {file} cannot be read: {reason}.", file=file, reason=str(error.strerror or error))
        ) from error
    try:
        if len(text) > MOST_BYTES:
            raise ValueError(say("it is too large"))
        return msgspec.toml.decode(text, type=SavedLayout)
    except ValueError as error:
        raise UserError(say("The file {file} is no layout: {reason}.", file=file, reason=sentence_of(error))) from error


def write_layout(file: Path, layout: SavedLayout) -> None:
    """Write one file, wholly or not at all. Raises UserError where it cannot be written."""
    try:
        write_whole(file, tomli_w.dumps(msgspec.to_builtins(layout)))
    except OSError as error:
        raise UserError(
            say(
                "The layout {file} cannot be written: {reason}. Nothing that trades has changed."
                " Make room on the disk, or the folder writable, and save again.",
                file=file,
                reason=str(error.strerror or error),
            )
        ) from error
