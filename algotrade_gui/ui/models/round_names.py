"""What a round is called in the window: names that exchanges give are translated where they are ones of ours."""

import re
from typing import Final

from algotrade_gui.ui.language import mark, tr

_NUMBERED: Final = {"round": mark("round {number}"), "scored": mark("scored {number}")}
_PLAIN: Final = {"test": mark("test")}
_NUMBER: Final = re.compile(r"(?P<word>[a-z]+) (?P<number>\d+)")


def round_words(name: str) -> str:
    """The name of a round, translated; one that its organiser made up stays as it is."""
    if name in _PLAIN:
        return tr(_PLAIN[name])
    found = _NUMBER.fullmatch(name)
    if found is None or found["word"] not in _NUMBERED:
        return name
    return tr(_NUMBERED[found["word"]], number=found["number"])


def capital(words: str) -> str:
    """`words` with a capital letter at their head."""
    return words[:1].upper() + words[1:]
