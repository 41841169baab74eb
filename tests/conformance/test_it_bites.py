"""Each exchange that breaks one rule fails the suite, in the script that is about that rule."""

import re
from functools import cache
from typing import Any

import pytest

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.runner import SCRIPTS, Outcome, Verdict, choose, run_scripts
from algotrade_gui.conformance.script import Part
from tests.conformance.mutants import MUTANTS, Mutant
from tests.conformance.virtual import VirtualBench
from tests.support.aio import run_virtual


async def _outcome(on: Bench, name: str) -> Outcome:
    try:
        [outcome] = [outcome async for outcome in run_scripts(on, choose(tuple(Part), (name,)))]
    finally:
        await on.close()
    return outcome


@cache
def _kept(
    script: str, start_ms: int, watch_ms: int, patience_ms: int, settings: tuple[tuple[str, Any], ...]
) -> Verdict:
    on = VirtualBench(start_ms=start_ms, watch_ms=watch_ms, patience_ms=patience_ms, seed=20, **dict(settings))
    return run_virtual(_outcome(on, script)).verdict


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{mutant.script}: {mutant.name}" for mutant in MUTANTS])
def test_a_broken_rule_fails_its_script(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    market = tuple(
        (name, value) for name, value in mutant.settings.items() if name in ("round_seconds", "house_traders")
    )
    # the very same way with every rule kept: what fails below fails by the mutation
    assert _kept(mutant.script, mutant.start_ms, mutant.watch_ms, mutant.patience_ms, market) is Verdict.PASSED
    mutant.patch(monkeypatch)
    on = VirtualBench(
        start_ms=mutant.start_ms,
        watch_ms=mutant.watch_ms,
        patience_ms=mutant.patience_ms,
        seed=20,
        **mutant.settings,
    )
    outcome = run_virtual(_outcome(on, mutant.script))
    assert outcome.verdict is Verdict.FAILED, outcome.detail
    assert re.search(mutant.words, outcome.detail), outcome.detail


def test_most_scripts_are_proven_by_an_exchange_that_fails_them() -> None:
    unproven = {script.name for script in SCRIPTS} - {mutant.script for mutant in MUTANTS}
    assert len(MUTANTS) >= 60
    assert len(unproven) <= len(SCRIPTS) // 3, sorted(unproven)
