"""Runs the suite for a person: a line per rule, a summary, the same as JSON."""

import asyncio
import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from algotrade_gui.conformance.bench import Bench
from algotrade_gui.conformance.runner import Outcome, Verdict, choose, run_scripts
from algotrade_gui.conformance.script import Part, Script
from algotrade_gui.conformance.websocket import WebSocketNetwork
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_OK
from algotrade_gui.core.files import write_whole
from algotrade_gui.core.secrets import Secret

_MARKS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.SKIPPED: "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformanceOptions:
    """What a run is told. `other_secret`: a second team's, for the rules between teams."""

    uri: str
    secret: Secret
    other_secret: Secret | None = None
    parts: Collection[Part] = (Part.READ_ONLY,)
    names: Sequence[str] = ()
    watch_s: float = 4.0
    patience_s: float = 0.0
    speed: float = 1.0
    json_file: Path | None = None


def run_conformance(options: ConformanceOptions, out: TextIO | None = None) -> int:
    """Run the scripts that were asked for and tell each outcome on `out` (default: standard output) as it comes; return the exit code.

    0 where no rule is broken, 1 where one is. Raises UserError where the exchange cannot be reached or the JSON cannot be written.
    """
    stream = sys.stdout if out is None else out
    scripts = choose(options.parts, options.names)
    outcomes = asyncio.run(_run(options, scripts, stream))
    count = {verdict: sum(outcome.verdict is verdict for outcome in outcomes) for verdict in Verdict}
    stream.write(
        f"{count[Verdict.PASSED]} rules kept, {count[Verdict.FAILED]} broken, {count[Verdict.SKIPPED]} not tried\n"
    )
    if options.json_file is not None:
        _write(options.json_file, as_json(options.uri, outcomes))
    return EXIT_FAILED if count[Verdict.FAILED] else EXIT_OK


async def _run(options: ConformanceOptions, scripts: Sequence[Script], stream: TextIO) -> list[Outcome]:
    network = WebSocketNetwork(options.uri)
    stream.write(f"{network.address}\n")
    bench = Bench(
        network,
        options.secret.reveal(),
        None if options.other_secret is None else options.other_secret.reveal(),
        speed=options.speed,
        watch_ms=int(options.watch_s * 1_000),
        patience_ms=int(options.patience_s * 1_000),
    )
    outcomes = []
    try:
        async for outcome in run_scripts(bench, scripts):
            stream.write(line(outcome) + "\n")
            stream.flush()
            outcomes.append(outcome)
    finally:
        await bench.close()
    return outcomes


def line(outcome: Outcome) -> str:
    """One rule's line: mark, section, name, sentence, and below it what was seen instead."""
    script = outcome.script
    text = f"{_MARKS[outcome.verdict]} {script.section:4} {script.name}: {script.sentence}"
    return f"{text}\n       {outcome.detail}" if outcome.detail else text


def as_json(uri: str, outcomes: Sequence[Outcome]) -> str:
    """All outcomes as JSON text."""
    rules = [
        {
            "name": outcome.script.name,
            "section": outcome.script.section,
            "part": outcome.script.part.value,
            "rule": outcome.script.sentence,
            "verdict": outcome.verdict.value,
            "detail": outcome.detail,
        }
        for outcome in outcomes
    ]
    return json.dumps({"address": WebSocketNetwork(uri).address, "rules": rules}, indent=1, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror or type(error).__name__}.") from error


def list_scripts(out: TextIO | None = None) -> None:
    """Tell every script there is, by part."""
    stream = sys.stdout if out is None else out
    for part in Part:
        stream.write(f"{part.value}\n")
        for script in choose((part,)):
            stream.write(f"  {script.section:4} {script.name}: {script.sentence}\n")
