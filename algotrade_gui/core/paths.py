"""Where the program finds its own files, what the user may edit, what it may write."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.words import say

APP_NAME = "algotrade-gui"

HOME_VARIABLE = "ALGOTRADE_GUI_HOME"
"""Puts config, data and logs into one folder: for tests, and for a program carried on a stick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Install:
    """What `find_paths` reads of the running program; a test makes up its own."""

    package: Path
    """The folder of the package itself."""
    frozen: bool = False
    executable: Path = Path(sys.executable)
    platform: str = sys.platform

    @classmethod
    def running(cls) -> "Install":
        """The program as it runs."""
        return cls(package=Path(__file__).resolve().parents[1], frozen=bool(getattr(sys, "frozen", False)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPaths:
    """The program's folders. Those that are written exist only after `prepare`."""

    config: Path
    data: Path
    logs: Path
    resources: Path
    bundled_strategies: Path
    strategies: Path
    """The user's own to edit: the bundled folder itself in a source checkout, else a copy made at the first start."""
    portable: bool = False
    """Whether config, data and logs were put into one folder of the user's choice."""

    @property
    def profiles(self) -> Path:
        return self.config / "profiles"

    @property
    def secrets(self) -> Path:
        return self.config / "secrets"

    @property
    def journals(self) -> Path:
        return self.data / "journal"

    @property
    def recordings(self) -> Path:
        """One file for each recorded round."""
        return self.data / "recordings"

    @property
    def control(self) -> Path:
        """Where running programs say how the kill switch is reached; its files are the user's alone to read."""
        return self.data / "control"

    @property
    def log_file(self) -> Path:
        return self.logs / "algo_trade.log"

    def resource(self, name: str) -> Path:
        """Return the file `name` below resources/. Raises FileNotFoundError: a missing resource is a broken build."""
        path = self.resources / name
        if not path.is_file():
            raise FileNotFoundError(f"resource {name} is missing in {self.resources}")
        return path

    def prepare(self) -> None:
        """Make the folders that are written; fill the strategy folder if it was never there.

        Raises UserError, with the folder and the system's reason, where that cannot be done.
        """
        for folder in (self.config, self.data, self.logs, self.profiles):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UserError(
                    say(
                        "The folder {folder} cannot be made: {reason}.",
                        folder=folder,
                        reason=str(error.strerror or error),
                    )
                ) from error
        if self.strategies.is_dir():
            return
        # copied under another name, then renamed: a start that was cut short leaves no half-filled folder
        part = self.strategies.with_name(f"{self.strategies.name}.{os.getpid()}.part")
        try:
            self.strategies.parent.mkdir(parents=True, exist_ok=True)
            if self.bundled_strategies.is_dir():
                shutil.copytree(self.bundled_strategies, part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                part.mkdir()
            part.rename(self.strategies)
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            # another window's first start may have been faster
            if not self.strategies.is_dir():
                reason = error.strerror or error
                raise UserError(
                    say(
                        "The strategy folder {strategies} cannot be made: {reason}.",
                        strategies=self.strategies,
                        reason=str(reason),
                    )
                ) from error


def find_paths(environ: Mapping[str, str] | None = None, install: Install | None = None) -> AppPaths:
    """Return the folders of this program for this user; touches no file."""
    environ = os.environ if environ is None else environ
    install = install or Install.running()
    home = environ.get(HOME_VARIABLE)
    if home:
        base = Path(home).expanduser().absolute()
        config, data, logs = base / "config", base / "data", base / "logs"
    else:
        dirs = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
        config, data, logs = dirs.user_config_path, dirs.user_data_path, dirs.user_log_path
    resources, bundled, editable = _own_files(install)
    return AppPaths(
        config=config,
        data=data,
        logs=logs,
        resources=resources,
        bundled_strategies=bundled,
        strategies=bundled if editable else data / "strategies",
        portable=bool(home),
    )


def _own_files(install: Install) -> tuple[Path, Path, bool]:
    """Return resources, bundled strategies, and whether the latter are the user's to edit in place."""
    beside = install.package.parent
    if install.frozen:
        # the spec copies resources/ to the bundle's root; strategies stand beside the executable, where people look.
        # A signed macOS bundle must not change, so there they travel inside.
        at_executable = install.executable.parent / "strategies"
        if install.platform != "darwin" and at_executable.is_dir():
            return beside / "resources", at_executable, os.access(at_executable, os.W_OK)
        return beside / "resources", beside / "strategies", False
    # an installed wheel carries both inside the package (pyproject.toml, force-include)
    inside = install.package / "_bundled"
    if inside.is_dir():
        return inside / "resources", inside / "strategies", False
    # a folder named strategies beside site-packages' content would be somebody else's: ask for our own project file
    return beside / "resources", beside / "strategies", (beside / "pyproject.toml").is_file()
