"""Recorded rounds for tests: small tapes made at once."""

from pathlib import Path

import msgspec

from algotrade_gui.core.units import RoundMs
from algotrade_gui.recording.tape.format import VERSION, TapeHeader, TapeLine, TapeWriter
from tests.support.made_up import book, update


def make_tape(path: Path, seconds: int = 60, *, start_ms: int = 5_000, whole: bool = True) -> Path:
    """Write a tape of ten numbered frames a second, `{"n":0}` and so on; one that is not `whole` was left by a killed writer."""
    writer = TapeWriter(path, TapeHeader(algotrade_tape=VERSION))
    for step in range(seconds * 10 + 1):
        writer.write(TapeLine(step * 100, RoundMs(start_ms + step * 100), b'{"n":%d}' % step))
    writer.flush()
    if whole:
        writer.close()
    else:
        writer.abandon()
    return path


def make_market_tape(path: Path, seconds: int = 60, *, header: TapeHeader | None = None) -> Path:
    """Write a tape of a market with one future, whose bid and ask rise by a cent with each update."""
    writer = TapeWriter(path, header or TapeHeader(algotrade_tape=VERSION, profile="practice"))
    for step in range(seconds * 10 + 1):
        time_ms = 1_000 + step * 100
        frame = msgspec.json.encode(update(time_ms, {"$SIMP_future_120": book(100_000 + step, 100_010 + step)}))
        writer.write(TapeLine(step * 100, RoundMs(time_ms), frame))
    writer.close()
    return path
