"""The pages of docs/strategies/: their measured parts, rewritten between two marks; the words around them are by hand."""

import statistics
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

PAGES = {
    "UnderpricedOptionsBot": "underpriced_options.md",
    "LongCombinationsBot": "long_combinations.md",
    "InventoryMakerBot": "inventory_maker.md",
}
_CROWD_NAMES = {"none": "none", "few": "one of each kind", "night": "a night's field (18)"}
_HEAD = "| opponents | rounds | worst | lower quarter | median | upper quarter | best | lost in | fills a round | largest fall |"


def write_pages(folder: Path, results: list[dict[str, Any]]) -> None:
    """Put the figures of `results` into the pages that there are."""
    table = [f"| strategy {_HEAD}", "|" + " --- |" * 11]
    for strategy, page in PAGES.items():
        rows = [f"{_HEAD}", "|" + " --- |" * 10]
        for crowd, name in _CROWD_NAMES.items():
            some = [row for row in results if (row["strategy"], row["crowd"]) == (strategy, crowd)]
            if some:
                line = _line(name, some)
                rows.append(line)
                table.append(f"| [{strategy}]({page}) {line}")
        _replace(folder / page, rows)
    _replace(folder / "README.md", table)


def _line(name: str, some: list[dict[str, Any]]) -> str:
    ends = sorted(row["multiple"] for row in some)
    lower, middle, upper = statistics.quantiles(ends, n=4) if len(ends) > 1 else ends * 3
    cells = [
        name,
        str(len(ends)),
        *(f"{value:.2f}" for value in (ends[0], lower, middle, upper, ends[-1])),
        str(sum(end < 1 for end in ends)),
        f"{statistics.median(row['fills'] for row in some):.0f}",
        f"{100 * statistics.median(row['drawdown'] for row in some):.0f} %",
    ]
    return f"| {' | '.join(cells)} |"


def _replace(page: Path, lines: list[str]) -> None:
    if not page.exists():
        return
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text("\n".join([f"{before}{BEGIN}", *lines, f"{END}{after}"]), encoding="utf-8")
