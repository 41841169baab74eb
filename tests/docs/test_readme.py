"""What the README tells a newcomer is so."""

import re
import textwrap
from pathlib import Path

import pytest

from algotrade_gui.bots.loader import load_file
from tests.docs.test_guide import PYTHON

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_bot_is_the_guide_s_and_has_ten_lines_at_most(tmp_path: Path) -> None:
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    source = textwrap.dedent("   " + example if not example.startswith(" ") else example)
    assert source == PYTHON[0], "tests/docs/test_guide.py runs the guide's"
    assert len([line for line in source.splitlines() if line]) <= 10
    path = tmp_path / "first_bot.py"
    path.write_text(source, encoding="utf-8")
    assert [cls.__name__ for cls in load_file(path).bots] == ["FirstBot"]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\]\(((?!https?:)[^)]+)\)", README))))
def test_a_file_that_is_linked_is_there(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z]+)`", README))))
def test_a_target_that_is_named_is_there(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_target_is_told() -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [target for target in targets if f"`make {target}`" not in README and target != "help"] == []


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    pages = sorted(path.name for path in (ROOT / "docs" / "adr").glob("0*.md"))
    assert re.findall(r"\]\((0[^)]+)\)", index) == pages
