"""Finds what was meant by a few typed letters, without Qt."""

import heapq
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

_WORD: Final = re.compile(r"[0-9]+|[^\W\d_]+|\$\w+")
_AT_WORD, _INITIALS, _INSIDE, _SCATTERED = 120.0, 90.0, 60.0, 25.0
_BESIDE: Final = 10.0
_WHOLE: Final = 50.0
"""What a title that was typed to its end is ahead of longer ones; more than `_RECENT`."""
_RECENT: Final = 40.0
"""What the entry that was used last is ahead of others; those before it less and less."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text made ready for matching."""

    folded: str
    """As long as the text: position for position its letters in lower case, without accents, an & as an n."""
    starts: tuple[int, ...]
    """Where words begin."""
    initials: str
    letters: int
    """One bit per letter that occurs."""
    before: tuple[int, ...]
    """By place how many letters stand before it; the last is how many there are.

    Digits do not count: contracts that differ by their numbers match alike, and keep the order of expiry and strike.
    """


@dataclass(frozen=True, slots=True)
class Found:
    """How well a text matches, and the places of its letters that were meant."""

    score: float
    places: tuple[int, ...]


@lru_cache(maxsize=8_192)
def prepare(text: str) -> Text:
    """Make a text ready; kept, since the same ones are searched again and again."""
    plain = fold(text)
    folded = _spoken(plain)
    starts = tuple(match.start() for match in _WORD.finditer(plain))
    # a $ is seldom typed
    starts += tuple(start + 1 for start in starts if folded[start] == "$")
    before = tuple(accumulate(map(str.isalpha, folded), initial=0))
    return Text(folded, starts, "".join(folded[start] for start in starts), _bits(folded), before)


def fold(text: str) -> str:
    """Lower case without accents, as long as `text`."""
    return "".join(_folded(letter) for letter in text)


def _spoken(folded: str) -> str:
    """As one types what is spoken: P&L is `pnl` to most."""
    return folded.replace("&", "n")


@lru_cache(maxsize=1_024)
def _folded(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


@lru_cache(maxsize=4_096)
def _bits(folded: str) -> int:
    found = 0
    for letter in set(folded):
        found |= 1 << (ord(letter) & 63)
    return found


def match(query: str, text: Text, beside: Text | None = None) -> Found | None:
    """Match each word of `query` (folded already), in any order; None where one is not found. An empty query matches all alike.

    A word that is not in `text` may begin one that stands `beside` it, as its panel does, if another word is in `text`.
    """
    score = 0.0
    places: list[int] = []
    for word in query.split():
        found = _match_word(word, text, _bits(word))
        if found is not None:
            score += found.score
            places += found.places
        elif beside is not None and any(beside.folded.startswith(word, start) for start in beside.starts):
            score += _BESIDE
        else:
            return None
    if query and not places:
        return None
    return Found(score - text.before[-1] * 0.1, tuple(sorted(set(places))))


def _match_word(word: str, text: Text, bits: int) -> Found | None:
    if bits & ~text.letters:
        return None
    folded, size = text.folded, len(word)
    for start in text.starts:
        if folded.startswith(word, start):
            whole = start + size == len(folded) or not folded[start + size].isalnum()
            return Found(_AT_WORD + size + 10 * whole - text.before[start] * 0.2, tuple(range(start, start + size)))
    if size > 1 and (at := text.initials.find(word)) >= 0:
        return Found(_INITIALS - at, text.starts[at : at + size])
    if (at := folded.find(word)) >= 0:
        return Found(_INSIDE - text.before[at] * 0.2, tuple(range(at, at + size)))
    if size < 3:
        return None
    return _scattered(word, folded)


def _scattered(word: str, folded: str) -> Found | None:
    """The letters in their order, others between them; the shorter the stretch, the better."""
    places: list[int] = []
    at = -1
    for letter in word:
        at = folded.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    stretch = places[-1] - places[0] + 1
    if stretch > 2 * len(word):
        return None
    return Found(_SCATTERED - (stretch - len(word)), tuple(places))


def rank(
    query: str, texts: Sequence[Text], recency: Sequence[int | None], most: int, beside: Sequence[Text] = ()
) -> list[tuple[int, tuple[int, ...]]]:
    """The places in `texts` of the best matches, the best first, each with the letters that were meant.

    `recency` tells for each text how many were used since (0: it was the last), None for one that was not. Equals keep their order.
    `beside` is for each text what stands beside it, see `match`.
    """
    folded = _spoken(fold(query.strip()))
    scored = []
    for place, text in enumerate(texts):
        found = match(folded, text, beside[place] if beside else None)
        if found is not None:
            since = recency[place]
            ahead = 0.0 if since is None else _RECENT / (1 + since * 0.25)
            # without a query what was used counts alone
            whole = _WHOLE if text.folded.rstrip("…") == folded else 0.0
            score = found.score + ahead + whole if folded else ahead
            scored.append((-score, place, found.places))
    return [(place, places) for _, place, places in heapq.nsmallest(most, scored)]
