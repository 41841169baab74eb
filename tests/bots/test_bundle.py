"""Bundles: what goes in comes out, what is hostile comes to nothing, what is not accepted is never loaded."""

import hashlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from algotrade_gui.bots import bundle as bundles
from algotrade_gui.bots.bundle import Bundle, BundleError, export_bundle, harmless, read_bundle
from algotrade_gui.bots.bundle_install import ASIDE, bots_to_add, install, is_trusted, trusted
from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import BotSettings, Quota, RestartPolicy

CODE = '''"""A bot."""
import json
from collections import deque
from algotrade_gui.bots.api import Bot


class Quoter(Bot):
    async def run(self):
        pass
'''
OTHER = CODE.replace("Quoter", "Taker")
BOT = BotSettings(strategy="Quoter", name="q", config={"size": 3, "names": ["a"], "deep": {"x": 1.5}})

Entry = tuple[str | zipfile.ZipInfo, bytes]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def manifest(files: dict[str, bytes], bots: list[dict[str, object]] | None = None, version: int = 1) -> bytes:
    table = {
        "format": version,
        "strategies": [{"file": name, "sha256": digest(data)} for name, data in files.items()],
        "bots": bots or [],
    }
    return tomli_w.dumps(table).encode()


def zipped(path: Path, entries: list[Entry], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def made(path: Path, files: dict[str, bytes] | None = None, bots: list[dict[str, object]] | None = None) -> Path:
    contents = {"quoter.py": CODE.encode()} if files is None else files
    entries: list[Entry] = [("manifest.toml", manifest(contents, bots))]
    return zipped(path, entries + [(f"strategies/{name}", data) for name, data in contents.items()])


def sources(folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    (folder / "quoter.py").write_text(CODE)
    (folder / "taker.py").write_text(OTHER)
    return [folder / "quoter.py", folder / "taker.py"]


# --- there and back ---


def test_what_is_exported_is_read_again_whole(tmp_path: Path) -> None:
    bot = BotSettings(
        strategy="Quoter",
        name="q",
        autostart=False,
        restart=RestartPolicy(when="on_failure", most_tries=3),
        quota=Quota(per_s=20),
        config=BOT.config,
    )
    done = export_bundle(tmp_path / "b.zip", [bot, BotSettings(strategy="Taker", name="t")], sources(tmp_path / "from"))
    assert (done.files, done.bots, done.left_out) == (("quoter.py", "taker.py"), ("q", "t"), ())
    read = read_bundle(tmp_path / "b.zip")
    assert read.bots == (bot, BotSettings(strategy="Taker", name="t"))
    quoter = read.files[0]
    assert (quoter.name, quoter.text, quoter.problem) == ("quoter.py", CODE, "")
    assert quoter.imports == ("algotrade_gui.bots.api", "collections", "json")
    assert quoter.classes == ("Quoter",)
    assert quoter.sha256 == digest(CODE.encode())


def test_no_secret_goes_with_it(tmp_path: Path) -> None:
    secret = Secret("tiger-lily-0815-4711")
    config = {
        "size": 1,
        "team_secret": "x",
        "apiKey": "y",
        "note": f"mine is {secret.reveal()}",
        "deep": {"Password": "z", "ok": 2},
        "uri": "ws://there?team_secret=01234567-89ab-cdef-0123-456789abcdef",
    }
    done = export_bundle(tmp_path / "b.zip", [BotSettings(strategy="Quoter", name="q", config=config)], [])
    assert read_bundle(tmp_path / "b.zip").bots[0].config == {"size": 1, "deep": {"ok": 2}}
    assert done.left_out == ("q: team_secret", "q: apiKey", "q: note", "q: deep: Password", "q: uri")
    file = tmp_path / "mine.py"
    for text in (
        f"KEY = '{secret.reveal()}'\n",
        "URI = 'ws://there?team_secret=01234567-89ab-cdef-0123-456789abcdef'\n",
    ):
        file.write_text(text)
        with pytest.raises(BundleError, match=r"mine\.py holds your team's secret"):
            export_bundle(tmp_path / "c.zip", [], [file])
        assert not (tmp_path / "c.zip").exists()


def test_a_secret_inside_a_group_of_settings_takes_only_itself_out(tmp_path: Path) -> None:
    Secret("tiger-lily-0815-9999")
    config = {"deep": {"note": "tiger-lily-0815-9999", "ok": 2}}
    export_bundle(tmp_path / "b.zip", [BotSettings(strategy="Quoter", name="q", config=config)], [])
    assert read_bundle(tmp_path / "b.zip").bots[0].config == {"deep": {"ok": 2}}


def test_a_secret_in_a_list_of_settings_takes_the_list_out(tmp_path: Path) -> None:
    config = {
        "logins": [{"user": "a", "password": "z"}],
        "deep": {"rows": [[1, {"api_key": "k"}], 2]},
        "ok": [{"a": [1]}],
    }
    done = export_bundle(tmp_path / "b.zip", [BotSettings(strategy="Quoter", name="q", config=config)], [])
    assert read_bundle(tmp_path / "b.zip").bots[0].config == {"deep": {}, "ok": [{"a": [1]}]}
    assert done.left_out == ("q: logins", "q: deep: rows")


@pytest.mark.parametrize("name", ["my bot.py", "aux.py", "gameapi.py", "ünî.py", "9.py", "notes.txt"])
def test_a_file_that_could_not_be_imported_is_not_exported(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(CODE)
    with pytest.raises(BundleError):
        export_bundle(tmp_path / "b.zip", [], [file])
    assert not (tmp_path / "b.zip").exists()


# --- hostile ones ---


def link(name: str, kind: int = stat.S_IFLNK) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o777) << 16
    return info


def refused(path: Path, match: str) -> None:
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(BundleError, match=match):
        read_bundle(path)
    assert sorted(path.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "name",
    [
        "../evil.py",
        "strategies/../evil.py",
        "/etc/evil.py",
        "C:\\evil.py",
        "strategies/sub/evil.py",
        "strategies/.evil.py",
        "strategies/_evil.py",
        "strategies/evil.pyc",
        "strategies/evil.py ",
        "strategies/evil",
        "strategies\\evil.py",
        "strategies/",
        "evil.py",
        "strategies/con.py",
        "strategies/gameapi.py",
        "strategies/ev\x00il.py",
        "strategies/ev\u202eil.py",
        "strategies/é.py",
        "__main__.py",
    ],
)
def test_no_name_leads_anywhere_else(tmp_path: Path, name: str) -> None:
    data = CODE.encode()
    file = name.removeprefix("strategies/")
    refused(zipped(tmp_path / "b.zip", [("manifest.toml", manifest({file: data})), (name, data)]), ".")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_only_plain_files_are_taken(tmp_path: Path, kind: int) -> None:
    data = b"/etc/passwd"
    path = zipped(
        tmp_path / "b.zip", [("manifest.toml", manifest({"a.py": data})), (link("strategies/a.py", kind), data)]
    )
    refused(path, "no plain file")


def test_a_file_that_unpacks_to_more_than_is_allowed_is_not_unpacked(tmp_path: Path) -> None:
    bomb = b"#" * (bundles.MOST_FILE_BYTES + 1)
    path = made(tmp_path / "b.zip", {"a.py": bomb})
    assert path.stat().st_size < 10_000
    refused(path, "larger than 512 kB")


def test_nor_is_one_that_tells_a_small_size(tmp_path: Path) -> None:
    bomb = b"#" * (bundles.MOST_FILE_BYTES * 4)
    path = made(tmp_path / "b.zip", {"a.py": bomb})
    lie = path.read_bytes().replace(len(bomb).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(lie)
    refused(path, ".")


def test_limits_of_count_and_size(tmp_path: Path) -> None:
    many = {f"s{number}.py": b"x = 1\n" for number in range(bundles.MOST_FILES + 1)}
    refused(made(tmp_path / "many.zip", many), "at most 51")
    (tmp_path / "big.zip").write_bytes(b"0" * (bundles.MOST_BYTES + 1))
    refused(tmp_path / "big.zip", "larger than 8 MB")
    padded = manifest({}) + b"#" * bundles.MOST_MANIFEST_BYTES
    refused(zipped(tmp_path / "manifest.zip", [("manifest.toml", padded)]), "larger than 256 kB")
    bots: list[dict[str, object]] = [
        {"strategy": "Quoter", "name": f"b{number}"} for number in range(bundles.MOST_BOTS + 1)
    ]
    refused(made(tmp_path / "bots.zip", bots=bots), "cannot be used")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused_whatever_their_case(tmp_path: Path) -> None:
    data = CODE.encode()
    for first, second in (("a.py", "a.py"), ("a.py", "A.py")):
        listed = manifest({first: data, second: data})
        path = zipped(
            tmp_path / "b.zip",
            [("manifest.toml", listed), (f"strategies/{first}", data), (f"strategies/{second}", data)],
        )
        refused(path, "two entries")


def test_what_the_manifest_does_not_name_or_names_otherwise_is_refused(tmp_path: Path) -> None:
    data = CODE.encode()
    extra: list[Entry] = [("manifest.toml", manifest({})), ("strategies/a.py", data)]
    refused(zipped(tmp_path / "extra.zip", extra), "names other files")
    missing: list[Entry] = [("manifest.toml", manifest({"a.py": data}))]
    refused(zipped(tmp_path / "missing.zip", missing), "names other files")
    changed: list[Entry] = [("manifest.toml", manifest({"a.py": data})), ("strategies/a.py", data + b"import os\n")]
    refused(zipped(tmp_path / "changed.zip", changed), "is not the file")
    refused(zipped(tmp_path / "none.zip", [("strategies/a.py", data)]), "no manifest")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(tmp_path: Path, method: int) -> None:
    refused(zipped(tmp_path / "b.zip", [("manifest.toml", manifest({}))], method), "compressed")


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "b.zip")
    data = bytearray(path.read_bytes())
    # the flag in the central directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    refused(path, "encrypted")


@pytest.mark.parametrize(
    ("table", "match"),
    [
        (b"format = 2\n", "newer version"),
        (b"format = 0\n", "no format"),
        (b"", "cannot be used"),
        (b"format = '1'\n", "cannot be used"),
        (b"format = 1\nrun = 'this'\n", "cannot be used"),
        (b"\xff\xfe", "cannot be used"),
        (b"format = 1\nx = " + b"[" * 5_000, "cannot be used"),
        # read whole it takes minutes: each part of a name costs as much as all before it
        (b"format = 1\n" + b".".join([b"a"] * 120_000) + b" = 1\n", "is dotted more than"),
        (b"format = 1\r\n[" + b" . ".join([b"'a.b'"] * 30_000) + b"]\r\n", "is dotted more than"),
        (b"format = 1\n[[bots]]\nstrategy = 'Q'\nname = \"a\\u001b[2J\"\n", "is no bot"),
        (b"format = 1\n[[bots]]\nstrategy = 'Q'\nname = 'manual'\n", "is no bot"),
        (b"format = 1\n[[bots]]\nstrategy = 'os.system'\nname = 'a'\n", "is no bot"),
        (b"format = 1\n[[bots]]\nstrategy = 'Q'\nname = 'a'\n[[bots]]\nstrategy = 'Q'\nname = 'a'\n", "one name"),
        (b"format = 1\n[[bots]]\nstrategy = 'Q'\nname = 'a'\nsecret = 'x'\n", "cannot be used"),
    ],
)
def test_a_manifest_that_does_not_hold_is_one_sentence(tmp_path: Path, table: bytes, match: str) -> None:
    refused(zipped(tmp_path / "b.zip", [("manifest.toml", table)]), match)


@pytest.mark.parametrize(
    "data",
    [
        b"# coding: utf-7\n+AGk-mport os\n",
        b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
        b"# coding: nonsense\n",
        b"x = '\xff'\n",
        b"x = 1\0\n",
        b"\xef\xbb\xbf# coding: latin-1\n",
    ],
)
def test_code_that_python_would_read_as_another_text_than_is_shown_is_refused(tmp_path: Path, data: bytes) -> None:
    refused(made(tmp_path / "b.zip", {"a.py": data}), ".")


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"def f(:\n", "line 1"), (b"(" * 5_000, ""), (b"x = " + b"-" * 100_000 + b"1\n", "")],
    ids=["syntax", "brackets", "signs"],
)
def test_code_that_does_not_read_is_shown_with_the_reason(tmp_path: Path, data: bytes, problem: str) -> None:
    (file,) = read_bundle(made(tmp_path / "b.zip", {"a.py": data})).files
    assert problem in file.problem
    assert file.problem
    assert (file.imports, file.classes) == ((), ())


