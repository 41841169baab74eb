"""scripts/setup.sh says in one sentence what it cannot work with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no sh on Windows")

ROOT = Path(__file__).resolve().parents[2]


def setup(
    tmp_path: Path, *arguments: str, path: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a copy of the script, so that no real environment is touched."""
    (tmp_path / "scripts").mkdir(exist_ok=True)
    for name in ("scripts/setup.sh", "uv.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return subprocess.run(
        ["/bin/sh", "scripts/setup.sh", *arguments],
        cwd=tmp_path,
        env={"PATH": path or os.environ["PATH"], "HOME": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def python(folder: Path, version: str, name: str = "python3") -> Path:
    """A program that answers as a Python of that version would to the script's questions."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\nset -- \"$@\"\ncase $1 in -V) echo 'Python {version}' ;; *) exit 1 ;; esac\n")
    path.chmod(0o755)
    return path


def test_a_python_that_is_too_new_is_refused_in_one_sentence(tmp_path: Path) -> None:
    new = python(tmp_path / "bin", "3.14.1")
    result = setup(tmp_path, "core", PYTHON=str(new))
    assert result.returncode == 1
    assert result.stderr == (
        f"setup: PYTHON={new} is Python 3.14.1, but algotrade-gui needs Python 3.11, 3.12 or 3.13.\n"
    )
    assert not (tmp_path / ".venv-core").exists()


def test_a_python_that_is_none(tmp_path: Path) -> None:
    result = setup(tmp_path, "core", PYTHON=str(tmp_path / "nowhere"))
    assert result.returncode == 1
    assert result.stderr == f"setup: PYTHON={tmp_path}/nowhere is no program.\n"


def test_a_system_with_another_python_only(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    python(tools, "3.10.9")
    for name in ("dirname", "cksum", "id", "cat", "sed", "tr"):
        (tools / name).symlink_to(next(p for p in (Path("/usr/bin") / name, Path("/bin") / name) if p.exists()))
    result = setup(tmp_path, "core", path=str(tools))
    assert result.returncode == 1
    assert result.stderr == (
        "setup: algotrade-gui needs Python 3.11, 3.12 or 3.13; found Python 3.10.9. "
        "Install one of them, or name it: make PYTHON=/path/to/python ...\n"
    )


def test_nothing_to_do_is_said_with_silence_and_at_once(tmp_path: Path) -> None:
    bin_folder = tmp_path / ".venv-core" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "python").symlink_to(sys.executable)
    stamp = tmp_path / ".venv-core" / "setup-stamp"
    setup(tmp_path, "unknown")  # puts the copies in place
    sums = subprocess.run(
        ["cksum", "uv.lock", "pyproject.toml", "scripts/setup.sh"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    stamp.write_text(f"{tmp_path}/.venv-core\nPYTHON=\n{sums}")
    result = setup(tmp_path, "core")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_an_unknown_argument(tmp_path: Path) -> None:
    result = setup(tmp_path, "--frobnicate")
    assert (result.returncode, result.stderr) == (2, "setup: unknown argument --frobnicate\n")
