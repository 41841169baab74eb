"""The limits of protocol section 7, gone past: connections are refused and closed by these scripts."""

import contextlib
import json
from contextlib import AsyncExitStack

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.client import Client
from algotrade_gui.conformance.link import ClosedError, RefusedError
from algotrade_gui.conformance.order_scripts import add, free_cash
from algotrade_gui.conformance.reading import read_frame, shown, whole
from algotrade_gui.conformance.request_scripts import cancel, live_instrument, pairs, pending
from algotrade_gui.conformance.script import BrokenRuleError, Collection, Part, require

rules = Collection(Part.LIMITS)

CONNECTIONS = 10
OPENINGS_PER_S = 10
MESSAGES_PER_S = 300
PENDING_ORDERS = 600
RATE_TEXT = "Message rate limit exceeded"
_BACKLOG_BYTES = 15_000_000
"""16 MB, however a megabyte is counted, less what other frames took."""
_LONG_ID = 50_000
_CUT_BY_BYTES = 64 * 2**20
"""Beyond the backlog both ends' networks hold some megabytes of their own."""
_SLOW_BATCH = 40
_PROMPT_MS = 1_000
_SECOND_MS = 1_000
_CLOSE_MS = 3_000
_CAP_LIFETIME_MS = 30_000


@rules.script("2", "A price times a quantity that no 64-bit integer holds is still too dear: `Insufficient balance`.")
async def products_do_not_wrap(bench: Bench) -> None:
    client = await bench.main()
    instrument = await live_instrument(client)
    for price, quantity in ((2**62, 4), (2**32, 2**32), (2**63 - 1, 2**63 - 1)):
        answer = await add(client, instrument, price=price, quantity=quantity)
        told = answer.get("data", {}).get("message")
        require(answer.get("success") is False, f"a bid of {price} for {quantity} got {shown(answer)}")
        require(told == "Insufficient balance", f"a bid of {price} for {quantity} is refused by {shown(told)}")


@rules.script("1", "Large and deep frames are answered by an error, and the connection is kept.")
async def hostile_frames(bench: Bench) -> None:
    client = await bench.main()
    frames = (
        "[" * 100_000,
        '{"type":' * 20_000,
        "x" * 1_100_000,
        '{"type":"get_inventory","user_request_id":' + "9" * 10_000 + "}",
        '{"type":"add_order","user_request_id":"\\ud800"}',
        "\x00",
    )
    for frame in frames:
        answer = await client.raw(frame)
        require(answer["type"] == "error", f"{shown(frame)} got {shown(answer)}")
    await pairs(client)


@rules.script("7", "Past 600 pending orders an order is refused by success false, and no order is lost.")
async def pending_orders_are_capped(bench: Bench) -> None:
    client = await bench.main()
    await free_cash(client, PENDING_ORDERS)
    instrument = await live_instrument(client)
    already = sum(len(side) for sides in (await pending(client)).values() for side in sides)
    placed: list[int] = []
    pace = _Pace(bench)
    expiry = whole((await client.now()).message["time"], "the update's time") + _CAP_LIFETIME_MS
    try:
        while already + len(placed) <= PENDING_ORDERS:
            await pace.message()
            answer = await add(client, instrument, expiry=expiry)
            if not answer.get("success"):
                require(answer["type"] == "add_order_response", f"the order past the cap got {shown(answer)}")
                break
            placed.append(whole(answer["data"]["order_id"], "the order's id"))
        count = already + len(placed)
        require(count == PENDING_ORDERS, f"{count} orders are pending where the next is refused or this script ends")
        listed = {order["orderID"] for order in (await pending(client)).get(instrument, ([], []))[0]}
        require(listed.issuperset(placed), f"{len(set(placed) - listed)} of {len(placed)} orders are not listed")
    finally:
        for order_id in placed:
            await pace.message()
            await cancel(client, instrument, order_id)


class _Pace:
    """Keeps a script's own messages at two thirds of what is allowed."""

    def __init__(self, bench: Bench) -> None:
        self._network = bench.network
        self._batch_ms = 500 / min(1.0, bench.speed)
        self._sent = 0
        self._began_ms = bench.network.now_ms()

    async def message(self) -> None:
        """Wait until one more may be sent."""
        self._sent += 1
        if self._sent % 100 == 0:
            wait_ms = self._began_ms + self._batch_ms - self._network.now_ms()
            if wait_ms > 0:
                await self._network.sleep(wait_ms)
            self._began_ms = self._network.now_ms()


async def _quiet_second(bench: Bench) -> None:
    """Let what was opened and said before fall out of the exchange's window of one second."""
    await bench.drop_main()
    await bench.network.sleep(1.1 * _SECOND_MS / min(1.0, bench.speed))


