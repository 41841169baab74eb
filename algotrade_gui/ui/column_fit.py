"""Which columns of a table are shown: as many as there is room for, the dearest first, unless the user has said otherwise."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QWidget

from algotrade_gui.ui.columns_menu import (
    ColumnEntry,
    ColumnsMenu,
    WayBack,
    fill_columns_menu,
    offer_columns_menu,
    open_columns_menu,
)
from algotrade_gui.ui.language import tr


class ColumnFit(QObject):
    """Follows the view's width, never its contents: columns do not come and go with numbers.

    Unless `fixed`, the header's context menu, and `open_menu`, let the user show or hide each; what he chose comes before what is merely
    dear.

    Signals: `changed` carries nothing: other columns are shown now, or the user has chosen.
    """

    changed = Signal()

    def __init__(
        self,
        view: QAbstractItemView,
        header: QHeaderView,
        names: Sequence[str],
        ranks: Mapping[str, int],
        *,
        stretch_last: bool = False,
        ticked_stay: bool = True,
        fixed: bool = False,
    ) -> None:
        """`names` are the columns' stable names in the model's order, `ranks` how dear each is (0: always there).

        With `stretch_last` the last column takes what is left, as words do well; numbers are then too far from their neighbours. A column
        that the user ticks is shown in every width, others make room for it; without `ticked_stay` it follows the room again.
        """
        super().__init__(view)
        self._view = view
        self._header = header
        self._names = tuple(names)
        self._ranks = ranks
        self._chosen: dict[str, bool] = {}
        self._ticked_stay = ticked_stay
        self._fitting = False
        # widths as the view gave them: a hidden section tells none, a stretched last one another
        self._widths = [header.sectionSize(place) for place in range(len(self._names))]
        self._counted: dict[int, int] = {}
        self._stretches = stretch_last
        header.setStretchLastSection(stretch_last)
        if not fixed:
            offer_columns_menu(header, lambda: self.make_menu(view))
        header.sectionResized.connect(lambda *_: self.fit())
        view.installEventFilter(self)

    @property
    def shown(self) -> list[str]:
        """The names of the columns that are shown."""
        return [self._names[place] for place in self.places]

    @property
    def places(self) -> list[int]:
        """The places, in the model, of the columns that are shown."""
        return [place for place in range(len(self._names)) if not self._header.isSectionHidden(place)]

    @property
    def chosen(self) -> dict[str, bool]:
        """What the user chose to see or not to see; the rest follows the room."""
        return dict(self._chosen)

    def choose(self, name: str, shown: bool) -> None:
        """Show a column, or never. Those that are always there cannot be hidden."""
        if not self._may_be(name, shown):
            return
        if shown and not self._ticked_stay:
            self._chosen.pop(name, None)
        else:
            self._chosen[name] = shown
        self.fit(tell=True)

    def forget(self) -> None:
        """Follow the room again with every column."""
        self._chosen.clear()
        self.fit(tell=True)

    def restore(self, chosen: object) -> None:
        """Take back what `chosen` gave; what does not fit is ignored."""
        if isinstance(chosen, dict):
            self._chosen = {
                name: shown
                for name, shown in chosen.items()
                if isinstance(shown, bool) and self._may_be(name, shown) and (self._ticked_stay or not shown)
            }
        # also where nothing was chosen: a header that was restored before this may show others
        self.fit()

    def _may_be(self, name: str, shown: bool) -> bool:
        return name in self._names and (shown or bool(self._ranks[name]))

    def count_as(self, place: int, width_px: int) -> None:
        """Reckon with so much for a column that could do with less than it has."""
        self._counted[place] = width_px

    @property
    def least_px(self) -> int:
        """What the columns that are always there need, with the scroll bar."""
        return self._bar_px + sum(self._width(place) for place, name in enumerate(self._names) if not self._ranks[name])

    @property
    def _bar_px(self) -> int:
        # kept also while there is none: columns must not come and go with the number of rows
        return self._view.verticalScrollBar().sizeHint().width()

    def fit(self, *, tell: bool = False) -> None:
        """Show what fits into the view's width; with `tell` emit `changed` also where that is what was shown before."""
        # showing and hiding resizes sections
        if self._fitting:
            return
        self._fitting = True
        try:
            before = self.places
            self._fit()
            after = self.places
        finally:
            self._fitting = False
        if tell or after != before:
            self.changed.emit()

    def _fit(self) -> None:
        room = self._view.width() - self._bar_px
        widths = [self._width(place) for place in range(len(self._names))]
        full = False
        for name in sorted(self._names, key=lambda name: (not self._chosen.get(name, False), self._ranks[name])):
            place = self._names.index(name)
            wanted = self._chosen.get(name)
            if wanted is None and self._ranks[name]:
                # the first that has no room ends it: cheaper ones must not overtake it
                full = full or widths[place] > room
                wanted = not full
            shown = wanted is not False
            if shown:
                room -= widths[place]
            if self._header.isSectionHidden(place) is shown:
                self._header.setSectionHidden(place, not shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.fit()
        return super().eventFilter(watched, event)

    def _width(self, place: int) -> int:
        # the last one that is shown, not only the last, takes what is left
        stretched = self._stretches and place == max(self.places, default=-1)
        if not stretched and not self._header.isSectionHidden(place):
            # a column that the user has dragged counts as wide as he made it
            self._widths[place] = self._header.sectionSize(place)
        return self._counted.get(place, self._widths[place])

    # --- the menu ---

    def open_menu(self) -> None:
        """Open the menu of columns below the heading, for the keyboard."""
        below = self._header.mapToGlobal(QPoint(0, self._header.height()))
        open_columns_menu(self.make_menu(self._view), below)

    def make_menu(self, parent: QWidget) -> QMenu:
        """The menu of columns, in the order in which they stand: each with its tick, then the way back."""
        menu = ColumnsMenu(tr("Columns"), parent)
        back = WayBack(text=tr("As many as there is room for"), run=self.forget, enabled=bool(self._chosen))
        entries = [self._entry(self._header.logicalIndex(visual)) for visual in range(len(self._names))]
        fill_columns_menu(menu, entries, self.choose, back)
        return menu

    def _entry(self, place: int) -> ColumnEntry:
        name = self._names[place]
        title: Any = self._view.model().headerData(place, Qt.Orientation.Horizontal)
        hidden = self._header.isSectionHidden(place)
        waits = hidden and not self._ticked_stay and name not in self._chosen
        return ColumnEntry(
            name=name,
            text=tr("{column} (no room)", column=title) if waits else str(title),
            ticked=waits or not hidden,
            enabled=bool(self._ranks[name]),
        )
