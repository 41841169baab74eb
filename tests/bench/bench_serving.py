"""What ten clients of the practice exchange get: each update of 264 books over a real socket, how much work it is, how late it comes."""

import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from algotrade_gui.simulator.config import PRACTICE_SECRET, config_to_json, make_config
from algotrade_gui.simulator.server import serve
from tests.bench.figures import Figure

CLIENTS = 10
SECONDS = 25
TRADERS = 20
REQUESTS = 300


def figures() -> list[Figure]:
    return [*_serving(), *_delays(), *_whole_round()]


def _serving() -> list[Figure]:
    what = f"serving 264 books to {CLIENTS} clients, {TRADERS} opponents and the house at work"
    served, clients = _measure(TRADERS)
    assert served.contracts == 264
    updates = len(served.late_ms)
    spans = sorted(served.work_ms)
    late = [(at_s - served.start_s) * 1_000 - time_ms for client in clients for at_s, time_ms in client]
    fewest = min(len(client) for client in clients)
    return [
        _least(f"{what}: processor time for each 100 ms, 99th percentile", spans[int(len(spans) * 0.99)], 25),
        _least(f"{what}: processor time for each 100 ms, median", median(spans), None),
        _least(f"{what}: latest of {updates} updates leaves", max(served.late_ms), 20),
        # on a machine that is busy otherwise, this and not the one before is the exchange's
        _least(f"{what}: processor time from the wake to the last socket, most of all", max(served.own_ms), 20),
        _least(f"{what}: latest update that a client gets", max(late), None),
        _least(f"{what}: update that a client gets, median lateness", median(late), None),
        Figure(name=f"{what}: updates a client got", value=fewest / updates, unit="of those sent", target=0.98),
    ]


def _whole_round() -> list[Figure]:
    """The exchange's own process from its start to its end."""
    config = make_config(port=0, speed="max", rounds=[{"name": "scored", "seconds": 1_800}], repeat=False)
    began_s, before = time.monotonic(), os.times()
    command = [sys.executable, "-m", "algotrade_gui.simulator.main", "--child"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        process.stdin.write(config_to_json(config) + b"\n")
        process.stdin.flush()
        code = process.wait(600)
    assert code == 0
    took_s, after = time.monotonic() - began_s, os.times()
    processor_s = after.children_user + after.children_system - before.children_user - before.children_system
    what = "a round of 1800 s at `--speed max` without clients"
    return [
        Figure(name=what, value=took_s, unit="s", target=60, higher_is_better=False),
        Figure(name=f"{what}: processor time", value=processor_s, unit="s", target=60, higher_is_better=False),
    ]


def _least(name: str, value: float, target: float | None) -> Figure:
    return Figure(name=name, value=value, unit="ms", target=target, higher_is_better=False)


class _Served(msgspec.Struct):
    """What `serving_host` measured."""

    work_ms: list[float]
    late_ms: list[float]
    own_ms: list[float]
    start_s: float
    """The exchange's time 0 by the machine's monotonic clock, which all processes share."""
    contracts: int


_Arrivals = list[tuple[float, int]]
"""When each update reached a client by the monotonic clock, and the update's own time."""


def _measure(opponents: int) -> tuple[_Served, list[_Arrivals]]:
    command = [sys.executable, "-m", "tests.bench.serving_host", str(SECONDS), str(opponents)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as host:
        assert host.stdout is not None
        info = json.loads(host.stdout.readline())
        ours, theirs = multiprocessing.Pipe()
        clients = multiprocessing.get_context("spawn").Process(target=_clients, args=(info["uri"], theirs))
        clients.start()
        served = msgspec.json.decode(host.stdout.readline(), type=_Served)
        arrivals: list[_Arrivals] = ours.recv()
        clients.join()
    return served, arrivals


def _clients(uri: str, pipe: Connection) -> None:
    """Another process, on another core where there is one."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    async def one() -> _Arrivals:
        arrivals: _Arrivals = []
        async with connect(f"{uri}?team_secret={PRACTICE_SECRET}", compression=None) as client:
            while True:
                try:
                    text = await client.recv(decode=False)
                except ConnectionClosed:
                    return arrivals
                at_s = time.monotonic()
                if text.startswith(b'{"type":"market_data_update","time":'):
                    arrivals.append((at_s, int(text[36 : text.index(b",", 36)])))

    async def all_of_them() -> list[_Arrivals]:
        return await asyncio.gather(*[one() for _ in range(CLIENTS)])

    pipe.send(asyncio.run(all_of_them()))


def _delays() -> list[Figure]:
    return [asyncio.run(_delay(ms)) for ms in (0, 100, 500)]


async def _delay(ms: int) -> Figure:
    """How far the time from a request to its reply is from the delay of orders that was asked for."""
    server = await serve(make_config(port=0, delays={"orders": {"ms": ms}}))
    try:
        async with connect(f"{server.uri}?team_secret={PRACTICE_SECRET}", compression=None) as client:
            spans = await _round_trips(client)
    finally:
        await server.close()
    return _least(f"orders delayed by {ms} ms: error at the median", abs(median(spans) - ms), 3)


async def _round_trips(client: ClientConnection) -> list[float]:
    sent: dict[str, float] = {}
    spans: list[float] = []

    async def listen() -> None:
        while len(spans) < REQUESTS:
            message = json.loads(await client.recv())
            if request := message.get("user_request_id"):
                spans.append((time.monotonic() - sent[request]) * 1_000)

    listener = asyncio.ensure_future(listen())
    for number in range(1, REQUESTS + 1):
        sent[str(number)] = time.monotonic()
        await client.send(f'{{"type":"get_inventory","user_request_id":"{number}"}}')
        await asyncio.sleep(0.011)
    await listener
    return spans
