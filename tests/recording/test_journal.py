"""What the program does stands in its journal, whole and in order, and without secrets."""

import asyncio
import itertools
import json
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from algotrade_gui.composition import Workstation
from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import BotSettings, Profile, RiskSettings
from algotrade_gui.core.units import RoundMs
from algotrade_gui.core.words import Said
from algotrade_gui.domain.order import OrderState
from algotrade_gui.market.inprocess import InProcessExchange
from algotrade_gui.recording.entries import decode_record
from algotrade_gui.recording.journal import Journal, journal_path
from algotrade_gui.recording.left import Left, read_left, told_apart
from algotrade_gui.recording.schema import MIGRATIONS, open_to_read
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.trading.equity import EquityCurve
from algotrade_gui.trading.equity_marks import EquityMark
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.trading.records import AccountRecord, OrderRecord
from tests.support.aio import run, run_virtual
from tests.support.desk import CASH, STRATEGIES, THREE_BOTS, Desk, trading_desk


def read(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(open_to_read(journal_path(folder, "desk"))) as connection:
        return connection.execute(sql).fetchall()


def left_in(folder: Path) -> Left | None:
    with closing(open_to_read(journal_path(folder, "desk"))) as connection:
        return read_left(connection)


def test_everything_the_account_tells_stands_in_the_journal_in_order(tmp_path: Path) -> None:
    told: list[AccountRecord] = []
    sent = 0

    async def scene() -> None:
        nonlocal sent
        async with trading_desk(journal_folder=tmp_path) as desk:
            desk.station.account.on_record(told.append)
            await desk.play(40)
            await desk.come_to_rest()
            assert desk.station.account.counters.fills
            sent = sum(one.sent for one in set(desk.station.account.sessions.values()))

    run_virtual(scene())

    kept = [
        decode_record(str(kind), str(body))
        for kind, body in read(tmp_path, "SELECT kind, body FROM records WHERE kind != 'mark' ORDER BY seq")
    ]
    assert kept[-len(told) :] == told
    assert {"order", "fill", "look", "opening"} <= {
        str(row[0]) for row in read(tmp_path, "SELECT DISTINCT kind FROM records")
    }
    (requests,) = read(tmp_path, "SELECT count(*) FROM frames WHERE direction = 'out'")
    assert isinstance(requests[0], int)
    assert requests[0] >= sent > 0
    assert read(tmp_path, "SELECT count(*) FROM gaps") == [(0,)]
    assert read(tmp_path, "SELECT count(*) FROM runs WHERE ended_wall IS NULL") == [(0,)]


@pytest.mark.allow_log(r"halted|lost too much|state: maker")
def test_a_parameters_change_and_a_halt_are_kept(tmp_path: Path) -> None:
    async def scene() -> None:
        async with trading_desk(journal_folder=tmp_path) as desk:
            await desk.play(2)
            desk.station.manager.set_params(BotId("maker"), {"spread_percent": 0.05}, source="slider")
            desk.station.account.states.set(BotId("maker"), TradingState.HALTED, "lost too much")
            await desk.play(1)

    run_virtual(scene())
    ((owner, body),) = read(tmp_path, "SELECT owner, body FROM records WHERE kind = 'parameter'")
    change = json.loads(str(body))
    assert owner == "maker"
    assert (change["name"], change["before"], change["after"], change["source"]) == (
        "spread_percent",
        0.02,
        0.05,
        "slider",
    )
    assert read(tmp_path, "SELECT owner, body FROM records WHERE kind = 'state'") == [
        ("maker", '{"state":"halted","reason":"lost too much"}')
    ]


def test_no_secret_stands_in_any_file_of_the_journal(tmp_path: Path) -> None:
    secret = Secret("tiger-lily-4711")

    async def scene() -> None:
        async with trading_desk(journal_folder=tmp_path) as desk:
            await desk.play(2)
            journal = desk.station.journal
            assert journal is not None
            journal.note("parameter", "maker", {"uri": f"ws://there?team_secret={secret.reveal()}"})
            journal.frame("maker", True, f'{{"team_secret": "{secret.reveal()}"}}'.encode())

    run_virtual(scene())
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        assert secret.reveal().encode() not in content
        assert PRACTICE_SECRET.encode() not in content


@pytest.mark.allow_log(r"round ended")
def test_the_end_of_a_round_closes_all_of_it(tmp_path: Path) -> None:
    async def scene() -> None:
        async with trading_desk(journal_folder=tmp_path, round_seconds=60) as desk:
            await desk.until(lambda: desk.station.cache.round == 2 and desk.station.cache.time_ms > 5_000, 120)

    run_virtual(scene())
    rounds = read(tmp_path, "SELECT round, number, ended_why FROM rounds ORDER BY first_wall")
    assert [row[1:] for row in rounds] == [(1, "another round began"), (2, None)]
    states: dict[str, str] = {}
    for (body,) in read(
        tmp_path, f"SELECT body FROM records WHERE kind = 'order' AND round = '{rounds[0][0]}' ORDER BY seq"
    ):
        record = decode_record("order", str(body))
        assert isinstance(record, OrderRecord)
        states[record.client_id] = record.state.value
    assert states
    assert not {OrderState(state) for state in states.values() if OrderState(state).is_open}


async def _killed(exchange: InProcessExchange, station: Workstation, folder: Path, to: Path) -> None:
    """Leave in `to` what a kill of this moment leaves: the files, and orders that nobody cancels."""
    journal = station.journal
    assert journal is not None
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, _drain, journal)
    shutil.copytree(folder, to)
    for link in list(exchange.links):
        link.cut()


