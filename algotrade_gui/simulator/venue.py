"""The exchange as its clients meet it: who may come in, how often they may speak, one round after the other.

No socket, no wall time.
"""

import enum
from collections.abc import Mapping
from math import inf

from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.config import Delays, ExchangeConfig, RoundPlan, secret_digest
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.standings import StandingsBook
from algotrade_gui.simulator.window import SlidingWindow


class Refusal(enum.Enum):
    """Why a connection is refused on the upgrade, as its HTTP status."""

    UNAUTHORIZED = 401
    TOO_MANY = 429


class _Team:
    __slots__ = ("id", "messages", "open", "openings")

    def __init__(self, team: TeamId, config: ExchangeConfig) -> None:
        self.id = team
        self.open = 0
        self.openings = SlidingWindow(config.limits.openings_per_s)
        self.messages = SlidingWindow(config.limits.messages_per_s)


class Venue:
    """Teams, their limits over all connections together, and the rounds.

    `now_ms` everywhere is exchange time: ms since the venue was made, over all rounds, never going back. The driver calls `advance` when
    `next_deadline_ms` has come and before `receive`.
    """

    def __init__(self, config: ExchangeConfig) -> None:
        self._config = config
        self._teams: dict[TeamId, _Team] = {}
        self._by_digest: dict[str, _Team] = {}
        for number, digest in enumerate(config.teams.values(), 1):
            team = _Team(TeamId(number), config)
            self._teams[team.id] = team
            # a lookup by digest takes the same time however much of a guessed secret is right
            self._by_digest[digest] = team
        self.now_ms = 0
        self.round_index = 0
        """Counted from 0 over all rounds, repetitions of the plan too."""
        self.finished = False
        """Whether the plan's last round is over: nothing happens any more, the driver ends."""
        self.standings = StandingsBook(config)
        """Follows the teams' net worth over all rounds."""
        self._round_start_ms = config.start_delay_ms
        self._round_config = config.for_round(0)
        self.exchange = self._open_round(config.start_delay_ms)

    # --- the round being played ---

    @property
    def round_plan(self) -> RoundPlan:
        """The present round's name and coefficient; between two rounds, the coming one's."""
        return self._config.round_plan(self.round_index)

    @property
    def round_config(self) -> ExchangeConfig:
        """All settings as the present round has them."""
        return self._round_config

    @property
    def delays(self) -> Delays:
        """The present round's."""
        return self._round_config.delays

    def _open_round(self, starts_in_ms: int) -> Exchange:
        exchange = Exchange(self._round_config, self._round_config.seed, starts_in_ms=starts_in_ms)
        self.standings.follow(exchange, self.round_index)
        return exchange

    # --- coming and going ---

    def admit(self, secret: str, now_ms: int) -> TeamId | Refusal:
        """Let a connection in, which then counts until `leave`, or tell why not."""
        team = self._by_digest.get(secret_digest(secret))
        if team is None:
            return Refusal.UNAUTHORIZED
        if team.open >= self._config.limits.connections or not team.openings.allows(now_ms):
            return Refusal.TOO_MANY
        team.open += 1
        return team.id

    def leave(self, team: TeamId) -> None:
        """A connection that was let in is gone."""
        self._teams[team].open -= 1

    @property
    def open_connections(self) -> Mapping[TeamId, int]:
        """How many connections each team has."""
        return {team.id: team.open for team in self._teams.values()}

    # --- time ---

    @property
    def next_deadline_ms(self) -> float:
        """When `advance` has work to do next, in exchange time; infinity once `finished`."""
        if self.finished:
            return inf
        if self.exchange.ended:
            return self._round_start_ms + self.exchange.end_ms + self._config.goodbye_ms
        return self._round_start_ms + self.exchange.next_deadline_ms

    def advance(self, now_ms: int) -> tuple[list[str], bool]:
        """Do the work due up to `now_ms`; return the frames for every connection and whether a round is over.

        Where one is, the work stops there: the driver sends the frames, closes every connection with 1001 and calls again, unless
        `finished` tells that this was the last one. Between a round's end and its being over, requests are still answered.
        """
        frames = self.exchange.advance(now_ms - self._round_start_ms)
        if not self.exchange.ended or now_ms < self.next_deadline_ms:
            self.now_ms = now_ms
            return frames, False
        self.now_ms = int(self.next_deadline_ms)
        if self._config.is_last(self.round_index):
            self.finished = True
            return frames, True
        self.round_index += 1
        self._round_start_ms = self.now_ms + self._config.pause_ms
        self._round_config = self._config.for_round(self.round_index)
        self.exchange = self._open_round(self._config.pause_ms)
        return frames, True

    # --- requests ---

    def receive(self, team: TeamId, frame: bytes, now_ms: int) -> str | None:
        """Answer a frame; None where the team speaks too often: send the bare text, then close the connection it came by."""
        if not self._teams[team].messages.allows(now_ms):
            return None
        return self.exchange.handle(team, frame, now_ms - self._round_start_ms)
