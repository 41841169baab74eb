"""The player in virtual time: pace, pause, step, seek forward and back, the end, and its clock."""

import asyncio
import sys
from pathlib import Path

import pytest

from algotrade_gui.core.clock import LoopClock, ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.units import RoundMs
from algotrade_gui.recording.tape.format import TapeError
from algotrade_gui.recording.tape.player import Player, PlayState
from tests.support.aio import run_virtual
from tests.support.tapes import damage, make_tape, wild_lines, write_tape


class Audience:
    """Reads a player's frames as they come, with the loop's time."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.seen: list[tuple[float, int]] = []
        self._task = asyncio.get_running_loop().create_task(self._watch(), name="audience")

    async def _watch(self) -> None:
        while True:
            frame = await self.player.next_frame()
            self.seen.append((asyncio.get_running_loop().time(), int(frame[5 : frame.index(b"}")])))

    @property
    def there(self) -> bool:
        """Whether nothing is sought any more. Asked anew each time: mypy would hold on to the first answer."""
        return self.player.target_ms is None

    @property
    def numbers(self) -> list[int]:
        return [number for _, number in self.seen]

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self.player.close()


async def playing(path: Path) -> tuple[Player, Audience]:
    player = Player(path, LoopClock(), ErrorCentre())
    await player.load()
    return player, Audience(player)


def test_frames_come_when_they_were_recorded(tmp_path: Path) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst"))
        await asyncio.sleep(2.05)
        assert audience.numbers == list(range(21))
        assert all(abs(at - number / 10) < 0.002 for at, number in audience.seen)
        assert (player.state, player.time_ms) == (PlayState.PLAYING, 7_000)
        assert abs(player.clock.now_ms() - 2_050) < 1
        await audience.leave()

    run_virtual(scene())


@pytest.mark.parametrize("speed", [0.5, 2.0, 30.0])
def test_another_speed_holds_from_the_moment_it_is_set(tmp_path: Path, speed: float) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst"))
        await asyncio.sleep(1.0)
        before = len(audience.seen)
        player.set_speed(speed)
        await asyncio.sleep(1.0)
        assert abs(len(audience.seen) - before - 10 * speed) <= 1
        assert abs(player.clock.now_ms() - (1_000 + 1_000 * speed)) < 2
        await audience.leave()

    run_virtual(scene())
    with pytest.raises(ValueError, match="does not play at 0"):
        Player(tmp_path, ManualClock(), ErrorCentre()).set_speed(0)


def test_it_stands_still_steps_and_goes_on_where_it_stood(tmp_path: Path) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst"))
        await asyncio.sleep(1.05)
        player.pause()
        await asyncio.sleep(600)
        assert len(audience.seen) == 11
        assert player.state is PlayState.PAUSED
        assert abs(player.clock.now_ms() - 1_050) < 2, "its clock stands with it"
        player.step()
        player.step()
        await asyncio.sleep(0.01)
        assert audience.numbers[-2:] == [11, 12]
        assert player.state is PlayState.PAUSED
        player.play()
        await asyncio.sleep(1.02)
        assert audience.numbers == list(range(23))
        await audience.leave()

    run_virtual(scene())


def test_forward_all_between_is_played_at_once_and_back_begins_anew(tmp_path: Path) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst"))
        states: list[PlayState] = []
        player.on_change(lambda: states.append(player.state))
        await asyncio.sleep(0.05)
        player.seek(RoundMs(35_040))
        assert player.target_ms == 35_040
        await asyncio.sleep(0.05)
        assert audience.numbers == list(range(301)), "all of it, the last one at or before the moment"
        assert (player.time_ms, player.state) == (35_000, PlayState.PLAYING)
        assert audience.there
        assert PlayState.SEEKING in states
        await asyncio.sleep(0.1)
        assert audience.numbers[-1] == 301
        clock_ms = player.clock.now_ms()
        audience.seen.clear()
        player.pause()
        player.seek(RoundMs(6_000))
        await asyncio.sleep(5)
        assert audience.numbers == list(range(11))
        assert (player.time_ms, player.state) == (6_000, PlayState.PAUSED)
        assert player.clock.now_ms() >= clock_ms, "a clock does not run back"
        player.play()
        await asyncio.sleep(1.02)
        assert audience.numbers[-1] == 20
        await audience.leave()

    run_virtual(scene())


def test_a_seek_that_is_called_off_stays_where_it_has_come_to(tmp_path: Path) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst"))
        player.seek(RoundMs(60_000))
        while len(audience.seen) < 100:  # noqa: ASYNC110 - the frames have no event of their own
            await asyncio.sleep(0)
        player.stop_seeking()
        await asyncio.sleep(5)
        assert 100 <= len(audience.seen) < 200
        assert (player.state, player.target_ms) == (PlayState.PAUSED, None)
        await audience.leave()

    run_virtual(scene())


def test_another_seek_on_the_way_takes_its_place(tmp_path: Path) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst"))
        player.pause()
        player.seek(RoundMs(60_000))
        while len(audience.seen) < 100:  # noqa: ASYNC110
            await asyncio.sleep(0)
        player.seek(RoundMs(7_000))
        await asyncio.sleep(1)
        assert audience.numbers[-21:] == list(range(21))
        assert player.time_ms == 7_000
        player.seek(RoundMs(0))
        await asyncio.sleep(1)
        assert player.time_ms == 5_000, "no further back than its beginning"
        player.seek(RoundMs(10**9))
        await asyncio.sleep(1)
        assert (player.time_ms, player.state) == (65_000, PlayState.ENDED)
        await audience.leave()

    run_virtual(scene())


def test_at_its_end_it_stands_and_plays_again_from_the_beginning(tmp_path: Path) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst", seconds=3))
        await asyncio.sleep(100)
        assert (player.state, player.time_ms, len(audience.seen)) == (PlayState.ENDED, 8_000, 31)
        clock_ms = player.clock.now_ms()
        assert abs(clock_ms - 3_000) < 2
        player.play()
        await asyncio.sleep(1.05)
        assert audience.numbers[31:] == list(range(11))
        assert player.state is PlayState.PLAYING
        await audience.leave()

    run_virtual(scene())


def test_going_back_while_it_finds_the_end_is_not_lost(tmp_path: Path) -> None:
    async def scene() -> None:
        player = Player(make_tape(tmp_path / "a.jsonl.zst", seconds=1), LoopClock(), ErrorCentre())
        await player.load()
        player.seek(RoundMs(6_000))
        assert [await player.next_frame() for _ in range(11)][-1] == b'{"n":10}'
        reading = asyncio.get_running_loop().create_task(player.next_frame(), name="reading")
        await asyncio.sleep(0)  # now a thread reads on, and finds nothing
        player.seek(RoundMs(5_000))
        async with asyncio.timeout(60):
            assert await reading == b'{"n":0}'
        await player.close()

    run_virtual(scene())


def test_steps_beyond_the_end_are_not_made_up_for(tmp_path: Path) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst", seconds=1))
        await asyncio.sleep(10)
        audience.seen.clear()
        for _ in range(5):
            player.step()
        player.play()
        await asyncio.sleep(0.05)
        assert audience.numbers == [0]
        await audience.leave()

    run_virtual(scene())


def test_a_tape_without_figures_is_looked_through_first(tmp_path: Path) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst", whole=False))
        assert player.tail is not None
        assert (player.tail.first_ms, player.tail.last_ms, player.loaded_share) == (5_000, 65_000, 1.0)
        await player.load()
        await audience.leave()

    run_virtual(scene())


def test_an_empty_tape_and_a_missing_one_are_told(tmp_path: Path) -> None:
    async def scene() -> None:
        path = tmp_path / "a.jsonl.zst"
        write_tape(path)
        for where, words in ((path, "Nothing was recorded in a"), (tmp_path / "b", "cannot be read")):
            player = Player(where, LoopClock(), ErrorCentre())
            with pytest.raises(TapeError, match=words):
                await player.load()
            player.seek(RoundMs(5))
            await player.close()

    run_virtual(scene())


@pytest.mark.expect_log("is damaged.*What stands before that was played")
def test_a_damaged_tape_is_played_up_to_the_damage(tmp_path: Path) -> None:
    async def scene() -> None:
        path = write_tape(tmp_path / "a.jsonl.zst", wild_lines(50))
        damage(path)
        player, audience = await playing(path)
        await asyncio.sleep(10)
        assert player.state is PlayState.ENDED
        assert audience.numbers == list(range(len(audience.seen)))
        assert len(audience.seen) >= 10
        await audience.leave()

    run_virtual(scene())


def test_steps_beyond_the_end_are_forgotten(tmp_path: Path) -> None:
    async def scene() -> None:
        player, audience = await playing(make_tape(tmp_path / "a.jsonl.zst", seconds=2))
        await asyncio.sleep(5)
        assert player.state is PlayState.ENDED
        for _ in range(8):
            player.step()
            await asyncio.sleep(0.03)
        before = len(audience.seen)
        player.play()
        await asyncio.sleep(0.35)
        assert audience.numbers[before:] == [0, 1, 2, 3]
        await audience.leave()

    run_virtual(scene())


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can remove a file there that is open")
def test_a_tape_that_is_removed_while_it_plays_goes_on_and_back(tmp_path: Path) -> None:
    async def scene() -> None:
        path = make_tape(tmp_path / "a.jsonl.zst")
        player, audience = await playing(path)
        await asyncio.sleep(2.05)
        path.unlink()
        player.seek(RoundMs(60_000))
        await asyncio.sleep(0.01)
        assert (audience.there, player.time_ms) == (True, 60_000)
        player.seek(RoundMs(10_000))
        await asyncio.sleep(0.01)
        assert (audience.there, player.time_ms) == (True, 10_000)
        assert player.state is PlayState.PLAYING
        await audience.leave()

    run_virtual(scene())