def _drain(journal: Journal) -> None:
    done = threading.Event()
    for _ in range(200):
        writer = journal._writer
        assert writer is not None
        if not writer.waiting and not writer._batch:
            return
        done.wait(0.05)
    raise AssertionError("the writer does not come to an end")


def _station(exchange: InProcessExchange, bots: tuple[BotSettings, ...], folder: Path) -> Workstation:
    return Workstation(
        Profile(name="desk", bots=list(bots), risk=RiskSettings(max_order_notional=None)),
        errors=ErrorCentre(),
        strategy_folders=[STRATEGIES],
        clock=LoopClock(),
        transport=exchange.transport(PRACTICE_SECRET),
        journal_folder=folder,
    )


@pytest.mark.allow_log(r"journal: 1 order was working|journal: \d+ orders were working")
@pytest.mark.allow_log(r"connection|stopping|cancel|settlement of .* was missed|counts .* of cash|not stopped")
def test_a_start_in_the_same_round_takes_over_orders_positions_and_charts(tmp_path: Path) -> None:
    before: dict[BotId, dict[InstrumentId, int]] = {}

    async def scene() -> None:
        exchange = InProcessExchange(make_config(seed=5, start_cash=CASH))
        exchange.start()
        first = _station(exchange, THREE_BOTS, tmp_path / "first")
        second = _station(exchange, (), tmp_path / "second")
        try:
            await first.start()
            await asyncio.sleep(30)
            first.manager.set_params(BotId("maker"), {"spread_percent": 0.05}, source="slider")
            await asyncio.sleep(30)
            await Desk(exchange, first).until(first.account.orders.working, 20)
            known = {order.order_id for order in first.account.orders.working()}
            await _killed(exchange, first, tmp_path / "first", tmp_path / "second")
            portfolio = first.account.portfolio
            for owner in portfolio.owners():
                held = {key: one.quantity for key, one in portfolio.positions(owner).items() if one.quantity}
                if held:
                    before[owner] = held
            curves = {owner: first.account.equity.curve(owner) for owner in (None, *first.account.equity.owners())}
            marks = first.account.equity.marks()
            exchange.before_open = _never
            await first.stop()  # cannot cancel anything any more
            exchange.before_open = None
            await asyncio.sleep(5)  # nobody looks
            await second.start()
            taken = second.taken_up
            assert taken is not None
            assert taken.same_round
            assert not taken.left.clean
            assert {order.order_id for order in taken.left.working} == known
            assert taken.left.positions == before
            desk = Desk(exchange, second)
            await desk.until(lambda: not desk.differences(), 60)
            assert not second.account.portfolio.positions(BotId("outside"))
            series = second.cache.candles(InstrumentId("$SIMP"))
            seconds = list(series.index)
            assert seconds[0] <= 1
            steps = [later - earlier for earlier, later in itertools.pairwise(seconds)]
            assert all(step >= 1 for step in steps)
            _check_equity(second, curves, marks)
        finally:
            await second.stop()
            await first.stop()
            await exchange.stop()

    run_virtual(scene())
    assert before


