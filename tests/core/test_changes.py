"""Change sets: nobody misses a key, nobody is kept alive by reading."""

import gc

from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.changes import ChangeHub


def test_each_reader_drains_for_itself() -> None:
    hub: ChangeHub[str] = ChangeHub()
    early = hub.reader(initial=["a"])
    hub.mark(["b"])
    late = hub.reader()
    hub.mark(["c"])
    assert early.drain() == {"a", "b", "c"}
    assert late.drain() == {"c"}
    assert early.drain() == set()
    assert not early


@given(st.lists(st.one_of(st.sets(st.integers(0, 5), min_size=1), st.none())))
def test_the_drains_together_hold_every_mark(steps: list[set[int] | None]) -> None:
    """A set marks its keys, None drains."""
    hub: ChangeHub[int] = ChangeHub()
    reader = hub.reader()
    pending: set[int] = set()
    for step in steps:
        if step is None:
            assert bool(reader) is bool(pending)
            assert reader.drain() == pending
            pending = set()
        else:
            hub.mark(step)
            pending |= step
    assert reader.drain() == pending


def test_a_closed_panel_s_reader_goes_with_it() -> None:
    hub: ChangeHub[int] = ChangeHub()
    reader = hub.reader()
    del reader
    gc.collect()
    hub.mark([1])
    assert len(hub._readers) == 0


def test_what_is_marked_while_draining_counts_for_the_next_time() -> None:
    hub: ChangeHub[int] = ChangeHub()
    reader = hub.reader(initial=[1])
    for key in reader.drain():
        hub.mark([key + 1])
    assert reader.drain() == {2}
