"""The standings of a practice exchange as they travel: one JSON object, a line of a file or a frame of the path `/standings`.

No part of the protocol of 2025: the real exchange publishes nothing like it.
"""

from typing import Annotated, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec
from msgspec import Meta

from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.units import Cents, RoundMs

PATH: Final = "/standings"

_Count = Annotated[int, Meta(ge=0, le=2**53)]
_Amount = Annotated[int, Meta(ge=-(2**62), le=2**62)]
_Name = Annotated[str, Meta(max_length=128)]


class StandingsDecodeError(ValueError):
    """The frame holds no standings; the text says why."""


class TeamStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One team's line. Holds nothing of its orders, and of its contracts only how many there are."""

    team: Annotated[int, Meta(ge=1, le=2**31)]
    name: _Name
    net_worth: _Amount
    """Cents: cash, what working orders reserve of it included, and holdings at their mark."""
    cash: _Amount
    """Cents."""
    positions: _Count
    """Instruments held."""
    contracts: _Count
    """Contracts held."""
    score: float
    """Points of this round, if it ended now."""
    total: float
    """Points of this series' rounds so far, this one's included."""
    rank: Annotated[int, Meta(ge=1, le=2**31)]

    @property
    def id(self) -> TeamId:
        return TeamId(self.team)


class Standings(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="standings"):
    """Every team's standing at one time of a round; fields of a newer version are ignored."""

    series: _Count
    """Counts from 1 how often the plan of rounds was begun; totals begin anew with it."""
    round: _Count
    """Place in the plan, from 1."""
    rounds: _Count
    """How many the plan has; 0: there is none, round follows round."""
    name: _Name
    coefficient: _Count
    """0: the round does not count."""
    seconds: _Count
    """The round's nominal length."""
    time: Annotated[int, Meta(ge=0, le=2**53)]
    """Ms since the round's start."""
    final: bool
    """The round is over: this is what counted."""
    start_cash: _Amount
    """Cents, every team's at the round's start."""
    teams: Annotated[list[TeamStanding], Meta(max_length=10_000)]
    """Best rank first."""

    @property
    def time_ms(self) -> RoundMs:
        return RoundMs(self.time)

    def change(self, team: TeamStanding) -> Cents:
        """What `team` has won or lost in this round, in cents."""
        return Cents(team.net_worth - self.start_cash)


def standings_uri(trade_uri: str) -> str:
    """Return the address of the standings of a practice exchange that trades at `trade_uri`."""
    return urlunsplit(urlsplit(trade_uri)._replace(path=PATH, query="", fragment=""))


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Standings)


def encode_standings(standings: Standings) -> bytes:
    """Return one line of JSON without its end."""
    return _encoder.encode(standings)


def decode_standings(frame: bytes) -> Standings:
    """Read a frame. Raises StandingsDecodeError."""
    try:
        return _decoder.decode(frame)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise StandingsDecodeError(f"no standings: {error}") from error
