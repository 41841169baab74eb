"""`exchange fidelity`: measure, compare, print, write."""

import sys
from pathlib import Path

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_OK
from algotrade_gui.simulator.fidelity.plots import page
from algotrade_gui.simulator.fidelity.reference import REAL, REASONS, SNIPER
from algotrade_gui.simulator.fidelity.report import compare, table, to_json
from algotrade_gui.simulator.fidelity.run import measure

FULL_ROUND_S = 1_800


def run_fidelity(
    seed: int, *, rounds: int, round_seconds: int, json_file: Path | None = None, plots_file: Path | None = None
) -> int:
    """Print the table to standard output; return 1 where a figure is off and no reason is known, else 0. Raises UserError on writing."""
    full = round_seconds == FULL_ROUND_S
    practice = measure(seed, rounds=rounds, round_seconds=round_seconds, sniper=full)
    real = {figure: known for figure, known in REAL.items() if full or figure != SNIPER}
    rows = compare(practice, real, REASONS)
    sys.stdout.write(table(rows))
    title = f"Practice and real market: seed {seed}, {rounds} x {round_seconds} s"
    for file, content in ((json_file, to_json(rows)), (plots_file, page(rows, real, title).encode())):
        if file is not None:
            try:
                file.write_bytes(content)
            except OSError as error:
                raise UserError(f"cannot write {file}: {error.strerror}") from error
    return EXIT_OK if all(row.ok or row.reason for row in rows) else EXIT_FAILED
