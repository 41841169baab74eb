"""Keeps Python's garbage collector from walking what lives as long as the program."""

import gc
from collections.abc import Callable
from itertools import count
from typing import Final


def keep_for_good() -> None:
    """Collect once, then leave all that is alive now out of every later collection.

    Called by a front end when its parts are built and before data flows: a full collection over modules and widgets takes 30 to 60 ms
    (measured), and would hold an order for as long. Called again for another window, it lets go of what the one before has left.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


_YOUNG_AT_MOST: Final = 10_000
"""An update makes some hundred containers; where so many come without one being served, Python collects by itself, as ever."""
_FULL_EVERY: Final = 100
"""Updates: ten seconds."""


def collect_when_served(on_served: Callable[[Callable[[], None]], Callable[[], None]]) -> Callable[[], None]:
    """Collect each time the bots were served (`on_served` is the cache's), so that it is not done between an update and an order.

    Python's own counting starts a collection wherever the limit happens to be reached: mostly while an update is decoded, which makes the
    most objects; one of the middle generation takes 3 to 5 ms (measured). Collected with every update, the young are few: 0.2 ms.
    What outlives a full collection is left out of the later ones, for it is mostly the round's own orders, fills and candles: walked again
    and again they cost 13 ms more with every half minute (measured). What of it refers to itself is let go by the next `keep_for_good`.
    For the whole process. Returns the function that ends it and gives Python its limits back.
    """
    before = gc.get_threshold()
    gc.set_threshold(_YOUNG_AT_MOST, *before[1:])
    turns = count(1)

    def collect() -> None:
        if next(turns) % _FULL_EVERY:
            gc.collect(1)
        else:
            gc.collect()
            gc.freeze()

    unsubscribe = on_served(collect)

    def end() -> None:
        unsubscribe()
        gc.set_threshold(*before)

    return end
