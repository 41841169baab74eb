import subprocess
import sys

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


def test_what_lives_at_the_start_is_left_out_of_later_collections() -> None:
    # in a process of its own: what is frozen stays frozen, and the other tests want to be collected
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == ["False", "True"]
