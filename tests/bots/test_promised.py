"""What is promised to strategies is there, and the bundled ones take no more."""

import ast
import importlib
import sys
from pathlib import Path

import pytest

from algotrade_gui.bots.promised import API, MODULES, STANDARD_LIBRARY, THIRD_PARTY

ROOT = Path(__file__).resolve().parents[2]


def imports(source: str) -> set[str]:
    """The modules that a source file imports; `from a import b` counts as `a`, or as `a.b` where that is a promised module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            nested = {f"{module}.{name.name}" for name in node.names} & set(MODULES)
            found.update(nested or {module})
    return found


@pytest.mark.parametrize("name", MODULES)
def test_a_promised_module_can_be_imported(name: str) -> None:
    assert importlib.import_module(name).__name__ == name


def test_the_list_s_parts_are_what_they_say() -> None:
    assert {name.split(".")[0] for name in STANDARD_LIBRARY} <= sys.stdlib_module_names
    assert not {name.split(".")[0] for name in THIRD_PARTY} & sys.stdlib_module_names
    assert len(set(MODULES)) == len(MODULES)


@pytest.mark.parametrize("path", sorted((ROOT / "strategies").glob("**/*.py")), ids=lambda path: path.name)
def test_a_bundled_strategy_imports_only_what_is_promised(path: Path) -> None:
    assert imports(path.read_text(encoding="utf-8")) <= set(MODULES)


def test_imports_are_seen_wherever_they_stand() -> None:
    source = "import os.path, math\nfrom scipy import special\ndef f():\n    from PySide6.QtCore import Qt\n    from . import x\n"
    assert imports(source) == {"os.path", "math", "scipy.special", "PySide6.QtCore", "."}
    assert API in imports(f"from {API} import Bot")


def test_the_guide_shows_the_list() -> None:
    guide = (ROOT / "docs" / "strategies-guide.md").read_text(encoding="utf-8")
    missing = [name for name in MODULES if f"`{name}`" not in guide]
    assert not missing
