"""A bundle: strategies and bots' settings in one file, to be handed to somebody else.

A bundle that comes from somewhere else may be made to harm. Reading one executes nothing, believes no size and no name, and takes what it
does not know for a refusal.
"""

import ast
import hashlib
import io
import re
import stat
import tokenize
import tomllib
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import tomli_w
from msgspec import Meta

from algotrade_gui.bots.compat.importing import MODULE_NAMES
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.files import write_whole_bytes
from algotrade_gui.core.redaction import redact
from algotrade_gui.core.settings import BotSettings
from algotrade_gui.core.words import say
from algotrade_gui.trading.owners import RESERVED_NAMES

FORMAT: Final = 1
MANIFEST: Final = "manifest.toml"
FOLDER: Final = "strategies/"
MOST_BYTES: Final = 8 * 1024 * 1024
"""Of the whole file."""
MOST_FILES: Final = 50
MOST_FILE_BYTES: Final = 512 * 1024
MOST_MANIFEST_BYTES: Final = 256 * 1024
MOST_BOTS: Final = 200
_MOST_DOTS: Final = 100
"""In a line of the manifest. The reader's time grows with the square of a dotted name's parts: 120,000 take a quarter of an hour."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}\.py")
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
_SECRET: Final = re.compile(r"secret|passw|token|api_?key|credential", re.IGNORECASE)
_IN_URI: Final = re.compile(r"team_secret=[0-9A-Za-z-]{16,}", re.IGNORECASE)
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MADE: Final = (1980, 1, 1, 0, 0, 0)


class BundleError(UserError):
    """A file that is no bundle, or one that breaks a rule of theirs."""


class _Listed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    file: str
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class _Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: int
    strategies: Annotated[list[_Listed], Meta(max_length=MOST_FILES)] = []
    bots: Annotated[list[BotSettings], Meta(max_length=MOST_BOTS)] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledFile:
    """One strategy file, not executed."""

    name: str
    """A plain file name that ends with .py."""
    data: bytes
    sha256: str
    text: str
    imports: tuple[str, ...]
    """The modules that it names in imports, sorted. Code can import what it does not name there."""
    classes: tuple[str, ...]
    """The classes at its top level."""
    problem: str = ""
    """Why it does not read as Python; it would not load."""

    @property
    def shown(self) -> str:
        """Its text as it may be shown: characters that a screen or a terminal would act on, or hide, stand as their numbers."""
        return harmless(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a bundle holds."""

    files: tuple[BundledFile, ...]
    bots: tuple[BotSettings, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was put into a bundle, and what was not."""

    files: tuple[str, ...]
    bots: tuple[str, ...]
    left_out: tuple[str, ...]
    """Settings that may be a secret, as BOT: NAME."""


# --- writing ---


def export_bundle(path: Path, bots: Sequence[BotSettings], files: Sequence[Path]) -> Exported:
    """Write `bots` and the strategy `files` to `path`. What is named like a secret, or holds one that is known, is left out of settings.

    Raises BundleError for a file that could not be imported again or that holds a known secret; UserError where something cannot be read
    or written.
    """
    contents: dict[str, bytes] = {}
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise UserError(
                say("The strategy {file} cannot be read: {reason}.", file=file, reason=str(error.strerror or error))
            ) from error
        if file.name in contents:
            raise BundleError(say("There are two strategy files called {name}.", name=file.name))
        if _holds_secret(data.decode("utf-8", "replace")):
            raise BundleError(
                say("{name} holds your team's secret: take it out before you hand the file on.", name=file.name)
            )
        contents[file.name] = data
    left_out: list[str] = []
    tables = [_plain(bot, left_out) for bot in bots]
    manifest = {
        "format": FORMAT,
        "strategies": [{"file": name, "sha256": _digest(data)} for name, data in contents.items()],
        "bots": tables,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, MANIFEST, tomli_w.dumps(manifest).encode())
        for name, data in contents.items():
            _put(archive, FOLDER + name, data)
    made = buffer.getvalue()
    _read(made, path.name)
    try:
        write_whole_bytes(path, made)
    except OSError as error:
        raise UserError(
            say("The bundle {path} cannot be written: {reason}.", path=path, reason=str(error.strerror or error))
        ) from error
    return Exported(files=tuple(contents), bots=tuple(bot.name for bot in bots), left_out=tuple(left_out))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, date_time=_MADE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    archive.writestr(info, data)


def _plain(bot: BotSettings, left_out: list[str]) -> dict[str, Any]:
    table: dict[str, Any] = _without_none(msgspec.to_builtins(bot))
    table["config"] = _without_secrets(table.get("config", {}), bot.name, left_out)
    return table


def _without_secrets(values: dict[str, Any], where: str, left_out: list[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in values.items():
        told = f"{where}: {name}"
        if _is_named_secret(name) or (
            not isinstance(value, dict) and (_holds_secret(str(value)) or _names_secret(value))
        ):
            left_out.append(told)
        else:
            kept[name] = _without_secrets(value, told, left_out) if isinstance(value, dict) else value
    return kept


def _is_named_secret(name: str) -> bool:
    return _SECRET.search(name) is not None or _holds_secret(name)


def _names_secret(value: Any) -> bool:
    """Whether a table somewhere in `value` has an entry that is named like a secret."""
    if isinstance(value, dict):
        return any(_is_named_secret(name) or _names_secret(item) for name, item in value.items())
    return isinstance(value, list) and any(_names_secret(item) for item in value)


def _holds_secret(text: str) -> bool:
    return redact.knows(text) or _IN_URI.search(text) is not None


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value if item is not None]
    return value


# --- reading ---


def read_bundle(path: Path) -> Bundle:
    """Read a bundle without executing anything of it. Raises BundleError, one sentence, for whatever is not as it should be."""
    try:
        if not path.is_file():
            raise BundleError(say("There is no file {path}.", path=path))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BundleError(
            say("The bundle {path} cannot be read: {reason}.", path=path, reason=str(error.strerror or error))
        ) from error
    if len(data) > MOST_BYTES:
        raise BundleError(
            say("{name} is larger than {most} MB: no bundle is.", name=path.name, most=MOST_BYTES // 1024 // 1024)
        )
    return _read(data, path.name)


def _read(data: bytes, name: str) -> Bundle:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_archive(archive, name)
    except BundleError:
        raise
    except (
        # all that zipfile, zlib and the decoders raise for what is damaged or made up
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        LookupError,
        OverflowError,
        MemoryError,
    ) as error:
        raise BundleError(
            say("{name} is no bundle, or a damaged one: {reason}.", name=name, reason=harmless(str(error))[:200])
        ) from error


def _read_archive(archive: zipfile.ZipFile, name: str) -> Bundle:
    entries = archive.infolist()
    if len(entries) > MOST_FILES + 1:
        raise BundleError(
            say(
                "{name} has {count} entries, at most {most} are allowed.",
                name=name,
                count=len(entries),
                most=MOST_FILES + 1,
            )
        )
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry, name)
        # two names that differ in case are one file on some systems
        if entry.filename.casefold() in seen:
            raise BundleError(say("{name} has two entries called {filename}.", name=name, filename=entry.filename))
        seen.add(entry.filename.casefold())
    by_name = {entry.filename: entry for entry in entries}
    if MANIFEST not in by_name:
        raise BundleError(say("{name} is no bundle: it has no {manifest}.", name=name, manifest=MANIFEST))
    manifest = _read_manifest(_content(archive, by_name.pop(MANIFEST), MOST_MANIFEST_BYTES), name)
    listed = {FOLDER + one.file: one for one in manifest.strategies}
    if len(listed) != len(manifest.strategies) or listed.keys() != by_name.keys():
        raise BundleError(say("{name}: its {manifest} names other files than it holds.", name=name, manifest=MANIFEST))
    names = [bot.name for bot in manifest.bots]
    if len(set(names)) != len(names):
        raise BundleError(say("{name} has two bots of one name.", name=name))
    files = []
    for key in sorted(listed):
        content = _content(archive, by_name[key], MOST_FILE_BYTES)
        if _digest(content) != listed[key].sha256:
            raise BundleError(
                say("{name}: {key} is not the file that its {manifest} names.", name=name, key=key, manifest=MANIFEST)
            )
        files.append(_bundled(listed[key].file, content))
    return Bundle(files=tuple(files), bots=tuple(manifest.bots))


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    told = harmless(entry.orig_filename)[:80]
    file = entry.filename.removeprefix(FOLDER)
    good = entry.filename == MANIFEST or (entry.filename.startswith(FOLDER) and _NAME.fullmatch(file) is not None)
    if not good or entry.orig_filename != entry.filename:
        raise BundleError(say("{name} has an entry that no bundle has: {told}.", name=name, told=repr(told)))
    stem = file.removesuffix(".py")
    if _DEVICES.fullmatch(stem) or stem.casefold() in MODULE_NAMES:
        raise BundleError(say("{name}: no strategy file may be called {told}.", name=name, told=repr(told)))
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.is_dir() or kind not in (0, stat.S_IFREG):
        raise BundleError(say("{name}: {told} is no plain file.", name=name, told=repr(told)))
    if entry.flag_bits & 0x1:
        raise BundleError(say("{name}: {told} is encrypted.", name=name, told=repr(told)))
    if entry.compress_type not in _METHODS:
        raise BundleError(
            say("{name}: {told} is compressed in a way that bundles are not.", name=name, told=repr(told))
        )


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(entry) as file:
        # whatever size it says it has
        data = file.read(most + 1)
    if len(data) > most:
        raise BundleError(say("{filename} is larger than {most} kB.", filename=entry.filename, most=most // 1024))
    return data


def _read_manifest(data: bytes, name: str) -> _Manifest:
    try:
        text = data.decode("utf-8")
        # a name ends with its line
        if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
            raise BundleError(
                say(
                    "{name}: its {manifest} has a line that is dotted more than {most} times.",
                    name=name,
                    manifest=MANIFEST,
                    most=_MOST_DOTS,
                )
            )
        table = tomllib.loads(text)
        version = table.get("format")
        if isinstance(version, int) and version > FORMAT:
            raise BundleError(say("{name} was made by a newer version of this program.", name=name))
        manifest = msgspec.convert(table, _Manifest)
    except BundleError:
        raise
    except (ValueError, RecursionError) as error:
        raise BundleError(
            say(
                "{name}: its {manifest} cannot be used: {reason}.",
                name=name,
                manifest=MANIFEST,
                reason=harmless(str(error))[:200],
            )
        ) from error
    if manifest.format != FORMAT:
        raise BundleError(say("{name}: its {manifest} has no format that is known.", name=name, manifest=MANIFEST))
    for bot in manifest.bots:
        named = bot.name == bot.name.strip() and bot.name.isprintable() and bot.name not in RESERVED_NAMES
        if not named or not bot.strategy.isidentifier():
            raise BundleError(say("{name}: {bot} is no bot.", name=name, bot=repr(harmless(bot.name))))
    return manifest


def _bundled(name: str, data: bytes) -> BundledFile:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise BundleError(say("{name} is no text in UTF-8.", name=name)) from error
    if encoding not in ("utf-8", "utf-8-sig"):
        # Python would read another text than the one that is shown
        raise BundleError(
            say(
                "{name} says that it is written in {encoding}: only UTF-8 is taken.",
                name=name,
                encoding=harmless(encoding),
            )
        )
    text = data.decode("utf-8-sig")
    if "\0" in text:
        raise BundleError(say("{name} is no text.", name=name))
    imports: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    problem = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        imports, classes = _imports(tree), tuple(one.name for one in tree.body if isinstance(one, ast.ClassDef))
    except SyntaxError as error:
        problem = say("line {line}: {reason}", line=error.lineno, reason=error.msg)
    except (ValueError, RecursionError, MemoryError):
        problem = say("it is nested too deeply to be read")
    return BundledFile(
        name=name,
        data=data,
        sha256=_digest(data),
        text=text,
        imports=imports,
        classes=classes,
        problem=harmless(problem),
    )


def classes_in(text: str) -> tuple[str, ...]:
    """Return the names of the classes at the top level of Python source, without executing it; none where it does not read."""
    try:
        return tuple(one.name for one in ast.parse(text).body if isinstance(one, ast.ClassDef))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _imports(tree: ast.Module) -> tuple[str, ...]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return tuple(sorted(found))


def harmless(text: str) -> str:
    """Return `text` with what a terminal would act on, or a screen would hide or turn round, as its number. Lines and tabs stay."""
    clean = "".join(
        letter if letter.isprintable() or letter in "\n\t" else f"\\u{{{ord(letter):04x}}}"
        for letter in text.replace("\r\n", "\n")
    )
    # a sentence that can be translated stays one
    return text if clean == text else clean


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
