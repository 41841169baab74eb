"""The rules of protocol section 1: the upgrade, the welcome, pings, what a connection gets without asking."""

import uuid

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.link import RefusedError
from algotrade_gui.conformance.reading import read_frame, shown, whole
from algotrade_gui.conformance.script import BrokenRuleError, Collection, Part, SkippedError, require

rules = Collection(Part.READ_ONLY)

WELCOME = {"type": "welcome", "message": "Connected to OrderBook API"}
_MAX_MESSAGE_BYTES = 2**20
_PING_MS = 1_000
_CANDLES_AT_ONCE = 4


@rules.script("1", "The first message is the welcome, with exactly its two keys.")
async def welcome(bench: Bench) -> None:
    async with bench.client() as client:
        frame = await client.frame()
        require(frame is not None, "nothing came within 3 s of the opening")
        message = read_frame(frame or "")
        require(message == WELCOME, f"the first message is {shown(message)}")


@rules.script("1", "A secret that nobody has is refused by HTTP 401 on the upgrade.")
async def wrong_secret_is_401(bench: Bench) -> None:
    await _expect_401(bench, str(uuid.uuid4()), "a secret that nobody has")


@rules.script("1", "A connection without a secret is refused by HTTP 401 on the upgrade.")
async def absent_secret_is_401(bench: Bench) -> None:
    await _expect_401(bench, None, "no secret")
    await _expect_401(bench, "", "an empty secret")


async def _expect_401(bench: Bench, secret: str | None, what: str) -> None:
    try:
        link = await bench.link(secret)
    except RefusedError as refused:
        require(refused.status == 401, f"{what} is refused by HTTP {refused.status}")
        return
    await link.close()
    raise BrokenRuleError(f"{what} is let in")


@rules.script("1", "Frames are not compressed: permessage-deflate is declined.")
async def no_compression(bench: Bench) -> None:
    async with bench.client() as client:
        require(not client.link.extensions, f"the exchange took the extension {', '.join(client.link.extensions)}")


@rules.script("1", "A ping is answered at once.")
async def ping_is_answered(bench: Bench) -> None:
    client = await bench.main()
    for number in range(1, 4):
        require(await client.link.ping(_PING_MS), f"ping {number} of 3 was not answered within {_PING_MS / 1_000:g} s")


@rules.script("1", "Market data comes without asking for it.")
async def updates_come_unasked(bench: Bench) -> None:
    async with bench.client() as client:
        first = await client.next_update()
        require(client.first == WELCOME, f"the first message is {shown(client.first)}")
        require(first.message["type"] == "market_data_update", "no update came")


@rules.script("1", "Each connection of a team gets each update, the same to the byte.")
async def every_connection_gets_the_same(bench: Bench) -> None:
    async with bench.client() as one, bench.client() as two:
        # the second to be opened sets the start; both then read the same stretch
        first = await two.next_update()
        wanted = [first, *[await two.next_update() for _ in range(4)]]
        seen: dict[int, str] = {}
        for _ in range(60):
            update = await one.next_update()
            seen[whole(update.message.get("time"), "the update's time")] = update.frame
            if update.message.get("time") == wanted[-1].message.get("time"):
                break
        times = [whole(update.message.get("time"), "the update's time") for update in wanted]
        between = {time for time in seen if times[0] <= time <= times[-1]}
        only = sorted(between - set(times))
        require(not only, f"the updates of {only} ms came on one connection only")
        for update in wanted:
            time = whole(update.message.get("time"), "the update's time")
            require(time in seen, f"the update of {time} ms came on one connection only")
            require(seen[time] == update.frame, f"two connections got different updates for {time} ms")


@rules.script("3", "Nothing of the past is sent again to a new connection.")
async def no_history_on_connect(bench: Bench) -> None:
    async with bench.client() as client:
        update = await client.next_update()
        candles = update.message.get("candles")
        if not isinstance(candles, dict):
            raise SkippedError("the update has no candles at all")
        for name, by_instrument in candles.items():
            for instrument, candle_rows in dict(by_instrument or {}).items():
                require(
                    len(candle_rows) <= _CANDLES_AT_ONCE,
                    f"the first update of a connection holds {len(candle_rows)} {name} candles of {instrument}",
                )


@rules.script("1", "Every message stays below 1 MiB, which clients read at most by default.")
async def messages_below_1_mib(bench: Bench) -> None:
    for update in await bench.feed():
        size = len(update.frame.encode())
        require(size < _MAX_MESSAGE_BYTES, f"an update of {size} bytes came")
