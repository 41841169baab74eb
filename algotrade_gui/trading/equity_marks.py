"""Events on the time axis of P&L: restarts, parameter changes, bots that start, stop or fail."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.listeners import Listeners

MOST_MARKS: Final = 500
"""The newest so many of a round are kept."""
_ONE_DRAG_S: Final = 1
"""Changes of one parameter that follow each other within it are one mark: a slider sends many."""

MarkKind = Literal["restart", "parameter", "start", "stop", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityMark:
    """One event. `owner` None: it is everyone's (a restart of the program)."""

    second: int
    """Of the round's clock."""
    owner: BotId | None
    kind: MarkKind
    text: str = ""
    """What happened, for people; empty where the kind says it all."""
    name: str = ""
    """The parameter's name."""
    before: str = ""
    after: str = ""


class EquityMarks:
    """The marks of this round, oldest first. Written by whoever has the news, on the loop."""

    def __init__(self) -> None:
        self.version = 0
        """Grows with every change."""
        self._marks: deque[EquityMark] = deque(maxlen=MOST_MARKS)
        self._listeners: Listeners[[EquityMark]] = Listeners()

    def all(self) -> list[EquityMark]:
        """Return them, oldest first."""
        return list(self._marks)

    def on_mark(self, listener: Callable[[EquityMark], None]) -> Callable[[], None]:
        """Call `listener` with each mark as it is made: a journal's hook. Returns the function that ends it."""
        return self._listeners.add(listener)

    def add(self, mark: EquityMark) -> None:
        """Take in what has just happened."""
        self._take(mark)
        self._listeners(mark)

    def restore(self, marks: Iterable[EquityMark]) -> None:
        """Take in what an earlier process of this round told, in order, before anything else happens."""
        for mark in marks:
            self._take(mark)

    def clear(self) -> None:
        """Start clean: another round."""
        self._marks.clear()
        self.version += 1

    def _take(self, mark: EquityMark) -> None:
        self.version += 1
        if mark.kind == "parameter":
            for place in range(len(self._marks) - 1, -1, -1):
                last = self._marks[place]
                if mark.second - last.second > _ONE_DRAG_S:
                    break
                if (last.kind, last.owner, last.name) == (mark.kind, mark.owner, mark.name):
                    merged = replace(last, after=mark.after)
                    self._marks[place] = replace(merged, text=change_text(merged))
                    return
        self._marks.append(mark)


def change_text(mark: EquityMark) -> str:
    """A parameter's change, for people."""
    return f"{mark.name} {mark.before} to {mark.after}"


def parameter_mark(second: int, owner: BotId, name: str, before: object, after: object) -> EquityMark:
    """Return the mark of a parameter's change, values as plain ones."""
    mark = EquityMark(
        second=second, owner=owner, kind="parameter", name=name, before=_short(before), after=_short(after)
    )
    return replace(mark, text=change_text(mark))


def _short(value: object) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:39]}\N{HORIZONTAL ELLIPSIS}"
