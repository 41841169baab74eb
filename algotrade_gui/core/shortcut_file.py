"""The keys that the user has chosen for actions, in a TOML file."""

import tomllib
from pathlib import Path

import tomli_w

from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.files import write_whole
from algotrade_gui.core.words import say


def load_keys(file: Path) -> dict[str, str]:
    """Return action names with their keys, an empty text for none; nothing where there is no file.

    Raises UserError for one that cannot be used: who has chosen keys must hear that others are in force.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("keys", {})
        if not isinstance(table, dict):
            raise ValueError(say("it holds no table of keys"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UserError(
            say(
                "The keys that you chose cannot be read from {file} ({reason}): the shipped ones are in force, the kill switch's too."
                " The file stays as it is until you save keys again.",
                file=file,
                reason=sentence_of(error),
            )
        ) from error
    return {str(name): keys for name, keys in table.items() if isinstance(keys, str)}


def save_keys(file: Path, keys: dict[str, str]) -> None:
    """Write them, wholly or not at all. Raises UserError where that cannot be done."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, tomli_w.dumps({"keys": dict(sorted(keys.items()))}))
    except OSError as error:
        raise UserError(
            say("The keys cannot be written to {file}: {reason}.", file=file, reason=str(error.strerror or error))
        ) from error
