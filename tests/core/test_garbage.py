import gc
import subprocess
import sys
import weakref

from algotrade_gui.core.garbage import collect_when_served
from algotrade_gui.core.listeners import Listeners

CODE = """
import gc
from algotrade_gui.core.garbage import keep_for_good

class Node:
    pass

kept = Node()
loop = Node()
loop.self = loop
del loop
keep_for_good()
print(any(item is kept for item in gc.get_objects()), gc.get_freeze_count() > 1_000)
"""


AGAIN = """
import weakref
from algotrade_gui.core.garbage import keep_for_good

class Node:
    pass

window = Node()
window.itself = window
gone = weakref.ref(window)
keep_for_good()
del window
keep_for_good()
print(gone() is None)
"""


def test_what_an_earlier_window_left_is_collected_when_the_next_is_kept() -> None:
    done = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == ["True"]


def test_what_lives_at_the_start_is_left_out_of_later_collections() -> None:
    # in a process of its own: what is frozen stays frozen, and the other tests want to be collected
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == ["False", "True"]


class Node:
    def __init__(self) -> None:
        self.itself = self


def test_what_refers_to_itself_is_collected_when_the_bots_were_served_and_python_s_limits_come_back() -> None:
    served: Listeners[[]] = Listeners()
    before = gc.get_threshold()
    end = collect_when_served(served.add)
    try:
        assert gc.get_threshold()[0] > before[0]
        node = weakref.ref(Node())
        assert node() is not None
        served()
        assert node() is None
    finally:
        end()
    assert gc.get_threshold() == before
    assert len(served) == 0


SERVED = """
import gc
from algotrade_gui.core.garbage import collect_when_served, keep_for_good
from algotrade_gui.core.listeners import Listeners

served, generations, kept = Listeners(), [], []
gc.callbacks.append(lambda phase, info: generations.append(info["generation"]) if phase == "stop" else None)
collect_when_served(served.add)
keep_for_good()
del generations[:]
for number in range(200):
    kept.append([number, kept])
    served()
as_asked = generations == [*[1] * 99, 2] * 2
before = gc.get_freeze_count()
for number in range(100):
    kept.append([number, kept])
    served()
print(as_asked, 100 <= gc.get_freeze_count() - before < 150, len(gc.get_objects()) < 100)
"""


def test_the_old_are_collected_now_and_then_and_each_but_once() -> None:
    done = subprocess.run([sys.executable, "-c", SERVED], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == ["True", "True", "True"]