def test_nothing_is_executed_by_reading_showing_or_importing_without_acceptance(tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    code = f"open({str(mark)!r}, 'w').close()\n{CODE}".encode()
    bundle = read_bundle(made(tmp_path / "b.zip", {"evil.py": code}))
    install(bundle, tmp_path / "to", set())
    files = StrategyLoader([tmp_path / "to"]).scan()
    assert files == []
    assert not mark.exists()


def test_characters_that_hide_or_turn_text_round_are_shown_as_numbers() -> None:
    assert harmless("a\x1b[2Jb\u202ec\u200bd\re\n\tf\r\ng") == "a\\u{001b}[2Jb\\u{202e}c\\u{200b}d\\u{000d}e\n\tf\ng"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "b.zip"
    for content in (data, b"PK\x03\x04" + data, data + b"PK\x05\x06" + bytes(18)):
        path.write_bytes(content)
        with pytest.raises(BundleError):
            read_bundle(path)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_changed_bundle_is_refused_or_holds_what_it_held(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    whole = made(tmp_path / "whole.zip", bots=[{"strategy": "Quoter", "name": "q"}])
    good = read_bundle(whole)
    data = bytearray(whole.read_bytes())
    for place, value in changes:
        data[place % len(data)] = value
    (tmp_path / "b.zip").write_bytes(bytes(data))
    try:
        read = read_bundle(tmp_path / "b.zip")
    except BundleError:
        return
    assert [(file.name, file.data) for file in read.files] == [(file.name, file.data) for file in good.files]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.one_of(
        st.text(min_size=1, max_size=30),
        st.lists(
            st.sampled_from(["..", ".", "a", "/", "\\", ":", "~", "strategies", ".py", "\0", "b.py"]), max_size=6
        ).map("".join),
    )
)
def test_whatever_a_name_is_files_are_written_into_the_folder_alone(tmp_path: Path, name: str) -> None:
    data = CODE.encode()
    path, to = tmp_path / "b.zip", tmp_path / "to"
    try:
        zipped(path, [("manifest.toml", manifest({name: data})), (f"strategies/{name}", data)])
        bundle = read_bundle(path)
    except (BundleError, UnicodeError, ValueError):
        return
    install(bundle, to, {file.name for file in bundle.files})
    found = {one for one in tmp_path.rglob("*") if one.is_file()} - {path}
    assert all(one.parent == to for one in found)
    for one in found:
        one.unlink()


# --- installing ---


def two(tmp_path: Path) -> Bundle:
    files = {"quoter.py": CODE.encode(), "taker.py": OTHER.encode()}
    bots: list[dict[str, object]] = [
        {"strategy": "Quoter", "name": "q", "autostart": True, "auto_reload": True},
        {"strategy": "Taker", "name": "t"},
        {"strategy": "MomentumBot", "name": "m"},
    ]
    return read_bundle(made(tmp_path / "b.zip", files, bots))


def test_the_loader_finds_what_was_accepted_and_nothing_else(tmp_path: Path) -> None:
    bundle, to = two(tmp_path), tmp_path / "to"
    done = install(bundle, to, {"quoter.py"})
    assert done.written == (to / "quoter.py",)
    assert done.aside == (to / f"taker.py{ASIDE}",)
    assert (to / "quoter.py").read_bytes() == CODE.encode()
    assert (to / f"taker.py{ASIDE}").read_bytes() == OTHER.encode()
    assert [(file.path.name, file.error) for file in StrategyLoader([to]).scan()] == [("quoter.py", None)]
    assert trusted(to) == {"quoter.py": digest(CODE.encode())}
    assert [is_trusted(to, file) for file in bundle.files] == [True, False]


def test_a_file_accepted_later_is_no_longer_aside(tmp_path: Path) -> None:
    bundle, to = two(tmp_path), tmp_path / "to"
    install(bundle, to, {"quoter.py"})
    install(bundle, to, {"quoter.py", "taker.py"})
    assert sorted(path.name for path in to.iterdir() if path.name[0] != ".") == ["quoter.py", "taker.py"]
    assert set(trusted(to)) == {"quoter.py", "taker.py"}


def test_another_file_of_that_name_stays_and_nothing_is_imported(tmp_path: Path) -> None:
    bundle, to = two(tmp_path), tmp_path / "to"
    to.mkdir()
    (to / "Taker.py").write_text("mine\n")
    with pytest.raises(UserError, match=r"another Taker\.py"):
        install(bundle, to, {"quoter.py", "taker.py"})
    assert [(path.name, path.read_text()) for path in to.iterdir()] == [("Taker.py", "mine\n")]
    # left aside it is in nobody's way
    install(bundle, to, {"quoter.py"})
    assert (to / "Taker.py").read_text() == "mine\n"


def test_a_name_that_the_bundle_has_not_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no file called"):
        install(two(tmp_path), tmp_path / "to", {"quoter.py", "../x.py"})
    assert not (tmp_path / "to").exists()


def test_a_damaged_list_of_trusted_files_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / ".accepted.json").write_text("[1")
    assert trusted(tmp_path) == {}


