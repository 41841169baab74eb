"""A round is recorded by a trading program and played back by another: the same market, and nothing to trade on."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from algotrade_gui.bots.manager import BotState
from algotrade_gui.composition import Phase, Workstation
from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.settings import ExchangeSettings, Profile
from algotrade_gui.core.units import RoundMs
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.records import FeedState
from algotrade_gui.recording.tape import recorder as recorder_module
from algotrade_gui.recording.tape.format import TapeReader, read_tail
from algotrade_gui.recording.tape.player import Player, PlayState
from algotrade_gui.recording.tape.shelf import list_tapes
from algotrade_gui.trading.halt import TradingState
from tests.support.aio import run_virtual
from tests.support.desk import STRATEGIES, maker, trading_desk


def state_of(cache: MarketDataCache) -> dict[str, object]:
    """All that a cache knows of its round."""
    ids = cache.get_all_instruments()
    return {
        "time": cache.time_ms,
        "books": {key: cache.get_current_orderbook(key) for key in ids},
        "prices": {key: cache.underlying_price(key) for key in cache.underlyings()},
        "candles": {
            key: [series[place] for place in range(len(series))]
            for key in [*ids, *(InstrumentId(name) for name in cache.underlyings())]
            for series in [cache.candles(key)]
        },
        "events": cache.get_recent_events(limit=2_000),
    }


def record(folder: Path, seconds: float = 30.0) -> tuple[Path, dict[str, object]]:
    """Let a bot trade while it is recorded; the tape, and what the cache knew in the end."""

    async def scene() -> dict[str, object]:
        async with trading_desk([maker("maker", "$SIMP")], recording_folder=folder) as it:
            await it.play(seconds)
            return state_of(it.station.cache)

    state = run_virtual(scene())
    tapes = list_tapes(folder)
    assert len(tapes) == 1
    return tapes[0].path, state


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    return record(tmp_path_factory.mktemp("recordings"))


def make_station(path: Path) -> Workstation:
    return Workstation(
        Profile(name="replay", exchange=ExchangeSettings(kind="replay", recording=str(path))),
        errors=ErrorCentre(),
        strategy_folders=[STRATEGIES],
        clock=LoopClock(),
        journal_folder=path.parent / "kept",
        recording_folder=path.parent / "kept",
        arm_by_hand=True,
    )


@asynccontextmanager
async def replaying(path: Path) -> AsyncGenerator[tuple[Workstation, Player]]:
    station = make_station(path)
    try:
        await station.start()
        assert station.player is not None
        yield station, station.player
    finally:
        await station.stop()


def test_the_end_of_a_replay_is_the_market_that_was_recorded(recorded: tuple[Path, dict[str, object]]) -> None:
    path, state = recorded

    async def scene() -> None:
        async with replaying(path) as (station, player):
            assert station.phase is Phase.RUNNING
            await asyncio.sleep(60)
            assert player.state is PlayState.ENDED
            assert state_of(station.cache) == state
            assert station.cache.round == 1
            assert not station.errors.records
            assert station.cache.get_market_statistics().malformed == 0

    run_virtual(scene())


def test_the_tape_says_where_it_comes_from_and_holds_no_secret(recorded: tuple[Path, dict[str, object]]) -> None:
    path, _ = recorded
    with TapeReader(path) as reader:
        assert (reader.header.profile, reader.header.practice, reader.header.round) == ("desk", True, 1)
        frames = [line.frame for line in reader.read(100_000)]
    assert len(frames) > 250
    assert all(msgspec.json.decode(frame)["type"] == "market_data_update" for frame in frames)


def test_a_replay_that_stands_still_is_neither_stale_nor_lost(recorded: tuple[Path, dict[str, object]]) -> None:
    path, _ = recorded

    async def scene() -> None:
        async with replaying(path) as (station, player):
            await asyncio.sleep(5)
            player.pause()
            await asyncio.sleep(0.2)
            before = station.cache.time_ms
            await asyncio.sleep(120)
            assert station.cache.state is FeedState.LIVE
            assert station.cache.time_ms == before
            assert station.cache.get_market_statistics().reconnects == 0
            player.play()
            await asyncio.sleep(1)
            assert station.cache.time_ms > before
            assert not station.errors.records

    run_virtual(scene())


def test_going_back_forgets_what_came_after(recorded: tuple[Path, dict[str, object]]) -> None:
    path, state = recorded

    async def scene() -> None:
        async with replaying(path) as (station, player):
            player.pause()
            player.seek(RoundMs(20_000))
            await asyncio.sleep(1)
            there = state_of(station.cache)
            assert 19_900 < station.cache.time_ms <= 20_000
            player.seek(RoundMs(10**6))
            await asyncio.sleep(1)
            assert state_of(station.cache) == state
            player.seek(RoundMs(20_000))
            await asyncio.sleep(1)
            assert state_of(station.cache) == there
            assert not station.errors.records

    run_virtual(scene())


@pytest.mark.parametrize("stands_ms", [900, 1_400, 2_400])
def test_going_back_to_the_beginning_shows_the_beginning(
    recorded: tuple[Path, dict[str, object]], stands_ms: int
) -> None:
    path, _ = recorded

    async def scene() -> None:
        async with replaying(path) as (station, player):
            player.pause()
            assert player.tail is not None
            first_ms = player.tail.first_ms
            moments = (first_ms, RoundMs(first_ms + 600))
            states = []
            for _ in range(2):
                for moment in moments:
                    player.seek(moment)
                    await asyncio.sleep(0.5)
                    states.append(state_of(station.cache))
                player.seek(RoundMs(first_ms + stands_ms))
                await asyncio.sleep(0.5)
            assert states[0] == states[2]
            assert states[1] == states[3]

    run_virtual(scene())


@pytest.mark.expect_log("nothing can be traded")
def test_nothing_can_be_traded(recorded: tuple[Path, dict[str, object]]) -> None:
    path, _ = recorded
    words = "A recording is played back; nothing can be traded"

    async def scene() -> None:
        async with replaying(path) as (station, _):
            account = station.account
            with pytest.raises(UserError, match=words):
                _ = account.manual
            with pytest.raises(UserError, match=words):
                await account.open_api(BotId("someone"))
            assert account.states.team is TradingState.HALTED
            with pytest.raises(UserError, match=words):
                station.set_trading(None, TradingState.ACTIVE)
            bot = station.manager.register_bot(station.manager.loader.strategies()[0])
            await station.manager.start_bot(bot)
            info = station.manager.info(bot)
            assert (info.state, words in str(info.error)) == (BotState.FAILED, True)
            assert (station.needs_arming, station.emergency_connected) == (False, False)
            assert account.counters.sent == 0
            assert station.recorder is None
            assert station.journal is None
        assert not (path.parent / "kept").exists()

    run_virtual(scene())


@pytest.mark.expect_log("The recording .*cannot be read")
def test_a_recording_that_is_gone_is_told_and_may_be_tried_again(tmp_path: Path) -> None:
    async def scene() -> None:
        async with replaying(tmp_path / "gone.jsonl.zst") as (station, _):
            assert station.phase is Phase.FAILED
            assert [record.severity.value for record in station.errors.records] == ["error"]
            await station.start()
            assert station.phase is Phase.FAILED

    run_virtual(scene())


@pytest.mark.parametrize("turns", range(8))
def test_a_replay_that_is_left_while_it_starts_ends_in_peace(
    recorded: tuple[Path, dict[str, object]], turns: int
) -> None:
    path, _ = recorded

    async def scene() -> None:
        station = make_station(path)
        starting = asyncio.create_task(station.start())
        for _ in range(1 + turns):
            await asyncio.sleep(0)
        await station.stop()
        await starting
        assert station.phase is Phase.STOPPED
        assert not station.errors.records

    run_virtual(scene())


def test_recording_is_switched_by_hand_and_kept_in_the_profile(tmp_path: Path) -> None:
    async def scene() -> None:
        async with trading_desk([], recording_folder=tmp_path) as it:
            station = it.station
            reader = station.recording_changed.reader()
            await it.play(3)
            station.set_recording(False)
            assert (station.current_profile().record, reader.drain()) == (False, {"record"})
            await it.play(3)
            station.set_recording(True)
            await it.play(3)
        tapes = list_tapes(tmp_path)
        assert len(tapes) == 2
        assert all(tape.tail is not None and 25 <= tape.tail.frames <= 32 for tape in tapes)

    run_virtual(scene())


def test_two_rounds_are_two_tapes(tmp_path: Path) -> None:
    async def scene() -> None:
        async with trading_desk([], recording_folder=tmp_path, round_seconds=60) as it:
            await it.play(80)
            assert it.station.cache.round == 2

    run_virtual(scene())
    second, first = list_tapes(tmp_path)
    assert first.tail is not None
    assert second.tail is not None
    assert (first.header.round, second.header.round) == (1, 2)
    assert first.tail.last_ms >= 60_000
    assert second.tail.first_ms < 2_000


def test_a_round_that_is_over_can_be_played_before_the_next_one_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "FLUSH_EVERY_S", 0.01)

    def wait_for_end(path: Path) -> bool:
        # the recorder's thread knows no virtual time
        ended = threading.Event()
        for _ in range(200):
            if read_tail(path) is not None:
                return True
            ended.wait(0.01)
        return False

    async def scene() -> None:
        async with trading_desk([], recording_folder=tmp_path, round_seconds=20, pause_ms=600_000) as it:
            cache = it.station.cache
            await it.until(lambda: cache.round and cache.state is FeedState.WAITING, 90)
            await it.play(3)
            (tape,) = list_tapes(tmp_path)
            assert await asyncio.to_thread(wait_for_end, tape.path)
            assert cache.round == 1

    run_virtual(scene())
