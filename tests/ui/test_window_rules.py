"""Rules of the window's code that no linter knows: no nested loops, no lost tasks, no colour outside the table."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "algotrade_gui"
FILES = sorted([*(PACKAGE / "ui").rglob("*.py"), *PACKAGE.glob("*.py")])
NAMES = [str(path.relative_to(PACKAGE)) for path in FILES]
EACH_FILE = pytest.mark.parametrize("path", FILES, ids=NAMES)

STATIC_DIALOGS = {
    "QMessageBox": {"information", "warning", "critical", "question", "about", "aboutQt"},
    "QFileDialog": {"getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory", "getOpenFileUrl"},
    "QInputDialog": {"getText", "getInt", "getDouble", "getItem", "getMultiLineText"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}
COLOUR_TEXT = re.compile(r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{2})?)?\b|rgba?\(\s*\d|hsla?\(\s*\d")
COLOUR_MAKERS = {"QColor", "mkColor", "mkPen", "mkBrush"}
GLOBAL_COLOURS = {
    "white",
    "black",
    "red",
    "green",
    "blue",
    "yellow",
    "cyan",
    "magenta",
    "gray",
    "darkGray",
    "lightGray",
}


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@EACH_FILE
def test_no_nested_event_loop(path: Path) -> None:
    """An exec() inside a task loses wake-ups of other tasks for ever (qasync #59): use open()."""
    for call in calls(tree_of(path)):
        if isinstance(call.func, ast.Attribute):
            name = call.func.attr
            assert name not in {"exec", "exec_"}, f"line {call.lineno}: {name}(); use open()"
            owner = call.func.value
            if isinstance(owner, ast.Name):
                assert name not in STATIC_DIALOGS.get(owner.id, set()), f"line {call.lineno}: {owner.id}.{name}"


@EACH_FILE
def test_no_task_without_an_owner(path: Path) -> None:
    """asyncSlot keeps no reference to its task, asyncClose spins (qasync 0.28): use async_bridge.start."""
    for node in ast.walk(tree_of(path)):
        named = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        assert named not in {"asyncSlot", "asyncClose", "asyncWrap", "ensure_future"}, f"line {node.lineno}: {named}"  # type: ignore[attr-defined]  # names have lines
        if isinstance(node, ast.ImportFrom) and node.module == "qasync":
            assert not {alias.name for alias in node.names} & {"asyncSlot", "asyncClose"}


@EACH_FILE
def test_a_painter_is_ended_where_it_was_made(path: Path) -> None:
    """Who looks at the stack, as the watchdog does, keeps a frame's painter a little longer than its paint: Qt must not find it at work."""
    for function in ast.walk(tree_of(path)):
        if not isinstance(function, ast.FunctionDef):
            continue
        made = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            if isinstance(node.value.func, ast.Name) and node.value.func.id == "QPainter"
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        ended = {
            call.func.value.id
            for call in calls(function)
            if isinstance(call.func, ast.Attribute)
            and call.func.attr == "end"
            and isinstance(call.func.value, ast.Name)
        }
        assert made <= ended, f"line {function.lineno}: {made - ended} is never ended"


@EACH_FILE
def test_nothing_but_the_shutdown_ends_the_application(path: Path) -> None:
    for call in calls(tree_of(path)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"quit", "processEvents"}:
            pytest.fail(f"line {call.lineno}: {call.func.attr}()")


@EACH_FILE
def test_no_colour_outside_the_table(path: Path) -> None:
    if path.name == "theme.py":
        return
    tree = tree_of(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not is_docstring(tree, node):
            found = COLOUR_TEXT.search(node.value)
            if found is not None:
                pytest.fail(f"line {node.lineno}: {found.group(0)}")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            named = node.value.attr == "GlobalColor" and node.attr in GLOBAL_COLOURS
            assert not named, f"line {node.lineno}: GlobalColor.{node.attr}"
    for call in calls(tree):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in COLOUR_MAKERS and call.args:
            numbers = all(isinstance(argument, ast.Constant) for argument in call.args)
            assert not numbers, f"line {call.lineno}: {name} of literals"


def is_docstring(tree: ast.AST, node: ast.Constant) -> bool:
    return any(parent.value is node for parent in ast.walk(tree) if isinstance(parent, ast.Expr))


def test_the_rules_bite() -> None:
    assert COLOUR_TEXT.search("color: #ff0000")
    assert COLOUR_TEXT.search("rgba(1, 2, 3, 4)")
    assert not COLOUR_TEXT.search("$panel and #12 of a list")
