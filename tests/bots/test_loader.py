"""Strategies from files: a broken one is a value and hides no other."""

import os
import sys
from pathlib import Path

import pytest

from algotrade_gui.bots.loader import StrategyLoader, load_file

pytestmark = pytest.mark.allow_log(r"bots\.loader: strategy ")

GOOD = """
from __future__ import annotations  # annotations are texts then: msgspec looks the module up by its name

from algotrade_gui.bots.api import Bot, BotConfig

class GoodConfig(BotConfig, frozen=True, kw_only=True):
    size: int = 1

class Good(Bot):
    config_type = GoodConfig

    async def run(self):
        async for update in self.market_cache.updates():
            pass
"""
SEED = """
class SeedBot:
    def __init__(self, market_cache, config):
        self.market_cache = market_cache
        self.config = config

    async def start(self):
        await self.run()

    async def run(self):
        pass

class Helper:
    pass
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_native_and_seed_classes_are_found_and_helpers_are_not(tmp_path: Path) -> None:
    write(tmp_path, "a.py", GOOD)
    write(tmp_path, "b.py", SEED)
    write(tmp_path, "_hidden.py", GOOD)
    write(tmp_path, "notes.txt", "no python")
    loader = StrategyLoader([tmp_path, tmp_path / "not there"])
    files = loader.scan()
    assert [(file.path.name, [bot.__name__ for bot in file.bots], file.error) for file in files] == [
        ("a.py", ["Good"], None),
        ("b.py", ["SeedBot"], None),
    ]
    assert loader.find("Good") is files[0].bots[0]
    assert loader.find("Bot") is None
    assert [cls.__name__ for cls in loader.strategies()] == ["Good", "SeedBot"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\ndef broken(:\n", 2, "syntax error"),
        ("import json\n\nimport no_such_module_at_all\n", 3, "no_such_module_at_all"),
        ("def f():\n    return 1 / 0\n\nf()\n", 2, "ZeroDivisionError"),
        ("import sys\nsys.exit(3)\n", 2, "SystemExit"),
        ("x = 1\n", None, "defines no bot"),
        (b"\xff\xfe\x00", None, ""),
        (
            "from algotrade_gui.bots.api import *\nclass C(BotConfig, frozen=True, kw_only=True):\n    a: list = []\n"
            "class B(Bot):\n    config_type = C\n    async def run(self): pass\n",
            None,
            "no dialog can show a value",
        ),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_hides_no_other(
    tmp_path: Path, text: str | bytes, line: int | None, words: str
) -> None:
    broken = write(tmp_path, "broken.py", text)
    write(tmp_path, "good.py", GOOD)
    first, second = StrategyLoader([tmp_path]).scan()
    assert first.error is not None
    assert (first.error.path, first.bots) == (broken, ())
    assert words in first.error.message
    if line is not None:
        assert first.error.line == line
        assert str(first.error).startswith(f"broken.py, line {line}: ")
        assert "broken.py" in first.error.traceback
    assert [bot.__name__ for bot in second.bots] == ["Good"]


def test_only_changed_files_are_loaded_again_under_a_fresh_name(tmp_path: Path) -> None:
    path = write(tmp_path, "a.py", GOOD)
    write(tmp_path, "b.py", SEED)
    loader = StrategyLoader([tmp_path])
    before = loader.scan()
    assert loader.scan() == before
    assert all(new.bots[0] is old.bots[0] for new, old in zip(loader.scan(), before, strict=True))
    write(tmp_path, "a.py", GOOD.replace("size: int = 1", "size: int = 22"))
    after = loader.scan()
    old, new = before[0].bots[0], after[0].bots[0]
    assert new is not old
    assert new.__module__ != old.__module__
    assert (old.config_type().size, new.config_type().size) == (1, 22)  # type: ignore[attr-defined]
    assert after[1].bots[0] is before[1].bots[0]
    assert loader.newest(old) is new
    path.unlink()
    assert [file.path.name for file in loader.scan()] == ["b.py"]
    assert loader.newest(old) is None


def test_a_save_of_the_same_size_is_seen_by_its_time(tmp_path: Path) -> None:
    path = write(tmp_path, "a.py", GOOD)
    loader = StrategyLoader([tmp_path])
    loader.scan()
    stamp = path.stat()
    write(tmp_path, "a.py", GOOD.replace("size: int = 1", "size: int = 7"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1))
    (file,) = loader.scan()
    assert file.bots[0].config_type().size == 7  # type: ignore[attr-defined]


def test_the_module_is_known_while_it_runs_and_forgotten_when_it_fails(tmp_path: Path) -> None:
    text = GOOD + "\nimport sys\nassert sys.modules[__name__].__file__ == __file__\n"
    assert load_file(write(tmp_path, "self_aware.py", text)).error is None
    # other tests may have loaded files of that name
    before = set(sys.modules)
    load_file(write(tmp_path, "failing.py", "1 / 0\n"))
    assert not [name for name in set(sys.modules) - before if name.startswith("algotrade_strategy_failing")]


def test_the_first_folder_wins_a_name(tmp_path: Path) -> None:
    mine, bundled = tmp_path / "mine", tmp_path / "bundled"
    mine.mkdir()
    bundled.mkdir()
    write(mine, "a.py", GOOD)
    write(bundled, "a.py", GOOD)
    loader = StrategyLoader([mine, bundled])
    files = loader.scan()
    assert len(files) == 2
    assert loader.find("Good") is files[0].bots[0]
