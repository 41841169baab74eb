"""The rows of a table that a text lets through."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from algotrade_gui.ui.models.record_table import RecordTableModel

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")


class FilteredRows(Generic[K, R]):
    """Stands before a model: keeps all records in the order of their arrival, and hands on those whose words have every word looked for."""

    def __init__(self, model: RecordTableModel[K, R], words: Callable[[R], str]) -> None:
        """`words`: what of a record is looked through."""
        self._model = model
        self._words = words
        self._all: dict[K, R] = {}
        self._wanted: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self._all)

    @property
    def keys(self) -> list[K]:
        """Of all records, in the order of their arrival."""
        return list(self._all)

    @property
    def records(self) -> list[R]:
        """All of them, in the order of their arrival."""
        return list(self._all.values())

    @property
    def hides(self) -> bool:
        """Whether the text keeps records from being shown."""
        return len(self._all) > self._model.rowCount()

    def get(self, key: K) -> R | None:
        return self._all.get(key)

    def apply(self, changed: Mapping[K, R], removed: Iterable[K] = ()) -> bool:
        """As the model's `apply`."""
        gone = [key for key in removed if key not in changed]
        for key in gone:
            self._all.pop(key, None)
        self._all.update(changed)
        if not self._wanted:
            return self._model.apply(changed, gone)
        shown = {key: record for key, record in changed.items() if self._passes(record)}
        gone += [key for key in changed if key not in shown]
        return self._model.apply(shown, gone)

    def look_for(self, text: str) -> bool:
        """Show records that have all words of `text`, upper and lower case alike; True where that is another text."""
        wanted = tuple(text.casefold().split())
        if wanted == self._wanted:
            return False
        self._wanted = wanted
        # anew, so that rows stand in the order of their arrival
        self._model.apply({}, self._model.keys)
        self._model.apply({key: record for key, record in self._all.items() if self._passes(record)})
        return True

    def _passes(self, record: R) -> bool:
        words = self._words(record).casefold()
        return all(word in words for word in self._wanted)
