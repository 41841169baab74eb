"""Team secrets: where they come from, where they are kept, how they stay out of sight."""

import getpass
import hmac
import os
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn, Protocol

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.files import write_whole
from algotrade_gui.core.redaction import REDACTED, redact
from algotrade_gui.core.words import say

SECRET_VARIABLE = "ALGOTRADE_SECRET"


class Secret:
    """A team's secret. Shows itself to `reveal` only, and is taken out of every log from the moment it is made."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Raises UserError for an empty secret or one with a blank or a control character in it."""
        if not value:
            raise UserError(say("The team secret is empty."))
        if any(character.isspace() or not character.isprintable() for character in value):
            raise UserError(say("The team secret has a blank or an unprintable character in it."))
        redact.add(value)
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself: for the transport that logs in, for the store that keeps it, for nobody else."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({REDACTED})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, _memo: object) -> "Secret":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled")


class SecretStore(Protocol):
    """Keeps one secret per profile. A keyring can stand here as well as a file."""

    def get(self, profile: str) -> Secret | None:
        """The profile's secret, None if there is none. Raises UserError where the store cannot be read."""

    def set(self, profile: str, secret: Secret) -> None:
        """Keep `secret`, in place of any other. Raises UserError where the store cannot be written."""

    def delete(self, profile: str) -> None:
        """Forget the profile's secret, if there is one."""

    def rename(self, profile: str, new_name: str) -> None:
        """Keep the profile's secret, if there is one, under its new name."""


class FileSecretStore:
    """One file per profile that only its owner can read (mode 0600; on Windows what the user's folder grants)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, profile: str) -> Secret | None:
        path = self._path(profile)
        try:
            if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
                path.chmod(0o600)
            text = path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(
                say(
                    "The secret of profile {profile} cannot be read from {path}: {reason}.",
                    profile=profile,
                    path=path,
                    reason=_reason(error),
                )
            ) from error
        return Secret(text) if text else None

    def set(self, profile: str, secret: Secret) -> None:
        path = self._path(profile)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(path, secret.reveal() + "\n")
        except OSError as error:
            raise UserError(
                say(
                    "The secret of profile {profile} cannot be kept in {path}: {reason}.",
                    profile=profile,
                    path=path,
                    reason=_reason(error),
                )
            ) from error

    def delete(self, profile: str) -> None:
        self._path(profile).unlink(missing_ok=True)

    def rename(self, profile: str, new_name: str) -> None:
        path = self._path(profile)
        if path.exists():
            path.replace(self._path(new_name))

    def _path(self, profile: str) -> Path:
        return self._folder / f"{profile}.secret"


def find_secret(
    *,
    given: str | None = None,
    secret_file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    profile: str | None = None,
    store: SecretStore | None = None,
    prompt: Callable[[], str] | None = None,
) -> Secret | None:
    """Return the secret from the first source that has one, in this order: `given`, `secret_file`, the environment, `store`, `prompt`.

    None when no source has one. Raises UserError when a source that was named outright has none to give.
    """
    if given is not None:
        return Secret(given)
    if secret_file is not None:
        return read_secret_file(secret_file)
    in_environment = (os.environ if environ is None else environ).get(SECRET_VARIABLE, "").strip()
    if in_environment:
        return Secret(in_environment)
    if store is not None and profile is not None:
        kept = store.get(profile)
        if kept is not None:
            return kept
    if prompt is not None:
        typed = prompt().strip()
        return Secret(typed) if typed else None
    return None


def read_secret_file(path: Path) -> Secret:
    """Return the secret that is the file's only line. Raises UserError with the file's name and the reason."""
    try:
        text = path.expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            say("The secret file {path} cannot be read: {reason}.", path=path, reason=_reason(error))
        ) from error
    if not text:
        raise UserError(say("The secret file {path} is empty.", path=path))
    return Secret(text)


def terminal_prompt(question: str = "Team secret: ") -> Callable[[], str] | None:
    """Return a prompt that shows nothing of what is typed, or None where nobody sits at a terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    return lambda: getpass.getpass(question)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "it is no UTF-8 text"
