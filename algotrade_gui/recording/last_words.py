"""Remembers the orders of the last moments where a kill cannot reach: in memory that the system writes to a file, not the program."""

import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from algotrade_gui.core.redaction import redact
from algotrade_gui.trading.records import OrderRecord

SLOTS: Final = 1_024
"""More than three seconds of the busiest trading; the journal itself is a tenth of a second behind."""
SLOT_BYTES: Final = 1_024
_HEAD: Final = 2


class LastWord(msgspec.Struct, frozen=True):
    """An order on the point of being sent."""

    run: int
    round: str
    wall: int
    record: OrderRecord


class LastWords:
    """A ring of the orders that were sent last, in a file that is mapped into memory.

    The journal's thread writes an order a tenth of a second after it was sent. A program that is killed in between would leave an order
    at the exchange that nobody here knows, and its deals would count as a stranger's. Saying it here, before it is sent, takes
    microseconds.
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError where the file cannot be made, or the disk has no room for it."""
        with open(path, "w+b", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            # written, not merely made as long: what the disk has no room for would end the process when an order is said
            file.write(bytes(SLOTS * SLOT_BYTES))
            file.flush()
            self._memory = mmap.mmap(file.fileno(), SLOTS * SLOT_BYTES)
        self._next = 0

    def say(self, word: LastWord) -> None:
        """Remember `word`; the oldest of SLOTS is forgotten.

        Its owner's own words go without secrets, or not at all where they are too long for its place.
        """
        if word.record.why:
            word = _with_why(word, redact(word.record.why))
        text = msgspec.json.encode(word, enc_hook=str)
        if len(text) > SLOT_BYTES - _HEAD:
            text = msgspec.json.encode(_with_why(word, ""), enc_hook=str)
        size = len(text)
        if size > SLOT_BYTES - _HEAD:
            return
        start = self._next * SLOT_BYTES
        self._next = (self._next + 1) % SLOTS
        memory = self._memory
        # the size last: half a text is none
        memory[start : start + _HEAD] = b"\0\0"
        memory[start + _HEAD : start + _HEAD + size] = text
        memory[start : start + _HEAD] = size.to_bytes(_HEAD, "big")

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        self._memory.close()


def _with_why(word: LastWord, why: str) -> LastWord:
    return replace(word, record=replace(word.record, why=why))


def read_last_words(path: Path) -> Iterator[LastWord]:
    """Yield what an earlier program said, in no promised order; what cannot be read is left out. Raises OSError but for a missing file."""
    if not path.exists():
        return
    content = path.read_bytes()
    for start in range(0, len(content), SLOT_BYTES):
        size = int.from_bytes(content[start : start + _HEAD], "big")
        if not size:
            continue
        try:
            yield msgspec.json.decode(content[start + _HEAD : start + _HEAD + size], type=LastWord)
        except ValueError:
            continue
