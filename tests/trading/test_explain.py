"""A fill explained by what its owner could see when he placed the order."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.domain.quote import Book, Level
from algotrade_gui.recording.last_words import LastWord, LastWords
from algotrade_gui.trading import explain
from algotrade_gui.trading.emergency_account import EmergencyAccount
from algotrade_gui.trading.records import AccountRecord, OrderRecord
from algotrade_gui.trading.sweep import Sale
from tests.bots.scene import LiveConfig, Resting, managed
from tests.support.aio import run_virtual as run
from tests.trading.desk import CALL, FUTURE, Desk, desk, settle, trade

BOOK = {"bids": {"98900": 4, "98800": 5}, "asks": {"99100": 2}}
SEEN = Book(
    bids=(Level(Cents(98_900), 4), Level(Cents(98_800), 5)),
    asks=(Level(Cents(99_100), 2),),
)


def test_a_fill_that_rested_tells_book_prices_settings_delays_and_the_owners_words() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            await d.update(2_000, books={CALL: BOOK}, price=100_400)
            d.clock.advance(30)
            bot = manager.register_bot(Resting, {"size": 2})
            api = await d.account.open_api(BotId("other"))
            assert manager.info(bot).config == {"size": 2}
            held: list[Any] = [LiveConfig(size=3), {"width": 4}]
            d.account.explanations.settings_of = lambda owner: held[0] if owner == "other" else None

            def slowly(request: dict[str, Any]) -> dict[str, Any]:
                d.clock.advance(12)
                return d.venue.rest(request)

            d.venue.script.append(slowly)
            result = await api.buy_call("SIMP", 60, 99_000, 1_200, 3, valid_for_ms=9_000, why="cheap by 3 %")
            assert result.ok
            await d.update(2_300, price=100_500, books={CALL: {"bids": {}, "asks": {}}})
            await d.update(2_400, trade(CALL, 1, 1, 1_200, time=2_350))
            (fill,) = d.account.orders.fills
            told = d.account.explanations.of(fill)
            assert told is not None
            assert (told.price, told.quantity, told.update_ms, told.expires_ms) == (1_200, 3, 2_000, 11_000)
            assert told.book == SEEN
            assert (told.underlying_price, told.intrinsic) == (100_400, 1_400)
            assert told.params == {"size": 3, "width": 10, "alpha": 0.5}
            assert (told.passive, told.why, told.fill) == (True, "cheap by 3 %", fill)
            assert told.delays == explain.Delays(
                update_to_placed_ms=30,
                round_trip_ms=12,
                acknowledged_ms=RoundMs(2_000),
                placed_to_acknowledged_ms=0,
                placed_to_filled_ms=350,
            )

    run(scene())


def test_a_bots_settings_are_those_it_ran_with_then() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting, {"size": 1, "width": 20})
            await manager.start_bot(bot)
            await d.update(1_100)
            manager.set_params(bot, {"width": 30})
            await d.update(1_200, trade(FUTURE, 1, 1, 89_880, time=1_150))
            (fill,) = d.account.orders.fills
            told = d.account.explanations.of(fill)
            assert told is not None
            assert told.params["width"] == 20
            assert manager.info(bot).config["width"] == 30

    run(scene())


def test_a_plain_dict_is_taken_as_it_was() -> None:
    async def scene() -> None:
        async with desk() as d:
            settings = {"edge": 1}
            d.account.explanations.settings_of = lambda _owner: settings
            d.venue.script.append(lambda request: d.venue.rest(request, filled=1))
            await d.account.manual.buy(FUTURE, 99_000, 1)
            settings["edge"] = 2
            told = d.account.explanations.of(d.account.orders.fills[0])
            assert told is not None
            assert (told.params, told.passive, told.why) == ({"edge": 1}, False, "")

    run(scene())


def test_the_models_value_is_told_where_it_was_at_hand_and_never_worked_out_for_it() -> None:
    async def scene() -> None:
        async with desk() as d:
            await d.update(2_000, price=100_200)
            await take(d)
            assert told_theo(d) is None
            theo = d.cache.fair.theo(CALL)
            assert theo is not None
            await take(d)
            assert told_theo(d) == theo
            # the second is over
            await d.update(3_000, price=100_900)
            await take(d)
            assert told_theo(d) is None

    async def take(d: Desk) -> None:
        d.venue.script.append(lambda request: d.venue.rest(request, filled=1))
        assert (await d.account.manual.buy(CALL, 1_500, 1)).filled == 1

    def told_theo(d: Desk) -> float | None:
        told = d.account.explanations.of(d.account.orders.fills[-1])
        assert told is not None
        return told.theo

    run(scene())


def test_only_the_newest_are_kept_and_none_over_a_change_of_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "KEEP_ORDERS", 3)

    async def scene() -> None:
        async with desk() as d:
            for number in range(5):
                d.venue.script.append(lambda request: d.venue.rest(request, filled=1))
                await d.account.manual.buy(FUTURE, 99_000 + number, 1)
            fills = list(d.account.orders.fills)
            assert [d.account.explanations.of(fill) is not None for fill in fills] == [False, False, True, True, True]
            assert len(d.account.explanations) == 3
            d.account.explanations.new_round()
            assert d.account.explanations.of(fills[-1]) is None

    run(scene())


def test_what_was_not_placed_here_is_not_explained_and_a_denied_order_costs_nothing() -> None:
    async def scene() -> None:
        async with desk() as d:
            EmergencyAccount(d.account).book_sale(Sale(instrument=FUTURE, quantity=1, cash=Cents(100)))
            assert d.account.explanations.of(d.account.orders.fills[0]) is None
            assert not (await d.account.manual.buy(FUTURE, 0, 1)).ok
            assert len(d.account.explanations) == 0

    run(scene())


def test_words_that_no_text_can_hold_are_told_as_far_as_they_can_be_and_an_id_of_such_is_refused(
    tmp_path: Path,
) -> None:
    """A lone surrogate, as a bot gets it from a file's name: JSON cannot hold it, and an order must not be left half sent for it."""

    async def scene() -> None:
        async with desk() as d:
            words = LastWords(tmp_path / "orders.last")

            def heard(record: AccountRecord) -> None:
                if isinstance(record, OrderRecord) and record.state is OrderState.SUBMITTED:
                    words.say(LastWord(1, "1", 1, record))

            d.account.on_record(heard)
            result = await d.account.manual.buy(FUTURE, 99_000, 1, why="cheap \ud800!")
            assert result.ok
            order = d.account.orders.get(result.client_id)
            assert order is not None
            assert order.why == "cheap ?!"
            strange = await d.account.manual.buy(InstrumentId("$S\ud800_future_60"), 99_000, 1)
            assert (strange.state, len(d.venue.of_type("add_order"))) == (OrderState.DENIED, 1)
            words.close()

    run(scene())