def _check_equity(
    station: Workstation, before: dict[BotId | None, EquityCurve | None], marks: list[EquityMark]
) -> None:
    """P&L goes on where it was: every point of then, a gap, and what happened on its time axis."""
    equity = station.account.equity
    assert len(before) == 4
    for owner, was in before.items():
        now = equity.curve(owner)
        assert was is not None
        assert now is not None
        count = len(was.seconds)
        assert count > 30
        assert now.seconds[:count].tolist() == was.seconds.tolist()
        assert now.cents[:count].tolist() == was.cents.tolist()
        assert len(now.seconds) > count
        assert now.worst_drawdown >= was.worst_drawdown
        if owner is None:
            assert now.gaps[-1][0] == was.seconds[-1]
    again = equity.marks()
    assert again[: len(marks)] == marks
    assert {(mark.owner, mark.kind) for mark in marks} >= {
        (BotId("maker"), "start"),
        (BotId("momentum"), "start"),
        (BotId("maker"), "parameter"),
    }
    (restart,) = again[len(marks) :]
    assert (restart.owner, restart.kind) == (None, "restart")
    whole = before[None]
    assert whole is not None
    assert restart.second > whole.seconds[-1]


async def _never() -> None:
    await asyncio.sleep(3_600)


def test_a_program_that_was_closed_goes_on_with_its_positions(tmp_path: Path) -> None:
    async def scene() -> None:
        exchange = InProcessExchange(make_config(seed=5, start_cash=CASH))
        exchange.start()
        first, second = (_station(exchange, bots, tmp_path) for bots in (THREE_BOTS, ()))
        try:
            await first.start()
            await asyncio.sleep(42)
            await first.stop()
            held = {owner: first.account.portfolio.positions(owner) for owner in first.account.portfolio.owners()}
            assert any(one.quantity for positions in held.values() for one in positions.values())
            realised = {owner: first.account.portfolio.pnl(owner).realised for owner in held}
            await second.start()
            assert second.taken_up is not None
            assert second.taken_up.same_round
            assert second.taken_up.left.clean
            assert {owner: second.account.portfolio.positions(owner) for owner in held} == held
            assert {owner: second.account.portfolio.pnl(owner).realised for owner in held} == realised
            desk = Desk(exchange, second)
            await desk.until(lambda: second.account.reconciler.agreed_ms is not None and not desk.differences(), 30)
            await asyncio.sleep(5)
            assert second.cache.candles(InstrumentId("$SIMP")).last is not None
        finally:
            await second.stop()
            await first.stop()
            await exchange.stop()

    run_virtual(scene())
    assert len(read(tmp_path, "SELECT DISTINCT run FROM records WHERE round = (SELECT round FROM rounds)")) == 2


@pytest.mark.expect_log(r"The journal cannot be written: disk I/O error.*Trading goes on")
@pytest.mark.expect_log(r"The last entries of the journal could not be written: disk I/O error")
def test_a_disk_that_fails_is_told_and_trading_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()

    def broken() -> sqlite3.Connection:
        failed.set()
        raise sqlite3.OperationalError("disk I/O error")

    async def scene() -> None:
        async with trading_desk(journal_folder=tmp_path) as desk:
            await desk.play(10)
            journal = desk.station.journal
            assert journal is not None
            writer = journal._writer
            assert writer is not None
            # in the writer's thread, which alone may close its connection
            monkeypatch.setattr(writer, "_connected", broken)
            await asyncio.get_running_loop().run_in_executor(None, failed.wait, 5.0)
            accepted = desk.station.account.counters.accepted
            await desk.play(10)
            assert desk.station.account.counters.accepted > accepted
        told = desk.station.errors.records[-1].message
        assert isinstance(told, Said)
        assert told.values["reason"] == writer.problem

    run_virtual(scene())


def test_a_journal_of_another_exchange_is_not_taken_up(tmp_path: Path) -> None:
    async def scene() -> None:
        async with trading_desk((), journal_folder=tmp_path) as desk:
            await desk.play(10)

    run_virtual(scene())
    left = left_in(tmp_path)
    assert left is not None
    time_ms, wall = left.last
    assert left.is_same_round(left.address, RoundMs(time_ms + 100), wall + 100, left.listed)
    assert not left.is_same_round("another", RoundMs(time_ms + 100), wall + 100, left.listed)
    assert not left.is_same_round(left.address, RoundMs(time_ms - 100), wall + 100, left.listed)
    assert not left.is_same_round(left.address, RoundMs(time_ms + 100), wall + 100, left.listed[1:])
    # all that was live then has expired since: only the clocks can tell, also after a run too short to measure the exchange's
    later = [InstrumentId("$SIMP_call_100000_300")]
    assert left.is_same_round(left.address, RoundMs(time_ms + 215_000), wall + 215_000, later)
    assert not left.is_same_round(left.address, RoundMs(time_ms + 215_000), wall + 840_000, later)


