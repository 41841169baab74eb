"""Puts of a bundle what its user has accepted where strategies are loaded from, and the rest aside."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from algotrade_gui.bots.bundle import Bundle, BundledFile, BundleError
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.files import write_whole, write_whole_bytes
from algotrade_gui.core.settings import MAX_BOT_NAME, BotSettings
from algotrade_gui.core.words import say

RIGHTS: Final = say(
    "A strategy file runs with all your rights: it can read and change your files and use the network. "
    "Load only what you have read, or whose author you trust."
)
"""What everybody is told who is asked."""
ASIDE: Final = ".unaccepted"
"""The loader reads files that end with .py only."""
_LEDGER: Final = ".accepted.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What an import has done."""

    written: tuple[Path, ...]
    """Accepted files: they are loaded with the next look at the folder."""
    aside: tuple[Path, ...]
    """The others: kept to be read, never loaded."""


def install(bundle: Bundle, folder: Path, accepted: Collection[str]) -> Installed:
    """Write the files of `bundle` named in `accepted` into `folder`, marked as trusted, the others beside them as NAME.py.unaccepted.

    Raises UserError, with nothing written, for a name that the bundle has not and for one that the folder has with another content;
    also where something cannot be written.
    """
    unknown = set(accepted) - {file.name for file in bundle.files}
    if unknown:
        raise BundleError(say("The bundle has no file called {name}.", name=sorted(unknown)[0]))
    chosen = [file for file in bundle.files if file.name in accepted]
    others = [file for file in bundle.files if file.name not in accepted]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        present = {path.name.casefold(): path for path in folder.glob("*.py")}
        for file in chosen:
            there = present.get(file.name.casefold())
            if there is not None and there.read_bytes() != file.data:
                raise UserError(
                    say(
                        "There is another {name} in {folder}: rename one of them first. Nothing was imported.",
                        name=there.name,
                        folder=folder,
                    )
                )
        written = tuple(_write(folder / file.name, file) for file in chosen)
        aside = tuple(_write(folder / f"{file.name}{ASIDE}", file) for file in others)
        for file in chosen:
            # what was left aside before is accepted now
            (folder / f"{file.name}{ASIDE}").unlink(missing_ok=True)
        if chosen:
            _trust(folder, chosen)
    except OSError as error:
        raise UserError(
            say("The bundle cannot be put into {folder}: {reason}.", folder=folder, reason=str(error.strerror or error))
        ) from error
    return Installed(written=written, aside=aside)


def trusted(folder: Path) -> dict[str, str]:
    """Return the files that were accepted out of bundles into `folder`, by name with their sha256 then. A damaged list counts as none."""
    try:
        return msgspec.json.decode((folder / _LEDGER).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError):
        return {}


def is_trusted(folder: Path, file: BundledFile) -> bool:
    """Whether `file`, to the byte, was accepted into `folder` before."""
    return trusted(folder).get(file.name) == file.sha256


def bots_to_add(bundle: Bundle, accepted: Collection[str], taken: Iterable[str]) -> list[BotSettings]:
    """Return the bundle's bots whose strategy was accepted or is none of the bundle's files, under names that are not `taken`.

    None of them starts, or loads a saved file, by itself: that is for whoever imported it to say.
    """
    used = set(taken)
    refused = {name for file in bundle.files if file.name not in accepted for name in file.classes}
    refused -= {name for file in bundle.files if file.name in accepted for name in file.classes}
    added: list[BotSettings] = []
    for bot in bundle.bots:
        if bot.strategy in refused:
            continue
        name, number = bot.name, 1
        while name in used:
            number += 1
            end = f" {number}"
            name = bot.name[: MAX_BOT_NAME - len(end)] + end
        used.add(name)
        added.append(msgspec.structs.replace(bot, name=name, autostart=False, auto_reload=False))
    return added


def _write(path: Path, file: BundledFile) -> Path:
    write_whole_bytes(path, file.data)
    return path


def _trust(folder: Path, files: Iterable[BundledFile]) -> None:
    marks = {**trusted(folder), **{file.name: file.sha256 for file in files}}
    write_whole(folder / _LEDGER, msgspec.json.format(msgspec.json.encode(marks), indent=2).decode() + "\n")
