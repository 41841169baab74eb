"""The file of one recorded round: compressed lines of JSON, readable by any program that knows both.

A tape is a stream of zstandard frames (RFC 8878), so that `zstd -dc` prints it. The first line is a JSON object, the header.
Each line after it is a JSON array of three: milliseconds since the first frame, the time that the frame tells on the round's
clock, and the frame as it came; one that was no JSON stands there as a string. A skippable frame at the end holds the tail: a few
figures, so that a list of tapes need not read them all. A tape whose writer was killed has none, and is read as far as it goes.
"""

import contextlib
import io
import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, NamedTuple

import msgspec
import zstandard

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.units import RoundMs
from algotrade_gui.core.words import say

SOURCE: Final = "recording"
"""Who says so, where the error centre is told something of a recording."""
SUFFIX: Final = ".jsonl.zst"
VERSION: Final = 1
LEVEL: Final = 3
"""Ten times smaller at a quarter of a millisecond an update; more costs tenfold for a quarter of the size."""

_SKIPPABLE: Final = 0x184D2A50
_TAIL_MARK: Final = b"ALGOTAIL"
_TAIL_BYTES: Final = 256
_TAIL_HEAD: Final = struct.Struct("<II8s")
_PACKED_AT_ONCE: Final = 1 << 14
"""Bytes of the file: two updates or three. Damage costs all of them."""
_MEASURED_AT_ONCE: Final = 200
_LONGEST_LINE: Final = 1 << 24
"""A line that is longer is no update's: the file is damaged, or somebody else's."""


class TapeError(UserError):
    """The file is no tape, or cannot be read; the text says why."""


class DamagedTapeError(TapeError):
    """The file is a tape only up to here."""


class TapeHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded, as it was known when the recording began. Never holds a secret."""

    algotrade_tape: int
    """The version of the format."""
    season: str = "2025"
    """Whose dialect the frames are in."""
    practice: bool = True
    """Whether it was the practice exchange's market, not the competition's."""
    profile: str = ""
    address: str = ""
    round: int = 1
    """The round's number in the program that recorded it."""
    round_name: str = ""
    """What the practice exchange calls the round; empty where nobody knows."""
    began: str = ""
    """Local time of the first frame with its offset, ISO 8601."""


