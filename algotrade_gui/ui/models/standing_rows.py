"""What the tables of the standings tell: one record per team or finished round, one description per column."""

from dataclasses import dataclass
from typing import Final

from algotrade_gui.core.units import Cents
from algotrade_gui.ui.figures import NOTHING
from algotrade_gui.ui.language import integer, mark, money, number, tr
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.column_texts import exact_cents, gain_tone
from algotrade_gui.ui.models.round_names import round_words
from algotrade_gui.wire.standings import Standings, TeamStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow:
    """One team's standing with what its columns need beside it."""

    team: TeamStanding
    change: Cents
    counts: bool
    """The round has a coefficient: there are points."""
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRow:
    """How one round ended, seen by our team."""

    key: tuple[int, int]
    name: str
    coefficient: int
    own: TeamStanding | None
    best: TeamStanding
    worst: TeamStanding
    counts: bool


def standing_rows(standings: Standings, own_team: str) -> dict[int, StandingRow]:
    """The rows by team number, best rank first."""
    return {
        team.team: StandingRow(
            team=team, change=standings.change(team), counts=standings.coefficient > 0, own=team.name == own_team
        )
        for team in standings.teams
    }


def past_row(final: Standings, own_team: str) -> PastRow | None:
    """The row of a finished round; None for one without teams."""
    if not final.teams:
        return None
    by_worth = sorted(final.teams, key=lambda team: team.net_worth)
    return PastRow(
        key=(final.series, final.round),
        name=final.name,
        coefficient=final.coefficient,
        own=next((team for team in final.teams if team.name == own_team), None),
        best=by_worth[-1],
        worst=by_worth[0],
        counts=final.coefficient > 0,
    )


def standing_style(row: StandingRow) -> RowStyle:
    """Our own team stands out."""
    return RowStyle.STRONG if row.own else RowStyle.NORMAL


def points_text(points: float) -> str:
    """Points as the official board shows them, with two decimals."""
    return number(points, 2)


def _name(row: StandingRow) -> str:
    if not row.own:
        return row.team.name
    # the practice exchange calls its only team so
    return tr("you") if row.team.name == PRACTICE_TEAM else tr("{team} (you)", team=row.team.name)


PRACTICE_TEAM: Final = "you"
STANDING_COLUMNS: tuple[Column[StandingRow], ...] = (
    Column(
        title=mark("Rank"),
        text=lambda row: str(row.team.rank),
        sample="100",
        value=lambda row: row.team.rank,
        help=mark("By total; teams level on points stand by their net worth"),
    ),
    Column(title=mark("Team"), text=_name, sample="arbitrageur 12", numeric=False),
    Column(
        title=mark("Net worth"),
        text=lambda row: money(Cents(row.team.net_worth)),
        sample="999,999.99",
        tooltip=lambda row: exact_cents(tr("Net worth"), Cents(row.team.net_worth)),
        value=lambda row: row.team.net_worth,
        flashes=True,
        help=mark("Dollars: cash, and contracts at what they would pay at the last published price"),
    ),
    Column(
        title=mark("This round"),
        text=lambda row: money(row.change, signed=True),
        sample="+999,999.99",
        tone=lambda row: gain_tone(row.change),
        tooltip=lambda row: exact_cents(tr("Won or lost in this round"), row.change),
        value=lambda row: row.change,
        help=mark("Dollars won or lost since the round began"),
    ),
    Column(
        title=mark("Score"),
        text=lambda row: points_text(row.team.score) if row.counts else NOTHING,
        sample="3,000.00",
        value=lambda row: row.team.score,
        help=mark("Points of this round if it ended now: coefficient x (net worth - worst) / (best - worst)"),
    ),
    Column(
        title=mark("Total"),
        text=lambda row: points_text(row.team.total),
        sample="10,000.00",
        value=lambda row: row.team.total,
        help=mark("Points of all rounds so far, this one's as it stands included"),
    ),
    Column(
        title=mark("Cash"),
        text=lambda row: money(Cents(row.team.cash)),
        sample="999,999.99",
        tone=lambda _: Tone.QUIET,
        tooltip=lambda row: exact_cents(tr("Cash"), Cents(row.team.cash)),
        value=lambda row: row.team.cash,
        help=mark("Dollars, what working orders reserve included"),
    ),
    Column(
        title=mark("Held"),
        text=lambda row: integer(row.team.contracts) if row.team.contracts else "",
        sample="9,999",
        tone=lambda _: Tone.QUIET,
        tooltip=lambda row: tr(
            "{contracts} contracts in {instruments} instruments",
            contracts=integer(row.team.contracts),
            instruments=integer(row.team.positions),
        ),
        value=lambda row: row.team.contracts,
        help=mark("Contracts held"),
    ),
)
STANDING_RANKS: Final[dict[str, int]] = {
    "Rank": 0,
    "Team": 0,
    "Net worth": 1,
    "Total": 2,
    "This round": 3,
    "Score": 4,
    "Cash": 5,
    "Held": 6,
}
"""Columns of the teams' table by title, the dearest first."""
PAST_RANKS: Final[dict[str, int]] = {
    "Round": 0,
    "Rank": 1,
    "Score": 2,
    "You": 3,
    "Best": 4,
    "Winner": 5,
    "Worst": 6,
    "Coefficient": 7,
}
"""Columns of the finished rounds' table by title, the dearest first."""
RANK_COLUMN = 0
TEAM_COLUMN = 1


PAST_COLUMNS: tuple[Column[PastRow], ...] = (
    Column(title=mark("Round"), text=lambda row: round_words(row.name), sample="scored round 5", numeric=False),
    Column(
        title=mark("Coefficient"),
        text=lambda row: integer(row.coefficient) if row.counts else NOTHING,
        sample="Coefficient",
        value=lambda row: row.coefficient,
        help=mark("Points for the best team; none: the round did not count"),
    ),
    Column(
        title=mark("You"),
        text=lambda row: NOTHING if row.own is None else money(Cents(row.own.net_worth)),
        sample="999,999.99",
        value=lambda row: None if row.own is None else row.own.net_worth,
        help=mark("Your net worth at the end, dollars"),
    ),
    Column(
        title=mark("Score"),
        text=lambda row: NOTHING if row.own is None or not row.counts else points_text(row.own.score),
        sample="3,000.00",
        value=lambda row: None if row.own is None else row.own.score,
        help=mark("Your points for the round"),
    ),
    Column(
        title=mark("Rank"),
        text=lambda row: NOTHING if row.own is None else str(row.own.rank),
        sample="Rank",
        value=lambda row: None if row.own is None else row.own.rank,
        help=mark("Your rank by total after the round"),
    ),
    Column(
        title=mark("Best"),
        text=lambda row: money(Cents(row.best.net_worth)),
        sample="999,999.99",
        value=lambda row: row.best.net_worth,
        help=mark("The best team's net worth, dollars"),
    ),
    Column(
        title=mark("Worst"),
        text=lambda row: money(Cents(row.worst.net_worth)),
        sample="999,999.99",
        value=lambda row: row.worst.net_worth,
        help=mark("The worst team's net worth, dollars"),
    ),
    Column(title=mark("Winner"), text=lambda row: row.best.name, sample="arbitrageur 12", numeric=False),
)
