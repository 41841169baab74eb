"""The events panel: what happened, filtered, with the way to where it came from."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.recording.happenings import Happenings, Level, Topic
from algotrade_gui.ui.combos import FILTER_LEAST_PX
from algotrade_gui.ui.docks.events import NOTHING_FILTERED, NOTHING_YET, EventsPanel
from algotrade_gui.ui.language import language
from algotrade_gui.ui.line_list import LAST_LEAST_PX, LINE_HEIGHT
from algotrade_gui.ui.models.event_model import INSTRUMENT, SOURCE, TOPIC, WHAT
from algotrade_gui.ui.navigator import Navigator

NAME = InstrumentId("$CARD_call_100000_615")


@dataclass
class Parts:
    errors: ErrorCentre = field(default_factory=ErrorCentre)
    happenings: Happenings = field(default_factory=Happenings)


@pytest.fixture
def parts() -> Parts:
    made = Parts()
    note = made.happenings.note
    note(Topic.ORDER, Level.DETAIL, "buy 1", owner=BotId("maker"), instrument=NAME, time_ms=RoundMs(61_000))
    note(Topic.FILL, Level.INFO, "bought 1", owner=BotId("maker"), instrument=NAME, time_ms=RoundMs(62_000))
    note(Topic.BOT, Level.WARNING, say("{bot} failed", bot="sniper"), owner=BotId("sniper"))
    return made


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, parts: Parts) -> EventsPanel:
    made = EventsPanel(parts, Navigator())
    qtbot.addWidget(made)
    made.refresh()
    return made


def told(panel: EventsPanel) -> list[str]:
    return [line.text for line in panel.model.lines()]


def test_changes_of_orders_are_shown_on_demand(panel: EventsPanel) -> None:
    assert told(panel) == ["bought 1", "sniper failed"]
    panel.level.setCurrentIndex(0)
    assert told(panel) == ["buy 1", "bought 1", "sniper failed"]
    panel.level.setCurrentIndex(2)
    assert told(panel) == ["sniper failed"]


def test_it_filters_by_topic_source_and_text(panel: EventsPanel) -> None:
    panel.topic.setCurrentIndex(panel.topic.findData(Topic.FILL.value))
    assert told(panel) == ["bought 1"]
    panel.topic.setCurrentIndex(0)
    panel.source.choose("sniper")
    panel.source.chosen.emit("sniper")
    assert told(panel) == ["sniper failed"]
    panel.source.choose("")
    panel.filter.setText("$card CALL")
    assert told(panel) == ["bought 1"], "what the columns show counts"
    panel.filter.setText("nobody")
    assert told(panel) == []
    assert panel._empty.text() == NOTHING_FILTERED
    assert not panel._empty.isHidden()


def test_a_cell_says_time_instrument_and_words(panel: EventsPanel) -> None:
    model = panel.model
    cells = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    assert cells == ["1:02", "fill", "maker", "$CARD call 1,000.00 · 615 s", "bought 1"]


def test_what_happened_is_painted_with_its_instrument_where_that_has_no_column(
    qtbot: QtBot, panel: EventsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str] = []
    monkeypatch.setattr(panel.view._labels, "at", lambda _painter, _x, _y, text: painted.append(text))
    panel.resize(1_200, 300)
    panel.show()
    panel.view.viewport().grab()
    assert "bought 1" in painted
    painted.clear()
    panel.resize(420, 300)
    panel.view.viewport().grab()
    assert any(("call 1,000.00" in text and text.endswith("…")) or text.endswith("bought 1") for text in painted)
    assert "bought 1" not in painted


def test_no_line_is_cut_at_the_upper_edge_while_the_newest_is_followed(
    qtbot: QtBot, panel: EventsPanel, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        parts.happenings.note(Topic.FILL, Level.INFO, f"bought {number}")
    tops: dict[str, int] = {}
    monkeypatch.setattr(panel.view._labels, "at", lambda _painter, _x, top, text: tops.update({text: top}))
    panel.show()
    scroll = panel.view.verticalScrollBar()
    for height in range(300, 320, 3):
        tops.clear()
        panel.resize(700, height)
        panel.run_refresh()
        panel.view.viewport().grab()
        assert "bought 59" in tops
        assert min(tops.values()) >= 0, height
    scroll.setValue(7)
    tops.clear()
    panel.view.viewport().grab()
    assert min(tops.values()) < 0, "who scrolls himself sees what goes"


def test_what_is_left_of_the_oldest_line_is_wiped_when_the_newest_is_gone_to(
    qtbot: QtBot, panel: EventsPanel, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        parts.happenings.note(Topic.FILL, Level.INFO, f"bought {number}")
    panel.resize(700, 307)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.run_refresh()
    QApplication.processEvents()
    scroll = panel.view.verticalScrollBar()
    scroll.setValue(scroll.maximum() - LINE_HEIGHT)
    QApplication.processEvents()
    painted: list[QRect] = []
    monkeypatch.setattr(panel.view, "_paint_lines", lambda _painter, rect: painted.append(rect))
    scroll.setValue(scroll.maximum())
    QApplication.processEvents()
    assert min(rect.top() for rect in painted) == 0


def test_french_puts_a_space_before_the_colon_after_the_instrument(panel: EventsPanel, french: None) -> None:
    panel.model.merged = True
    words = panel.model.shown_text(panel.model.lines()[0], WHAT)
    assert words.endswith("\xa0: bought 1")


def test_french_titles_have_room(qtbot: QtBot, themed: QApplication, parts: Parts, french: None) -> None:
    made = EventsPanel(parts, Navigator())
    qtbot.addWidget(made)
    made.resize(900, 300)
    header = made.view.horizontalHeader()
    for column, title in enumerate(made.model.titles[:-1]):
        assert header.sectionSize(column) >= header.fontMetrics().horizontalAdvance(title) + 12, title


def test_french_filters_say_their_words_whole(qtbot: QtBot, themed: QApplication, parts: Parts, french: None) -> None:
    made = EventsPanel(parts, Navigator())
    qtbot.addWidget(made)
    made.resize(690, 300)
    made.show()
    for box in (made.level, made.topic, made.source):
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        edit = QStyle.SubControl.SC_ComboBoxEditField
        room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, edit, box)
        assert room.width() >= box.fontMetrics().horizontalAdvance(box.currentText()), box.currentText()


def test_return_goes_to_the_instrument_or_the_bot(qtbot: QtBot, panel: EventsPanel) -> None:
    with qtbot.waitExposed(panel):
        panel.show()
    panel.view.setFocus()
    panel.view.selectRow(0)
    with qtbot.waitSignal(panel._navigator.chart_wanted) as asked:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert asked.args == [NAME]
    panel.view.selectRow(1)
    with qtbot.waitSignal(panel._navigator.bot_wanted) as bot:
        panel.jump()
    assert bot.args == ["sniper"]


def test_selected_lines_are_copied(panel: EventsPanel) -> None:
    panel.view.selectRow(0)
    panel.copy_selected()
    assert QGuiApplication.clipboard().text() == "1:02\tfill\tmaker\t$CARD call 1,000.00 · 615 s\tbought 1"


def test_what_is_new_comes_with_a_refresh_and_filters_are_remembered(
    qtbot: QtBot, parts: Parts, panel: EventsPanel
) -> None:
    parts.happenings.note(Topic.BOT, Level.INFO, "more")
    assert "more" not in told(panel)
    panel.refresh()
    assert "more" in told(panel)
    panel.level.setCurrentIndex(2)
    panel.source.choose("sniper")
    panel.filter.setText("fail")
    again = EventsPanel(parts, Navigator())
    qtbot.addWidget(again)
    again.restore_state(panel.save_state())
    assert again.save_state() == panel.save_state()
    assert told(again) == ["sniper failed"]
    again.restore_state({"level": "x", "topic": 3, "source": 4, "text": None})


def test_an_empty_panel_says_what_will_come(qtbot: QtBot, themed: QApplication) -> None:
    panel = EventsPanel(Parts(), Navigator())
    qtbot.addWidget(panel)
    panel.refresh()
    assert panel._empty.text() == NOTHING_YET
    assert language().code == "en"


@pytest.mark.parametrize(("width", "gone"), [(900, 0), (640, 1), (500, 1), (420, 2), (340, 3)])
def test_columns_give_way_to_what_happened(qtbot: QtBot, panel: EventsPanel, width: int, gone: int) -> None:
    panel.resize(width, 240)
    with qtbot.waitExposed(panel):
        panel.show()
    shed = [column for column in (INSTRUMENT, TOPIC, SOURCE) if panel.view.is_shed(column)]
    assert shed == [INSTRUMENT, TOPIC, SOURCE][:gone], "the instrument first"
    assert panel.view.columnWidth(WHAT) >= LAST_LEAST_PX - 5
    assert panel.filter.width() >= FILTER_LEAST_PX
    model = panel.model
    words = model.data(model.index(0, WHAT))
    assert words == ("$CARD call 1,000.00 · 615 s: bought 1" if gone else "bought 1"), "nothing is lost by it"
    assert told(panel)[0] == "bought 1"