def test_the_words_are_kept_with_the_order_told_to_the_journal_and_restored() -> None:
    async def scene() -> None:
        async with desk() as d:
            records: list[AccountRecord] = []
            d.account.on_record(records.append)
            result = await d.account.manual.buy(FUTURE, 99_000, 1, why="x" * 500)
            order = d.account.orders.get(result.client_id)
            assert order is not None
            assert order.why == "x" * 200
            told = [record for record in records if isinstance(record, OrderRecord)]
            assert {record.why for record in told} == {"x" * 200}
            other = Desk()
            other.account.restore(told)
            assert [one.why for one in other.account.orders.working()] == ["x" * 200]
            await settle()

    run(scene())


def test_words_that_cannot_be_told_are_the_callers_mistake_and_cost_no_message() -> None:
    class Untold:
        def __str__(self) -> str:
            raise ValueError("no words")

    async def scene() -> None:
        async with desk() as d:
            before = d.account.budget.usage.used
            with pytest.raises(ValueError, match="no words"):
                await d.account.manual.buy(FUTURE, 99_000, 1, why=Untold())  # type: ignore[arg-type]
            assert d.account.budget.usage.used == before
            await asyncio.sleep(0)

    run(scene())


def test_an_answer_that_comes_again_changes_nothing() -> None:
    async def scene() -> None:
        async with desk() as d:
            order = Order(
                client_id=ClientOrderId("x"),
                owner=BotId("a"),
                instrument=FUTURE,
                side=Side.BUY,
                price=Cents(1),
                quantity=1,
                expires_ms=d.cache.time_ms,
                placed_ms=d.cache.time_ms,
            )
            kept = d.account.explanations
            kept.sent(order)
            d.clock.advance(5)
            kept.answered(order.client_id)
            d.clock.advance(5)
            kept.answered(order.client_id)
            kept.answered(ClientOrderId("unknown"))
            assert kept._seen[order.client_id].answered_at_ms == d.clock.now_ms() - 5

    run(scene())
