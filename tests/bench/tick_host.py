"""The tick-to-trade benchmark's three processes: the exchange, a plain client, the whole window.

python -m tests.bench.tick_host exchange|plain|window [URI SAMPLES]   the last line of standard output is what was measured
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from algotrade_gui.app import _application
from algotrade_gui.bots.api import Bot
from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.garbage import collect_when_served, keep_for_good
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import ExchangeSettings, Profile
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Side
from algotrade_gui.market.records import Update
from algotrade_gui.market.websocket import WebSocketConnection
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.server import serve
from algotrade_gui.trading.session import RequestError, new_request_id
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.layouts import LayoutPlan, columns, rows, tabs
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.theme import theme
from algotrade_gui.wire.messages import AddOrder, MarketUpdate
from algotrade_gui.wire.season2025 import Season2025
from tests.support.kill import OPEN

WARM_UP_S = 61
"""Played at once, before anyone is served: from then on there are always 264 instruments."""
APART_S = 0.05
"""How long after the one exchange's update the other's comes: neither client works while the other does."""
UNCOUNTED = 100
"""Samples before the first that counts: start-up, first layout, caches."""
LIFETIME_MS = 250
SHOWN = LayoutPlan(
    "ticks",
    "ticks",
    (
        (
            0,
            rows(
                columns(tabs("chart"), tabs("chart-2"), tabs("ladder")),
                columns(tabs("chart-3"), tabs("chart-4"), tabs("chain")),
                columns(tabs("market_watch"), tabs("bots"), tabs("orders")),
            ),
        ),
    ),
    keys="",
)
"""Four charts, ladder and chain, beside what trading is followed with."""


class Reads:
    """When the last byte of each connection's last frame was read, by websockets' own protocol object in both clients."""

    def __init__(self) -> None:
        self.at_s: dict[int, float] = {}
        plain = ClientConnection.data_received

        def data_received(connection: ClientConnection, data: bytes) -> None:
            self.at_s[id(connection)] = time.perf_counter()
            plain(connection, data)

        setattr(ClientConnection, "data_received", data_received)  # noqa: B010 - a method is replaced for the measurement


def chosen(listed: Iterable[InstrumentId]) -> InstrumentId | None:
    """The future on $SIMP that lives longest."""
    futures = [name for name in listed if name.startswith("$SIMP_future_")]
    return max(futures, key=lambda name: int(name.rpartition("_")[2]), default=None)


# --- the exchange ---


async def _exchanges() -> None:
    """Two with the same seed in one process, whose updates alternate; ends with its standard input."""
    servers = [await serve(make_config(port=0, seed=1), ErrorCentre()) for _ in range(2)]
    # both in one turn of the loop: whoever sleeps to his first deadline meanwhile wakes behind this, with the clock set
    for server in servers:
        server.venue.advance(WARM_UP_S * 1_000)
    start_s = asyncio.get_running_loop().time() - WARM_UP_S
    for place, server in enumerate(servers):
        server.sessions.pace._start_s = start_s + place * APART_S
    keep_for_good()
    print(json.dumps([server.uri for server in servers]), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for server in servers:
        await server.close()


# --- the plain client ---


async def _plain(uri: str, samples: int) -> None:
    reads, dialect, spans = Reads(), Season2025(), list[float]()
    async with connect(f"{uri}?team_secret={PRACTICE_SECRET}", compression=None, max_size=16 * 2**20) as client:
        keep_for_good()
        while len(spans) < samples + UNCOUNTED:
            frame = await client.recv(decode=False)
            read_s = reads.at_s[id(client)]
            update = dialect.decode(frame)
            if not isinstance(update, MarketUpdate):
                continue
            name = chosen(update.books)
            if name is None:
                continue
            dialect.decode_quote(update.books[name])
            order = AddOrder(
                request_id=new_request_id(),
                instrument=name,
                side=Side.BUY,
                price=Cents(1),
                quantity=1,
                expires_ms=RoundMs(update.time_ms + LIFETIME_MS),
            )
            await client.send(dialect.encode(order), text=True)
            spans.append((time.perf_counter() - read_s) * 1_000)
    print(json.dumps({"spans_ms": spans[UNCOUNTED:]}), flush=True)


# --- the window ---


class _Ticks:
    """What the window's process measures, filled from both ends: the update that was read, the order that was written."""

    def __init__(self, wanted: int) -> None:
        self.spans: list[float] = []
        self.enough = asyncio.Event()
        self.read_s = 0.0
        """Of the frame that was handed out last."""
        self.tick_s: float | None = None
        """Of the update that the bot is answering; None when it has."""
        reads = Reads()
        plain_recv, plain_send = WebSocketConnection.recv, WebSocketConnection.send

        async def recv(connection: WebSocketConnection) -> bytes:
            frame = await plain_recv(connection)
            self.read_s = reads.at_s[id(connection._socket)]
            return frame

        async def send(connection: WebSocketConnection, frame: bytes) -> None:
            await plain_send(connection, frame)
            if self.tick_s is not None and b'"add_order"' in frame:
                self.spans.append((time.perf_counter() - self.tick_s) * 1_000)
                self.tick_s = None
                if len(self.spans) == wanted:
                    self.enough.set()

        setattr(WebSocketConnection, "recv", recv)  # noqa: B010 - a method is replaced for the measurement
        setattr(WebSocketConnection, "send", send)  # noqa: B010 - a method is replaced for the measurement


