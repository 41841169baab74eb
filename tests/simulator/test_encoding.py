"""Each update is written once for all clients, and an untouched book's part of it not even once."""

from collections.abc import Sequence
from typing import Any

import pytest

from algotrade_gui.simulator import frames
from algotrade_gui.simulator.matching import OrderBook
from algotrade_gui.simulator.sessions import Sessions, send_each
from tests.simulator.driving import Round
from tests.simulator.wires import Wire, play, until


def test_an_update_is_written_once_however_many_clients_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    plain = frames.update_frame

    def update_frame(*args: Any, **keywords: Any) -> str:
        text = plain(*args, **keywords)
        written.append(text)
        return text

    monkeypatch.setattr(frames, "update_frame", update_frame)

    async def scenario(sessions: Sessions) -> None:
        wires = [Wire(sessions) for _ in range(10)]
        await until(sessions, 2_000)
        for wire in wires:
            got = [text for _, text in wire.log if text != frames.WELCOME]
            # the very same objects, not equal copies
            assert [id(text) for text in got] == [id(text) for text in written]
        assert len(written) == 20

    play(scenario)


def test_a_carrier_gets_an_update_for_all_its_clients_in_one_call() -> None:
    async def scenario(sessions: Sessions) -> None:
        calls: list[int] = []

        def group(ends: Sequence[Any], text: str) -> None:
            calls.append(len(ends))
            send_each(ends, text)

        wires = [Wire(sessions) for _ in range(10)]
        for wire in wires:
            wire.session.group = group
        await until(sessions, 1_000)
        assert calls == [10] * 10

    play(scenario)


def test_a_books_text_is_built_for_each_touch_and_never_else(monkeypatch: pytest.MonkeyPatch) -> None:
    game = Round()
    game.next_update()
    built: list[OrderBook] = []
    plain = frames.depth

    def depth(book: OrderBook) -> str:
        built.append(book)
        return plain(book)

    monkeypatch.setattr(frames, "depth", depth)
    future = game.future()
    for _ in range(5):
        game.next_update()
    assert built == []
    game.order("bid", future, 50)
    game.order("bid", future, 51)
    game.ask("get_market_data")
    game.next_update()
    game.next_update()
    contract = game.exchange.contract(future)
    assert contract is not None
    assert built == [contract.book]
