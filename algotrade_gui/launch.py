"""Turns what was asked for on the command line into what a workstation needs."""

from pathlib import Path

import msgspec

from algotrade_gui.core.errors import ErrorCentre, Severity, UserError
from algotrade_gui.core.keyring_store import secret_store
from algotrade_gui.core.options import RunOptions
from algotrade_gui.core.paths import AppPaths
from algotrade_gui.core.profiles import DEFAULT_PROFILE, ProfileStore
from algotrade_gui.core.secrets import FileSecretStore, Secret, SecretStore, find_secret, terminal_prompt
from algotrade_gui.core.settings import BotSettings, ExchangeSettings, Profile
from algotrade_gui.core.words import say


class _BotsFile(msgspec.Struct, forbid_unknown_fields=True):
    bot: list[BotSettings] = []


def load_profile(options: RunOptions, paths: AppPaths, errors: ErrorCentre) -> Profile:
    """Return the profile that was asked for; a URI makes a passing one, a recording the one for it.

    A damaged file is a warning, a missing one a UserError, as is a recording together with anything else.
    """
    if options.recording is not None:
        if (options.profile, options.uri, options.bots) != (None, None, None):
            raise UserError(
                say(
                    "A recording is played on a profile of its own: --profile, --uri and --bots do not go with --recording."
                )
            )
        return ProfileStore(paths.profiles).for_recording(options.recording.absolute())
    if options.uri is not None and options.profile is None:
        profile = Profile(name="command line", exchange=ExchangeSettings(kind="remote", uri=options.uri))
    else:
        loaded = ProfileStore(paths.profiles).load(options.profile or DEFAULT_PROFILE)
        if loaded.warning is not None:
            errors.report("profile", loaded.warning)
        profile = loaded.profile
        if options.uri is not None:
            profile = msgspec.structs.replace(profile, exchange=ExchangeSettings(kind="remote", uri=options.uri))
    if options.bots is not None:
        profile = msgspec.structs.replace(profile, bots=load_bots_file(options.bots))
    return profile


def load_bots_file(path: Path) -> list[BotSettings]:
    """Read a file of `[[bot]]` tables. Raises UserError, with the file and the field, for one that is none."""
    try:
        bots = msgspec.toml.decode(path.read_bytes(), type=_BotsFile).bot
    except (OSError, ValueError) as error:
        raise UserError(say("The bots file {path} cannot be used: {reason}.", path=path, reason=str(error))) from error
    if not bots:
        raise UserError(say("The bots file {path} has no [[bot]] table.", path=path))
    return bots


def open_secret_store(paths: AppPaths, errors: ErrorCentre) -> SecretStore:
    """Return where this user's secrets are kept; should that have to be files, `errors` is told once."""
    return secret_store(
        FileSecretStore(paths.secrets),
        portable=paths.portable,
        warn=lambda text: errors.report("secrets", text, severity=Severity.WARNING),
    )


def load_secret(options: RunOptions, profile: Profile, store: SecretStore, *, may_ask: bool) -> Secret | None:
    """Return the secret for a remote profile, from the command line, the environment, the profile's store, or the terminal."""
    if profile.exchange.kind != "remote":
        return None
    return find_secret(
        given=options.secret,
        secret_file=options.secret_file,
        profile=profile.name,
        store=store,
        prompt=terminal_prompt() if may_ask else None,
    )


def strategy_folders(options: RunOptions, paths: AppPaths) -> list[Path]:
    """The user's folder first, then those that were asked for."""
    return [paths.strategies, *(folder.resolve() for folder in options.strategies)]


def write_report(path: Path, report: msgspec.Struct) -> None:
    """Write the figures of a run as JSON. Raises UserError where the file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(report, enc_hook=str), indent=2) + b"\n")
    except OSError as error:
        raise UserError(
            say("The report {path} cannot be written: {reason}.", path=path, reason=str(error.strerror or error))
        ) from error
