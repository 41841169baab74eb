"""Profiles on disk: one TOML file each."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from msgspec.structs import replace

from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.files import write_whole
from algotrade_gui.core.settings import BotSettings, ExchangeSettings, LayoutSettings, Profile
from algotrade_gui.core.words import say

DEFAULT_PROFILE = "practice"
REPLAY_PROFILE = "replay"
"""Keeps how the window looks that plays recordings back."""

OFF = "off"
"""How a risk limit that is switched off stands in the file: TOML has no null, and a missing one means the default."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedProfile:
    """A profile as it was read, with what the user should be told."""

    profile: Profile
    warning: str | None = None
    """One sentence when the file was damaged and the defaults are used in its place."""


def default_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """Settings for a first start: the practice exchange, and under the name `practice` one market maker that trades at once."""
    bots: list[BotSettings] = []
    if name == DEFAULT_PROFILE:
        config: dict[str, Any] = {
            "underlying": "$SIMP",
            "spread_percent": 0.2,
            "max_position": 4,
            "order_size": 1,
            "min_time_to_expiry": 15,
            "update_interval": 0.5,
        }
        bots.append(BotSettings(strategy="SimpleMarketMakingBot", name="market-maker", config=config))
    return Profile(name=name, bots=bots)


class ProfileStore:
    """Reads and writes the profiles of one folder. Synchronous; call it at start, at exit, and from dialogs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list(self) -> "list[str]":
        """Names of the profiles on disk, sorted."""
        if not self._folder.is_dir():
            return []
        names = (path.stem for path in self._folder.glob("*.toml") if path.is_file())
        return sorted(name for name in names if _NAME.fullmatch(name))

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name; says nothing about its health."""
        return self._path(name).is_file()

    def load(self, name: str) -> LoadedProfile:
        """Return the profile; `practice` always exists. A damaged file is kept aside and the defaults are returned with a warning.

        Raises UserError for a name that is none, a profile that is not there, and a file the system does not let us read.
        """
        path = self._path(name)
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            if name == DEFAULT_PROFILE:
                return LoadedProfile(profile=default_profile())
            known = ", ".join(self.list()) or "none yet"
            raise UserError(
                say("There is no profile {name}; those there are: {known}.", name=repr(name), known=known)
            ) from None
        except OSError as error:
            raise UserError(
                say("The profile {path} cannot be read: {reason}.", path=path, reason=str(error.strerror or error))
            ) from error
        try:
            profile = _decode(text, name)
        except ValueError as error:
            aside = self._set_aside(path)
            warning = say(
                "The profile {name} was damaged ({reason}); it is kept as {file} and the defaults are used.",
                name=repr(name),
                reason=sentence_of(error),
                file=aside.name,
            )
            return LoadedProfile(profile=default_profile(name), warning=warning)
        return LoadedProfile(profile=profile)

    def save(self, profile: Profile) -> None:
        """Write the profile, wholly or not at all. Raises UserError where it cannot be written."""
        path = self._path(profile.name)
        text = _encode(profile)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
        except OSError as error:
            raise UserError(
                say(
                    "The profile {path} cannot be written: {reason}. Trading goes on as it is set."
                    " Make room on the disk, or the folder writable: it is written again with the next change.",
                    path=path,
                    reason=str(error.strerror or error),
                )
            ) from error

    def rename(self, name: str, new_name: str) -> Profile:
        """Give a profile another name and return it. Raises UserError when the old one is not there or the new one is taken.

        The caller renames its secret in the store as well.
        """
        taken = self._path(new_name)
        # on a file system that folds case, `Mine` and `mine` are one file, and that is no collision
        if taken.exists() and not (self.exists(name) and taken.samefile(self._path(name))):
            raise UserError(say("There is a profile {new_name} already.", new_name=repr(new_name)))
        profile = replace(self.load(name).profile, name=new_name)
        self.save(profile)
        if name != new_name and not (self.exists(name) and taken.samefile(self._path(name))):
            self._path(name).unlink(missing_ok=True)
        return profile

    def is_replay(self, name: str) -> bool:
        """Whether the profile plays a recording back; False for one that is not there or cannot be read, which is left as it is."""
        try:
            return _decode(self._path(name).read_bytes(), name).exchange.kind == "replay"
        except (OSError, ValueError):
            return False

    def for_recording(self, recording: Path, layout: LayoutSettings | None = None) -> Profile:
        """Return the profile that plays `recording` back: the one kept for that, or a new one.

        `layout` is how the window looks from which it is asked for: its theme and language count, and its panels until there are others.
        Nothing is written. Raises UserError where the kept one cannot be read.
        """
        number = 1
        name = REPLAY_PROFILE
        while self.exists(name) and not self.is_replay(name):
            # somebody trades on a profile of that name
            number += 1
            name = f"{REPLAY_PROFILE} {number}"
        profile = self.load(name).profile if self.exists(name) else Profile(name=name)
        kept = profile.layout
        if layout is not None:
            kept = layout if not kept.state else replace(kept, theme=layout.theme, language=layout.language)
        exchange = ExchangeSettings(kind="replay", recording=str(recording))
        return replace(profile, exchange=exchange, bots=[], layout=kept)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise UserError(
                say(
                    "{name} is no name for a profile: up to 40 letters, digits, blanks, - and _, a letter or digit first.",
                    name=repr(name),
                )
            )
        return self._folder / f"{name}.toml"

    def _set_aside(self, path: Path) -> Path:
        """Move a damaged file to the first free .bad name: an older one may hold what the user still looks for."""
        number = 1
        aside = path.with_name(f"{path.name}.bad")
        while aside.exists():
            number += 1
            aside = path.with_name(f"{path.name}.bad{number}")
        try:
            path.rename(aside)
        except OSError as error:
            raise UserError(
                say(
                    "The damaged profile {path} cannot be kept aside: {reason}.",
                    path=path,
                    reason=str(error.strerror or error),
                )
            ) from error
        return aside


def _encode(profile: Profile) -> str:
    table: dict[str, Any] = msgspec.to_builtins(profile)
    table["risk"] = {key: OFF if limit is None else limit for key, limit in table["risk"].items()}
    return tomli_w.dumps(_without_none(table))


def _decode(text: bytes, name: str) -> Profile:
    """Read one file; the file's name is the profile's name. Raises ValueError with the reason."""
    table = tomllib.loads(text.decode("utf-8"))
    table["name"] = name
    risk = table.get("risk")
    if isinstance(risk, dict):
        table["risk"] = {key: None if limit == OFF else limit for key, limit in risk.items()}
    return msgspec.convert(table, Profile)


def _without_none(value: Any) -> Any:
    """Leave out what is None: on reading, the default (None wherever this applies) comes back."""
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return value
