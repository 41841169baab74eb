"""Every team's net worth through the rounds, and the scores that come of it.

Net worth is cash, what working orders reserve of it included, plus holdings at their mark: what each contract would pay if it settled at
the last published mid. No time value and no book: anyone can check the figure from the public feed, and nobody moves it by a quote. At a
round's end every contract has settled, so only cash counts there; should a round ever end with live contracts, they count at that mark.
"""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from algotrade_gui.core.ids import InstrumentId, TeamId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.score import ranks, round_scores
from algotrade_gui.simulator.accounts import HOUSE, Account
from algotrade_gui.simulator.config import ExchangeConfig
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.wire.standings import Standings, TeamStanding

FINALS_KEPT: Final = 50
_POINT_DIGITS = 6


def marks(exchange: Exchange) -> dict[InstrumentId, int]:
    """Return what each live contract counts for, in cents: what it would pay at the last published mids. Empty before there are any."""
    mids = exchange.mids
    if not mids:
        return {}
    return {one.instrument.id: one.instrument.payoff(mids[one.instrument.underlying]) for one in exchange.contracts}


def net_worth(account: Account, marked: Mapping[InstrumentId, int]) -> Cents:
    """Return the account's net worth in cents, each contract at what `marked` says; what it does not name counts nothing."""
    return Cents(account.cash + sum(quantity * marked.get(name, 0) for name, quantity in account.held.items()))


class StandingsBook:
    """Follows one round after the other and adds up the points. The same rounds give the same standings, at any speed.

    Standings are taken once a second of the round, when its candles were published, and at its end. While nobody listens only the ends
    are worked out.
    """

    def __init__(self, config: ExchangeConfig) -> None:
        self._config = config
        self._listeners: Listeners[[Standings]] = Listeners()
        self._points: dict[TeamId, float] = {}
        """Of the finished rounds of this series."""
        self.finals: deque[Standings] = deque(maxlen=FINALS_KEPT)
        """How the last rounds ended, oldest first."""

    def on_standings(self, listener: Callable[[Standings], None]) -> Callable[[], None]:
        """Call `listener` with each new standings. Returns the function that ends the subscription."""
        return self._listeners.add(listener)

    def follow(self, exchange: Exchange, round_index: int) -> None:
        """Follow `exchange`, which is played as round `round_index`, from now on. When the plan begins anew, so do the totals."""
        if round_index and self._place(round_index)[1] == 1:
            self._points.clear()
        exchange.on_second = lambda: self._second(exchange, round_index)

    def _place(self, round_index: int) -> tuple[int, int]:
        """The series and the place in it, both from 1."""
        if not self._config.rounds:
            return 1, round_index + 1
        series, place = divmod(round_index, len(self._config.rounds))
        return series + 1, place + 1

    def _second(self, exchange: Exchange, round_index: int) -> None:
        if not (exchange.ended or len(self._listeners)):
            return
        standings, points = self.take(exchange, round_index)
        if exchange.ended:
            self._points = points
            self.finals.append(standings)
        self._listeners(standings)

    def take(self, exchange: Exchange, round_index: int) -> tuple[Standings, dict[TeamId, float]]:
        """Return the standings now, and each team's points with this round as it stands."""
        plan = self._config.round_plan(round_index)
        marked = marks(exchange)
        worths = {team: net_worth(account, marked) for team, account in exchange.accounts.items() if team != HOUSE}
        scores = round_scores(worths, plan.coefficient)
        points = {team: self._points.get(team, 0.0) + scores[team] for team in worths}
        # teams level on points, as all are in a round that does not count, stand by what they have
        places = ranks({team: (points[team], worths[team]) for team in worths})
        teams = []
        for team in sorted(worths, key=lambda team: (places[team], team)):
            account = exchange.accounts[team]
            held = [quantity for quantity in account.held.values() if quantity]
            teams.append(
                TeamStanding(
                    team=team,
                    name=exchange.team_names[team],
                    net_worth=worths[team],
                    cash=account.cash,
                    positions=len(held),
                    contracts=sum(held),
                    score=round(scores[team], _POINT_DIGITS),
                    total=round(points[team], _POINT_DIGITS),
                    rank=places[team],
                )
            )
        series, place = self._place(round_index)
        settings = self._config.for_round(round_index)
        standings = Standings(
            series=series,
            round=place,
            rounds=len(self._config.rounds),
            name=plan.name,
            coefficient=plan.coefficient,
            seconds=settings.round_seconds,
            time=exchange.now_ms,
            final=exchange.ended,
            start_cash=settings.start_cash,
            teams=teams,
        )
        return standings, points
