"""What every bundled strategy promises: it loads, it can be drawn in a dialog, it imports only what a strategy may."""

import ast
import sys
from pathlib import Path

import pytest

from algotrade_gui.bots import api
from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.params import build, describe

FOLDER = Path(__file__).resolve().parents[2] / "strategies"
FILES = sorted(FOLDER.glob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_strategy_imports_the_api_the_standard_library_and_numpy_only(path: Path) -> None:
    for name in imported(path):
        top = name.split(".")[0]
        assert name == "algotrade_gui.bots.api" or top in sys.stdlib_module_names or top == "numpy", name


def test_all_are_there_and_load() -> None:
    loader = StrategyLoader([FOLDER])
    files = loader.scan()
    assert [file.error for file in files] == [None] * len(FILES)
    assert {cls.__name__ for cls in loader.strategies()} >= {
        "SimpleMarketMakingBot",
        "MomentumBot",
        "PutCallParityBot",
        "ScalpingBot",
        "EmptyBot",
        "UnderpricedOptionsBot",
        "LongCombinationsBot",
        "InventoryMakerBot",
    }


def test_every_setting_has_a_default_a_label_and_bounds_where_it_is_a_number() -> None:
    loader = StrategyLoader([FOLDER])
    loader.scan()
    for cls in loader.strategies():
        config_type = getattr(cls, "config_type", None)
        assert config_type is not None
        build(config_type, {})
        for info in describe(config_type):
            assert not info.required
            assert info.label
            if info.type in (int, float):
                assert info.minimum is not None
                assert info.maximum is not None


def test_the_facade_exports_what_it_names() -> None:
    assert sorted(api.__all__, key=str.casefold) == sorted(set(api.__all__), key=str.casefold)
    assert all(hasattr(api, name) for name in api.__all__)
