"""Loads strategies from files; a broken file is a value that hides no other."""

import importlib.util
import inspect
import itertools
import logging
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from algotrade_gui.bots.bot import Bot
from algotrade_gui.bots.compat import importing
from algotrade_gui.bots.params import BotConfig, ConfigError, describe
from algotrade_gui.core.errors import sentence_of
from algotrade_gui.core.ids import StrategyName
from algotrade_gui.core.words import say

log = logging.getLogger(__name__)

BotClass = type
"""Any class made with `(market_cache, config)` that has async `start`, `run` and perhaps `stop`."""

_load_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadError:
    """Why a file gave no strategy: where in it (`line` is None when no line is to blame) and what."""

    path: Path
    line: int | None
    message: str
    traceback: str = ""

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def sentence(self) -> str:
        """All of it for people."""
        if self.line is None:
            return say("{file}: {reason}", file=self.path.name, reason=self.message)
        return say("{file}, line {line}: {reason}", file=self.path.name, line=self.line, reason=self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyFile:
    """One file and the bot classes it defines, or why it has none."""

    path: Path
    bots: tuple[BotClass, ...] = ()
    error: LoadError | None = None


class StrategyLoader:
    """Watches folders of strategy files. `scan` is cheap: only files whose time or size changed are loaded again."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = list(folders)
        self._files: dict[Path, tuple[tuple[int, int], StrategyFile]] = {}

    def scan(self) -> list[StrategyFile]:
        """Return every strategy file of the folders, in their order, then by name; names with a leading underscore are skipped.

        So are the 2025 system's own modules, which the program serves itself.

        A folder that is not there counts as empty.
        """
        seen: dict[Path, tuple[tuple[int, int], StrategyFile]] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("*.py")) if folder.is_dir() else []:
                if path.name.startswith("_") or path.stem in importing.MODULE_NAMES or path in seen:
                    continue
                try:
                    stat = path.stat()
                except OSError as error:
                    seen[path] = ((0, 0), _failed(path, None, say("cannot be read: {reason}", reason=error.strerror)))
                    continue
                stamp = (stat.st_mtime_ns, stat.st_size)
                known = self._files.get(path)
                seen[path] = known if known is not None and known[0] == stamp else (stamp, load_file(path))
        self._files = seen
        return [entry for _, entry in seen.values()]

    def find(self, name: StrategyName | str) -> BotClass | None:
        """Return the newest class called `name` among the files scanned so far; the first folder wins."""
        return next((cls for _, file in self._files.values() for cls in file.bots if cls.__name__ == name), None)

    def newest(self, bot_class: BotClass) -> BotClass | None:
        """Return `bot_class` as its own file defined it at the last scan, or None if no scanned file has it (any more)."""
        source = getattr(sys.modules.get(bot_class.__module__), "__file__", None)
        entry = self._files.get(Path(source)) if source else None
        if entry is None:
            return None
        return next((cls for cls in entry[1].bots if cls.__name__ == bot_class.__name__), None)

    def error_of(self, bot_class: BotClass) -> LoadError | None:
        """Return why the file of `bot_class` did not load at the last scan; None where it did, or is gone."""
        source = getattr(sys.modules.get(bot_class.__module__), "__file__", None)
        entry = self._files.get(Path(source)) if source else None
        return None if entry is None else entry[1].error

    def strategies(self) -> list[BotClass]:
        """Return every bot class of the files scanned so far."""
        return [cls for _, file in self._files.values() for cls in file.bots]


def load_file(path: Path) -> StrategyFile:
    """Run the file as a module of its own, under a name never used before, and return the bot classes it defines.

    The file runs as the user: it may do whatever he may.
    """
    name = f"algotrade_strategy_{path.stem}_{next(_load_numbers)}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        return _failed(path, None, say("is no Python file"))
    module = importlib.util.module_from_spec(spec)
    # before executing: msgspec and dataclasses look a class's module up by its name
    sys.modules[name] = module
    importing.serve(module)
    try:
        # not spec.loader: its cached byte code goes by whole seconds and would miss a second save in one second
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - running the user's own file is this function's job
        bots = _bots_of(module)
        for bot in bots:
            describe(_config_type(bot))
    except SyntaxError as error:
        del sys.modules[name]
        return _failed(path, error.lineno, say("syntax error: {reason}", reason=error.msg), traceback.format_exc())
    except ConfigError as error:
        del sys.modules[name]
        return _failed(path, None, sentence_of(error), traceback.format_exc())
    except (Exception, SystemExit) as error:  # noqa: BLE001 - any mistake in a user's file is that file's error
        del sys.modules[name]
        return _failed(path, _line_in(path, error), f"{type(error).__name__}: {error}", traceback.format_exc())
    if not bots:
        del sys.modules[name]
        return _failed(
            path, None, say("defines no bot: a class made with (market_cache, config) that has async start and run")
        )
    return StrategyFile(path=path, bots=bots)


def _config_type(bot: BotClass) -> type[BotConfig] | None:
    declared = getattr(bot, "config_type", None)
    if declared is None:
        return None
    if not (isinstance(declared, type) and issubclass(declared, BotConfig)):
        raise ConfigError(None, say("{name}.config_type is no subclass of BotConfig", name=bot.__name__))
    return declared


def _bots_of(module: ModuleType) -> tuple[BotClass, ...]:
    return tuple(
        value
        for name, value in vars(module).items()
        if isinstance(value, type)
        and value.__module__ == module.__name__
        and value.__name__ == name
        and not name.startswith("_")
        and is_bot_class(value)
    )


def is_bot_class(cls: type) -> bool:
    """Whether `cls` keeps the contract: made with (market_cache, config), async `start` and `run`."""
    if issubclass(cls, Bot):
        return cls is not Bot
    if not all(inspect.iscoroutinefunction(getattr(cls, name, None)) for name in ("start", "run")):
        return False
    try:
        inspect.signature(cls).bind(None, None)
    except (TypeError, ValueError):
        return False
    return True


def _line_in(path: Path, error: BaseException) -> int | None:
    """The last line of `path` itself on the way to `error`."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return lines[-1] if lines else None


def _failed(path: Path, line: int | None, message: str, text: str = "") -> StrategyFile:
    error = LoadError(path=path, line=line, message=message, traceback=text)
    log.warning("strategy %s", error)
    return StrategyFile(path=path, error=error)
