"""What the connection dialog's answer changes in a profile, and what it leaves alone."""

from pathlib import Path

import msgspec
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.profiles import ProfileStore
from algotrade_gui.core.secrets import FileSecretStore
from algotrade_gui.core.settings import ExchangeSettings, Profile
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.ui.connecting import Connecting
from algotrade_gui.ui.dialogs.connection import Connection, ConnectionDialog
from tests.ui.stations import make_station

CLASS_ROOM = ExchangeSettings(
    kind="remote", uri="ws://127.0.0.1:9/trade", standings_uri="ws://127.0.0.1:9/standings", team="ants"
)


def _taken(
    folder: Path, errors: ErrorCentre, uri: str, standings: str = CLASS_ROOM.standings_uri, team: str = CLASS_ROOM.team
) -> ExchangeSettings:
    store = ProfileStore(folder / "profiles")
    store.save(Profile(name="club", exchange=CLASS_ROOM))
    taken: list[Profile] = []
    connecting = Connecting(
        make_station(folder, errors),
        store,
        FileSecretStore(folder / "secrets"),
        tasks=TaskOwner("test", errors),
        errors=errors,
        taken=taken.append,
    )
    wanted = Connection(
        profile="club", remote=True, uri=uri, secret="a-secret-of-this-test", standings_uri=standings, team=team
    )
    connecting.take(wanted)
    assert errors.records == []
    assert [profile.exchange for profile in taken] == [store.load("club").profile.exchange]
    return taken[0].exchange


def test_standings_stay_with_the_address_they_belong_to(tmp_path: Path, errors: ErrorCentre) -> None:
    assert _taken(tmp_path, errors, CLASS_ROOM.uri) == CLASS_ROOM


def test_standings_that_are_typed_are_kept(tmp_path: Path, errors: ErrorCentre) -> None:
    elsewhere, standings = "ws://127.0.0.1:8/trade", "ws://127.0.0.1:8/standings"
    assert _taken(tmp_path, errors, elsewhere, standings) == msgspec.structs.replace(
        CLASS_ROOM, uri=elsewhere, standings_uri=standings
    )
    assert _taken(tmp_path, errors, CLASS_ROOM.uri, "", "bees") == msgspec.structs.replace(
        CLASS_ROOM, standings_uri="", team="bees"
    )


def test_another_address_has_no_standings_until_they_are_typed(tmp_path: Path, errors: ErrorCentre) -> None:
    elsewhere = "ws://192.168.100.10:9001/trade"
    assert _taken(tmp_path, errors, elsewhere) == msgspec.structs.replace(
        CLASS_ROOM, uri=elsewhere, standings_uri="", team=""
    )


def test_profiles_that_play_recordings_are_not_offered(qtbot: QtBot, tmp_path: Path, errors: ErrorCentre) -> None:
    store = ProfileStore(tmp_path / "profiles")
    store.save(Profile(name="club", exchange=CLASS_ROOM))
    store.save(store.for_recording(tmp_path / "tape"))
    connecting = Connecting(
        make_station(tmp_path, errors),
        store,
        FileSecretStore(tmp_path / "secrets"),
        tasks=TaskOwner("test", errors),
        errors=errors,
        taken=lambda _profile: None,
    )
    parent = QWidget()
    qtbot.addWidget(parent)
    connecting.open(parent)
    dialog = parent.findChild(ConnectionDialog)
    assert dialog is not None
    names = dialog.findChild(QComboBox)
    assert names is not None
    assert [names.itemText(place) for place in range(names.count())] == ["club", "test"]
    dialog.reject()