async def _window(uri: str, samples: int, home: Path) -> None:
    """The parts and the order of algotrade_gui.app, with the default layout and one bot."""
    ticks = _Ticks(samples + UNCOUNTED)
    read_of: dict[int, float] = {}

    class TickBot(Bot):
        """Answers each update with one short-lived bid."""

        async def run(self) -> None:
            async for update in self.market_cache.updates():
                name = chosen(self.market_cache.get_all_instruments())
                if name is None:
                    continue
                self.market_cache.get_best_prices(name)
                ticks.tick_s = read_of.get(update.time_ms)
                try:
                    await self.api.buy(name, 1, 1, valid_for_ms=LIFETIME_MS)
                except RequestError:
                    self.log.warning("an order had no reply")
                read_of.clear()

    errors = ErrorCentre()
    profile = Profile(name="bench", risk=OPEN, exchange=ExchangeSettings(kind="remote", uri=uri))
    station = Workstation(
        profile,
        errors=errors,
        strategy_folders=[],
        secret=Secret(PRACTICE_SECRET),
        journal_folder=home / "journals",
        control_folder=home / "control",
        recording_folder=home / "recordings",
    )
    window = MainWindow(station, LogBuffer())

    def updated(update: Update) -> None:
        # inside the feed's turn: what was handed out last is this update's frame
        read_of[update.time_ms] = ticks.read_s

    stop = station.cache.on_update(updated)
    window.resize(2_200, 1_300)
    window.show()
    window.docks.lay_out(SHOWN)
    window.pump.attach(station.cache)
    await asyncio.sleep(0.5)
    keep_for_good()
    stop_collecting = collect_when_served(station.cache.on_served)
    bot = station.manager.register_bot(TickBot)
    try:
        await station.start()
        await station.manager.start_bot(bot)
        async with asyncio.timeout(30 + (samples + UNCOUNTED) / 8):
            await ticks.enough.wait()
        shown = sum(panel.seen for panel in window.pump._panels)
        result = {
            "spans_ms": ticks.spans[UNCOUNTED:][:samples],
            "panels": len(window.docks.docks),
            "shown": shown,
            "frames": window.pump.frames,
            "frame_ms": window.pump.typical_frame_ms,
            "errors": errors.error_count,
            "bot": str(station.manager.info(bot).state.value),
        }
    finally:
        stop()
        stop_collecting()
        window.pump.detach()
        await station.stop()
        await window.stop_tasks()
        window.finish_closing()
        window.deleteLater()
    print(json.dumps(result), flush=True)


def _main(arguments: list[str]) -> None:
    if arguments[0] == "exchange":
        asyncio.run(_exchanges())
    elif arguments[0] == "plain":
        asyncio.run(_plain(arguments[1], int(arguments[2])))
    else:
        app = _application()
        theme().install(app, "system")
        with (
            tempfile.TemporaryDirectory() as home,
            asyncio.Runner(loop_factory=async_bridge.loop_factory(app)) as runner,
        ):
            runner.run(_window(arguments[1], int(arguments[2]), Path(home)))


if __name__ == "__main__":
    _main(sys.argv[1:])
