"""Keeps secrets in the system's keyring; where there is none, in files, and says so once."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from algotrade_gui.core.secrets import FileSecretStore, Secret, SecretStore
from algotrade_gui.core.words import say

SERVICE = "algotrade-gui"


class KeyringSecretStore:
    """The keyring of the user's desktop (Windows Credential Locker, macOS Keychain, Secret Service, KWallet) behind the files.

    A secret that lies in a file moves into the keyring when it is first read. Where the system has no keyring, or it does not answer, the
    files serve, and `warn` is told the reason, once. The keyring is asked only when a secret is: importing it costs a quarter of a second.
    """

    def __init__(self, files: FileSecretStore, warn: Callable[[str], None]) -> None:
        self._files = files
        self._warn = warn
        self._keyring: ModuleType | None = None
        self._tried = False

    def get(self, profile: str) -> Secret | None:
        in_file = self._files.get(profile)
        if in_file is not None:
            # an older version's, or one from before the keyring could be had
            if self._ask("set_password", profile, in_file.reveal()) is not _NOBODY:
                self._files.delete(profile)
            return in_file
        found = self._ask("get_password", profile)
        return Secret(found) if isinstance(found, str) and found else None

    def set(self, profile: str, secret: Secret) -> None:
        if self._ask("set_password", profile, secret.reveal()) is _NOBODY:
            self._files.set(profile, secret)
        else:
            self._files.delete(profile)

    def delete(self, profile: str) -> None:
        self._files.delete(profile)
        if isinstance(self._ask("get_password", profile), str):
            self._ask("delete_password", profile)

    def rename(self, profile: str, new_name: str) -> None:
        secret = self.get(profile)
        if secret is not None and new_name != profile:
            self.set(new_name, secret)
            self.delete(profile)

    def _ask(self, call: str, *arguments: str) -> Any:
        """Call the keyring; _NOBODY where there is none to answer."""
        keyring = self._reach()
        if keyring is None:
            return _NOBODY
        try:
            return getattr(keyring, call)(SERVICE, *arguments)
        except Exception as error:  # noqa: BLE001 - its backends raise what their systems do: D-Bus, Win32, a locked keychain
            self._give_up(say("the system's keyring did not answer ({kind})", kind=type(error).__name__))
            return _NOBODY

    def _reach(self) -> ModuleType | None:
        if self._tried:
            return self._keyring
        self._tried = True
        try:
            import keyring
            from keyring.backends import fail, null
        except Exception as error:  # noqa: BLE001 - a broken backend of the system breaks the import
            self._give_up(say("the system's keyring cannot be used ({kind})", kind=type(error).__name__))
            return None
        if isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring):
            self._give_up(say("this system has no keyring"))
            return None
        self._keyring = keyring
        return keyring

    def _give_up(self, reason: str) -> None:
        self._keyring = None
        self._warn(say("Team secrets are kept in files that only you can read: {reason}.", reason=reason))


_NOBODY = object()
"""What an unanswered question comes to; the keyring itself may answer None."""


def secret_store(files: FileSecretStore, *, portable: bool, warn: Callable[[str], None]) -> SecretStore:
    """Return where secrets are kept. A `portable` program (its folders were named outright) carries them along in files."""
    return files if portable else KeyringSecretStore(files, warn)