@pytest.mark.parametrize(
    ("accepted", "names"),
    [({"quoter.py", "taker.py"}, ["q 2", "t", "m"]), ({"taker.py"}, ["t", "m"]), (set(), ["m"])],
)
def test_bots_come_with_accepted_strategies_under_free_names_and_none_starts_by_itself(
    tmp_path: Path, accepted: set[str], names: list[str]
) -> None:
    added = bots_to_add(two(tmp_path), accepted, ["q"])
    assert [bot.name for bot in added] == names
    assert not any(bot.autostart or bot.auto_reload for bot in added)


def test_long_names_stay_within_their_bound(tmp_path: Path) -> None:
    long = "x" * 40
    bundle = read_bundle(made(tmp_path / "b.zip", bots=[{"strategy": "Quoter", "name": long}]))
    (bot,) = bots_to_add(bundle, {"quoter.py"}, [long])
    assert bot.name == "x" * 38 + " 2"


def test_the_same_input_makes_the_same_bundle(tmp_path: Path) -> None:
    files = sources(tmp_path / "from")

    def make(name: str) -> bytes:
        export_bundle(tmp_path / name, [BOT], files)
        return (tmp_path / name).read_bytes()

    assert make("a.zip") == make("b.zip")
    assert zipfile.ZipFile(io.BytesIO(make("c.zip"))).testzip() is None
