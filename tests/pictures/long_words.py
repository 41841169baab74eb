"""A pretended language whose words are a third longer: shows where a translation would have no room."""

import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QTranslator

from algotrade_gui.ui.language import CONTEXT

LONGER: Final = 0.3
_FIELD: Final = re.compile(r"(\{[^}]*\})")


def longer(text: str) -> str:
    """The text with its vowels drawn out by about a third; its {fields} and its `&` stay as they are."""
    wanted = max(1, round(len(_FIELD.sub("", text)) * LONGER)) if text.strip() else 0
    parts = _FIELD.split(text)
    for place in range(0, len(parts), 2):
        grown = []
        for letter in parts[place]:
            grown.append(letter)
            if wanted and letter in "aeiou":
                grown.append(letter)
                wanted -= 1
        parts[place] = "".join(grown)
    return "".join(parts)


class LongWords(QTranslator):
    """Translates every text of ours into a longer one."""

    def translate(
        self,
        context: str | bytes,
        sourceText: str | bytes,  # noqa: N803 - Qt's name
        disambiguation: str | bytes | None = None,
        n: int = -1,
    ) -> str:
        # Qt's own words stay as they are: an empty answer would be taken for their translation
        return longer(str(sourceText)) if str(context) == CONTEXT else str(sourceText)

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


def install(application: QCoreApplication) -> LongWords:
    """Speak it from now on, until `application.removeTranslator`."""
    made = LongWords(application)
    application.installTranslator(made)
    return made
