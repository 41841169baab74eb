"""The window's language: texts through Qt's translation, numbers by locale, French that is complete."""

import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QTreeView
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.settings import PracticeSettings, RiskSettings
from algotrade_gui.core.units import Cents
from algotrade_gui.core.words import Amount, Tenths, say
from algotrade_gui.trading.risk import rules_from
from algotrade_gui.ui.dialogs.practice_form import PracticeForm
from algotrade_gui.ui.language import (
    LANGUAGES,
    integer,
    moment,
    money,
    number,
    percent,
    plain_number,
    shown,
    tr,
    trn,
    typed_number,
)
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.rule_names import RULE_WORDS
from tests.ui.translations_tool import translations
from tests.ui.windows import market_station, shown_window


class Dictionary(QTranslator):
    """A translator made of a dict."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self._words = words

    def translate(self, context: str, text: str, _disambiguation: str | None = None, _n: int = -1) -> str:
        return self._words.get(text, "") if context == "algotrade" else ""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


@pytest.fixture
def words(qapp: QApplication, french: None) -> Iterator[None]:
    made = Dictionary(
        {
            "{count} order": "{count} ordre",
            "{count} orders": "{count} ordres",
            "{size} is above {limit}": "{size} dépasse {limit}",
            "order": "ordre",
        }
    )
    QCoreApplication.installTranslator(made)
    yield
    QCoreApplication.removeTranslator(made)


@pytest.fixture
def french_window(
    qtbot: QtBot, themed: QApplication, french: None, tmp_path: Path, errors: ErrorCentre
) -> Iterator[MainWindow]:
    with shown_window(qtbot, market_station(tmp_path, errors)) as made:
        yield made


def test_english_is_the_text_itself(qapp: QApplication) -> None:
    assert tr("Buy {count} at {price}", count=2, price="1.00") == "Buy 2 at 1.00"
    assert trn(1, "{count} order", "{count} orders") == "1 order"
    assert trn(0, "{count} order", "{count} orders") == "0 orders"
    assert (money(123_456), money(5, signed=True), integer(1_234)) == ("1,234.56", "+0.05", "1,234")
    assert (number(1234.567, 1), number(0.4, 1, signed=True), percent(0.125)) == ("1,234.6", "+0.4", "12.5\xa0%")
    assert number(0.001, 1, signed=True) == "0.0"
    assert (number(-0.3), number(-0.004, 2, signed=True), percent(-0.0001)) == ("0", "0.00", "0.0\xa0%"), "no -0"


def test_french_counts_and_writes_numbers_as_french_does(words: None) -> None:
    assert trn(0, "{count} order", "{count} orders") == "0 ordre"
    assert trn(1, "{count} order", "{count} orders") == "1 ordre"
    assert trn(2_000, "{count} order", "{count} orders") == "2\xa0000 ordres"
    assert (money(123_456), money(-5), percent(0.125)) == ("1\xa0234,56", "-0,05", "12,5\xa0%")


def test_a_sentence_of_the_core_is_shown_translated_with_its_amounts(words: None) -> None:
    said = say("{size} is above {limit}", size=say("order"), limit=Amount(123_400))
    assert said == "order is above 1,234.00"
    assert shown(said) == "ordre dépasse 1\xa0234,00"
    assert shown("plain") == "plain"
    waited = say("{size} is above {limit}", size=Tenths(0.34), limit=Tenths(12))
    assert waited == "0.3 is above 12.0"
    assert shown(waited) == "0,3 dépasse 12,0"


def test_a_rule_of_the_risk_gate_is_called_by_words(qapp: QApplication) -> None:
    denial = say("{rule}: it would meet {owner}'s own sell at {price}", rule="self_trade", owner="a", price=Amount(5))
    assert denial.startswith("self_trade: "), "as logs and settings have it"
    assert shown(denial) == "own orders meet: it would meet a's own sell at 0.05"
    assert shown(say("{rule}: gone", rule="a_rule_of_old")) == "a_rule_of_old: gone"


def test_every_rule_of_the_risk_gate_has_its_words() -> None:
    every = RiskSettings(budget_share=0.5, max_capital=Cents(1), max_loss_bot=Cents(1), max_loss_team=Cents(1))
    names = {rule.name for rule in rules_from(every)}
    assert len(names) > 8
    assert names <= set(RULE_WORDS)


def test_texts_are_found_where_they_stand() -> None:
    source = 'tr("a")\nX = mark("b")\ntrn(n, "c", "d")\nother("e")\ntr("f" if x else "g")\ntr(name)\n'
    assert list(translations.texts_of(source)) == ["a", "b", "c", "d", "f", "g"]
    with pytest.raises(ValueError, match="line 1"):
        list(translations.texts_of('tr(f"{x}")'))


def test_what_shipped_strategies_say_of_themselves_is_found_and_translated() -> None:
    source = (
        'class ABot(Bot):\n    """Does\n    this.\n\n    And more."""\n\nclass Config(BotConfig):\n'
        '    a: Annotated[int, Param(label="Size", unit="%", help="So " "many.", ge=1)] = 1\n'
    )
    assert set(translations.texts_of_strategies(source)) == {"Does this.", "Size", "So many."}
    known = translations.read_known()
    for file in translations.STRATEGIES.glob("*.py"):
        assert all(known.get(text) for text in translations.texts_of_strategies(file.read_text(encoding="utf-8")))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_translations_fill_the_same_places() -> None:
    for text, translated in translations.read_known().items():
        if translated:
            assert fields(translated) == fields(text), text


def test_every_text_has_its_french_and_no_text_is_kept_that_is_gone(capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main(["--check"]) == 0, capsys.readouterr().out


def test_the_file_that_is_loaded_was_made_from_the_one_that_is_edited(tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    translations.compile_for_qt(made)
    assert made.read_bytes() == translations.QM_FILE.read_bytes(), "run scripts/translations.py"


def test_french_is_written_as_french_is() -> None:
    """Before : ; ? ! and % stands a no-break space; nothing is left in the writing of a machine."""
    for text, translated in translations.read_known().items():
        assert not re.search(r"(?<=[^\W\d_]) [:;?!%](?!\w)|\w[?!;](?!\w)", re.sub(r"{[^}]*}", "x", translated)), text


def test_french_changes_the_window(french_window: MainWindow) -> None:
    tree = french_window.panel("market_watch")
    tree.run_refresh()
    watch = tree.findChildren(QTreeView)[0].model()
    headings = [watch.headerData(column, Qt.Orientation.Horizontal) for column in range(watch.columnCount())]
    assert "Dernier" in headings
    assert french_window.layouts.reset_action.text() == tr("Reset layout") != "Reset layout"
    prices = [str(watch.index(row, column).data()) for row in range(6) for column in range(watch.columnCount())]
    assert any(re.fullmatch(r"(\d\xa0)?\d{3},\d\d", price) for price in prices), prices
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annuler"


def test_the_choice_of_language_asks_for_a_window_in_it(french_window: MainWindow, qtbot: QtBot) -> None:
    entries = {each.text(): each for each in french_window.window_menu.language_menu.actions()}
    assert list(entries)[1:] == list(LANGUAGES.values())
    assert entries["Français"].isChecked()
    with qtbot.waitSignal(french_window.language_wanted) as asked:
        entries["English"].trigger()
    assert asked.args == ["en"]
    with qtbot.assertNotEmitted(french_window.language_wanted):
        entries["Français"].trigger()


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1234.5", "1234.5"), ("1,234.5", "1234.5"), ("1,5", "1.5"), ("12,345,678", "12345678"), ("−2", "-2"), ("x", "x")],
)
def test_numbers_that_are_typed_in_english(qapp: QApplication, text: str, plain: str) -> None:
    assert plain_number(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1234,5", "1234.5"), ("1\xa0234,5", "1234.5"), ("1\u202f234", "1234"), ("1 234 567", "1234567"), ("0.5", "0.5")],
)
def test_numbers_that_are_typed_in_french(french: None, text: str, plain: str) -> None:
    assert plain_number(text) == plain


def test_a_day_with_its_time(qapp: QApplication) -> None:
    assert moment(datetime(2026, 8, 9, 7, 5, 59, tzinfo=UTC)) == "9 Aug 2026 07:05"


def test_a_day_with_its_time_in_french(french: None) -> None:
    assert moment(datetime(2026, 8, 9, 17, 5, tzinfo=UTC)) == "9 août 2026 17:05"


def test_a_number_is_shown_as_it_can_be_typed_back(french: None) -> None:
    assert (typed_number(0.25), typed_number(1_234.0)) == ("0,25", "1234")
    assert float(plain_number(typed_number(1_234.5))) == 1_234.5


def test_what_is_wrong_with_an_exchange_s_settings_is_said_in_french(
    qtbot: QtBot, french: None, tmp_path: Path
) -> None:
    file = tmp_path / "exchange.toml"
    form = PracticeForm(PracticeSettings(config_file=str(file)))
    qtbot.addWidget(form)
    said = {
        "port = 70000": "port doit être un nombre entier de 0 à 65535, pas 70000.",
        "speed = true": 'speed doit être un nombre de 0.1 à 1000 ou "max", pas true.',
        "colour = 'red'": "il n'y a pas de réglage colour.",
        "port =": "n'est pas du TOML",
    }
    for text, sentence in said.items():
        file.write_text(text, encoding="utf-8")
        assert sentence in (form.problem() or "")
