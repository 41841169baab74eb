"""Every text in the window passes through Qt's translation, or is data."""

import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.analytics.indicators import INDICATORS
from algotrade_gui.bots.bundle import read_bundle
from algotrade_gui.composition import Phase, Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, RequestId, StrategyName
from algotrade_gui.core.settings import Profile
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.market.standings import StandingsState
from algotrade_gui.recording.tape.shelf import list_tapes
from algotrade_gui.trading.check import CheckStep
from algotrade_gui.trading.emergency import KillReport, KillState
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.ui.arming import ArmDialog
from algotrade_gui.ui.dialogs.connection import Connection, ConnectionDialog
from algotrade_gui.ui.dialogs.import_bundle import ImportBundleDialog
from algotrade_gui.ui.dialogs.recordings import RecordingsDialog
from algotrade_gui.ui.dialogs.taken_up import TakenUpDialog
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.docks.standings import StandingsPanel
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.layouts import PLANS
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.models.chart_indicators import choose
from algotrade_gui.ui.panel_kinds import PANEL_KINDS
from algotrade_gui.ui.tour_steps import tour_steps
from algotrade_gui.wire.messages import AddOrderReply
from tests.bots.test_bundle import CODE
from tests.bots.test_bundle import made as made_bundle
from tests.pictures.dialogs import open_dialogs
from tests.support.tapes import made_tape
from tests.ui.seen_texts import PLACE, Marker, Seen, painted_texts, texts_of, unmarked
from tests.ui.test_standings_panel import STANDINGS
from tests.ui.test_taken_up import taken_up
from tests.ui.translations_tool import translations
from tests.ui.windows import live_station, market_station, shown_window

DATA: Final[dict[str, str]] = {
    r"\$[A-Z]{4}\w*": "underlyings and instrument ids, as the exchange has them",
    rf"\((?:{PLACE}|Ctrl\+|Shift\+|Alt\+)*[A-Z]\)|{PLACE}[A-Z]\b|, [A-Z]$|^[A-Z]$": "a key that is a letter",
    r"(?:(?:Ctrl|Shift|Alt|Meta)\+)+[^\s,.)]+": "keys, as they stand on them",
    r"\b(?:F\d+|Del|Esc|Return|Enter|Home|End|Up|Down|Left|Right|Space)\b": "keys",
    r"\bm?s\b": "seconds and milliseconds, the same in French",
    r"σ": "the sign of a deviation, the same in French; painted as a run of its own, out of the marks",
    r"\bATM\b": "the trade's own word in both languages",
    r"\b(?:AlgoTrade|Python)\b": "names",
    r"\b(?:English|Français)\b": "languages, each by its own name",
    r"wss?://\S+": "addresses",
    r"\b\d{1,2} \S+ \d{4} \d\d:\d\d": "a day with its time, as Qt writes it in the language in force",
    r"\b\w+\.(?:py|toml|log|jsonl\.zst)\b": "files",
    r"(?<!\S)/\S+": "paths",
    r"^Export(?:\.\.\.)?$": "an entry of pyqtgraph's own menu, which no plot opens",
    r"^[a-z_]+(?:\.[\w-]+)+$": "names of actions, as they stand in a file of keys",
}
"""What may stand in a window untranslated: a pattern, and why."""


@pytest.fixture(scope="module")
def collected() -> list[str]:
    texts: list[str] = translations.collect()
    return texts


@pytest.fixture
def marked(qapp: QApplication, collected: list[str]) -> Iterator[None]:
    made = Marker(collected)
    assert QCoreApplication.installTranslator(made)
    yield
    QCoreApplication.removeTranslator(made)


@pytest.fixture
def window(
    qtbot: QtBot, themed: QApplication, marked: None, tmp_path: Path, errors: ErrorCentre
) -> Iterator[MainWindow]:
    station = market_station(tmp_path, errors)
    station.manager.loader.scan()
    station.manager.register_bot(StrategyName("QuoterBot"), name="maker")
    with shown_window(qtbot, station) as made:
        yield made


def faults(seen: Iterable[Seen], data: Iterable[str] = ()) -> list[str]:
    """Those of `seen` in which a word is neither translated nor data."""
    patterns = [re.compile(pattern) for pattern in (*DATA, *data)]
    places = {text: where for where, text in seen}
    found = []
    for text, where in places.items():
        rest = unmarked(text)
        for pattern in patterns:
            rest = pattern.sub("", rest)
        if re.search(r"[^\W\d_]", rest):
            found.append(f"{where}: {text!r} leaves {rest.strip()!r}")
    return found


OWN = (
    r"\bmaker\b",
    r"\bQuoterBot\b",
    r"\btest\b",
    r"\bQuotes, for the tests\.",
    r"\bquoter\b",
    r"\b(?:sniper 1|maker 1|you)\b",
    r"\bclub\b",
    r"^Loud$|\bDistance\.",
    r"^My evening$",
)
"""The tests' own names: bots, strategies with what they say of themselves, profiles, teams, layouts."""


