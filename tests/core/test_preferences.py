"""Preferences and chosen keys survive; files that cannot be used are no harm."""

from pathlib import Path

import msgspec
import pytest

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.preferences import MOST_RECENT, Preferences, PreferenceStore
from algotrade_gui.core.shortcut_file import load_keys, save_keys


def test_preferences_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "config" / "window.toml"
    store = PreferenceStore(file)
    assert store.value == Preferences()
    assert not file.exists()
    store.put(msgspec.structs.replace(store.value, sound="errors", tour_seen=True))
    assert PreferenceStore(file).value == Preferences(sound="errors", tour_seen=True)


def test_what_was_used_last_comes_first_and_the_oldest_is_forgotten(tmp_path: Path) -> None:
    store = PreferenceStore(tmp_path / "window.toml")
    for number in range(MOST_RECENT + 5):
        store.used(f"key {number}")
    store.used("key 20")
    assert store.value.recent[:2] == ["key 20", f"key {MOST_RECENT + 4}"]
    assert len(store.value.recent) == MOST_RECENT
    assert store.value.recent.count("key 20") == 1


@pytest.mark.parametrize("text", ["[", "tour_seen = 5", 'sound = "loud"'])
def test_damaged_preferences_are_the_usual_ones(tmp_path: Path, text: str) -> None:
    file = tmp_path / "window.toml"
    file.write_text(text, encoding="utf-8")
    assert PreferenceStore(file).value == Preferences()


def test_a_newer_programs_preferences_are_read(tmp_path: Path) -> None:
    file = tmp_path / "window.toml"
    file.write_text('tour_seen = true\nnews = "x"\n', encoding="utf-8")
    assert PreferenceStore(file).value.tour_seen


def test_keys_are_kept_an_empty_text_too(tmp_path: Path) -> None:
    file = tmp_path / "config" / "shortcuts.toml"
    assert load_keys(file) == {}
    save_keys(file, {"orders.cancel_all": "Ctrl+X", "bots.start": ""})
    assert load_keys(file) == {"orders.cancel_all": "Ctrl+X", "bots.start": ""}


def test_keys_that_are_no_text_choose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "shortcuts.toml"
    file.write_text('[keys]\na = 5\nb = "F2"\n', encoding="utf-8")
    assert load_keys(file) == {"b": "F2"}


@pytest.mark.parametrize("text", ["[", "keys = 5"])
def test_of_damaged_keys_it_is_said_that_the_shipped_ones_are_in_force(tmp_path: Path, text: str) -> None:
    file = tmp_path / "shortcuts.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="the shipped ones are in force, the kill switch's too"):
        load_keys(file)
    assert file.read_text(encoding="utf-8") == text


def test_keys_that_cannot_be_written_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        save_keys(tmp_path / "file" / "shortcuts.toml", {})
