"""Profiles survive writing, damage and renaming."""

from pathlib import Path

import msgspec
import pytest

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.profiles import ProfileStore, default_profile
from algotrade_gui.core.settings import (
    BotSettings,
    ExchangeSettings,
    LayoutSettings,
    PracticeSettings,
    Profile,
    Quota,
    RestartPolicy,
    RiskSettings,
)

FULL = Profile(
    name="My team 2",
    exchange=ExchangeSettings(
        kind="remote", uri="wss://game.example/trade", practice=PracticeSettings(seed=7, round_seconds=60)
    ),
    bots=[
        BotSettings(strategy="A", name="a", autostart=False, config={"x": 1, "y": 0.5, "names": ["é", "$SIMP"]}),
        BotSettings(strategy="A", name="b"),
        BotSettings(
            strategy="B",
            name="c",
            auto_reload=True,
            restart=RestartPolicy(when="on_failure", most_tries=2, first_wait_s=0.5),
            quota=Quota(per_s=40, when_over="refuse"),
        ),
    ],
    risk=RiskSettings(max_order_size=None, max_position=3),
    layout=LayoutSettings(theme="dark", geometry="AAE=", panels={"chart": {"role": "$CARD"}}),
)


def test_a_profile_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path / "not" / "there")
    store.save(FULL)
    loaded = store.load("My team 2")
    assert loaded.profile == FULL
    assert loaded.warning is None
    assert store.list() == ["My team 2"]


def test_a_limit_that_is_switched_off_stays_off(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(Profile(name="p", risk=RiskSettings(max_order_size=None, max_order_notional=None, max_position=None)))
    assert store.load("p").profile.risk == RiskSettings(max_order_size=None, max_order_notional=None, max_position=None)


def test_practice_is_there_before_it_was_ever_saved(tmp_path: Path) -> None:
    profile = ProfileStore(tmp_path).load("practice").profile
    assert profile.exchange.kind == "practice"
    [bot] = profile.bots
    assert bot.strategy == "SimpleMarketMakingBot"
    assert bot.autostart
    assert bot.config["underlying"] == "$SIMP"
    assert set(bot.config) == {
        "underlying", "spread_percent", "max_position", "order_size", "min_time_to_expiry", "update_interval",
    }  # fmt: skip
    assert not list(tmp_path.iterdir())


def test_a_profile_that_is_not_there_is_said_with_those_that_are(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(default_profile("one"))
    with pytest.raises(UserError, match=r"no profile 'two'; those there are: one"):
        store.load("two")


@pytest.mark.parametrize(
    "damage",
    [
        b"x = [",
        b"\xff\xfe",
        b"[exchange]\nkind = 'moon'",
        b"surprise = 1",
        b"[[bots]]\nstrategy = ''\nname = 'x'",
        b"risk = 3",
        b"[exchange.practice]\nround_seconds = 1",
    ],
)
def test_a_damaged_file_is_kept_aside_and_the_defaults_are_used(tmp_path: Path, damage: bytes) -> None:
    store = ProfileStore(tmp_path)
    (tmp_path / "practice.toml").write_bytes(damage)
    loaded = store.load("practice")
    assert loaded.profile == default_profile()
    assert loaded.warning is not None
    assert "'practice' was damaged" in loaded.warning
    assert "practice.toml.bad" in loaded.warning
    assert "\n" not in loaded.warning
    assert (tmp_path / "practice.toml.bad").read_bytes() == damage
    assert not store.exists("practice")


def test_an_older_damaged_file_is_never_overwritten(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    for number in range(3):
        (tmp_path / "p.toml").write_text(f"damage {number}")
        store.load("p")
    assert (tmp_path / "p.toml.bad").read_text() == "damage 0"
    assert (tmp_path / "p.toml.bad2").read_text() == "damage 1"
    assert (tmp_path / "p.toml.bad3").read_text() == "damage 2"
    assert store.list() == []


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ProfileStore(tmp_path)
    store.save(Profile(name="p"))
    before = (tmp_path / "p.toml").read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserError, match="cannot be written: No space left on device"):
        store.save(msgspec.structs.replace(FULL, name="p"))
    assert (tmp_path / "p.toml").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["p.toml"]


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 41, "a.b", "a\n"])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="no name for a profile"):
        ProfileStore(tmp_path).load(name)


def test_rename(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(FULL)
    renamed = store.rename("My team 2", "finals")
    assert renamed == msgspec.structs.replace(FULL, name="finals")
    assert store.list() == ["finals"]
    assert store.load("finals").profile == renamed
    store.save(default_profile("other"))
    with pytest.raises(UserError, match="'other' already"):
        store.rename("finals", "other")
    assert store.rename("finals", "finals") == renamed
    assert store.list() == ["finals", "other"]


def test_the_file_s_name_is_the_profile_s_name(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(FULL)
    (tmp_path / "My team 2.toml").rename(tmp_path / "copied.toml")
    assert store.load("copied").profile.name == "copied"


def test_a_recording_is_played_on_a_profile_of_its_own_that_keeps_its_window(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    first = store.for_recording(Path("/tapes/a"))
    assert (first.name, first.exchange.kind, first.exchange.recording, first.bots) == (
        "replay",
        "replay",
        "/tapes/a",
        [],
    )
    assert store.list() == [], "nothing was written"
    store.save(msgspec.structs.replace(first, layout=LayoutSettings(theme="light")))
    assert store.is_replay("replay")
    again = store.for_recording(Path("/tapes/b"))
    assert (again.exchange.recording, again.layout.theme) == ("/tapes/b", "light")
    trading = LayoutSettings(theme="dark", language="fr", state="as it is there")
    assert store.for_recording(Path("/tapes/b"), trading).layout == trading, "until it has panels of its own"
    store.save(msgspec.structs.replace(first, layout=LayoutSettings(theme="light", state="its own")))
    asked = store.for_recording(Path("/tapes/b"), trading).layout
    assert (asked.theme, asked.language, asked.state) == ("dark", "fr", "its own")


def test_a_profile_that_trades_is_never_taken_for_a_recording(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.save(Profile(name="replay"))
    assert not store.is_replay("replay")
    assert not store.is_replay("not there")
    (tmp_path / "broken.toml").write_text("= nonsense")
    assert not store.is_replay("broken")
    assert (tmp_path / "broken.toml").exists()
    store.save(store.for_recording(Path("/tapes/a")))
    assert store.list() == ["broken", "replay", "replay 2"]
    assert store.load("replay").profile.exchange.kind == "practice"
    assert store.for_recording(Path("/tapes/a")).name == "replay 2"
