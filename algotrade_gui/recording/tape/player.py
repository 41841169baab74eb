"""Plays a tape: at the pace at which it was recorded or another, from any moment of it, with a clock that shows what the recorder's did."""

import asyncio
import contextlib
import enum
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre, sentence_of
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.units import RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.recording.tape.format import SOURCE, TapeError, TapeLine, TapeReader, TapeTail, measure
from algotrade_gui.recording.tape.shelf import Tape, look_at

SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_DUE_S: Final = 0.0005
"""Sooner than that is now: timers are no finer."""
_AHEAD: Final = 64
"""Lines that are read at once: six seconds, a few ms of a thread."""


class PlayState(enum.Enum):
    """What a player does."""

    LOADING = "loading"
    """The tape is looked through: its length is not known yet."""
    PLAYING = "playing"
    PAUSED = "paused"
    SEEKING = "seeking"
    """All between here and the moment that was asked for is played as fast as it can be."""
    ENDED = "ended"


class ReplayClock:
    """The recorder's clock over again (a `Clock`): it runs while the tape plays, at its pace, and never back."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._base_ms = 0.0
        self._since_ms = real.now_ms()
        self._rate = 0.0

    def now_ms(self) -> float:
        return self._base_ms + (self._real.now_ms() - self._since_ms) * self._rate

    def run(self, rate: float) -> None:
        """Go on at `rate` ms a real ms; 0 stands still."""
        self._base_ms = self.now_ms()
        self._since_ms = self._real.now_ms()
        self._rate = rate

    def leap(self, to_ms: float) -> None:
        """Show `to_ms`, if that is not back."""
        self._base_ms = max(self.now_ms(), to_ms)
        self._since_ms = self._real.now_ms()


class Player:
    """Hands the frames of one tape to one reader, each when it is due.

    `load` once, then `next_frame` by the one who reads; the rest is for people. All of it on one loop; the file is read in threads.
    """

    def __init__(self, path: Path, real: Clock, errors: ErrorCentre) -> None:
        """`real`: what a second is measured by."""
        self.path = path
        self.clock = ReplayClock(real)
        """What the parts that the frames go to should measure by."""
        self.tape: Tape | None = None
        """What stands at its head, known soon."""
        self.tail: TapeTail | None = None
        """Its figures, known once it is loaded."""
        self.loaded_share = 0.0
        """How much of the tape was looked through while it loads, 0 to 1."""
        self._errors = errors
        self._state = PlayState.LOADING
        self._speed = 1.0
        self._playing = True
        """What the user wants once nothing keeps it from playing."""
        self._target_ms: RoundMs | None = None
        self._time_ms = RoundMs(0)
        self._steps = 0
        self._lines: deque[TapeLine] = deque()
        self._reader: TapeReader | None = None
        self._file = threading.Lock()
        """Held by the thread that reads or closes."""
        self._rewind = False
        self._reads_again = False
        """The file is to be read from its beginning: the one that is open, it may have been removed since."""
        self._ended = False
        self._offset_ms = 0.0
        """What the clock shows beyond the tape's own time: it does not go back where the tape does."""
        self._changed = asyncio.Event()
        self._listeners: Listeners[[]] = Listeners()
        self._rewind_listeners: Listeners[[]] = Listeners()
        self._closed = False

    # --- how it does ---

    @property
    def state(self) -> PlayState:
        return self._state

    @property
    def speed(self) -> float:
        """Seconds of the tape per second."""
        return self._speed

    @property
    def time_ms(self) -> RoundMs:
        """The round's clock as of the last frame that was handed on."""
        return self._time_ms

    @property
    def target_ms(self) -> RoundMs | None:
        """Where it goes while it is SEEKING."""
        return self._target_ms

    @property
    def playing(self) -> bool:
        """Whether it plays, or will once it is there. Not at the end, where `play` begins anew."""
        return self._playing and self._state is not PlayState.ENDED

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when state, speed or target has changed. Returns the function that ends the subscription."""
        return self._listeners.add(listener)

    def on_rewind(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` before the first frame is handed on again. Returns the function that ends the subscription."""
        return self._rewind_listeners.add(listener)

    # --- for people ---

    def play(self) -> None:
        """Go on; from the beginning, where it has come to the end."""
        self._playing = True
        self._steps = 0
        if self._ended and self._target_ms is None and not self._rewind:
            self._go_back()
        self._tell()

    def pause(self) -> None:
        """Stand still after the frame that was handed on last."""
        self._playing = False
        self._tell()

    def step(self) -> None:
        """Hand on one more frame, and stand still."""
        self._playing = False
        if self._target_ms is None:
            self._steps += 1
        self._tell()

    def set_speed(self, speed: float) -> None:
        """Play `speed` seconds a second. Raises ValueError for none above zero."""
        if not speed > 0:
            raise ValueError(f"a tape does not play at {speed}")
        self._speed = speed
        self._tell()

    def seek(self, time_ms: RoundMs) -> None:
        """Go to the last frame at or before `time_ms` of the round's clock, as fast as the frames before it can be played.

        Back means: from the beginning. What plays goes on playing there, what stands still stands still there.
        """
        if self.tail is None:
            return
        target = RoundMs(min(max(time_ms, self.tail.first_ms), self.tail.last_ms))
        self._steps = 0
        if target < self._time_ms:
            self._go_back()
        self._target_ms = target
        self._tell()

    def stop_seeking(self) -> None:
        """Stay where it has come to."""
        if self._target_ms is not None:
            self._target_ms = None
            self._playing = False
            self._tell()

    # --- for the transport ---

    async def load(self) -> None:
        """Look at the tape; one that has no figures of its own is read for them, which `loaded_share` follows. Raises TapeError.

        May be called again: nothing is read twice.
        """
        if self.tail is not None:
            return
        tape = await asyncio.to_thread(look_at, self.path)
        self.tape = tape
        self._tell()
        tail = tape.tail or await asyncio.to_thread(measure, self.path, self._go_on_loading)
        if tail is None:
            raise TapeError(say("The recording {file} was not read to its end.", file=self.path.name))
        if not tail.frames:
            raise TapeError(say("Nothing was recorded in {file}.", file=self.path.name))
        self._time_ms = tail.first_ms
        self.tail = tail
        self._tell()

    async def next_frame(self) -> bytes:
        """Return the next frame when it is due. Waits while the tape stands still, at its end for ever. For one task at a time."""
        while True:
            self._changed.clear()
            if self._rewind:
                self._begin_again()
            line = await self._peek()
            if self._rewind:
                continue  # asked for while the file was read
            if self._target_ms is not None and (line is None or line.time_ms > self._target_ms):
                self._target_ms = None
            self._settle(line)
            due_s = self._due_s(line)
            if line is not None and due_s is not None and due_s < _DUE_S:
                self._hand_on(line)
                return line.frame
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(due_s):
                    await self._changed.wait()

    async def close(self) -> None:
        """Close the file. May be called twice."""
        self._closed = True
        await asyncio.to_thread(self._close_reader)

    # --- parts ---

    def _go_on_loading(self, share: float) -> bool:
        # in a thread: a float is stored in one step
        self.loaded_share = share
        return not self._closed

    def _go_back(self) -> None:
        self._rewind = True
        self._steps = 0

    def _begin_again(self) -> None:
        self._rewind = False
        # a read that was on its way when this was asked for may have found the end since
        self._ended = False
        self._lines.clear()
        self._reads_again = True
        self._offset_ms = self.clock.now_ms()
        if self.tail is not None:
            self._time_ms = self.tail.first_ms
        self._rewind_listeners()

    def _close_reader(self) -> None:
        with self._file:
            reader, self._reader = self._reader, None
            if reader is not None:
                reader.close()

    async def _peek(self) -> TapeLine | None:
        """The next line, None at the end."""
        if not self._lines and not self._ended:
            try:
                self._lines.extend(await asyncio.to_thread(self._read))
            except TapeError as error:
                self._errors.report(
                    SOURCE, say("{reason} What stands before that was played.", reason=sentence_of(error))
                )
            self._ended = not self._lines
        return self._lines[0] if self._lines else None

    def _read(self) -> list[TapeLine]:
        """In a thread."""
        with self._file:
            if self._closed:
                return []
            again, self._reads_again = self._reads_again, False
            if self._reader is None:
                self._reader = TapeReader(self.path)
            elif again:
                self._reader.rewind()
            return self._reader.read(_AHEAD)

    def _settle(self, line: TapeLine | None) -> None:
        """Be in the state that follows from what is wanted, with `line` next; the clock with it."""
        if self._target_ms is not None:
            state = PlayState.SEEKING
        elif line is None:
            state = PlayState.ENDED
        else:
            state = PlayState.PLAYING if self._playing else PlayState.PAUSED
        self.clock.run(self._speed if state is PlayState.PLAYING else 0.0)
        if state is not self._state:
            self._state = state
            self._listeners()

    def _due_s(self, line: TapeLine | None) -> float | None:
        """In how many seconds `line` is due, None: not before something changes."""
        if line is None:
            return None
        if self._target_ms is not None or self._steps:
            return 0.0
        if not self._playing:
            return None
        return (self._offset_ms + line.at_ms - self.clock.now_ms()) / 1_000 / self._speed

    def _hand_on(self, line: TapeLine) -> None:
        self._lines.popleft()
        self._steps = max(0, self._steps - 1)
        self._time_ms = line.time_ms
        self.clock.leap(self._offset_ms + line.at_ms)

    def _tell(self) -> None:
        self._changed.set()
        self._listeners()
