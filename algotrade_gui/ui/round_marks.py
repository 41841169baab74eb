"""What was done with the bots over the round, in the words of the window."""

from collections.abc import Iterable
from typing import NamedTuple

from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.equity_marks import EquityMark, MarkKind
from algotrade_gui.ui.language import mark, shown, tr

_WORDS: dict[MarkKind, str] = {
    "start": mark("started"),
    "stop": mark("stopped"),
    "failed": mark("failed"),
    "restart": mark("the program was restarted"),
}


class RoundMark(NamedTuple):
    """Second of the round, whom it is about (None: all), kind, words."""

    second: int
    owner: BotId | None
    kind: MarkKind
    text: str


def round_marks(marks: Iterable[EquityMark]) -> list[RoundMark]:
    """Put marks into words, in their order."""
    return [RoundMark(each.second, each.owner, each.kind, _words(each)) for each in marks]


def _words(each: EquityMark) -> str:
    if each.kind == "parameter":
        return tr("{name} from {before} to {after}", name=each.name, before=each.before, after=each.after)
    word = tr(_WORDS[each.kind])
    more = shown(each.text).partition("\n")[0]
    return tr("{what}: {more}", what=word, more=more) if more else word
