"""Which groups of the market watch are unfolded: kept over filters, handed on to the expiry that follows, taken up in the next round."""

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex

from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.ui.models.watch_tree import WatchTreeModel
from algotrade_gui.ui.watch_view import WatchTree

_EXPAND_UP_TO = 132
"""A filter that leaves no more contracts than this shows them all unfolded."""


class WatchFolding:
    """Asked after each change of rows; notes by itself what goes."""

    def __init__(self, view: WatchTree, model: WatchTreeModel) -> None:
        self._view = view
        self._model = model
        self._first_rows = True
        self._all_wanted = False
        self._handed_on: dict[str, int] = {}
        """Unfolded expiries that ended, by underlying: so many of the next ones unfold in their place, once there are any."""
        self._reopen: set[str] = set()
        """Unfolded underlyings that went with their round: unfolded again in the next."""
        self._unfiltered: set[str] | None = None
        self.begin_with: str = UNDERLYINGS[0]
        """The underlying that is unfolded at first, with its nearest expiry."""
        model.rowsAboutToBeRemoved.connect(self._note_folded)

    def want_all(self) -> None:
        """The filter has just changed: what it leaves is to be shown unfolded."""
        self._all_wanted = True

    def before_sync(self) -> bool:
        """Called before rows are brought in step; returns what `after_sync` is to be told."""
        filtered = self._all_wanted
        self._all_wanted = self._all_wanted or not self._model.rowCount()
        return filtered

    def after_sync(self, *, filtered: bool, flat: bool, filter_open: bool) -> None:
        """Unfold what is to be; `filter_open`: the filter hides nothing."""
        if filtered:
            # what a filter hides has not ended
            self._handed_on.clear()
            self._reopen.clear()
        if flat:
            self._all_wanted = False
        else:
            self._unfold(filter_open)

    def keep_unfiltered(self) -> None:
        """Remember what is unfolded, before a filter hides something."""
        self._unfiltered = {
            key for index in self._groups() if self._view.isExpanded(index) and (key := self._key(index))
        }

    def restore_unfiltered(self) -> None:
        """Fold as before the filter, if there was one."""
        if self._unfiltered is not None:
            for row in range(self._model.rowCount()):
                self._fold_as(self._model.index(row, 0), self._unfiltered)

    def _key(self, index: QModelIndex) -> str | None:
        return self._model.key_of(index)

    def _groups(self) -> Iterator[QModelIndex]:
        for row in range(self._model.rowCount()):
            parent = self._model.index(row, 0)
            yield parent
            for child in range(self._model.rowCount(parent)):
                yield self._model.index(child, 0, parent)

    def _note_folded(self, parent: QModelIndex, first: int, last: int) -> None:
        """Before rows go: remember what was unfolded, for their successors or for the next round."""
        if not parent.isValid():
            for row in range(first, last + 1):
                index = self._model.index(row, 0)
                key = self._key(index)
                if key is not None and self._view.isExpanded(index):
                    self._reopen.add(key)
                self._note_folded(index, 0, self._model.rowCount(index) - 1)
            return
        key = self._key(parent)
        if key is None or self._model.expiry_of(parent) is not None:
            return
        opened = sum(self._view.isExpanded(self._model.index(row, 0, parent)) for row in range(first, last + 1))
        if opened:
            self._handed_on[key] = self._handed_on.get(key, 0) + opened

    def _unfold(self, filter_open: bool) -> None:
        view, model = self._view, self._model
        if self._first_rows and model.rowCount() and model.shown_count:
            self._first_rows = False
            first = model.index_of(self.begin_with)
            if not first.isValid():
                first = model.index(0, 0)
            view.expand(first)
            view.expand(model.index(0, 0, first))
        if self._all_wanted:
            self._all_wanted = False
            if not filter_open and model.shown_count <= _EXPAND_UP_TO:
                view.expandAll()
                return
        for key in [key for key in self._reopen if model.index_of(key).isValid()]:
            self._reopen.discard(key)
            view.expand(model.index_of(key))
        for key in list(self._handed_on):
            parent = model.index_of(key)
            for row in range(model.rowCount(parent)):
                group = model.index(row, 0, parent)
                if self._handed_on[key] and not view.isExpanded(group):
                    view.expand(group)
                    self._handed_on[key] -= 1
            if not self._handed_on[key]:
                del self._handed_on[key]

    def _fold_as(self, index: QModelIndex, opened: set[str]) -> None:
        for row in range(self._model.rowCount(index)):
            child = self._model.index(row, 0, index)
            if self._model.rowCount(child):
                self._fold_as(child, opened)
        self._view.setExpanded(index, self._key(index) in opened)
