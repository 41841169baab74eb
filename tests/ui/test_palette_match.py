"""A few letters find what was meant; what was used lately comes first among equals."""

import pytest

from algotrade_gui.ui.palette_match import fold, match, prepare, rank

TITLES = (
    "Cancel all orders",
    "Go to Orders",
    "Layout Options",
    "Layout Trade",
    "Start maker",
    "Stop maker",
    "$CARD call 1,001.30 · 615 s",
    "$CARD put 1,001.30 · 615 s",
    "Préférences du graphique",
    "P&L",
)


def best(query: str, recency: dict[str, int] | None = None) -> list[str]:
    used = [None if recency is None else recency.get(title) for title in TITLES]
    return [TITLES[place] for place, _ in rank(query, [prepare(title) for title in TITLES], used, 20)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("cancel", "Cancel all orders"),
        ("cao", "Cancel all orders"),
        ("orders go", "Go to Orders"),
        ("lt", "Layout Trade"),
        ("lay opt", "Layout Options"),
        ("stp mak", "Stop maker"),
        ("card 615 put", "$CARD put 1,001.30 · 615 s"),
        ("$card call", "$CARD call 1,001.30 · 615 s"),
        ("preferences", "Préférences du graphique"),
        ("GRAPH", "Préférences du graphique"),
        ("p&l", "P&L"),
        ("pl", "P&L"),
        ("pnl", "P&L"),
    ],
)
def test_what_was_meant_comes_first(query: str, first: str) -> None:
    assert best(query)[0] == first


@pytest.mark.parametrize("query", ["xyz", "cancel xyz", "zz", "lx"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert best(query) == []


def test_every_word_counts() -> None:
    assert best("maker") == ["Stop maker", "Start maker"]
    assert best("maker sta") == ["Start maker"]


def test_what_was_used_last_is_first_among_equals_and_without_a_query() -> None:
    assert best("maker", {"Start maker": 0}) == ["Start maker", "Stop maker"]
    assert best("", {"Layout Trade": 1, "Go to Orders": 0})[:3] == ["Go to Orders", "Layout Trade", "Cancel all orders"]


def test_recency_beats_no_better_match() -> None:
    assert best("cancel", {"Start maker": 0}) == ["Cancel all orders"]
    assert best("stop", {"Start maker": 0})[0] == "Stop maker"


def test_a_title_typed_to_its_end_comes_before_a_longer_one_that_was_used() -> None:
    titles = [prepare(title) for title in ("Save layout", "Save layout as…", "Rename layout…", "Layout Rename layout")]

    def first(query: str, used: int) -> int:
        return rank(query, titles, [0 if place == used else None for place in range(len(titles))], 9)[0][0]

    assert first("save layout", 1) == 0
    assert first("save layout as", 0) == 1
    assert first("Rename layout", 3) == 2
    assert first("save lay", 1) == 1, "until then what was used is first"


@pytest.mark.parametrize("query", ["card call", "card 615", "call 615 card"])
def test_contracts_that_differ_by_their_numbers_keep_their_order(query: str) -> None:
    contracts = [f"$CARD call {rest} s" for rest in ("983.63 · 615", "1,003.50 · 615", "99.70 · 615", "98.80 · 6150")]
    found = rank(query, [prepare(title) for title in contracts], [None] * 4, 20)
    assert [contracts[place] for place, _ in found] == contracts


def test_the_letters_that_were_meant_are_told() -> None:
    found = match("or go", prepare("Go to Orders"))
    assert found is not None
    assert found.places == (0, 1, 6, 7)


@pytest.mark.parametrize("text", ["É", "ß", "ﬁ", "İ", "中文 $x"])
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_the_panel_beside_a_title_may_be_typed_too() -> None:
    add, go, bots, nothing = (prepare(text) for text in ("Add", "Go to Bots", "Bots", ""))
    assert match("add bot", add) is None
    found = match("add bot", add, bots)
    assert found is not None
    assert found.places == (0, 1, 2)
    assert match("bot add", add, bots) is not None, "in any order"
    assert match("bot", add, bots) is None, "it alone does not say which of the panel's actions"
    assert match("add ots", add, bots) is None, "words begin with what was typed"
    assert [place for place, _ in rank("go bot", [add, go], [None, None], 9, [bots, nothing])] == [1]
