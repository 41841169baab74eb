"""The user's own layouts on disk: named, renamed, handed on; what is no layout is refused with a sentence."""

from pathlib import Path

import pytest

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.layout_files import MOST_BYTES, LayoutStore, SavedLayout, read_layout, write_layout

ONE = SavedLayout(state="AAAA", panels={"chart": {"target": "$CARD"}, "chart-2": {}})


@pytest.fixture
def store(tmp_path: Path) -> LayoutStore:
    return LayoutStore(tmp_path / "layouts", taken=("Trade", "Options"))


def test_what_is_saved_comes_back(store: LayoutStore) -> None:
    assert store.names() == []
    store.save("Mine", ONE)
    store.save("another one", ONE)
    assert store.names() == ["another one", "Mine"]
    assert store.load("Mine") == ONE


def test_a_layout_is_renamed_also_by_its_capitals_only_and_deleted(store: LayoutStore) -> None:
    store.save("Mine", ONE)
    store.save("Yours", ONE)
    store.rename("Mine", "mine")
    assert [name.casefold() for name in store.names()] == ["mine", "yours"]
    with pytest.raises(UserError, match="already"):
        store.rename("mine", "Yours")
    store.delete("Yours")
    store.delete("Yours")
    assert store.names() == ["mine"]


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 41, "trade", "OPTIONS"])
def test_names_that_will_not_do(store: LayoutStore, name: str) -> None:
    assert store.complaint(name)
    with pytest.raises(UserError):
        store.save(name, ONE)


def test_a_name_that_is_taken_is_said_for_a_new_one_only(store: LayoutStore) -> None:
    store.save("Mine", ONE)
    assert "already" in (store.complaint("MINE") or "")
    assert store.complaint("Mine", new=False) is None


def test_a_file_is_taken_in_under_a_free_name(store: LayoutStore, tmp_path: Path) -> None:
    file = tmp_path / "Trade.toml"
    write_layout(file, ONE)
    assert store.take_in(file) == "Trade 2"
    assert store.take_in(file) == "Trade 3"
    assert store.load("Trade 2") == ONE


@pytest.mark.parametrize(
    "text",
    ["", "state = 5", "not toml at all [", 'state = "A"\nother = 1', 'state = "A"\npanels = 3', "x" * (MOST_BYTES + 1)],
    ids=["empty", "a number", "no toml", "an unknown field", "no table", "huge"],
)
def test_a_file_that_is_no_layout_is_refused(store: LayoutStore, tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="no layout"):
        store.take_in(file)
    assert store.names() == []


def test_a_missing_file_and_a_folder_that_cannot_be_made_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_layout(tmp_path / "none.toml")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be made"):
        LayoutStore(tmp_path / "file" / "layouts").save("Mine", ONE)