def trade(station: Workstation) -> None:
    """Orders in each state, holdings and news, as if the exchange had answered."""
    station._follow_news()
    account, cache = station.account, station.cache
    held = sorted(item.id for item in cache.instruments())[::7]
    for number, instrument in enumerate(held):
        kind = number % 5
        order = Order(
            client_id=ClientOrderId(f"o{number}"),
            owner=(BotId("maker"), MANUAL, OUTSIDE)[number % 3],
            instrument=instrument,
            side=Side.BUY,
            price=Cents(100_000 + number),
            quantity=4,
            placed_ms=cache.time_ms,
            expires_ms=RoundMs(cache.time_ms + 60_000),
        )
        if kind == 0:
            account.orders.deny(order, account._entrance._unready(order, None) or "")
            continue
        account.orders.submit(order)
        if kind == 1:
            account.orders.accept(order, AddOrderReply(request_id=RequestId(f"o{number}"), success=False))
            continue
        reply = AddOrderReply(
            request_id=RequestId(f"o{number}"),
            success=True,
            order_id=ExchangeOrderId(number + 1),
            inventory_change=None if kind == 2 else 2 * (kind - 2),
            balance_change=None if kind == 2 else Cents(-200_000 * (kind - 2)),
        )
        account.orders.accept(order, reply)
    account.orders.doubt_all(say("market data had a gap"))
    station.set_trading(BotId("maker"), TradingState.REDUCING)
    reader = station.standings
    reader.latest, reader.state = STANDINGS, StandingsState.LIVE
    reader.finals = [msgspec.structs.replace(STANDINGS, round=1, name="scored 1", final=True)]
    reader.version += 1
    station.errors.report("session maker", say("A fill does not fit: {reason}.", reason=say("the round ended")))


def fill_menus(window: MainWindow) -> None:
    """Have every menu filled, as if it opened."""
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()


def shown_now(top: QWidget) -> list[Seen]:
    """What is painted, and what stands in its widgets."""
    QApplication.processEvents()
    return [*painted_texts(top), *texts_of(top)]


def panels_and_layouts(window: MainWindow) -> Iterator[Seen]:
    """Every layout and every kind of panel as it is now."""
    for plan in PLANS.values():
        window.docks.lay_out(plan)
        QApplication.processEvents()
        yield from painted_texts(window)
    for kind in PANEL_KINDS:
        panel = window.docks.bring_up(kind.id).panel
        panel.run_refresh()
        QApplication.processEvents()
        yield from painted_texts(panel)
    fill_menus(window)
    yield from texts_of(window)


@pytest.mark.expect_log("A fill does not fit")
def test_panels_menus_and_layouts(window: MainWindow) -> None:
    empty = list(panels_and_layouts(window))
    trade(window._workstation)
    full = list(panels_and_layouts(window))
    standings = window.panel("standings")
    assert isinstance(standings, StandingsPanel)
    for place in range(standings.tabs.count()):
        standings.tabs.setCurrentIndex(place)
        full += shown_now(standings)
    assert len(full) > len(empty) > 3_000
    assert any("o1" in text or "100,0" in text or "1,000.00" in text for _, text in full), "nothing was traded"
    assert faults([*empty, *full], OWN) == []


@pytest.mark.expect_log("A fill does not fit")
def test_french_has_no_number_with_a_point(french: None, window: MainWindow, collected: list[str]) -> None:
    trade(window._workstation)
    seen = list(panels_and_layouts(window))
    for name, open_it in open_dialogs(window):
        dialog = open_it()
        assert dialog is not None, name
        seen += shown_now(dialog)
        dialog.reject()
    assert any(re.search(r"\d,\d\d\b", text) for _, text in seen)
    number = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])")
    dotted = [text for text in collected if number.search(text)]  # those are the translators'
    wrong = {text: where for where, text in seen if number.search(text) and not any(each in text for each in dotted)}
    assert wrong == {}


@pytest.mark.expect_log("A fill does not fit")
def test_dialogs_that_the_window_opens(window: MainWindow) -> None:
    trade(window._workstation)
    seen: list[Seen] = []
    for name, open_it in open_dialogs(window):
        dialog = open_it()
        assert dialog is not None, name
        seen += shown_now(dialog)
        dialog.reject()
    for opener in (window.show_shortcuts, window.layouts.save_as, lambda: chart(window).open_indicators()):
        before = set(window.findChildren(QDialog))
        opener()
        dialog = next(each for each in window.findChildren(QDialog) if each not in before)
        seen += shown_now(dialog)
        dialog.reject()
    assert faults(seen, OWN) == []


def chart(window: MainWindow) -> ChartPanel:
    panel = window.docks.bring_up("chart").panel
    assert isinstance(panel, ChartPanel)
    panel.show_indicators(tuple(choose(each) for each in INDICATORS))
    return panel


async def every_step(_connection: Connection) -> AsyncGenerator[CheckStep, None]:
    yield CheckStep("connect", True, say("connected to {address}", address="ws://club:1/trade"))


