"""Keeps the frames of each round on a tape of its own, in a thread: whoever brings one pays for a list's append."""

import asyncio
import contextlib
import logging
import shutil
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre, Severity, UserError, sentence_of
from algotrade_gui.core.units import RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.recording.tape.format import SOURCE, TapeHeader, TapeLine, TapeWriter
from algotrade_gui.recording.tape.shelf import make_room, tape_path

log = logging.getLogger(__name__)

FLUSH_EVERY_S: Final = 1.0
"""What a killed process loses is no older."""
CAPACITY_BYTES: Final = 64_000_000
"""Frames that wait while the disk takes none: more than a minute of the real exchange's."""
LEAST_FREE_BYTES: Final = 500_000_000
"""Whatever else the machine writes needs room too, the journal first."""
_LOOK_AT_DISK_EVERY: Final = 10
"""Flushes."""


class Recorder:
    """Owns the tapes of one running program, and the thread that writes them, from the first frame until `close`.

    A disk that is full or gone costs the recording, never the trading: the tape is closed as it is, `problem` says why, and the next round
    is tried anew.
    """

    def __init__(
        self,
        folder: Path,
        header: Callable[[int, datetime], TapeHeader],
        errors: ErrorCentre,
        clock: Clock,
        *,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        capacity: int = CAPACITY_BYTES,
        least_free: int = LEAST_FREE_BYTES,
    ) -> None:
        """`folder` is made when it is needed. `header` tells of a round, given its number and now; it is asked in `take`."""
        self.problem: str | None = None
        """Why the present round is not recorded, or not whole."""
        self._folder = folder
        self._header = header
        self._clock = clock
        self._now = now
        self._errors = errors
        self._capacity = capacity
        self._least_free = least_free
        self._on = True
        self._round: int | None = None
        self._began_ms = 0.0
        self._queue: deque[_Begin | TapeLine | _End] = deque()
        # each is counted up by one side alone: a sum that both change would lose some
        self._bytes_taken = 0
        self._bytes_done = 0
        self._lost = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._writer: TapeWriter | None = None

    # --- on the loop ---

    @property
    def on(self) -> bool:
        """Whether rounds are to be recorded."""
        return self._on

    @property
    def bytes_written(self) -> int | None:
        """The size of the tape that is being written, None while there is none."""
        writer = self._writer
        return None if writer is None else writer.bytes_written

    @property
    def path(self) -> Path | None:
        """The tape that is being written."""
        writer = self._writer
        return None if writer is None else writer.path

    def switch(self, on: bool) -> None:
        """Record from the next frame on, on a tape of its own; or end the present tape."""
        if on is self._on:
            return
        self._on = on
        self._end_tape()

    def take(self, frame: bytes, time_ms: RoundMs, round_number: int) -> None:
        """Keep a frame as it came, with the time that it tells, in the round of that number. Never waits."""
        if not self._on or self._stop.is_set():
            return
        if round_number != self._round:
            self._end_tape()
            self._round = round_number
            self._begin_tape(round_number)
        if self._bytes_taken - self._bytes_done > self._capacity:
            self._lost += 1
            return
        self._bytes_taken += len(frame)
        self._queue.append(TapeLine(round(self._clock.now_ms() - self._began_ms), time_ms, frame))

    def round_over(self) -> None:
        """End the present tape: no more is expected. Should the round go on after all, it does so on another tape."""
        self._end_tape()

    async def close(self, timeout_s: float = 4.0) -> None:
        """Write what waits, end the tape and the thread. May be called twice."""
        self._end_tape()
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is None:
            return
        await asyncio.to_thread(thread.join, timeout_s)
        if thread.is_alive():
            self._errors.report(SOURCE, say("The disk is too slow: the end of the recording is missing."))

    def _begin_tape(self, round_number: int) -> None:
        began = self._now()
        self._loop = asyncio.get_running_loop()
        self._began_ms = self._clock.now_ms()
        self._lost = 0
        self._queue.append(_Begin(self._header(round_number, began), began))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
            self._thread.start()

    def _end_tape(self) -> None:
        if self._round is not None:
            self._round = None
            self._queue.append(_End(self._lost))

    # --- in the thread ---

    def _work(self) -> None:
        flushes = 0
        while True:
            stopping = self._stop.wait(FLUSH_EVERY_S)
            try:
                self._write_waiting()
                if self._writer is not None:
                    self._writer.flush()
                    if self._writer.removed:
                        raise UserError(say("its file was removed"))
                    flushes += 1
                    if flushes % _LOOK_AT_DISK_EVERY == 0:
                        self._look_at_disk()
            except OSError as error:
                self._give_up(str(error.strerror or error))
            except UserError as error:
                self._give_up(sentence_of(error))
            if stopping and not self._queue:
                return

    def _write_waiting(self) -> None:
        while self._queue:
            each = self._queue.popleft()
            if isinstance(each, _End):
                writer, self._writer = self._writer, None
                if writer is not None:
                    writer.close(lost=each.lost)
            elif isinstance(each, _Begin):
                self._open(each)
            else:
                self._bytes_done += len(each.frame)
                if self._writer is not None:
                    self._writer.write(each)
                    if self._lost and self.problem is None:
                        self._say(say("the disk is too slow, so that parts are missing"))

    def _open(self, tape: "_Begin") -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_room(self._folder)
        self._look_at_disk()
        self._writer = TapeWriter(
            tape_path(self._folder, tape.header.profile, tape.header.round, tape.began), tape.header
        )
        self.problem = None
        log.info("recording to %s", self._writer.path)

    def _look_at_disk(self) -> None:
        if shutil.disk_usage(self._folder).free < self._least_free:
            raise UserError(say("the disk is nearly full"))

    def _give_up(self, reason: str) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.abandon()
        self._say(reason)

    def _say(self, reason: str) -> None:
        self.problem = reason
        sentence = say("This round is not recorded, or not whole: {reason}. Trading goes on as it was.", reason=reason)
        with contextlib.suppress(RuntimeError):  # the loop is closed already: nobody is left to be told
            assert self._loop is not None
            self._loop.call_soon_threadsafe(self._report, sentence)

    def _report(self, sentence: str) -> None:
        self._errors.report(SOURCE, sentence, severity=Severity.WARNING)


@dataclass(frozen=True, slots=True)
class _Begin:
    """Begin a tape: what follows belongs on it."""

    header: TapeHeader
    began: datetime


@dataclass(frozen=True, slots=True)
class _End:
    """End the tape, from which `lost` frames are missing."""

    lost: int
