"""Text without its secrets."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.redaction import MINIMUM_LENGTH, REDACTED, Redactor

ALPHABET = st.characters(codec="utf-8", exclude_categories=["C", "Z"])


@given(secret=st.text(ALPHABET, min_size=8), before=st.text(), after=st.text())
def test_a_known_secret_never_comes_through(secret: str, before: str, after: str) -> None:
    redact = Redactor()
    redact.add(secret)
    text = redact(f"{before}{secret}{after} {quote(secret, safe='')} {secret!r}")
    assert secret not in text.replace(REDACTED, "")
    assert REDACTED in text


@given(text=st.text())
def test_text_without_a_secret_is_left_alone(text: str) -> None:
    redact = Redactor()
    redact.add("quite-a-secret")
    if "team_secret=" not in text.lower() and "quite-a-secret" not in text:
        assert redact(text) == text


def test_of_two_the_longer_goes_as_a_whole() -> None:
    redact = Redactor()
    redact.add("abcdef")
    redact.add("abcdefghi")
    assert redact("x abcdefghi y abcdef z") == f"x {REDACTED} y {REDACTED} z"


def test_too_short_a_secret_is_taken_out_of_uris_only() -> None:
    redact = Redactor()
    redact.add("a" * (MINIMUM_LENGTH - 1))
    assert redact("banaaana ?team_secret=aaa&x") == f"banaaana ?team_secret={REDACTED}&x"


@given(text=st.text(), value=st.text(ALPHABET))
def test_a_second_pass_changes_nothing(text: str, value: str) -> None:
    redact = Redactor()
    redact.add("quite-a-secret")
    once = redact(f"{text}?team_secret={value}&{text} team_secret=quite-a-secret {value}")
    assert redact(once) == once
