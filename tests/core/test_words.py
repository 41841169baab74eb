"""Sentences of the core: plain English as text, with their parts kept."""

import pytest

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.redaction import redact
from algotrade_gui.core.words import Amount, Said, say


def test_a_sentence_is_its_english_text() -> None:
    said = say("{count} orders cost {cash}", count=3, cash=Amount(123_456))
    assert said == "3 orders cost 1,234.56"
    assert isinstance(said, Said)
    assert (said.template, said.values) == ("{count} orders cost {cash}", {"count": 3, "cash": 123_456})


def test_an_amount_may_carry_its_sign() -> None:
    assert say("{pnl:+}", pnl=Amount(5)) == "+0.05"
    assert say("{pnl:+}", pnl=Amount(-5)) == "-0.05"


def test_what_is_made_of_a_sentence_is_plain_text() -> None:
    assert not isinstance(say("Denied.") + " Twice.", Said)


def test_braces_without_values_stay() -> None:
    assert say("a {b}") == "a {b}"


@pytest.mark.expect_log("here refused")
def test_an_error_keeps_its_sentence_on_the_way_to_people() -> None:
    errors = ErrorCentre()
    errors.report_exception("feed", UserError(say("{host} refused", host="here")))
    record = errors.records[0]
    assert record.message == "here refused"
    assert isinstance(record.message, Said)
    assert isinstance(redact(say("nothing {x}", x="secret")), Said)
