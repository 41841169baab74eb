"""Our exchange keeps every rule of the suite: in virtual time all of them, over real sockets those that need one, by the command line."""

import json

import pytest

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.runner import SCRIPTS, Outcome, Verdict, choose, run_scripts
from algotrade_gui.conformance.script import Part
from algotrade_gui.conformance.websocket import WebSocketNetwork
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.server import serve
from algotrade_gui.simulator.venue import Venue
from tests.conformance.virtual import TEAMS, VirtualBench
from tests.support.aio import run, run_virtual


async def outcomes(on: Bench, names: tuple[str, ...] = ()) -> list[Outcome]:
    """Run those scripts, or all."""
    try:
        return [outcome async for outcome in run_scripts(on, choose(tuple(Part), names))]
    finally:
        await on.close()


_SELDOM = ("nothing has expired yet", "nothing settled while we watched", "no contract was listed while we watched")


def _not_passed(found: list[Outcome]) -> list[str]:
    return [
        f"{outcome.script.name} {outcome.verdict.value}: {outcome.detail}"
        for outcome in found
        if outcome.verdict is not Verdict.PASSED and "give --patient" not in outcome.detail
    ]


@pytest.mark.parametrize("seed", [1, 20])
def test_our_exchange_keeps_every_rule(seed: int) -> None:
    # from 50 s on: the suite sees the first expiry, and later the closed contracts
    found = run_virtual(outcomes(VirtualBench(start_ms=50_000, watch_ms=16_000, seed=seed)))
    assert _not_passed(found) == []
    assert len(found) == len(SCRIPTS)


def test_it_keeps_them_from_the_first_moment_of_a_round_on() -> None:
    found = run_virtual(outcomes(VirtualBench()))
    assert [problem for problem in _not_passed(found) if not any(seldom in problem for seldom in _SELDOM)] == []


def test_a_patient_run_sees_the_rounds_end() -> None:
    names = ("silent-clients-stay", "no-cancel-after-the-end", "rounds-end-by-a-close", "no-order-after-the-end")
    for settings in ({}, {"end_of_round_message": True}):
        on = VirtualBench(round_seconds=75, patience_ms=120_000, house_traders=False, **settings)
        found = run_virtual(outcomes(on, names))
        assert [outcome.verdict for outcome in found] == [Verdict.PASSED] * 4, _not_passed(found)


def test_a_round_that_ends_under_a_script_breaks_no_rule() -> None:
    # the first updates come 4 s before the end, the feed is watched for 16 s
    on = VirtualBench(round_seconds=75, overtime_seconds=0, start_ms=71_000, watch_ms=16_000, pause_ms=2_000)
    found = run_virtual(outcomes(on, ("update-keys",)))
    assert [(outcome.verdict, outcome.detail) for outcome in found] == [(Verdict.PASSED, "")]


def test_what_takes_patience_is_left_out_without_it_and_given_up_where_no_round_ends() -> None:
    [outcome] = run_virtual(outcomes(VirtualBench(house_traders=False), ("rounds-end-by-a-close",)))
    assert (outcome.verdict, "give --patient 30" in outcome.detail) == (Verdict.SKIPPED, True)
    [outcome] = run_virtual(outcomes(VirtualBench(house_traders=False, patience_ms=31_000), ("rounds-end-by-a-close",)))
    assert (outcome.verdict, "no round ended within 31 s" in outcome.detail) == (Verdict.SKIPPED, True)


def test_before_the_round_nothing_is_broken_and_nothing_tried_that_needs_a_market() -> None:
    found = run_virtual(outcomes(VirtualBench(start_delay_ms=10**9 // 2_000)))
    assert {outcome.verdict for outcome in found} == {Verdict.PASSED, Verdict.SKIPPED}
    by_name = {outcome.script.name: outcome for outcome in found}
    assert by_name["welcome"].verdict is Verdict.PASSED
    assert by_name["unreadable-frames"].verdict is Verdict.PASSED
    assert "the round has not begun" in by_name["update-keys"].detail


def test_over_real_sockets_it_keeps_the_rules_of_connections() -> None:
    async def scenario() -> list[Outcome]:
        errors = ErrorCentre()
        server = await serve(make_config(port=0, teams=TEAMS), errors)
        try:
            on = Bench(WebSocketNetwork(server.uri), TEAMS["one"], TEAMS["two"], watch_ms=1_200)
            # what a socket could do otherwise; the limits that take seconds are kept above, and at a socket in tests/simulator
            names = tuple(script.name for script in SCRIPTS if script.section in ("1", "3"))
            found = await outcomes(on, (*names, "message-rate-is-limited", "replies-of-a-resting-order"))
        finally:
            await server.close()
        assert errors.records == []
        return found

    # a second of the feed need not hold everything
    found = _not_passed(run(scenario(), timeout_s=60))
    assert [problem for problem in found if not problem.endswith("while we watched")] == []


def test_the_parts_are_chosen_apart_and_orders_only_when_asked_for() -> None:
    read_only = choose((Part.READ_ONLY,))
    assert {script.part for script in read_only} == {Part.READ_ONLY}
    assert len({script.name for script in SCRIPTS}) == len(SCRIPTS)
    with pytest.raises(UserError, match="no script 'buying' in the parts"):
        choose((Part.READ_ONLY,), ("buying",))


def test_the_read_only_part_sends_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    on = VirtualBench(start_ms=61_000, house_traders=False)
    sent: list[bytes] = []
    plain = Venue.receive

    def receive(venue: Venue, team: TeamId, frame: bytes, now_ms: int) -> str | None:
        sent.append(frame)
        return plain(venue, team, frame, now_ms)

    monkeypatch.setattr(Venue, "receive", receive)
    run_virtual(outcomes(on, tuple(script.name for script in choose((Part.READ_ONLY,)))))
    kinds = set()
    for frame in sent:
        try:
            message = json.loads(frame)
        except ValueError:
            continue
        if isinstance(message, dict):
            kinds.add(str(message.get("type")))
    assert "add_order" not in kinds
    assert {"get_inventory", "cancel_order"} <= kinds


def test_the_orders_part_leaves_the_team_as_it_was() -> None:
    on = VirtualBench(seed=4)
    run_virtual(outcomes(on, tuple(script.name for script in choose((Part.ORDERS,)))))
    assert on.virtual.venue is not None
    for account in on.virtual.venue.exchange.accounts.values():
        if account.team:
            assert (account.cash, account.cash_reserved, account.held, account.orders) == (1_000_000, 0, {}, {})
