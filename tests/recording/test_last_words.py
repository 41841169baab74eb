"""The orders of the last moments: each is there for the next start, and no secret is."""

import os
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from algotrade_gui.core.secrets import Secret
from algotrade_gui.domain.order import OrderState
from algotrade_gui.recording.last_words import SLOT_BYTES, SLOTS, LastWord, LastWords, read_last_words
from algotrade_gui.trading.records import OrderRecord
from tests.recording.test_entries import RECORD

SENT = replace(RECORD, state=OrderState.SUBMITTED, reason=None)


def said(path: Path, record: OrderRecord) -> OrderRecord:
    words = LastWords(path)
    words.say(LastWord(1, "1-1", 1_000, record))
    words.close()
    (word,) = read_last_words(path)
    return word.record


@pytest.mark.parametrize("why", ["cheap", "\N{ROCKET}" * 200, "\0" * 200])
def test_an_order_is_remembered_however_long_its_owners_words_are(tmp_path: Path, why: str) -> None:
    record = said(tmp_path / "x.last", replace(SENT, why=why))
    assert replace(record, why="") == SENT
    assert why.startswith(record.why)


def test_no_secret_stands_in_the_file_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    secret = Secret("tiger-lily-4712")
    path = tmp_path / "x.last"
    said(path, replace(SENT, why=f"by {secret.reveal()}"))
    assert secret.reveal().encode() not in path.read_bytes()
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_its_room_on_the_disk_is_taken_before_the_first_order_is_said(tmp_path: Path) -> None:
    """Memory that stands for room which a full disk does not have ends the process at the first touch, by SIGBUS."""
    words = LastWords(tmp_path / "x.last")
    blocks = getattr((tmp_path / "x.last").stat(), "st_blocks", None)
    words.close()
    # None: on a system that does not tell
    assert blocks is None or blocks * 512 >= SLOTS * SLOT_BYTES