def test_dialogs_of_their_own(
    qtbot: QtBot, themed: QApplication, marked: None, errors: ErrorCentre, tmp_path: Path
) -> None:
    files = {"quoter.py": CODE.encode(), "torn.py": b"def f(:\n"}
    bundle = read_bundle(made_bundle(tmp_path / "b.zip", files, [{"strategy": "Quoter", "name": "q"}]))
    station = live_station(tmp_path, errors)
    taken = taken_up(same_round=True)
    taken = replace(taken, outcome=say("The round is over"))
    holder, tasks = QWidget(), TaskOwner("test", errors)
    qtbot.addWidget(holder)
    tasks = TaskOwner("test", station.errors)
    dialogs: list[QDialog] = [
        ImportBundleDialog(bundle, name="club.zip", known={"quoter.py"}, parent=holder),
        TakenUpDialog(taken, station.account, holder),
        ArmDialog(station, holder),
        *(
            ConnectionDialog(profile, has_secret=False, run_check=every_step, tasks=tasks, parent=holder)
            for profile in (Profile(name="test"), station.profile)
        ),
    ]
    tapes = tmp_path / "tapes"
    writing = made_tape(tapes, "a", whole=False)
    made_tape(tapes, "b", whole=False, round_name="scored 2", practice=False)
    made_tape(tapes, "c", lost=2)
    made_tape(tapes, "d", frames=0)
    for folder in (tapes, tmp_path / "nothing"):
        dialogs.append(RecordingsDialog(folder, tasks=tasks, errors=errors, writing=writing, parent=holder))
    empty = dialogs[-1]
    seen: list[Seen] = []
    for dialog in dialogs:
        dialog.open()
        if isinstance(dialog, RecordingsDialog):
            seen += shown_now(dialog)
            dialog.show_tapes(list_tapes(tapes) if dialog is not empty else [])
            for row in range(dialog.model.rowCount()):
                dialog.table.selectRow(row)
                seen += shown_now(dialog)
            if dialog is empty:
                dialog.show_folder()
            else:
                dialog.remove()
        if isinstance(dialog, ImportBundleDialog):
            for row in range(dialog.files.count()):
                dialog.files.setCurrentRow(row)
                dialog.code.clear()  # somebody's Python
                seen += shown_now(dialog)
        seen += shown_now(dialog)
        dialog.reject()
    own = (
        *OWN,
        r"\b(?:Quoter|collections|json|algotrade_gui\.bots\.api|q)\b",
        r"\b(?:zip|b)\b",
        "<b>|</b>",
        r"ants",
        r"· practice$",
        r"earlier-1\S+",
    )
    assert faults(seen, own) == []


def test_the_palette_and_the_tour(window: MainWindow) -> None:
    window.palette_box.open()
    seen = shown_now(window.palette_box)
    window.palette_box.close_palette()
    window.tour.start()
    for place in range(len(tour_steps(window))):
        window.tour.go(place)
        seen += shown_now(window.tour)
    window.tour.end()
    assert len(seen) > 200
    assert faults(seen, OWN) == []


def test_notices_and_toasts(window: MainWindow) -> None:
    """Each line over the toolbar and each kind of toast."""
    station = window._workstation
    seen: list[Seen] = []
    for phase in Phase:
        station._set_phase(phase)
        window.status.tick()
        window.top_bar.tick()
        seen += shown_now(window.head)
        seen += shown_now(window.status)
    for source in ("account", "kill switch", "practice exchange", "workstation"):
        window.notifications.tell("warning", source, say("no session is connected: nothing was sent"))
        seen += shown_now(window.notifications)
    window._new_strategies(["QuoterBot"])
    window._new_version(BotId("maker"))
    seen += shown_now(window.notifications)
    for trigger, problem in ((say("the button"), ""), ("Ctrl+Shift+K", say("There is no connection to the exchange."))):
        station.kill._state = KillState.SPENT
        station.kill._report = KillReport(trigger=trigger, cancelled=2, left=1, unsold=2, problem=problem)
        window.notices.show()
        seen += shown_now(window.head)
    window.notices.show_closing()
    seen += shown_now(window.head)
    assert faults(seen, OWN) == []


def test_a_text_that_is_not_translated_is_found(qtbot: QtBot, marked: None) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    whole.resize(200, 40)
    whole.setToolTip(tr("Chart of {what}", what="$CARD_future_60"))
    inner = QLabel("Sell", whole)
    inner.setToolTip(f"{tr('Buy')} now (Ctrl+B)")
    found = faults([*texts_of(whole), *painted_texts(whole)])
    assert len(found) == 2
    assert any("'Sell' leaves" in each for each in found)
    assert any("leaves '• now'" in each for each in found)
    assert len(faults(painted_texts(whole))) == 1


def test_marks_show_what_was_not_translated() -> None:
    assert unmarked("‹Buy ‹2› at› once ‹no") == "• once •"
    assert unmarked("cut off› after") == "• after"
