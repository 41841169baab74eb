"""Layouts of the window as trees of panels: rows, columns, tabs, each with its share of the room."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from algotrade_gui.ui.language import mark
from algotrade_gui.ui.panel_kinds import kind_of


@dataclass(frozen=True, slots=True)
class Tabs:
    """Panels behind one another, by instance (`chart`, `chart-2`); the first is in front."""

    panels: tuple[str, ...]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Columns:
    """Parts side by side."""

    parts: tuple["Node", ...]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Parts one above the other."""

    parts: tuple["Node", ...]
    share: float = 1.0


Node: TypeAlias = Tabs | Columns | Rows


@dataclass(frozen=True, slots=True)
class LayoutPlan:
    """A shipped layout. `title` goes through `tr`; `trees` are for windows of at least so many pixels, the widest first, down to 0."""

    name: str
    title: str
    trees: tuple[tuple[int, Node], ...]
    keys: str

    def tree(self, width: int, known: Container[str]) -> Node:
        """The layout for a window of that width, of kinds that are known: what is not is left out, its room goes to its neighbours."""
        found = _pruned(next(tree for least, tree in self.trees if width >= least), known)
        assert found is not None, "a plan is made of more than what is still to come"
        return found


def tabs(*panels: str, share: float = 1.0) -> Tabs:
    """Shorthand for Tabs."""
    return Tabs(panels, share)


def columns(*parts: Node, share: float = 1.0) -> Columns:
    """Shorthand for Columns."""
    return Columns(parts, share)


def rows(*parts: Node, share: float = 1.0) -> Rows:
    """Shorthand for Rows."""
    return Rows(parts, share)


def panels_of(node: Node) -> Iterator[str]:
    """The instances in a tree, in reading order."""
    if isinstance(node, Tabs):
        yield from node.panels
    else:
        for part in node.parts:
            yield from panels_of(part)


def _pruned(node: Node, known: Container[str]) -> Node | None:
    if isinstance(node, Tabs):
        panels = tuple(panel for panel in node.panels if kind_of(panel) in known)
        return Tabs(panels, node.share) if panels else None
    parts = tuple(part for each in node.parts if (part := _pruned(each, known)) is not None)
    if not parts:
        return None
    # one that is left alone takes the place of the row or column it stood in
    return replace(parts[0], share=node.share) if len(parts) == 1 else replace(node, parts=parts)


_OPTION_TABS: Final = ("mispricing", "chain", "smile", "settlement_rail")
_BOOK_TABS: Final = ("orders", "fills", "positions", "pnl", "exposure", "events")
WIDE: Final = 1_700
"""Pixels from which on three tables stand side by side below."""
MEDIUM: Final = 1_400
"""Pixels from which on the ladder stands beside the chart."""

TRADE: Final = LayoutPlan(
    "Trade",
    mark("Trade"),
    (
        (
            WIDE,
            rows(
                columns(
                    tabs("market_watch", share=0.27),
                    rows(tabs("chart", share=0.62), tabs(*_OPTION_TABS, share=0.38), share=0.5),
                    rows(tabs("ladder", share=0.6), tabs("ticket", share=0.4), share=0.23),
                    share=0.66,
                ),
                columns(
                    tabs("bots", share=0.36),
                    tabs(*_BOOK_TABS, share=0.42),
                    tabs("health", "log", "standings", share=0.22),
                    share=0.34,
                ),
            ),
        ),
        (
            MEDIUM,
            rows(
                columns(
                    tabs("market_watch", share=0.345),
                    tabs("chart", *_OPTION_TABS, share=0.45),
                    # one above the other they would be too low for levels and legs
                    tabs("ladder", "ticket", share=0.205),
                    share=0.66,
                ),
                columns(
                    tabs("bots", share=0.43),
                    tabs(*_BOOK_TABS, "log", "standings", "health", share=0.57),
                    share=0.34,
                ),
            ),
        ),
        (
            0,
            rows(
                columns(
                    tabs("market_watch", share=0.395),
                    tabs("chart", "ladder", *_OPTION_TABS, share=0.605),
                    share=0.6,
                ),
                columns(
                    tabs("bots", "ticket", share=0.435),
                    tabs(*_BOOK_TABS, "log", "standings", "health", share=0.565),
                    share=0.4,
                ),
            ),
        ),
    ),
    keys="Shift+F1",
)


def _options(above: float, *below: float) -> Rows:
    """Chain, smile and mispricings have `above` of the height, positions, rail and ticket share the width `below`.

    So that the chain shows whole expiries, and nothing of a ticket is out of sight.
    """
    positions, rail, ticket = below
    return rows(
        columns(
            tabs("chain", share=0.58),
            rows(tabs("smile", "chart", share=0.5), tabs("mispricing", share=0.5), share=0.42),
            share=above,
        ),
        columns(
            tabs("positions", "exposure", "orders", "fills", "market_watch", share=positions),
            tabs("settlement_rail", "events", "log", share=rail),
            tabs("ticket", "ladder", share=ticket),
            share=1 - above,
        ),
    )


OPTIONS: Final = LayoutPlan(
    "Options",
    mark("Options"),
    (
        # three expiries of a screen that is 1080 pixels high, two of one of 900
        (WIDE, _options(0.59, 0.5, 0.27, 0.23)),
        (MEDIUM, _options(0.53, 0.41, 0.335, 0.255)),
        (
            0,
            rows(
                columns(tabs("chain", share=0.6), tabs("smile", "mispricing", "chart", share=0.4), share=0.58),
                columns(
                    tabs(
                        *("positions", "exposure", "settlement_rail", "orders", "fills", "market_watch", "events"),
                        share=0.7,
                    ),
                    tabs("ticket", "ladder", share=0.3),
                    share=0.42,
                ),
            ),
        ),
    ),
    keys="Shift+F2",
)
BOTS: Final = LayoutPlan(
    "Bots",
    mark("Bots"),
    (
        (
            WIDE,
            rows(
                tabs("bots", share=0.5),
                columns(
                    tabs("pnl", "standings", share=0.38),
                    tabs("log", "orders", "fills", "events", share=0.4),
                    tabs("health", "exposure", share=0.22),
                    share=0.5,
                ),
            ),
        ),
        (
            0,
            rows(
                tabs("bots", share=0.5),
                columns(
                    tabs("pnl", "standings", share=0.45),
                    tabs("log", "orders", "fills", "events", "exposure", "health", share=0.55),
                    share=0.5,
                ),
            ),
        ),
    ),
    keys="Shift+F3",
)
PLANS: Final = {plan.name: plan for plan in (TRADE, OPTIONS, BOTS)}
