"""The practice exchange in the connection dialog: rounds, opponents, a file; and its rounds in the top bar."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.settings import ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.ui.dialogs.connection import KeptProfile
from algotrade_gui.ui.dialogs.practice_form import PracticeForm
from algotrade_gui.ui.top_bar import TopBar
from tests.ui.test_connection_dialog import make

OWN = PracticeSettings(seed=3, round_seconds=300, speed=2.0)


def test_what_is_chosen_becomes_settings_and_the_rest_stays(themed: QApplication) -> None:
    form = PracticeForm(OWN)
    assert form.settings == OWN
    assert form._preset.currentText() == "Own length, 5:00, again and again"
    edits: list[None] = []
    form.edited.connect(lambda: edits.append(None))
    form._preset.setCurrentText("Scored round 3, again and again")
    form._opponents.setCurrentIndex(2)
    form._file.setText(" /tmp/x.toml ")
    assert form.settings == PracticeSettings(
        seed=3, round_seconds=300, speed=2.0, preset="scored-3", opponents="night", config_file="/tmp/x.toml"
    )
    assert len(edits) == 3
    form.show_settings(PracticeSettings(preset="night"))
    assert form.settings == PracticeSettings(preset="night")


def test_every_choice_can_be_made_and_shown(themed: QApplication) -> None:
    form = PracticeForm(OWN)
    names = [form._preset.itemData(place) for place in range(form._preset.count())]
    assert names == [None, "test", "scored-1", "scored-2", "scored-3", "scored-4", "scored-5", "night"]
    assert [form._opponents.itemData(place) for place in range(form._opponents.count())] == ["none", "few", "night"]
    texts = [form._preset.itemText(place) for place in range(form._preset.count())]
    assert len(set(texts)) == len(texts)


def test_a_file_that_does_not_hold_keeps_ok_off_with_the_reason(
    themed: QApplication, errors: ErrorCentre, tmp_path: Path
) -> None:
    dialog = make(errors, Profile(name="practice"))
    file = tmp_path / "exchange.toml"
    file.write_text("speed = 0")
    dialog._practice._file.setText(str(file))
    assert not dialog.ok_button.isEnabled()
    assert "speed must be a number from 0.1 to 1000" in dialog.ok_button.toolTip()
    file.write_text("speed = 9")
    dialog._practice._file.setText(f"{file} ")
    assert dialog.ok_button.isEnabled()
    # a competition's exchange needs none of this
    dialog._practice._file.setText("/absent.toml")
    dialog._kind.setCurrentIndex(1)
    dialog._uri.setText("ws://127.0.0.1:9/trade")
    dialog._secret.setText("a-secret")
    assert dialog.ok_button.isEnabled()
    assert not dialog._practice.isVisibleTo(dialog)


def test_another_profile_brings_its_practice_settings(themed: QApplication, errors: ErrorCentre) -> None:
    kept = PracticeSettings(seed=1, preset="night", opponents="few")
    dialog = make(errors, Profile(name="practice", exchange=ExchangeSettings(practice=OWN)))
    dialog._others = frozenset({"club"})
    dialog._look_up = lambda _name: KeptProfile(exchange=ExchangeSettings(practice=kept), has_secret=False)
    assert dialog.connection.practice == OWN
    dialog._name.setText("club")
    assert dialog.connection.practice == kept
    dialog._name.setText("practice")
    assert dialog.connection.practice == OWN


def _station(folder: Path, practice: PracticeSettings) -> Workstation:
    profile = Profile(name="practice", exchange=ExchangeSettings(practice=practice))
    return Workstation(profile, errors=ErrorCentre(), strategy_folders=[folder])


def test_the_top_bar_knows_the_length_of_the_round_that_is_played(
    themed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = _station(tmp_path, PracticeSettings(preset="night"))
    parent = QWidget()
    bar = TopBar(station, parent)
    assert bar._whole == "10:00"
    assert "test" in bar.clock.toolTip()
    # the cache has seen three rounds begin: this is the second scored one
    monkeypatch.setattr(MarketDataCache, "round", 3)
    bar.tick()
    assert bar._whole == "30:00"
    assert "scored 2, coefficient 1,500, orders arrive 100 ms late" in bar.clock.toolTip()
    own = TopBar(_station(tmp_path, PracticeSettings(round_seconds=240)), parent)
    assert own._whole == "4:00"


def test_the_length_in_a_settings_file_is_the_one_shown(themed: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "exchange.toml"
    file.write_text("round_seconds = 90")
    bar = TopBar(_station(tmp_path, PracticeSettings(config_file=str(file))), parent := QWidget())
    assert bar._whole == "1:30"
    assert bar.parent() is parent
