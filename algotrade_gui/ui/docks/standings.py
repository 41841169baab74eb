"""The standings panel: every team's net worth and points, how past rounds ended, and a score calculator."""

import asyncio
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.units import MS_PER_S, RoundMs, round_time_text
from algotrade_gui.market.standings import StandingsState
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.language import integer, mark, shown, tr
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.models.round_names import capital, round_words
from algotrade_gui.ui.models.standing_rows import (
    PAST_COLUMNS,
    PAST_RANKS,
    RANK_COLUMN,
    STANDING_COLUMNS,
    STANDING_RANKS,
    TEAM_COLUMN,
    PastRow,
    StandingRow,
    past_row,
    standing_rows,
    standing_style,
)
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.score_calculator import ScoreCalculator
from algotrade_gui.ui.sources import StandingsParts
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID, ui_font
from algotrade_gui.wire.standings import Standings, TeamStanding

NOT_YET = mark("No standings yet: the first come a second after a round has begun.")
NO_PAST = mark("No round has ended yet. How each one ended is kept here.")
_ALL = frozenset(range(len(STANDING_COLUMNS)))


class StandingsPanel(Panel):
    """Follows the workstation's reader of standings, which it asks to connect when the panel is first seen."""

    panel_id: ClassVar[str] = "standings"
    title: ClassVar[str] = mark("Standings")
    every: ClassVar[int] = 10

    def __init__(
        self, workstation: StandingsParts, parent: QWidget | None = None, *, clock: Clock | None = None
    ) -> None:
        super().__init__(workstation.errors, parent)
        self._reader = workstation.standings
        self._version: int | None = None
        self._asked = False
        self._finals: list[Standings] = []
        self.heading = QLabel(self)
        self.heading.setFont(ui_font(bold=True))
        self._top = QWidget(self)
        self.details = QLabel(self)
        self.details.setProperty("tone", "secondary")
        self.notice = QLabel(self)
        self.notice.setProperty("tone", "warning")
        for label in (self.heading, self.details, self.notice):
            label.setTextFormat(Qt.TextFormat.PlainText)  # names come from the exchange
        self.model: RecordTableModel[int, StandingRow] = RecordTableModel(
            STANDING_COLUMNS, style=standing_style, clock=clock
        )
        self.view = RecordTable(self.model, self)
        self.view.setAccessibleName(tr("Teams by rank"))
        self.view.make_flexible(TEAM_COLUMN, least=self.view.columnWidth(TEAM_COLUMN), most=320)
        self.past_model: RecordTableModel[tuple[int, int], PastRow] = RecordTableModel(
            PAST_COLUMNS, newest_first=True, clock=clock
        )
        self.past_view = RecordTable(self.past_model, self, bold_rows=False)
        self.past_view.setAccessibleName(tr("Past rounds"))
        teams, past = [each.title for each in STANDING_COLUMNS], [each.title for each in PAST_COLUMNS]
        self.columns = ColumnFit(self.view, self.view.horizontalHeader(), teams, STANDING_RANKS, stretch_last=False)
        self.view.fit_by(self.columns)
        self.past_columns = ColumnFit(
            self.past_view, self.past_view.horizontalHeader(), past, PAST_RANKS, stretch_last=False
        )
        self.past_view.fit_by(self.past_columns)
        add_action(self, "standings.columns", tr("Choose the columns"), self._choose_columns, keys="Ctrl+Shift+H")
        self.calculator = ScoreCalculator(self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.view, tr("Teams"))
        self.tabs.addTab(self.past_view, tr("Past rounds"))
        self.tabs.addTab(self.calculator, tr("Calculator"))
        self._in_vain = ""
        self._empty = EmptyState(tr(NOT_YET), self.view.viewport())
        self._no_past = EmptyState(tr(NO_PAST), self.past_view.viewport())
        self._lay_out()
        self.tabs.currentChanged.connect(lambda _place: self._show_front())

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._top)
        row.setContentsMargins(GRID, 4, GRID, 4)
        row.setSpacing(GRID)
        row.addWidget(self.heading)
        row.addWidget(self.details)
        row.addStretch(1)
        row.addWidget(self.notice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top)
        layout.addWidget(self.tabs, 1)

    def _choose_columns(self) -> None:
        if self.tabs.currentWidget() is self.view:
            self.columns.open_menu()
        elif self.tabs.currentWidget() is self.past_view:
            self.past_columns.open_menu()

    # --- one refresh ---

    def say_in_vain(self, words: str) -> None:
        self._in_vain = words

    def refresh(self) -> None:
        """Follow the reader: nothing to do but fade flashes until new standings came."""
        if not self._asked:
            # Qt shows every dock for a moment while the window opens, those behind tabs too: look again when that is over
            QTimer.singleShot(0, self, self._want)
        if self._reader.version == self._version:
            self.model.apply({})
            return
        self._version = self._reader.version
        self._show_head(self._reader.latest)
        self._show_past()
        self._show_front()

    def _show_front(self) -> None:
        """Show what is new in the tab in front; the others cost nothing until their turn comes."""
        if self.tabs.currentWidget() is self.view:
            self._show_teams(self._reader.latest)
        elif self.tabs.currentWidget() is self.calculator:
            self.calculator.show_standings(self._reader.latest, self._reader.own_team)

    def _want(self) -> None:
        if not self.seen:
            return
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return  # no loop yet: asked again with the next refresh
        self._asked = True
        self._reader.want()

    def _show_head(self, latest: Standings | None) -> None:
        problem = self._in_vain or shown(self._reader.problem or "")
        self._empty.setText(problem or tr(NOT_YET))
        self._empty.setVisible(latest is None)
        # what a round ended with stays true, also when the exchange has ended with it
        stale = latest is not None and not latest.final and self._reader.state is not StandingsState.LIVE
        self.view.grey(_ALL if stale else frozenset())
        self.notice.setText(tr("Out of date") if stale else "")
        self.notice.setToolTip(problem)
        self.heading.setText("" if latest is None else _heading(latest))
        self.details.setText("" if latest is None else _details(latest, self._reader.own))
        self._top.setVisible(latest is not None)

    def _show_teams(self, latest: Standings | None) -> None:
        rows = {} if latest is None else standing_rows(latest, self._reader.own_team)
        self.model.apply(rows, [key for key in self.model.keys if key not in rows])
        # ranks change while the round runs: the table keeps its order, but not under the pointer
        if not self.view.viewport().underMouse():
            self._keep_order()

    def _keep_order(self) -> None:
        header = self.view.horizontalHeader()
        column, order = RANK_COLUMN, Qt.SortOrder.AscendingOrder
        if header.isSortIndicatorShown() and header.sortIndicatorSection() < len(STANDING_COLUMNS):
            column, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        elif self._in_rank_order():
            return
        self.model.sort(column, order)

    def _in_rank_order(self) -> bool:
        rows = [self.model.record_at(row) for row in range(self.model.rowCount())]
        places = [row.team.rank for row in rows if row is not None]
        return places == sorted(places)

    def _show_past(self) -> None:
        finals = self._reader.finals
        if finals is not self._finals:
            self._finals = finals
            rows = {row.key: row for final in finals if (row := past_row(final, self._reader.own_team)) is not None}
            self.past_model.apply(rows, [key for key in self.past_model.keys if key not in rows])
        self._no_past.setVisible(self.past_model.rowCount() == 0)

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {
            "tab": self.tabs.currentIndex(),
            "teams_header": self.view.header_state(),
            "past_header": self.past_view.header_state(),
            "teams_columns": self.columns.chosen,
            "past_columns": self.past_columns.chosen,
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        tab = state.get("tab")
        if isinstance(tab, int) and 0 <= tab < self.tabs.count():
            self.tabs.setCurrentIndex(tab)
        self.view.restore_header(state.get("teams_header"))
        self.past_view.restore_header(state.get("past_header"))
        # after the headers, which remember what was hidden for want of room
        self.columns.restore(state.get("teams_columns", {}))
        self.past_columns.restore(state.get("past_columns", {}))


def _heading(standings: Standings) -> str:
    if not standings.rounds:
        return capital(round_words(standings.name))
    place = {"number": standings.round, "rounds": standings.rounds}
    if standings.name.lower() == f"round {standings.round} of {standings.rounds}":
        return tr("Round {number} of {rounds}", **place)
    return tr("Round {number} of {rounds}: {name}", name=round_words(standings.name), **place)


def _details(standings: Standings, own: TeamStanding | None) -> str:
    if standings.coefficient:
        parts = [tr("coefficient {coefficient}", coefficient=integer(standings.coefficient))]
    else:
        parts = [tr("does not count")]
    if standings.final:
        parts.append(tr("over"))
    else:
        end_ms = RoundMs(standings.seconds * MS_PER_S)
        # the exchange's clock goes on for a while after the round
        now = round_time_text(min(standings.time_ms, end_ms))
        parts.append(tr("{time} of {whole}", time=now, whole=round_time_text(end_ms)))
    if own is not None:
        parts.append(tr("you: rank {rank} of {teams}", rank=own.rank, teams=len(standings.teams)))
    return " · ".join(parts)
