"""Collects the window's texts into resources/translations/algotrade_fr.ts, then compiles that file for Qt.

python scripts/translations.py            bring the .ts file up to date (new texts are unfinished, gone ones leave), compile the .qm file
python scripts/translations.py --check    change nothing; exit code 1 with a line per text that is missing, unfinished or gone
python scripts/translations.py --take F   first take translations from the JSON file F: {"English": "French", ...}

A text is the literal first argument of `tr`, `mark`, `say` or `phrase`, or either of the two forms of `trn`. Of the shipped strategies,
which know nothing of translation, it is what they say of themselves in a dialog: what a bot is, its parameters' labels, helps and units.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "algotrade_gui"
STRATEGIES = ROOT / "strategies"
TS_FILE = ROOT / "resources" / "translations" / "algotrade_fr.ts"
QM_FILE = TS_FILE.with_suffix(".qm")
TAKEN = {"tr": (0,), "mark": (0,), "say": (0,), "phrase": (0,), "trn": (1, 2)}
"""Which arguments of which function are texts."""


def texts_of(source: str) -> Iterator[str]:
    """The texts in one module. Raises ValueError where one is an f-string."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in TAKEN:
            continue
        for place in TAKEN[node.func.id]:
            argument = node.args[place] if place < len(node.args) else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value
            elif isinstance(argument, ast.IfExp):
                for branch in (argument.body, argument.orelse):
                    if isinstance(branch, ast.Constant) and isinstance(branch.value, str):
                        yield branch.value
            elif isinstance(argument, ast.JoinedStr):
                raise ValueError(f"line {node.lineno}: an f-string cannot be translated")


def texts_of_strategies(source: str) -> Iterator[str]:
    """What the bots of one module say of themselves and their parameters."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Bot"):
            about = (ast.get_docstring(node) or "").split("\n\n")[0]
            if about:
                yield " ".join(about.split())
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Param":
            for keyword in node.keywords:
                text = ast.literal_eval(keyword.value) if keyword.arg in ("label", "help", "unit") else ""
                if any(map(str.isalpha, text)):
                    yield text


def collect() -> list[str]:
    """All texts of the package and of the shipped strategies, each once, in the order of the files."""
    found: dict[str, None] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        try:
            found.update(dict.fromkeys(texts_of(path.read_text(encoding="utf-8"))))
        except ValueError as error:
            raise SystemExit(f"{path.relative_to(ROOT)}: {error}") from error
    for path in sorted(STRATEGIES.glob("*.py")):
        found.update(dict.fromkeys(texts_of_strategies(path.read_text(encoding="utf-8"))))
    return list(found)


def read_known() -> dict[str, str]:
    """English texts with their translations, empty where unfinished."""
    if not TS_FILE.exists():
        return {}
    known = {}
    for message in ET.parse(TS_FILE).getroot().iter("message"):
        known[message.findtext("source") or ""] = message.findtext("translation") or ""
    return known


def write(texts: list[str], known: dict[str, str]) -> None:
    """Write the .ts file."""
    root = ET.Element("TS", version="2.1", language="fr", sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = "algotrade"
    for text in texts:
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = text
        translation = ET.SubElement(message, "translation")
        translation.text = known.get(text, "")
        if not translation.text:
            translation.set("type", "unfinished")
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    TS_FILE.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def compile_for_qt(target: Path) -> None:
    """Make the .qm file that the program loads out of the .ts file."""
    import PySide6

    tool = Path(PySide6.__file__).parent / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
    command = [str(tool), "-silent", str(TS_FILE), "-qm", str(target)]
    subprocess.run(command, check=True)


def main(arguments: list[str]) -> int:
    texts, known = collect(), read_known()
    if "--check" in arguments:
        missing = [text for text in texts if not known.get(text)]
        gone = [text for text in known if text not in set(texts)]
        for name, which in (("untranslated", missing), ("gone", gone)):
            for text in which:
                sys.stdout.write(f"{name}: {text}\n")
        return 1 if missing or gone else 0
    if "--take" in arguments:
        taken = json.loads(Path(arguments[arguments.index("--take") + 1]).read_text(encoding="utf-8"))
        known |= {text: words for text, words in taken.items() if words}
    write(texts, known)
    compile_for_qt(QM_FILE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