@rules.script("7", "The eleventh connection at a time is refused by HTTP 429; the ten stay.")
async def connections_are_limited(bench: Bench) -> None:
    await _quiet_second(bench)
    async with AsyncExitStack() as stack:
        clients = []
        for number in range(1, CONNECTIONS + 1):
            try:
                clients.append(await stack.enter_async_context(bench.client()))
            except RefusedError as refused:
                raise BrokenRuleError(f"connection {number} of 10 is refused by HTTP {refused.status}") from refused
        await _expect_429(bench, f"connection {CONNECTIONS + 1}")
        for client in clients:
            await pairs(client)


@rules.script("7", "The eleventh opening within a second is refused by HTTP 429, however few connections are open.")
async def openings_are_limited(bench: Bench) -> None:
    await _quiet_second(bench)
    began = bench.network.now_ms()
    refused = 0
    for number in range(2 * OPENINGS_PER_S):
        try:
            await (await bench.network.open(bench.secret)).close()
        except RefusedError as error:
            require(error.status == 429, f"opening {number + 1} is refused by HTTP {error.status}")
            refused += 1
    passed_ms = (bench.network.now_ms() - began) * bench.speed
    await _quiet_second(bench)
    allowed = OPENINGS_PER_S * (1 + passed_ms / _SECOND_MS)
    let_in = 2 * OPENINGS_PER_S - refused
    require(let_in >= OPENINGS_PER_S, f"only {let_in} openings in {passed_ms:.0f} ms were let in")
    require(let_in <= allowed + 1, f"{let_in} openings in {passed_ms:.0f} ms were let in")


async def _expect_429(bench: Bench, what: str) -> None:
    try:
        link = await bench.link(bench.secret)
    except RefusedError as refused:
        require(refused.status == 429, f"{what} is refused by HTTP {refused.status}")
        return
    await link.close()
    raise BrokenRuleError(f"{what} is let in")


@rules.script(
    "7",
    "Over 300 messages in a second end the connection: the bare text `Message rate limit exceeded`, then the close.",
)
async def message_rate_is_limited(bench: Bench) -> None:
    await _quiet_second(bench)
    async with bench.client() as client:
        # enough at any pace of the exchange; what is sent after the close goes nowhere, what came before it can still be read
        with contextlib.suppress(ClosedError):
            for _ in range(int(MESSAGES_PER_S * max(2.0, 2 * bench.speed))):
                await client.link.send('{"type":"get_inventory","user_request_id":"r"}')
        try:
            answers = await _answers_until_text(client)
        except ClosedError:
            raise BrokenRuleError("the connection was closed without the text before it") from None
        require(answers >= MESSAGES_PER_S, f"the connection was closed after {answers} messages")
        await _expect_close(client)
    await _quiet_second(bench)


@rules.script(
    "1", "A client that does not read is closed when 16 MB wait for it, not before; the others are served meanwhile."
)
async def slow_readers_are_closed(bench: Bench) -> None:
    await _quiet_second(bench)
    # one frame is read ahead, then this side leaves everything on the wire
    slow = await bench.network.open(bench.secret, reads_ahead=1)
    frame = json.dumps({"type": "get_inventory", "user_request_id": "s" * _LONG_ID})
    asked = 0
    try:
        async with bench.client() as witness:
            while asked * _LONG_ID <= _CUT_BY_BYTES:
                began = bench.network.now_ms()
                for _ in range(_SLOW_BATCH):
                    await slow.send(frame)
                    asked += 1
                await pairs(witness)
                await witness.next_update()
                waited_ms = bench.network.now_ms() - began
                require(waited_ms <= _PROMPT_MS, f"another client waited {waited_ms:.0f} ms for its reply")
                # a fifth of a second for each batch: two thirds of the messages that are allowed
                await bench.network.sleep(max(0.0, 200 / bench.speed - waited_ms))
            raise BrokenRuleError(f"a client that leaves {asked * _LONG_ID // 2**20} MiB unread stays connected")
    except ClosedError as closed:
        told = asked * _LONG_ID
        require(
            told > _BACKLOG_BYTES, f"a client is closed that leaves only {told // 2**20} MiB unread ({closed.code})"
        )
    finally:
        await slow.close()
    await _quiet_second(bench)


async def _answers_until_text(client: Client) -> int:
    answers = 0
    deadline = client.clock_ms() + _CLOSE_MS
    while client.clock_ms() < deadline and (frame := await client.frame(_CLOSE_MS)) is not None:
        if not frame.startswith("{"):
            require(frame == RATE_TEXT, f"the text before the close is {shown(frame)}")
            return answers
        answers += read_frame(frame)["type"] == "get_inventory_response"
    raise BrokenRuleError(f"the connection stays open after {answers} messages within a second")


async def _expect_close(client: Client) -> None:
    deadline = client.clock_ms() + _CLOSE_MS
    while client.clock_ms() < deadline:
        try:
            await client.frame(_CLOSE_MS)
        except ClosedError:
            return
    raise BrokenRuleError("the connection stays open after the text")
