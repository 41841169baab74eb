"""The heat map of mispricings: rows are expiries, columns the places of strikes from low to high."""

from collections.abc import Mapping
from typing import Final

from algotrade_gui.core.units import MS_PER_S, RoundMs, round_time_text
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.mispricing import CellKey, Mispricing, MispricingBoard
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.heat_map import HeatCell, HeatRow, HeatScene
from algotrade_gui.ui.language import integer, money, number, percent

FULL_STRENGTH: Final = 1_000.0
"""Cents of edge per unit at which a cell has its strongest colour."""
_LARGE: Final = 1_000
_BIG: Final = 10_000
"""Cents from which a cell has one decimal, and none: five characters do not fit into a cell, four do."""


def cell_key(board: MispricingBoard, row: int, column: int) -> CellKey | None:
    """What stands at a place of the map; None beside it."""
    if not 0 <= row < len(board.places) or not 0 <= column < len(board.strikes[row]):
        return None
    place = board.places[row]
    return place.underlying, place.expiry_ms, board.strikes[row][column]


def heat_scene(
    board: MispricingBoard,
    best: Mapping[CellKey, Mispricing],
    before: Mapping[CellKey, Mispricing],
    cache: MarketDataCache,
) -> HeatScene:
    """Return what the map shows: the `best` of each strike, faded what was there `before` and is gone."""
    most = max(map(len, board.strikes), default=0)
    cells: list[list[HeatCell | None]] = [[None] * most for _ in board.places]
    for key, gone in before.items():
        if key not in best and key in board.cells:
            row, column = board.cells[key]
            cells[row][column] = HeatCell(edge_text(gone.edge), gone=True)
    for key, one in best.items():
        if key in board.cells:
            row, column = board.cells[key]
            strength = min(1.0, float((one.edge / FULL_STRENGTH) ** 0.5))
            cells[row][column] = HeatCell(edge_text(one.edge), strength, one.finding.needs_inventory)
    rows = []
    group = ""
    for chain, in_row in zip(board.places, cells, strict=True):
        # begun seconds count, as in the table
        left_ms = -(-max(0, chain.expiry_ms - cache.time_ms) // MS_PER_S) * MS_PER_S
        label = round_time_text(RoundMs(left_ms))
        rows.append(HeatRow("" if chain.underlying == group else chain.underlying, label, tuple(in_row)))
        group = chain.underlying
    columns = tuple(percent((place - most // 2) / 100, 0, signed=True) for place in range(most))
    return HeatScene(columns, tuple(rows), stale=is_stale(cache))


def edge_text(edge: float) -> str:
    """An edge, cents, in a cell's words: at most four characters up to 9,999 dollars."""
    cents = round(edge)
    if cents >= _BIG - 5:
        return integer(round(cents / 100))
    return number(cents / 100, 1) if cents >= _LARGE else money(cents)