class TapeTail(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a whole tape."""

    frames: int
    first_ms: RoundMs
    """The round's clock at the first frame."""
    last_ms: RoundMs
    lasted_ms: int
    """From the first frame to the last by the recorder's clock."""
    lost: int = 0
    """Frames that came and could not be kept."""


class TapeLine(NamedTuple):
    """One frame with its times."""

    at_ms: int
    """Since the first frame, by the recorder's clock."""
    time_ms: RoundMs
    """What the round's clock showed."""
    frame: bytes


class TapeWriter:
    """Writes one tape. Synchronous, for one thread. `flush` now and then; `close` at the end."""

    def __init__(self, path: Path, header: TapeHeader) -> None:
        """Make the file, which must not be there. Raises OSError."""
        self.path = path
        self.bytes_written = 0
        """As of the last flush."""
        self._file = path.open("xb")
        self._zstd = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).stream_writer(self._file, closefd=False)
        self._frames = 0
        self._first_ms: RoundMs | None = None
        self._last_ms = RoundMs(0)
        self._at_ms = 0
        try:
            self._zstd.write(msgspec.json.encode(header) + b"\n")
            self.flush()
        except OSError:
            self.abandon()
            raise

    def write(self, line: TapeLine) -> None:
        """Add a frame. Raises OSError."""
        self._zstd.write(b"[%d,%d,%b]\n" % (line.at_ms, line.time_ms, _as_json(line.frame)))
        self._frames += 1
        if self._first_ms is None:
            self._first_ms = line.time_ms
        self._last_ms = max(self._last_ms, line.time_ms)
        self._at_ms = line.at_ms

    def flush(self) -> None:
        """Hand all that was written to the system: it outlives this process. Raises OSError."""
        self._zstd.flush(zstandard.FLUSH_BLOCK)
        self._file.flush()
        self.bytes_written = self._file.tell()

    @property
    def removed(self) -> bool:
        """Whether somebody has deleted the file: what is written goes into nothing. Where the system tells; Windows lets nobody."""
        return os.fstat(self._file.fileno()).st_nlink == 0

    def close(self, *, lost: int = 0) -> None:
        """Write the tail and close the file; it is closed also where that fails. Raises OSError."""
        tail = TapeTail(
            frames=self._frames,
            first_ms=self._first_ms if self._first_ms is not None else RoundMs(0),
            last_ms=self._last_ms,
            lasted_ms=self._at_ms,
            lost=lost,
        )
        data = msgspec.json.encode(tail).ljust(_TAIL_BYTES)
        try:
            self._zstd.flush(zstandard.FLUSH_FRAME)
            self._file.write(_TAIL_HEAD.pack(_SKIPPABLE, len(_TAIL_MARK) + len(data), _TAIL_MARK) + data)
            self._file.flush()
            self.bytes_written = self._file.tell()
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Close the file as it is, after a failure. Never raises."""
        # what still waits to be written fails once more
        with contextlib.suppress(OSError):
            self._file.close()


class TapeReader:
    """Reads a tape from its beginning. Synchronous, for one thread at a time. Use as a context manager, or `close` it."""

    def __init__(self, path: Path) -> None:
        """Open the file and read its header. Raises TapeError."""
        self.path = path
        self._damage: TapeError | None = None
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise _unreadable(path, str(error.strerror or error)) from error
        try:
            self._lines = _lines(self._file, path)
            self.header = _header(self._first_line(), path)
        except BaseException:
            self._file.close()
            raise

    def _first_line(self) -> bytes:
        try:
            return next(self._lines, b"")
        except DamagedTapeError:
            # nothing of it can be read: rather another kind of file than a damaged one
            return b""

    def __enter__(self) -> "TapeReader":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    @property
    def read_share(self) -> float:
        """How much of the file was read, 0 to 1."""
        # of the open file: under its name there may be another one by now, or none
        size = os.fstat(self._file.fileno()).st_size
        return min(1.0, self._file.tell() / size) if size else 1.0

    def read(self, most: int) -> list[TapeLine]:
        """Return up to `most` further frames; none at the end, which of a tape without a tail is where its last whole line ends.

        Raises TapeError where the file is damaged, after all that stands before that was returned.
        """
        if self._damage is not None:
            raise self._damage
        found: list[TapeLine] = []
        try:
            for line in self._lines:
                found.append(_line(line, self.path))
                if len(found) == most:
                    break
        except TapeError as damage:
            # what stands before it is as good as it ever was
            self._damage = damage
            if not found:
                raise
        return found

    def rewind(self) -> None:
        """Read from the beginning again: of the same file, whatever stands under its name by now. Raises TapeError."""
        self._damage = None
        self._file.seek(0)
        self._lines = _lines(self._file, self.path)
        self.header = _header(self._first_line(), self.path)

    def close(self) -> None:
        """Close the file. May be called twice."""
        self._file.close()


def read_tail(path: Path) -> TapeTail | None:
    """Return the figures at the end of a tape, None where there are none: its writer was killed, or is still at work. Raises OSError."""
    whole = _TAIL_HEAD.size + _TAIL_BYTES
    with path.open("rb") as file:
        if file.seek(0, io.SEEK_END) < whole:
            return None
        file.seek(-whole, io.SEEK_END)
        head, data = file.read(_TAIL_HEAD.size), file.read()
    if _TAIL_HEAD.unpack(head) != (_SKIPPABLE, len(_TAIL_MARK) + _TAIL_BYTES, _TAIL_MARK):
        return None
    try:
        return msgspec.json.decode(data, type=TapeTail)
    except msgspec.DecodeError:
        return None


def measure(path: Path, go_on: Callable[[float], bool]) -> TapeTail | None:
    """Work out a tape's figures by reading it as far as it goes: about a second for ten minutes. Raises TapeError.

    `go_on` is told now and then how much was read, 0 to 1; None is returned once it has answered False.
    """
    frames = at_ms = 0
    first_ms: RoundMs | None = None
    last_ms = RoundMs(0)
    with TapeReader(path) as reader:
        while lines := _read_on(reader, needs=not frames):
            frames += len(lines)
            first_ms = lines[0].time_ms if first_ms is None else first_ms
            last_ms = max(last_ms, *(line.time_ms for line in lines))
            at_ms = lines[-1].at_ms
            if not go_on(reader.read_share):
                return None
    return TapeTail(frames=frames, first_ms=first_ms or RoundMs(0), last_ms=last_ms, lasted_ms=at_ms)


# --- parts ---


def _read_on(reader: TapeReader, *, needs: bool) -> list[TapeLine]:
    """Further frames, none at the end; damage is the end as well, unless frames are still needed."""
    try:
        return reader.read(_MEASURED_AT_ONCE)
    except DamagedTapeError:
        if needs:
            raise
        return []


def _as_json(frame: bytes) -> bytes:
    """The frame on one line. What JSON may not hold raw, a line's end, is a blank between tokens: any blank is as good."""
    if b"\n" in frame or b"\r" in frame:
        frame = frame.replace(b"\n", b" ").replace(b"\r", b" ")
    # nothing but an object is a message; one that is broken inside comes back as it was, for the codec to judge
    return frame if frame[:1] == b"{" else msgspec.json.encode(frame.decode("utf-8", "replace"))


def _lines(file: BinaryIO, path: Path) -> Iterator[bytes]:
    """Whole lines, without their ends. Raises TapeError."""
    zstd = zstandard.ZstdDecompressor().decompressobj(read_across_frames=True)
    rest = b""
    while True:
        try:
            packed = file.read(_PACKED_AT_ONCE)
            chunk = zstd.decompress(packed) if packed else b""
        except zstandard.ZstdError as error:
            raise _damaged(path, str(error)) from error
        except OSError as error:
            raise _unreadable(path, str(error.strerror or error)) from error
        if not packed:
            return
        *whole, rest = (rest + chunk).split(b"\n")
        if len(rest) > _LONGEST_LINE:
            raise _damaged(path, "a line without an end")
        yield from whole


def _header(line: bytes, path: Path) -> TapeHeader:
    try:
        header = msgspec.json.decode(line, type=TapeHeader)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TapeError(say("{file} is no recording of this program.", file=path.name)) from error
    if header.algotrade_tape > VERSION:
        raise TapeError(say("{file} was recorded by a newer version of this program.", file=path.name))
    return header


def _line(line: bytes, path: Path) -> TapeLine:
    try:
        at_ms, time_ms, frame = line.removeprefix(b"[").split(b",", 2)
        body = frame.removesuffix(b"]")
        if body[:1] == b'"':
            body = msgspec.json.decode(body, type=str).encode()
        return TapeLine(int(at_ms), RoundMs(int(time_ms)), body)
    except (ValueError, msgspec.DecodeError) as error:
        raise _damaged(path, "a line that is none of a recording") from error


def _damaged(path: Path, reason: str) -> DamagedTapeError:
    return DamagedTapeError(say("The recording {file} is damaged: {reason}.", file=path.name, reason=reason))


def _unreadable(path: Path, reason: str) -> TapeError:
    return TapeError(say("The recording {file} cannot be read: {reason}.", file=path.name, reason=reason))
