"""The program finds its own files as a checkout, as a wheel and frozen, and makes the user's folders."""

import sys
from pathlib import Path

import pytest

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.paths import AppPaths, Install, find_paths


def tree(root: Path, *files: str) -> Path:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root


def test_home_variable_moves_everything_that_is_written(tmp_path: Path) -> None:
    paths = find_paths({"ALGOTRADE_GUI_HOME": str(tmp_path / "home")})
    assert (paths.config, paths.data, paths.logs) == (
        tmp_path / "home" / "config",
        tmp_path / "home" / "data",
        tmp_path / "home" / "logs",
    )
    assert paths.log_file.name == "algo_trade.log"
    assert not (tmp_path / "home").exists(), "asking touches no file"


def test_without_the_variable_the_platform_s_folders() -> None:
    paths = find_paths({})
    for folder in (paths.config, paths.data, paths.logs):
        assert "algotrade-gui" in folder.parts
        assert folder.is_absolute()


def test_this_checkout_is_found_and_its_strategies_are_edited_in_place() -> None:
    paths = find_paths({})
    root = Path(__file__).resolve().parents[2]
    assert paths.strategies == paths.bundled_strategies == root / "strategies"
    assert paths.resources == root / "resources"


def test_wheel(tmp_path: Path) -> None:
    package = tree(
        tmp_path / "site-packages",
        "algotrade_gui/__init__.py",
        "algotrade_gui/_bundled/resources/a.svg",
        "algotrade_gui/_bundled/strategies/simple.py",
    )
    paths = find_paths({"ALGOTRADE_GUI_HOME": str(tmp_path / "home")}, Install(package=package / "algotrade_gui"))
    assert paths.resource("a.svg").read_text().endswith("a.svg")
    assert paths.strategies == tmp_path / "home" / "data" / "strategies"
    paths.prepare()
    assert [path.name for path in paths.strategies.iterdir()] == ["simple.py"]


def frozen(tmp_path: Path, platform: str) -> AppPaths:
    program = tree(
        tmp_path / "program",
        "algotrade-gui",
        "strategies/simple.py",
        "_internal/strategies/simple.py",
        "_internal/resources/a.svg",
        "_internal/algotrade_gui/__init__.py",
    )
    install = Install(
        package=program / "_internal" / "algotrade_gui",
        frozen=True,
        executable=program / "algotrade-gui",
        platform=platform,
    )
    return find_paths({"ALGOTRADE_GUI_HOME": str(tmp_path / "home")}, install)


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_frozen_strategies_stand_beside_the_executable(tmp_path: Path, platform: str) -> None:
    paths = frozen(tmp_path, platform)
    assert paths.strategies == tmp_path / "program" / "strategies"
    assert paths.resource("a.svg").is_file()


def test_frozen_on_macos_they_are_copied_out_of_the_bundle(tmp_path: Path) -> None:
    paths = frozen(tmp_path, "darwin")
    assert paths.bundled_strategies == tmp_path / "program" / "_internal" / "strategies"
    assert paths.strategies == tmp_path / "home" / "data" / "strategies"


def test_frozen_in_a_folder_that_cannot_be_written_they_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere
    paths = frozen(tmp_path, "linux")
    assert paths.bundled_strategies == tmp_path / "program" / "strategies"
    assert paths.strategies == tmp_path / "home" / "data" / "strategies"


def test_the_strategy_folder_is_filled_once_only(tmp_path: Path) -> None:
    package = tree(
        tmp_path / "lib",
        "algotrade_gui/_bundled/strategies/simple.py",
        "algotrade_gui/_bundled/strategies/__pycache__/x.pyc",
    )
    paths = find_paths({"ALGOTRADE_GUI_HOME": str(tmp_path / "home")}, Install(package=package / "algotrade_gui"))
    paths.prepare()
    assert [path.name for path in paths.strategies.iterdir()] == ["simple.py"]
    (paths.strategies / "simple.py").write_text("mine")
    (paths.strategies / "other.py").write_text("mine too")
    paths.prepare()
    assert (paths.strategies / "simple.py").read_text() == "mine"
    for path in paths.strategies.iterdir():
        path.unlink()
    paths.prepare()
    assert not list(paths.strategies.iterdir()), "what the user deleted stays deleted"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file stands in the way")
    paths = find_paths({"ALGOTRADE_GUI_HOME": str(tmp_path / "home")})
    with pytest.raises(UserError, match=r"The folder .*home/config cannot be made: Not a directory\."):
        paths.prepare()


def test_a_missing_resource_is_a_broken_build() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg is missing"):
        find_paths().resource("nothing.svg")


def test_the_running_install_is_no_frozen_one() -> None:
    install = Install.running()
    assert install.package.name == "algotrade_gui"
    assert not install.frozen
    assert install.executable == Path(sys.executable)
