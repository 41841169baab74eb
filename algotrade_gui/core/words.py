"""Sentences that the core says to people: English texts that still know how they were put together, so that a window can translate them."""

from typing import Any

from algotrade_gui.core.units import cents_to_text


class Amount(int):
    """Cents inside a sentence: written as money."""

    def __format__(self, spec: str) -> str:
        return cents_to_text(self, signed=spec == "+")

    def __str__(self) -> str:
        return cents_to_text(self)


class Tenths(float):
    """A measure inside a sentence: written with one decimal."""

    def __format__(self, spec: str) -> str:
        return format(float(self), spec or ".1f")

    def __str__(self) -> str:
        return f"{float(self):.1f}"


class Said(str):
    """A sentence in English, with its template and what fills it. Whatever is done to it as a text gives a plain text again."""

    template: str
    values: dict[str, Any]


def phrase(text: str, /) -> str:
    """Return `text`, a literal in English, as it is: a word that is declared in one place (a state's value) and said in another."""
    return text


def say(template: str, /, **values: Any) -> str:
    """Return `template`, a literal in English, with its {names} filled; `Amount(cents)` is written as money, a sentence may fill another.

    Logs, the console and the journal take it as the text that it is; a window shows `ui.language.shown(text)`.
    """
    made = Said(template.format(**values) if values else template)
    made.template = template
    made.values = values
    return made
