"""Change sets: a writer marks keys dirty once, each reader drains them when it likes."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar
from weakref import WeakSet

K = TypeVar("K", bound=Hashable)


class ChangeReader(Generic[K]):
    """One reader's view of what changed since it last asked. Bounded by the number of keys, never by the number of changes."""

    def __init__(self) -> None:
        self._dirty: set[K] = set()

    def drain(self) -> set[K]:
        """Return the keys changed since the last drain; they count as read."""
        dirty, self._dirty = self._dirty, set()
        return dirty

    def __bool__(self) -> bool:
        return bool(self._dirty)

    def mark(self, keys: Iterable[K]) -> None:
        """Called by the hub only."""
        self._dirty.update(keys)


class ChangeHub(Generic[K]):
    """Belongs to the one writer of a state; hands out readers and marks keys dirty in each.

    Readers are held weakly: a closed panel's reader vanishes with the panel.
    """

    def __init__(self) -> None:
        self._readers: WeakSet[ChangeReader[K]] = WeakSet()

    def reader(self, initial: Iterable[K] = ()) -> ChangeReader[K]:
        """Return a new reader, with `initial` (usually all present keys) already marked."""
        reader: ChangeReader[K] = ChangeReader()
        reader.mark(initial)
        self._readers.add(reader)
        return reader

    def mark(self, keys: Iterable[K]) -> None:
        """Mark `keys` dirty for every reader. `keys` is iterated once per reader: pass a collection."""
        for reader in self._readers:
            reader.mark(keys)