@pytest.mark.expect_log(r"working when the program")
def test_a_start_in_another_round_closes_what_was_open(tmp_path: Path) -> None:
    async def scene() -> None:
        async with trading_desk(journal_folder=tmp_path / "a", round_seconds=600) as desk:
            await desk.play(30)
            while not desk.station.account.orders.working():
                await desk.play(0.05)
            journal = desk.station.journal
            assert journal is not None
            await asyncio.get_running_loop().run_in_executor(None, _drain, journal)
            shutil.copytree(tmp_path / "a", tmp_path / "b")
        async with trading_desk((), journal_folder=tmp_path / "b", seed=6) as desk:
            taken = desk.station.taken_up
            assert taken is not None
            assert not taken.same_round
            assert taken.left.working
            assert not desk.station.account.orders.working()
            assert not desk.station.account.portfolio.positions()
            await desk.play(2)

    run_virtual(scene())
    left = left_in(tmp_path / "b")
    assert left is not None
    assert not left.anything_open
    assert len(read(tmp_path / "b", "SELECT 1 FROM rounds WHERE ended_why LIKE '%round is over%'")) == 1
    closed = read(tmp_path / "b", "SELECT body FROM records WHERE kind = 'order' AND body LIKE '%round is over%'")
    assert closed


def test_orders_of_two_runs_are_told_apart_though_both_count_from_one(tmp_path: Path) -> None:
    first = told_apart(1, ClientOrderId("0000000001"))
    assert first != told_apart(2, ClientOrderId("0000000001"))
    assert told_apart(2, first) == first


@pytest.mark.expect_log(r"was damaged.*What is held is taken from the exchange")
def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    journal_path(tmp_path, "desk").write_bytes(b"this is no database" * 100)

    async def scene() -> None:
        async with trading_desk((), journal_folder=tmp_path) as desk:
            await desk.play(3)

    run_virtual(scene())
    assert len(list(tmp_path.glob("desk.damaged-*.sqlite"))) == 1
    assert read(tmp_path, "SELECT count(*) FROM rounds") == [(1,)]


def test_a_journal_of_the_first_version_is_brought_to_this_one_and_read(tmp_path: Path) -> None:
    path = journal_path(tmp_path, "desk")
    with closing(sqlite3.connect(path)) as old:
        old.executescript(f"{MIGRATIONS[0]} PRAGMA user_version=1;")
        old.execute("INSERT INTO runs VALUES (1, 'desk', 'there', 1, NULL)")
        old.execute("INSERT INTO rounds VALUES ('1-1', 1, 1, 'there', 1, 1, 2, 2, '$SIMP_future_60', NULL, NULL)")
        old.commit()
    left = left_in(tmp_path)
    assert left is not None
    assert (left.round, left.equity, left.marks) == ("1-1", (), ())
    assert read(tmp_path, "SELECT count(*) FROM equity") == [(0,)]


@pytest.mark.expect_log(r"No journal is kept of this run")
def test_where_no_file_can_be_made_trading_goes_on(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")

    async def scene() -> None:
        async with trading_desk(journal_folder=tmp_path / "in the way") as desk:
            await desk.play(20)
            assert desk.station.account.counters.accepted

    run_virtual(scene())


def test_a_second_program_writes_a_file_of_its_own(tmp_path: Path) -> None:
    async def scene() -> None:
        one, two = (Journal(tmp_path, "desk", ErrorCentre(), address="there") for _ in range(2))
        await one.open()
        await two.open()
        assert one.path == journal_path(tmp_path, "desk")
        assert two.path == journal_path(tmp_path, "desk", 2)
        await one.close()
        await two.close()

    run(scene())


@pytest.mark.expect_log(r"newer version")
def test_a_newer_programs_journal_is_left_alone(tmp_path: Path) -> None:
    path = journal_path(tmp_path, "desk")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=99")
    errors = ErrorCentre()

    async def scene() -> None:
        journal = Journal(tmp_path, "desk", errors, address="there")
        await journal.open()
        await journal.close()

    run(scene())
    assert ["newer version" in record.message for record in errors.records] == [True]
