"""The standings panel: teams in rank order with our own marked, past rounds, a calculator that follows until it is typed into."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.market.standings import NOT_PUBLISHED, StandingsReader, StandingsState
from algotrade_gui.ui.docks.standings import NOT_YET, StandingsPanel
from algotrade_gui.ui.models.cells import RowStyle, Tone
from algotrade_gui.ui.models.standing_rows import STANDING_COLUMNS
from algotrade_gui.ui.score_calculator import BY_HAND, EDITED, FOLLOWS
from algotrade_gui.ui.sources import StandingsParts
from algotrade_gui.wire.standings import Standings, TeamStanding, encode_standings
from tests.ui.waiting import until

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def real_workstation_fits(workstation: Workstation) -> StandingsParts:
    """For mypy: what the panel asks for is what the workstation has."""
    return workstation


class Station:
    """An error centre and a reader."""

    def __init__(self, errors: ErrorCentre) -> None:
        self.errors = errors
        self.standings = StandingsReader(errors, own_team="you")

    def show(self, standings: Standings) -> None:
        """As if it had just come."""
        reader = self.standings
        reader.latest, reader.state, reader.problem = standings, StandingsState.LIVE, None
        if standings.final:
            reader.finals = [*reader.finals, standings]
        reader.version += 1


def team(number: int, name: str, worth: int, *, score: float = 0, total: float = 0, rank: int = 1) -> TeamStanding:
    return TeamStanding(
        team=number,
        name=name,
        net_worth=worth,
        cash=worth - 100,
        positions=2,
        contracts=7,
        score=score,
        total=total,
        rank=rank,
    )


STANDINGS = Standings(
    series=1,
    round=3,
    rounds=5,
    name="scored 3",
    coefficient=2_000,
    seconds=1_800,
    time=462_900,
    final=False,
    start_cash=1_000_000,
    teams=[
        team(2, "sniper 1", 5_000_000, score=2_000, total=3_500, rank=1),
        team(1, "you", 3_000_000, score=1_000, total=1_800, rank=2),
        team(3, "maker 1", 1_000_000, score=0, total=700, rank=3),
    ],
)


@pytest.fixture
def station(errors: ErrorCentre) -> Station:
    return Station(errors)


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: Station) -> StandingsPanel:
    made = StandingsPanel(station)
    qtbot.addWidget(made)
    made.resize(760, 320)
    with qtbot.waitExposed(made):
        made.show()
    return made


def texts(panel: StandingsPanel, column: int) -> list[str]:
    return [str(panel.model.index(row, column).data()) for row in range(panel.model.rowCount())]


def test_without_an_address_it_says_why_and_opens_nothing(panel: StandingsPanel, station: Station) -> None:
    panel.run_refresh()
    assert panel._empty.isVisible()
    assert panel._empty.text() == NOT_PUBLISHED
    assert station.standings.state is StandingsState.OFF
    assert panel.calculator.hint.text() == BY_HAND


def test_no_empty_line_stands_above_the_tabs(panel: StandingsPanel, station: Station) -> None:
    panel.run_refresh()
    assert panel.tabs.geometry().top() == 0
    station.show(STANDINGS)
    panel.run_refresh()
    QApplication.processEvents()
    assert panel.tabs.geometry().top() > 0
    assert panel.heading.isVisible()


def test_teams_stand_by_rank_with_our_own_marked(panel: StandingsPanel, station: Station) -> None:
    station.show(STANDINGS)
    panel.run_refresh()
    assert panel.heading.text() == "Round 3 of 5: scored 3"
    assert panel.details.text() == "coefficient 2,000 · 7:42 of 30:00 · you: rank 2 of 3"
    assert not panel._empty.isVisible()
    assert texts(panel, 0) == ["1", "2", "3"]
    assert texts(panel, 1) == ["sniper 1", "you", "maker 1"]
    assert texts(panel, 2) == ["50,000.00", "30,000.00", "10,000.00"]
    assert texts(panel, 3) == ["+40,000.00", "+20,000.00", "0.00"]
    assert texts(panel, 4) == ["2,000.00", "1,000.00", "0.00"]
    assert texts(panel, 5) == ["3,500.00", "1,800.00", "700.00"]
    styles = [panel.model.cell(panel.model.index(row, 0)) for row in range(3)]
    assert [style for found in styles if found is not None for style in (found[1],)] == [
        RowStyle.NORMAL,
        RowStyle.STRONG,
        RowStyle.NORMAL,
    ]
    change = panel.model.cell(panel.model.index(1, 3))
    assert change is not None
    assert change[0].tone is Tone.UP
    assert panel.model.index(1, 2).data(Qt.ItemDataRole.ToolTipRole) == "Net worth: 3,000,000 cents"


def test_the_order_follows_the_ranks_or_the_column_that_was_clicked(panel: StandingsPanel, station: Station) -> None:
    station.show(STANDINGS)
    panel.run_refresh()
    overtaken = msgspec.structs.replace(
        STANDINGS,
        teams=[
            team(1, "you", 9_000_000, score=2_000, total=2_800, rank=1),
            team(2, "sniper 1", 5_000_000, score=1_000, total=2_500, rank=2),
        ],
    )
    station.show(overtaken)
    panel.run_refresh()
    assert texts(panel, 1) == ["you", "sniper 1"]
    panel.view.sort_by(2)
    assert texts(panel, 1) == ["sniper 1", "you"]
    station.show(STANDINGS)
    panel.run_refresh()
    assert texts(panel, 1) == ["maker 1", "you", "sniper 1"]


def test_a_team_of_another_name_is_called_you_as_well(panel: StandingsPanel, station: Station) -> None:
    station.standings.own_team = "maker 1"
    station.show(STANDINGS)
    panel.run_refresh()
    assert texts(panel, 1) == ["sniper 1", "you", "maker 1 (you)"]


def test_the_practice_exchanges_name_for_us_is_in_our_language(
    panel: StandingsPanel, station: Station, french: None
) -> None:
    station.show(STANDINGS)
    panel.run_refresh()
    assert texts(panel, 1) == ["sniper 1", "vous", "maker 1"]


def test_the_clock_of_a_round_that_is_over_stands_at_its_end(panel: StandingsPanel, station: Station) -> None:
    station.show(msgspec.structs.replace(STANDINGS, time=1_807_000))
    panel.run_refresh()
    assert "30:00 of 30:00" in panel.details.text()


def test_a_round_that_does_not_count_has_no_points(panel: StandingsPanel, station: Station) -> None:
    plain = msgspec.structs.replace(STANDINGS, rounds=0, round=2, name="round 2", coefficient=0, final=True)
    station.show(plain)
    panel.run_refresh()
    assert panel.heading.text() == "Round 2"
    assert panel.details.text() == "does not count · over · you: rank 2 of 3"
    assert texts(panel, 4) == ["–"] * 3


def test_past_rounds_are_kept_the_newest_first(panel: StandingsPanel, station: Station) -> None:
    assert panel._no_past.text()
    for place in (1, 2):
        station.show(msgspec.structs.replace(STANDINGS, round=place, name=f"scored {place}", final=True))
    station.show(STANDINGS)
    panel.run_refresh()
    model = panel.past_model
    shown = [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(2)]
    assert shown[0] == ["scored 2", "2,000", "30,000.00", "1,000.00", "2", "50,000.00", "10,000.00", "sniper 1"]
    assert shown[1][0] == "scored 1"
    assert panel._no_past.isHidden()


def test_a_lost_connection_greys_the_table_and_says_why(panel: StandingsPanel, station: Station) -> None:
    station.show(STANDINGS)
    station.standings.state, station.standings.problem = StandingsState.CONNECTING, "The connection was lost."
    panel.run_refresh()
    assert panel.notice.text() == "Out of date"
    assert panel.notice.toolTip() == "The connection was lost."
    station.show(STANDINGS)
    panel.run_refresh()
    assert panel.notice.text() == ""
    station.show(msgspec.structs.replace(STANDINGS, final=True))
    station.standings.state = StandingsState.CONNECTING
    panel.run_refresh()
    assert panel.notice.text() == "", "how a round ended does not age"


def test_it_connects_when_it_is_first_seen(qt_run: Run, themed: QApplication, errors: ErrorCentre) -> None:
    station = Station(errors)
    exchange = MemoryExchange(on_open=lambda link: link.push(encode_standings(STANDINGS)))
    station.standings.aim(exchange)
    panel = StandingsPanel(station)

    async def scenario() -> None:
        try:
            panel.run_refresh()
            await asyncio.sleep(0.02)
            assert exchange.attempts == 0, "nobody looks"
            panel.show()
            panel.run_refresh()
            await until(lambda: station.standings.latest is not None)
            assert exchange.attempts == 1
            panel.run_refresh()
            assert panel.model.rowCount() == 3
        finally:
            await station.standings.close()
            await panel.tasks.stop()
            panel.deleteLater()

    qt_run(scenario())
    assert errors.records == []


def test_before_the_first_second_it_says_what_to_wait_for(panel: StandingsPanel, station: Station) -> None:
    station.standings.problem = None
    station.standings.version += 1
    panel.run_refresh()
    assert panel._empty.text() == NOT_YET


# --- the calculator ---


def _type(panel: StandingsPanel, name: str, text: str) -> None:
    field = panel.calculator.field(name)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def test_the_calculator_follows_the_standings(panel: StandingsPanel, station: Station) -> None:
    panel.tabs.setCurrentWidget(panel.calculator)
    station.show(STANDINGS)
    panel.run_refresh()
    calculator = panel.calculator
    names = ("coefficient", "mine", "best", "worst", "before", "rival_before", "rival_worth")
    assert [calculator.field(name).text() for name in names] == [
        "2000",
        "30000",
        "50000",
        "10000",
        "800",
        "1500",
        "50000",
    ]
    assert calculator.target.currentText() == "Rank 1: sniper 1"
    assert calculator.now.text() == "1,000.00 of 2,000 points, if the round ended like this."
    assert calculator.extra.text() == "Another $1,000 brings 50.00 points."
    # past him his own score falls: 800 + 2000 >= 1500 + 2000 x (50000 - 10000) / (w - 10000) from w = 71,538.47 on
    assert calculator.needed.text() == (
        "To reach rank 1, level with sniper 1, the round must end with at least $71,538.47: $41,538.47 more than now, "
        "the others as they are."
    )
    assert calculator.hint.text() == FOLLOWS
    assert not calculator.follow_again.isVisible()


def test_a_calculator_behind_its_tab_catches_up_when_it_comes_to_the_front(
    panel: StandingsPanel, station: Station
) -> None:
    station.show(STANDINGS)
    panel.run_refresh()
    assert panel.calculator.field("mine").text() == ""
    panel.tabs.setCurrentWidget(panel.calculator)
    assert panel.calculator.field("mine").text() == "30000"


def test_what_is_typed_stays_until_the_standings_are_followed_again(panel: StandingsPanel, station: Station) -> None:
    panel.tabs.setCurrentWidget(panel.calculator)
    station.show(STANDINGS)
    panel.run_refresh()
    calculator = panel.calculator
    _type(panel, "mine", "50000")
    assert calculator.now.text().startswith("2,000.00 of 2,000")
    assert calculator.extra.text().startswith("You have the most")
    assert calculator.hint.text() == EDITED
    station.show(msgspec.structs.replace(STANDINGS, time=463_900))
    panel.run_refresh()
    assert calculator.field("mine").text() == "50000"
    QTest.mouseClick(calculator.follow_again, Qt.MouseButton.LeftButton)
    assert calculator.field("mine").text() == "30000"
    assert calculator.hint.text() == FOLLOWS


def test_another_rank_is_another_team_to_catch(panel: StandingsPanel, station: Station) -> None:
    panel.tabs.setCurrentWidget(panel.calculator)
    station.show(STANDINGS)
    panel.run_refresh()
    calculator = panel.calculator
    calculator.target.setFocus()
    QTest.keyClick(calculator.target, Qt.Key.Key_Down)
    assert calculator.target.currentText() == "Rank 2: maker 1"
    assert calculator.field("rival_worth").text() == "10000"
    assert calculator.needed.text().startswith("Enough to reach rank 2, level with maker 1: it would still be with $")
    station.show(msgspec.structs.replace(STANDINGS, time=463_900))
    panel.run_refresh()
    assert calculator.target.currentText() == "Rank 2: maker 1"


def test_it_works_by_hand_where_there_are_no_standings(panel: StandingsPanel) -> None:
    panel.tabs.setCurrentWidget(panel.calculator)
    calculator = panel.calculator
    assert calculator.now.text() == "Points –"
    for name, text in (("coefficient", "3000"), ("mine", "20000"), ("best", "80000"), ("worst", "0")):
        _type(panel, name, text)
    assert calculator.now.text() == "750.00 of 3,000 points, if the round ended like this."
    assert calculator.extra.text() == "Another $1,000 brings 37.50 points."
    assert calculator.needed.text() == ""
    for name, text in (("before", "5000"), ("rival_before", "5200"), ("rival_worth", "30000")):
        _type(panel, name, text)
    assert "To catch that team, the round must end with at least $35,333.34" in calculator.needed.text()
    _type(panel, "before", "100")
    assert calculator.needed.text().startswith("No net worth in this round is enough")


def test_a_wrong_number_is_said_and_nothing_is_worked_out(panel: StandingsPanel, station: Station) -> None:
    panel.tabs.setCurrentWidget(panel.calculator)
    station.show(STANDINGS)
    panel.run_refresh()
    calculator = panel.calculator
    _type(panel, "mine", "abc")
    assert calculator.problem.text() == "Your net worth: A number is needed."
    assert calculator.now.text() == "Points –"
    _type(panel, "mine", "1")
    _type(panel, "worst", "60000")
    assert calculator.problem.text() == "The worst of the others cannot have more than the best."
    _type(panel, "worst", "0")
    assert calculator.problem.isHidden()


def test_the_keyboard_walks_the_fields_and_each_has_a_name(panel: StandingsPanel, station: Station) -> None:
    panel.tabs.setCurrentWidget(panel.calculator)
    station.show(STANDINGS)
    panel.run_refresh()
    names = []
    panel.calculator.field("coefficient").setFocus()
    for _ in range(8):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == [
        "Coefficient, points",
        "Your net worth, dollars",
        "Best of the others, dollars",
        "Worst of the others, dollars",
        "Rank to reach",
        "Your points before, points",
        "Its points before, points",
        "Its net worth, dollars",
    ]


def test_tab_and_headers_are_remembered(panel: StandingsPanel, station: Station, qtbot: QtBot) -> None:
    panel.tabs.setCurrentIndex(2)
    panel.view.setColumnWidth(0, 77)
    again = StandingsPanel(station)
    qtbot.addWidget(again)
    again.restore_state(panel.save_state())
    assert again.tabs.currentIndex() == 2
    assert again.view.columnWidth(0) == 77
    again.restore_state({"tab": 9, "teams_header": 3})
    assert again.tabs.currentIndex() == 2


@pytest.mark.parametrize("width", [300, 440, 574, 1_200])
def test_columns_give_way_instead_of_a_scroll_bar(panel: StandingsPanel, width: int) -> None:
    panel.resize(width, 300)
    panel.show()
    for place, (view, columns) in enumerate(((panel.view, panel.columns), (panel.past_view, panel.past_columns))):
        panel.tabs.setCurrentIndex(place)
        columns.fit()
        assert view.horizontalScrollBar().maximum() == 0
        assert columns.shown[0] in ("Rank", "Round")
    assert ("Net worth" in panel.columns.shown) is (width > 200)
    assert (len(panel.columns.shown) == len(STANDING_COLUMNS)) is (width == 1_200)


def test_columns_hidden_for_want_of_room_are_not_remembered_as_hidden(panel: StandingsPanel) -> None:
    panel.show()
    panel.resize(400, 300)
    state = panel.save_state()
    panel.resize(1_200, 300)
    panel.restore_state(state)
    assert len(panel.columns.shown) == len(STANDING_COLUMNS)
