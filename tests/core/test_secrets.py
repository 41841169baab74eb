"""Secrets come from the first source that has one, are kept for their owner only, and never show themselves."""

import copy
import os
import pickle
import stat
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.secrets import FileSecretStore, Secret, find_secret, read_secret_file, terminal_prompt

TEXT = "k7-Very-Secret"


def test_a_secret_shows_itself_to_reveal_only() -> None:
    @dataclass
    class Holder:
        secret: Secret

    secret = Secret(TEXT)
    assert secret.reveal() == TEXT
    shown = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r:>40}",
        repr(Holder(secret)),
        repr(asdict(Holder(secret))),
    ]
    assert not [text for text in shown if TEXT in text]
    assert not hasattr(secret, "__dict__")
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(secret)
    assert copy.deepcopy(secret) is secret
    assert copy.copy(secret) is secret


def test_equality_is_that_of_the_text() -> None:
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret(TEXT + "x")
    assert Secret(TEXT) != TEXT
    assert len({Secret(TEXT), Secret(TEXT)}) == 1


@pytest.mark.parametrize("text", ["", "two words", "line\n", "nul\0"])
def test_what_cannot_be_a_secret_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(UserError) as caught:
        Secret(text)
    assert not text or text not in str(caught.value)


def test_sources_in_order(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from-file\n")
    store = FileSecretStore(tmp_path / "store")
    store.set("p", Secret("from-store"))

    def prompt() -> str:
        return " from-prompt "

    environ = {"ALGOTRADE_SECRET": " from-environment\n"}
    assert find_secret(
        given="from-option", secret_file=file, environ=environ, profile="p", store=store, prompt=prompt
    ) == Secret("from-option")
    assert find_secret(secret_file=file, environ=environ, profile="p", store=store, prompt=prompt) == Secret(
        "from-file"
    )
    assert find_secret(environ=environ, profile="p", store=store, prompt=prompt) == Secret("from-environment")
    assert find_secret(environ={}, profile="p", store=store, prompt=prompt) == Secret("from-store")
    assert find_secret(environ={}, profile="other", store=store, prompt=prompt) == Secret("from-prompt")
    assert find_secret(environ={}, profile="other", store=store) is None
    assert find_secret(environ={"ALGOTRADE_SECRET": ""}, prompt=lambda: "") is None


def test_the_process_s_environment_is_asked_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALGOTRADE_SECRET", "from-the-real-one")
    assert find_secret() == Secret("from-the-real-one")


def test_a_source_named_outright_must_have_one(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff")
    with pytest.raises(UserError, match=r"^The team secret is empty\.$"):
        find_secret(given="", environ={"ALGOTRADE_SECRET": "x"})
    with pytest.raises(UserError, match=r"secret file .*empty is empty"):
        read_secret_file(empty)
    with pytest.raises(UserError, match=r"nowhere cannot be read: No such file"):
        read_secret_file(tmp_path / "nowhere")
    with pytest.raises(UserError, match=r"binary cannot be read: it is no UTF-8 text"):
        read_secret_file(binary)


def test_the_store_keeps_forgets_and_renames(tmp_path: Path) -> None:
    store = FileSecretStore(tmp_path / "store")
    assert store.get("p") is None
    store.delete("p")
    store.rename("p", "q")
    store.set("p", Secret("first-one"))
    store.set("p", Secret("second-one"))
    assert store.get("p") == Secret("second-one")
    store.rename("p", "q")
    assert store.get("p") is None
    assert store.get("q") == Secret("second-one")
    store.delete("q")
    assert store.get("q") is None
    assert not list((tmp_path / "store").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_only_the_owner_reads_the_store(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        store = FileSecretStore(tmp_path / "store")
        store.set("p", Secret(TEXT))
    finally:
        os.umask(old)
    [file] = (tmp_path / "store").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "store").stat().st_mode) == 0o700
    file.chmod(0o644)
    store.get("p")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "a file that came from a backup is closed again"


def test_a_store_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file stands in the way")
    store = FileSecretStore(tmp_path / "store")
    with pytest.raises(UserError, match="cannot be kept"):
        store.set("p", Secret(TEXT))
    with pytest.raises(UserError, match="cannot be read"):
        store.get("p")


def test_nobody_is_asked_where_nobody_sits(monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert terminal_prompt() is None
    monkeypatch.setattr(sys, "stdin", None)
    assert terminal_prompt() is None


def test_a_terminal_is_asked_without_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda question: f"answer to {question}")
    prompt = terminal_prompt("Which? ")
    assert prompt is not None
    assert prompt() == "answer to Which? "
