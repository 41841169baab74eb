"""The rules whose moment comes seldom: a minute of silence, a round's end. Each is tried only by a run that has the patience."""

from collections.abc import Callable

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.link import ClosedError
from algotrade_gui.conformance.order_scripts import FAR_BID, LIFETIME_MS
from algotrade_gui.conformance.reading import Json, literal, shown, whole
from algotrade_gui.conformance.request_scripts import FAR_ID, live_instrument, pairs
from algotrade_gui.conformance.script import BrokenRuleError, Collection, Part, SkippedError, require

rules = Collection(Part.READ_ONLY)
order_rules = Collection(Part.ORDERS)

ENDED_ADD = "Round has ended, no new orders can be placed"
ENDED_CANCEL = "Round has ended, all orders have been automatically cancelled"
_IDLE_MS = 65_000
_SHORTEST_ROUND_MS = 30_000
_SILENCE_MS = 250
"""No update for so long, with one due every 100 ms: the round may be over."""
_CLOSE_CODES = (1000, 1001)
_ID = "e-1"


@rules.script(
    "1", "A client that says nothing for 65 s stays connected: what it is sent keeps the connection from being idle."
)
async def silent_clients_stay(bench: Bench) -> None:
    bench.require_patience(_IDLE_MS, "takes 65 s")
    async with bench.client() as client:
        await client.next_update()
        began = client.clock_ms()
        while (passed_ms := (client.clock_ms() - began) * bench.speed) < _IDLE_MS:
            try:
                await client.next_update()
            except ClosedError as closed:
                span_s = passed_ms / 1_000
                raise BrokenRuleError(f"closed after {span_s:.0f} s without a request ({closed.code})") from closed
        await pairs(client)


@rules.script(
    "2.3", "After a round's end a cancel is refused: `Round has ended, all orders have been automatically cancelled`."
)
async def no_cancel_after_the_end(bench: Bench) -> None:
    def cancel(instrument: str, _: int) -> Json:
        return {"type": "cancel_order", "user_request_id": _ID, "instrument_id": instrument, "order_id": FAR_ID}

    answer, _ = await _after_the_end(bench, cancel)
    refused = answer["type"] == "cancel_order_response" and answer.get("success") is False
    _expect_text(answer, answer.get("message"), ENDED_CANCEL, refused=refused)


@rules.script("10", "At a round's end the exchange closes every connection, with code 1000 or 1001.")
async def rounds_end_by_a_close(bench: Bench) -> None:
    _, code = await _after_the_end(bench, None)
    require(code in _CLOSE_CODES, f"the connection ended with code {code}")


@order_rules.script("2.3", "After a round's end an order is refused: `Round has ended, no new orders can be placed`.")
async def no_order_after_the_end(bench: Bench) -> None:
    def add(instrument: str, time_ms: int) -> Json:
        return {
            "type": "add_order",
            "user_request_id": _ID,
            "instrument_id": instrument,
            "price": FAR_BID,
            "expiry": time_ms + LIFETIME_MS,
            "side": "bid",
            "quantity": 1,
        }

    answer, _ = await _after_the_end(bench, add)
    refused = answer["type"] == "add_order_response" and answer.get("success") is False
    told = answer.get("data", {}).get("message") if refused else answer.get("message")
    _expect_text(answer, told, ENDED_ADD, refused=refused)


async def _after_the_end(bench: Bench, request: Callable[[str, int], Json] | None) -> tuple[Json, int | None]:
    """Wait for the round's end and send the request until the connection is closed; return its last answer ({} without) and the close code.

    Raises SkippedError where no round ends within the patience, or where nothing was answered between the end and the close.
    """
    bench.require_patience(_SHORTEST_ROUND_MS, "waits for a round's end")
    async with bench.client() as client:
        await client.next_update()
        instrument = await live_instrument(client)
        time_ms = 0
        deadline_ms = client.clock_ms() + bench.patience_ms / bench.speed
        answer: Json = {}
        while client.clock_ms() < deadline_ms:
            try:
                message = await client.message(_SILENCE_MS / bench.speed)
                if message is None:
                    # the updates have stopped; where they go on after all, what was answered meanwhile does not count
                    if request is not None:
                        await client.send(**request(instrument, time_ms))
                elif message["type"] == "market_data_update":
                    answer = {}
                    time_ms = whole(message.get("time"), "the update's time")
                elif message["type"] != "end_of_round":
                    answer = message
            except ClosedError as closed:
                if request is not None and not answer:
                    raise SkippedError("the exchange closed the connection at once, without answering") from closed
                return answer, closed.code
    raise SkippedError(f"no round ended within {bench.patience_ms // 1_000} s; give --patient more")


def _expect_text(answer: Json, told: object, message: str, *, refused: bool) -> None:
    # as an error or by success false: which of the two is not known (protocol section 2.3)
    kept = (refused or answer["type"] == "error") and told == message
    require(kept, f"after the round's end came {shown(answer)}")
    require(answer.get("user_request_id") == _ID, f"the refusal has the id {literal(answer.get('user_request_id'))}")
