"""What the tables of the standings tell: one record per team or finished round, one description per column."""

from dataclasses import dataclass

from algotrade_gui.core.units import Cents, cents_to_text
from algotrade_gui.ui.figures import NOTHING
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.names import cents_tip, money
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
    return f"{points:,.2f}"


def _name(row: StandingRow) -> str:
    return f"{row.team.name} (you)" if row.own and row.team.name != "you" else row.team.name


def _direction(change: int) -> Tone:
    return Tone.UP if change > 0 else Tone.DOWN if change < 0 else Tone.PLAIN


STANDING_COLUMNS: tuple[Column[StandingRow], ...] = (
    Column(
        title="Rank",
        text=lambda row: str(row.team.rank),
        sample="100",
        value=lambda row: row.team.rank,
        help="By total; teams level on points stand by their net worth",
    ),
    Column(title="Team", text=_name, sample="arbitrageur 12", numeric=False),
    Column(
        title="Net worth",
        text=lambda row: money(Cents(row.team.net_worth)),
        sample="999,999.99",
        tooltip=lambda row: cents_tip("Net worth", Cents(row.team.net_worth)),
        value=lambda row: row.team.net_worth,
        flashes=True,
        help="Dollars: cash, and contracts at what they would pay at the last published price",
    ),
    Column(
        title="This round",
        text=lambda row: cents_to_text(row.change, signed=True),
        sample="+999,999.99",
        tone=lambda row: _direction(row.change),
        tooltip=lambda row: cents_tip("Won or lost in this round", row.change),
        value=lambda row: row.change,
        help="Dollars won or lost since the round began",
    ),
    Column(
        title="Score",
        text=lambda row: points_text(row.team.score) if row.counts else NOTHING,
        sample="3,000.00",
        value=lambda row: row.team.score,
        help="Points of this round if it ended now: coefficient x (net worth - worst) / (best - worst)",
    ),
    Column(
        title="Total",
        text=lambda row: points_text(row.team.total),
        sample="10,000.00",
        value=lambda row: row.team.total,
        help="Points of all rounds so far, this one's as it stands included",
    ),
    Column(
        title="Cash",
        text=lambda row: money(Cents(row.team.cash)),
        sample="999,999.99",
        tone=lambda _: Tone.QUIET,
        tooltip=lambda row: cents_tip("Cash", Cents(row.team.cash)),
        value=lambda row: row.team.cash,
        help="Dollars, what working orders reserve included",
    ),
    Column(
        title="Held",
        text=lambda row: str(row.team.contracts) if row.team.contracts else "",
        sample="9,999",
        tone=lambda _: Tone.QUIET,
        tooltip=lambda row: f"{row.team.contracts:,} contracts in {row.team.positions} instruments",
        value=lambda row: row.team.contracts,
        help="Contracts held",
    ),
)
RANK_COLUMN = 0
TEAM_COLUMN = 1


PAST_COLUMNS: tuple[Column[PastRow], ...] = (
    Column(title="Round", text=lambda row: row.name, sample="scored round 5", numeric=False),
    Column(
        title="Coefficient",
        text=lambda row: f"{row.coefficient:,}" if row.counts else NOTHING,
        sample="Coefficient",
        value=lambda row: row.coefficient,
        help="Points for the best team; none: the round did not count",
    ),
    Column(
        title="You",
        text=lambda row: NOTHING if row.own is None else money(Cents(row.own.net_worth)),
        sample="999,999.99",
        value=lambda row: None if row.own is None else row.own.net_worth,
        help="Your net worth at the end, dollars",
    ),
    Column(
        title="Score",
        text=lambda row: NOTHING if row.own is None or not row.counts else points_text(row.own.score),
        sample="3,000.00",
        value=lambda row: None if row.own is None else row.own.score,
        help="Your points for the round",
    ),
    Column(
        title="Rank",
        text=lambda row: NOTHING if row.own is None else str(row.own.rank),
        sample="Rank",
        value=lambda row: None if row.own is None else row.own.rank,
        help="Your rank by total after the round",
    ),
    Column(
        title="Best",
        text=lambda row: money(Cents(row.best.net_worth)),
        sample="999,999.99",
        value=lambda row: row.best.net_worth,
        help="The best team's net worth, dollars",
    ),
    Column(
        title="Worst",
        text=lambda row: money(Cents(row.worst.net_worth)),
        sample="999,999.99",
        value=lambda row: row.worst.net_worth,
        help="The worst team's net worth, dollars",
    ),
    Column(title="Winner", text=lambda row: row.best.name, sample="arbitrageur 12", numeric=False),
)
