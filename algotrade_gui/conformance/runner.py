"""Runs the suite: script after script, each to its outcome."""

import enum
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass

from algotrade_gui.conformance import (
    connection_scripts,
    feed_scripts,
    limit_scripts,
    order_scripts,
    patient_scripts,
    request_scripts,
    trade_scripts,
)
from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.link import ClosedError, RefusedError
from algotrade_gui.conformance.script import BrokenRuleError, Part, Script, SkippedError
from algotrade_gui.core.errors import UserError

SCRIPTS: tuple[Script, ...] = tuple(
    script
    for rules in (
        connection_scripts.rules,
        feed_scripts.rules,
        request_scripts.rules,
        order_scripts.rules,
        trade_scripts.rules,
        limit_scripts.rules,
        patient_scripts.rules,
        patient_scripts.order_rules,
    )
    for script in rules.scripts
)
"""All there are, in the order they run in; what costs most comes last."""


class Verdict(enum.Enum):
    """How a script ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A script's end; `detail` says what the exchange did instead, or why the rule could not be tried."""

    script: Script
    verdict: Verdict
    detail: str = ""


def choose(parts: Collection[Part], names: Sequence[str] = ()) -> list[Script]:
    """The scripts of those parts, and of those only the ones named, if any are. Raises UserError for a name that is none of theirs."""
    chosen = [script for script in SCRIPTS if script.part in parts]
    if not names:
        return chosen
    unknown = sorted(set(names) - {script.name for script in chosen})
    if unknown:
        raise UserError(f"There is no script {unknown[0]!r} in the parts that were asked for.")
    return [script for script in chosen if script.name in names]


async def run_scripts(bench: Bench, scripts: Sequence[Script]) -> AsyncIterator[Outcome]:
    """Run each script and yield its outcome. Raises UserError where the exchange cannot be reached at all."""
    for script in scripts:
        outcome = await _run(bench, script)
        if outcome.verdict is Verdict.FAILED and await bench.another_round():
            # the round ended under the script, which says nothing of its rule
            outcome = await _run(bench, script)
        yield outcome


async def _run(bench: Bench, script: Script) -> Outcome:
    try:
        await script.run(bench)
    except SkippedError as reason:
        return Outcome(script, Verdict.SKIPPED, str(reason))
    except (BrokenRuleError, ClosedError, RefusedError) as problem:
        await bench.drop_main()
        return Outcome(script, Verdict.FAILED, str(problem))
    except (LookupError, TypeError, AttributeError, ValueError) as surprise:
        # a message so far from the protocol that reading it failed; the scripts that look at shapes say more
        await bench.drop_main()
        return Outcome(
            script, Verdict.FAILED, f"a message has an unexpected shape: {type(surprise).__name__}: {surprise}"
        )
    return Outcome(script, Verdict.PASSED)
