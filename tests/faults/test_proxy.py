"""The proxy does to frames what a rule says, and nothing else; plans are drawn from their seed alone."""

import asyncio
import json
import random
from typing import cast

import pytest

from algotrade_gui.market.inprocess import InProcessExchange, InProcessLink
from tests.faults.plan import SPAN_S, Kind, make_plan
from tests.faults.proxy import FaultyTap, Proxy, Rule, corrupted, truncated
from tests.support.aio import run_virtual

FRAMES = [json.dumps({"type": "market_data_update", "time": time_ms}).encode() for time_ms in range(100, 2_100, 100)]


class Far:
    """Notes what arrives at the client, and when."""

    def __init__(self) -> None:
        self.came: list[tuple[float, bytes]] = []
        self.ended_s: float | None = None

    def deliver_down(self, frame: bytes) -> None:
        self.came.append((round(asyncio.get_running_loop().time(), 3), frame))

    def end_down(self, code: int | None, reason: str) -> None:
        self.ended_s = round(asyncio.get_running_loop().time(), 3)


def passed(kind: Kind, *, share: float = 1.0, by_ms: int = 0, for_s: float = 1.0) -> tuple[Far, Proxy]:
    """Send a frame every 0.1 s through a rule that is in force for a second, then close."""

    async def scene() -> tuple[Far, Proxy]:
        proxy = Proxy(cast(InProcessExchange, None), random.Random(1))
        tap, far = FaultyTap(proxy), Far()
        link = cast(InProcessLink, far)
        tap.rules.append(Rule(kind, "down", asyncio.get_running_loop().time() + for_s - 0.05, share, by_ms))
        for frame in FRAMES:
            tap.down(link, frame)
            await asyncio.sleep(0.1)
        tap.closed_by_exchange(link, 1001, "")
        await asyncio.sleep(10)
        return far, proxy

    return run_virtual(scene())


def frames(far: Far) -> list[bytes]:
    return [frame for _, frame in far.came]


def test_dropped_and_mute_frames_are_gone() -> None:
    for kind in (Kind.DROP, Kind.MUTE):
        far, proxy = passed(kind)
        assert frames(far) == FRAMES[10:]
        assert proxy.hit[kind] == proxy.lost == 10


def test_while_it_is_mute_the_end_is_not_told_either() -> None:
    far, _ = passed(Kind.MUTE, for_s=5.0)
    assert frames(far) == []
    assert far.ended_s == 4.95


def test_delayed_frames_come_late_and_in_order() -> None:
    far, _ = passed(Kind.DELAY, by_ms=350)
    assert frames(far) == FRAMES
    assert [at_s for at_s, _ in far.came][:3] == [0.35, 0.45, 0.55]
    assert far.came[-1][0] == 1.9, "no longer late"


def test_doubled_frames_come_twice() -> None:
    far, _ = passed(Kind.DUPLICATE)
    assert frames(far) == [frame for frame in FRAMES[:10] for _ in range(2)] + FRAMES[10:]


def test_reordered_frames_change_places_and_none_is_lost() -> None:
    far, _ = passed(Kind.REORDER)
    expected = [FRAMES[place ^ 1] for place in range(10)] + FRAMES[10:]
    assert frames(far) == expected


@pytest.mark.parametrize("spoil", [corrupted, truncated])
def test_spoilt_frames_can_be_read_by_nobody(spoil: object) -> None:
    rng = random.Random(2)
    make = corrupted if spoil is corrupted else truncated
    for _ in range(2_000):
        frame = make(rng.choice(FRAMES), rng)
        with pytest.raises(ValueError):
            json.loads(frame)


def test_a_share_of_the_frames() -> None:
    far, proxy = passed(Kind.DROP, share=0.5)
    assert 2 < proxy.lost < 9
    assert len(far.came) == len(FRAMES) - proxy.lost


def test_a_plan_is_its_seed_s_and_every_kind_comes_soon() -> None:
    assert make_plan(7) == make_plan(7)
    assert make_plan(7) != make_plan(8)
    kinds = {fault.kind for seed in range(len(Kind)) for fault in make_plan(seed).faults}
    assert kinds == set(Kind)
    for seed in range(200):
        plan = make_plan(seed)
        assert list(Kind)[seed % len(Kind)] in [fault.kind for fault in plan.faults]
        assert all(0 < fault.at_s < SPAN_S for fault in plan.faults)
        assert len(str(plan).splitlines()) == 1 + len(plan.faults)
