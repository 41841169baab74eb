"""The language of the window: each visible text through Qt's translation, numbers as the language writes them.

`tr("Cancel {count} orders", count=3)` where a text is shown; `mark("Price")` where one is declared (a constant, a column) and
shown through `tr` later. The first argument of either is a literal, the English text: `scripts/translations.py` collects them into
resources/translations/algotrade_fr.ts, and a test holds that file against the source.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

from PySide6.QtCore import QCoreApplication, QDateTime, QLibraryInfo, QLocale, QTranslator

from algotrade_gui.core.paths import find_paths
from algotrade_gui.core.units import cents_to_text
from algotrade_gui.core.words import Amount, Said, Tenths
from algotrade_gui.ui.rule_names import RULE_WORDS

LanguageCode = Literal["en", "fr"]
LanguageChoice = Literal["system", "en", "fr"]
CONTEXT: Final = "algotrade"
LANGUAGES: Final[dict[LanguageCode, str]] = {"en": "English", "fr": "Français"}
"""Each by its own name."""
_SEPARATORS: Final[dict[LanguageCode, tuple[str, str]]] = {"en": (",", "."), "fr": ("\N{NO-BREAK SPACE}", ",")}
"""Of thousands and of decimals."""
_LOCALES: Final[dict[LanguageCode, QLocale]] = {
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedStates),
    "fr": QLocale(QLocale.Language.French, QLocale.Country.France),
}


class Language:
    """The language in force; one per process, see `language()`."""

    def __init__(self) -> None:
        self.code: LanguageCode = "en"
        self.choice: LanguageChoice = "en"
        self._translators: list[QTranslator] = []

    def install(self, choice: LanguageChoice) -> None:
        """Speak `choice` from now on; widgets that exist keep their words. Called before the first widget is made."""
        application = QCoreApplication.instance()
        for old in self._translators:
            if application is not None:
                application.removeTranslator(old)
        self._translators.clear()
        self.choice = choice
        self.code = _code(choice)
        _money.cache_clear()
        # what Qt writes by itself: spin boxes, its own dialogs
        QLocale.setDefault(_LOCALES[self.code])
        if self.code == "en" or application is None:
            return
        # Qt's own words (Cancel, Save) first: ours, installed last, are asked first
        for file in (
            f"{QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)}/qtbase_{self.code}.qm",
            str(find_paths().resource(f"translations/algotrade_{self.code}.qm")),
        ):
            translator = QTranslator()
            if translator.load(file):
                application.installTranslator(translator)
                self._translators.append(translator)

    @property
    def separators(self) -> tuple[str, str]:
        """Of thousands and of decimals."""
        return _SEPARATORS[self.code]


def _code(choice: LanguageChoice) -> LanguageCode:
    if choice != "system":
        return choice
    return "fr" if QLocale.system().language() == QLocale.Language.French else "en"


@lru_cache(maxsize=1)
def language() -> Language:
    """The application's language."""
    return Language()


def tr(text: str, /, **values: Any) -> str:
    """Return `text` in the language in force, its {names} filled from `values`."""
    shown = QCoreApplication.translate(CONTEXT, text)
    return shown.format(**values) if values else shown


def trn(count: int, one: str, many: str, /, **values: Any) -> str:
    """Return `one` or `many` as `count` asks for, translated; `{count}` is filled, written as the language writes numbers."""
    singular = abs(count) < 2 if language().code == "fr" else count == 1
    return tr(one if singular else many, count=integer(count), **values)


def mark(text: str, /) -> str:
    """Return `text` as it is: whoever shows it passes it through `tr`."""
    return text


def shown(text: str, /) -> str:
    """Return a sentence of the core in the language in force; any other text as it is."""
    if not isinstance(text, Said):
        return text
    values = {name: _filled(value) for name, value in text.values.items()}
    if (rule := values.get("rule")) in RULE_WORDS:
        # logs and settings have its name, people its words
        values["rule"] = tr(RULE_WORDS[rule])
    return tr(text.template, **values)


def _filled(value: object) -> object:
    if isinstance(value, Amount):
        return _ShownAmount(value)
    if isinstance(value, Tenths):
        return number(value, 1)
    return shown(value) if isinstance(value, str) else value


class _ShownAmount(Amount):
    """An amount as the language in force writes it."""

    def __format__(self, spec: str) -> str:
        return money(int(self), signed=spec == "+")


def money(cents: int, *, signed: bool = False) -> str:
    """Write cents as money with two decimals: `1,234.56`, in French `1 234,56`. With `signed` a positive amount has a plus sign."""
    return _money(cents, signed)


@lru_cache(maxsize=65_536)
def _money(cents: int, signed: bool) -> str:
    return _localised(cents_to_text(cents, signed=signed))


def number(value: float, decimals: int = 0, *, signed: bool = False) -> str:
    """Write a number with that many decimals and thousands separators."""
    # adding 0 turns the -0.0 that rounding leaves into 0.0
    rounded = round(value, decimals) + 0.0
    return _localised(f"{rounded:{'+' if signed and rounded else ''},.{decimals}f}")


def integer(value: int) -> str:
    """Write a whole number with thousands separators."""
    return _localised(f"{value:,}")


def percent(share: float, decimals: int = 1, *, signed: bool = False) -> str:
    """Write a share of 1 as a percentage: `12.3 %`."""
    return f"{number(share * 100, decimals, signed=signed)}\N{NO-BREAK SPACE}%"


def moment(when: datetime) -> str:
    """Write a day with its time, as its own time zone has them: `29 Nov 2026 17:15`, in French `29 nov. 2026 17:15`."""
    day = QDateTime(when.year, when.month, when.day, when.hour, when.minute, when.second)
    return _LOCALES[language().code].toString(day, "d MMM yyyy HH:mm")


def plain_number(text: str) -> str:
    """A number as people type it, as Python reads it: whole groups of thousands joined, a comma or a point before what is left.

    What is no number comes back as something that Python does not read either.
    """
    thousands = " " if language().separators[0] == "\N{NO-BREAK SPACE}" else language().separators[0]
    plain = text.strip().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    plain = plain.replace("\N{MINUS SIGN}", "-")
    # a separator of thousands counts in whole groups only: 1,5 is one and a half, never fifteen
    grouped = re.fullmatch(rf"([+-]?\d{{1,3}})((?:{re.escape(thousands)}\d{{3}})+)(\D.*)?", plain)
    if grouped is not None:
        plain = grouped[1] + grouped[2].replace(thousands, "") + (grouped[3] or "")
    return plain.replace(",", ".")


def typed_number(value: float) -> str:
    """A number without needless zeros and without separators of thousands, as it can be typed back."""
    if isinstance(value, int) or float(value).is_integer():
        return str(int(value))
    return f"{value:.10g}".replace(".", language().separators[1])


def _localised(text: str) -> str:
    thousands, decimals = language().separators
    if (thousands, decimals) == (",", "."):
        return text
    return text.replace(",", "\0").replace(".", decimals).replace("\0", thousands)
