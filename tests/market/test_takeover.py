"""Two copies of one stream: whatever stalls, each update is handed on once, in order, none skipped where the copies overlap."""

from hypothesis import given, settings
from hypothesis import strategies as st

from algotrade_gui.core.units import RoundMs
from algotrade_gui.market.takeover import KEEP, Takeover
from algotrade_gui.wire.messages import MarketUpdate


def update(time_ms: int) -> MarketUpdate:
    return MarketUpdate(time_ms=RoundMs(time_ms), books={}, candles={}, events=[])


def times(updates: list[MarketUpdate]) -> list[int]:
    return [one.time_ms for one in updates]


def test_while_the_main_copy_is_well_it_passes_untouched() -> None:
    takeover = Takeover()
    handed = [
        time for at in (100, 200, 300) for time in times(takeover.main(update(at))) + times(takeover.spare(update(at)))
    ]
    assert handed == [100, 200, 300]
    assert not takeover.spare_leads


def test_the_spare_goes_on_where_the_main_copy_stopped_and_gives_back_without_loss() -> None:
    takeover = Takeover()
    for at in (100, 200):
        takeover.main(update(at))
    for at in (100, 200, 300, 400):
        assert takeover.spare(update(at)) == []
    news, whole = takeover.stale()
    assert (times(news), whole) == ([300, 400], True)
    assert times(takeover.spare(update(500))) == [500]
    # the main copy comes back ahead of the spare: held until the spare has reached it
    assert takeover.main(update(600)) == []
    assert takeover.main(update(700)) == []
    assert times(takeover.spare(update(600))) == [600, 700]
    assert not takeover.spare_leads
    assert takeover.spare(update(700)) == []
    assert times(takeover.main(update(800))) == [800]


def test_a_main_copy_that_comes_back_behind_is_left_to_catch_up() -> None:
    takeover = Takeover()
    takeover.main(update(100))
    for at in (100, 200, 300):
        takeover.spare(update(at))
    takeover.stale()
    assert takeover.main(update(200)) == []
    assert not takeover.spare_leads, "level or behind: nothing can be missing any more"
    assert times(takeover.main(update(400))) == [400]


def test_a_spare_that_joined_late_says_that_something_is_missing() -> None:
    takeover = Takeover()
    takeover.main(update(100))
    takeover.spare(update(500))
    news, whole = takeover.stale()
    assert (times(news), whole) == ([500], False)


def test_without_a_spare_nothing_changes() -> None:
    takeover = Takeover()
    takeover.main(update(100))
    assert takeover.stale() == ([], True)
    assert not takeover.spare_leads
    assert times(takeover.main(update(200))) == [200]


def test_a_new_round_while_the_main_copy_sleeps() -> None:
    takeover = Takeover()
    takeover.main(update(600_000))
    takeover.spare(update(600_000))
    for at in (95, 195):
        takeover.spare(update(at))
    news, whole = takeover.stale()
    assert (times(news), whole) == ([95, 195], True)
    assert times(takeover.spare(update(295))) == [295]
    assert takeover.main(update(95)) == [], "the main copy wakes up in the same new round"
    assert times(takeover.main(update(395))) == [395]


def test_a_new_round_told_by_the_spare_that_leads() -> None:
    takeover = Takeover()
    takeover.main(update(599_900))
    takeover.spare(update(599_900))
    takeover.spare(update(600_000))
    takeover.stale()
    assert times(takeover.spare(update(50))) == [50]
    assert times(takeover.spare(update(150))) == [150]


def test_a_copy_younger_than_the_newest_update_and_behind_it_is_another_round_s() -> None:
    takeover = Takeover()
    takeover.main(update(4_000))
    takeover.main_lost()
    takeover.spare(update(300))
    assert takeover.is_behind(update(300))
    news, whole = takeover.stale(fresh=True)
    assert (times(news), whole) == ([300], False)
    assert times(takeover.spare(update(400))) == [400]


def test_a_slow_copy_that_is_older_waits_until_it_has_caught_up() -> None:
    takeover = Takeover()
    takeover.main(update(4_000))
    takeover.main_lost()
    takeover.spare(update(3_900))
    assert takeover.stale() == ([], True)
    assert times(takeover.spare(update(4_000))) == []
    assert times(takeover.spare(update(4_100))) == [4_100]


def test_an_update_that_was_overtaken_takes_nothing_back() -> None:
    takeover = Takeover()
    for at in (100, 300, 200):
        assert times(takeover.main(update(at))) == [at]
        takeover.spare(update(at))
    takeover.spare(update(400))
    news, _ = takeover.stale()
    assert times(news) == [400], "300 was handed on already"


def test_a_spare_that_is_lost_gives_the_lead_back() -> None:
    takeover = Takeover()
    takeover.main(update(100))
    takeover.spare(update(100))
    takeover.spare(update(200))
    takeover.stale()
    takeover.spare_lost()
    assert not takeover.spare_leads
    assert times(takeover.main(update(300))) == [300]


@settings(max_examples=300)
@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.sampled_from(["both", "main first", "spare only", "main only"]), st.booleans()), max_size=60),
)
def test_nothing_twice_nothing_out_of_order_nothing_lost(start: int, steps: list[tuple[str, bool]]) -> None:
    """`spare only` holds the main copy back; what is held comes as a burst with its next update. No gap is longer than what is kept."""
    takeover = Takeover()
    handed: list[int] = []
    held_main: list[int] = []
    held_spare: list[int] = []
    now = start * 100

    def flush(held: list[int], into: str) -> None:
        for at in held:
            handed.extend(times(takeover.main(update(at)) if into == "main" else takeover.spare(update(at))))
        held.clear()

    for kind, stale in steps:
        now += 100
        held_main.append(now)
        held_spare.append(now)
        if kind in ("both", "main first", "main only"):
            flush(held_main, "main")
        if kind in ("both", "main first", "spare only"):
            flush(held_spare, "spare")
        if stale and held_main and len(held_main) < KEEP and not held_spare:
            handed.extend(times(takeover.stale()[0]))
    flush(held_main, "main")
    flush(held_spare, "spare")
    assert handed == sorted(set(handed))
    assert handed == list(range((start + 1) * 100, now + 1, 100))
