"""Recorded rounds for tests: small tapes made at once, and what a killed writer leaves."""

import os
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from algotrade_gui.core.units import RoundMs
from algotrade_gui.recording.tape.format import SUFFIX, VERSION, TapeHeader, TapeLine, TapeWriter
from tests.support.made_up import book, update

HEADER: Final = TapeHeader(algotrade_tape=VERSION)


def write_tape(
    path: Path, lines: Iterable[TapeLine] = (), header: TapeHeader = HEADER, *, whole: bool = True, lost: int = 0
) -> Path:
    """Write a tape of `lines`; one that is not `whole` was left by a killed writer."""
    writer = TapeWriter(path, header)
    for line in lines:
        writer.write(line)
    writer.flush()
    if whole:
        writer.close(lost=lost)
    else:
        writer.abandon()
    return path


def wild_lines(count: int) -> list[TapeLine]:
    """Numbered frames too wild to be packed: damage to one spares most of the others."""
    rng = random.Random(3)
    return [TapeLine(n, RoundMs(n), b'{"n":%d}' % n + rng.randbytes(3_000).hex().encode()) for n in range(count)]


def damage(path: Path) -> None:
    """Turn a byte in the middle of a file over."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def make_tape(path: Path, seconds: int = 60, *, start_ms: int = 5_000, whole: bool = True) -> Path:
    """Write a tape of ten numbered frames a second, `{"n":0}` and so on; `whole` as for `write_tape`."""
    steps = range(seconds * 10 + 1)
    lines = (TapeLine(step * 100, RoundMs(start_ms + step * 100), b'{"n":%d}' % step) for step in steps)
    return write_tape(path, lines, whole=whole)


def make_market_tape(path: Path, seconds: int = 60, *, header: TapeHeader | None = None) -> Path:
    """Write a tape of a market with one future, whose bid and ask rise by a cent with each update."""
    lines = []
    for step in range(seconds * 10 + 1):
        time_ms = 1_000 + step * 100
        frame = msgspec.json.encode(update(time_ms, {"$SIMP_future_120": book(100_000 + step, 100_010 + step)}))
        lines.append(TapeLine(step * 100, RoundMs(time_ms), frame))
    return write_tape(path, lines, header or TapeHeader(algotrade_tape=VERSION, profile="practice"))


def made_tape(
    folder: Path,
    name: str,
    *,
    began: str = "2026-11-29T17:15:03+00:00",
    whole: bool = True,
    profile: str = "practice",
    practice: bool = True,
    number: int = 1,
    round_name: str = "",
    first_ms: int = 5_000,
    last_ms: int = 600_000,
    frames: int = 2,
    lost: int = 0,
    filler: int = 0,
) -> Path:
    """Write a tape of `frames` updates, the last of which has `filler` bytes that do not compress; its writer has long ended."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}{SUFFIX}"
    header = TapeHeader(
        algotrade_tape=VERSION,
        profile=profile,
        practice=practice,
        address="ws://127.0.0.1:9001/trade",
        round=number,
        round_name=round_name,
        began=began,
    )
    lines = []
    for place in range(frames):
        time_ms = first_ms if place == 0 else last_ms
        body = os.urandom(filler // 2).hex().encode() if place == frames - 1 else b""
        lines.append(TapeLine(time_ms - first_ms, RoundMs(time_ms), b'{"type":"x","body":"%b"}' % body))
    write_tape(path, lines, header, whole=whole, lost=lost)
    os.utime(path, (1_764_000_000, 1_764_000_000))
    return path
