"""Secrets go into the system's keyring; where there is none, into files, and the user is told once."""

import sys
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from keyring.backends import fail

from algotrade_gui.core.keyring_store import SERVICE, KeyringSecretStore, secret_store
from algotrade_gui.core.secrets import FileSecretStore, Secret


class InMemory(keyring.backend.KeyringBackend):
    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.kept[service, username]

    def _check(self) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked("the collection stays locked")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> InMemory:
    backend = InMemory()
    monkeypatch.setattr("keyring.core._keyring_backend", backend)
    return backend


@pytest.fixture
def files(tmp_path: Path) -> FileSecretStore:
    return FileSecretStore(tmp_path / "secrets")


@pytest.fixture
def told() -> list[str]:
    return []


def test_a_secret_is_kept_in_the_keyring_and_in_no_file(
    backend: InMemory, files: FileSecretStore, told: list[str], tmp_path: Path
) -> None:
    store = KeyringSecretStore(files, told.append)
    store.set("night", Secret("a-team-secret"))
    assert backend.kept == {(SERVICE, "night"): "a-team-secret"}
    assert store.get("night") == Secret("a-team-secret")
    assert store.get("other") is None
    assert not list(tmp_path.rglob("*.secret"))
    assert told == []


def test_a_secret_in_a_file_moves_into_the_keyring(
    backend: InMemory, files: FileSecretStore, told: list[str], tmp_path: Path
) -> None:
    files.set("night", Secret("an-older-secret"))
    assert KeyringSecretStore(files, told.append).get("night") == Secret("an-older-secret")
    assert backend.kept == {(SERVICE, "night"): "an-older-secret"}
    assert not list(tmp_path.rglob("*.secret"))


def test_it_is_renamed_and_deleted_there(backend: InMemory, files: FileSecretStore, told: list[str]) -> None:
    store = KeyringSecretStore(files, told.append)
    store.set("night", Secret("a-team-secret"))
    store.rename("night", "day")
    assert backend.kept == {(SERVICE, "day"): "a-team-secret"}
    store.delete("day")
    store.delete("never there")
    assert backend.kept == {}


def test_without_a_keyring_files_serve_and_one_warning_says_so(
    files: FileSecretStore, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", fail.Keyring())  # type: ignore[no-untyped-call]
    store = KeyringSecretStore(files, told.append)
    store.set("night", Secret("a-team-secret"))
    assert store.get("night") == Secret("a-team-secret")
    assert files.get("night") == Secret("a-team-secret")
    assert told == ["Team secrets are kept in files that only you can read: this system has no keyring."]


def test_a_keyring_that_stays_locked_is_given_up(backend: InMemory, files: FileSecretStore, told: list[str]) -> None:
    backend.locked = True
    store = KeyringSecretStore(files, told.append)
    store.set("night", Secret("a-team-secret"))
    backend.locked = False
    assert store.get("night") == Secret("a-team-secret")
    assert backend.kept == {}, "half of the secrets here and half there would be worse than either"
    assert len(told) == 1
    assert "KeyringLocked" in told[0]


def test_a_keyring_that_cannot_be_imported_is_given_up(
    files: FileSecretStore, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    store = KeyringSecretStore(files, told.append)
    store.set("night", Secret("a-team-secret"))
    assert files.get("night") == Secret("a-team-secret")
    assert len(told) == 1


def test_a_portable_program_carries_its_secrets_along(
    backend: InMemory, files: FileSecretStore, told: list[str]
) -> None:
    store = secret_store(files, portable=True, warn=told.append)
    store.set("night", Secret("a-team-secret"))
    assert backend.kept == {}
    assert files.get("night") == Secret("a-team-secret")
    assert isinstance(secret_store(files, portable=False, warn=told.append), KeyringSecretStore)
    assert told == []
