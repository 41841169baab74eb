"""What one user wants of the window, whatever the profile: sounds, what was used last, whether the tour was seen."""

import logging
from pathlib import Path
from typing import Final, Literal

import msgspec
import tomli_w

from algotrade_gui.core.files import write_whole

log = logging.getLogger(__name__)

SoundChoice = Literal["off", "errors", "all"]
MOST_RECENT: Final = 40


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """Unknown fields are left out: an older program reads what a newer one wrote."""

    sound: SoundChoice = "off"
    """For which messages the system's beep is heard."""
    tour_seen: bool = False
    recent: list[str] = []
    """Keys of what was chosen in the command palette, the newest first."""


class PreferenceStore:
    """The preferences of one file, read once. What cannot be read or written is a line in the log: nothing here is worth a notice."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.value = self._read()

    def _read(self) -> Preferences:
        try:
            return msgspec.toml.decode(self._file.read_bytes(), type=Preferences)
        except FileNotFoundError:
            return Preferences()
        except (OSError, ValueError) as error:
            log.info("%s cannot be used: %s", self._file, error)
            return Preferences()

    def put(self, value: Preferences) -> None:
        """Take other preferences and keep them."""
        if value == self.value:
            return
        self.value = value
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, tomli_w.dumps(msgspec.to_builtins(value)))
        except OSError as error:
            log.info("%s cannot be written: %s", self._file, error)

    def used(self, key: str) -> None:
        """Note that the palette's entry `key` was chosen."""
        recent = [key, *(each for each in self.value.recent if each != key)][:MOST_RECENT]
        self.put(msgspec.structs.replace(self.value, recent=recent))
