"""Every setting of the practice exchange, with its bounds.

The docstrings of fields are read at run time, for the settings file and the command line's help: simulator/schema.py.
"""

import hashlib
import secrets
import uuid
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from algotrade_gui.core.errors import UserError

PRACTICE_TEAM = "you"
PRACTICE_SECRET = "7f0c2f3e-9b1d-4c58-8a64-2d5e61b7c0a9"
"""The secret of team "you": no secret at all, it opens a market on this machine only."""

MAX_SEED = 2**63 - 1

_Text = Annotated[str, Meta(min_length=1, max_length=64)]
_Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
_Limit = Annotated[int, Meta(ge=1, le=1_000_000)]
_Ms = Annotated[int, Meta(ge=0, le=600_000)]


class ConfigError(UserError, ValueError):
    """A setting out of its bounds; the text names it."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one team may do over all its connections together (protocol section 7)."""

    connections: _Limit = 10
    """Open at a time."""
    openings_per_s: _Limit = 10
    """Connections opened within any second, however short they lived."""
    messages_per_s: _Limit = 300
    """Requests within any second; one more closes the connection it came by."""
    pending_orders: _Limit = 600
    """Working orders at a time; one more is refused."""
    backlog_bytes: Annotated[int, Meta(ge=1_024, le=2**31)] = 16 * 2**20
    """Unsent bytes after which a slow reader is closed."""
    frame_bytes: Annotated[int, Meta(ge=1_024, le=2**31)] = 16 * 2**20
    """The longest frame a client may send."""


_FASTEST = 1_000.0

_Share = Annotated[float, Meta(ge=0, le=1)]


class Delay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What befalls the frames of one kind on their way, in exchange time. A connection's frames of a kind never overtake each other."""

    ms: Annotated[int, Meta(ge=0, le=60_000)] = 0
    """Each frame arrives so much later."""
    jitter_ms: Annotated[int, Meta(ge=0, le=60_000)] = 0
    """Added on top, drawn evenly between 0 and this for each frame."""
    loss: _Share = 0.0
    """The share of frames that never arrive."""


class Delays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The way between a client and the exchange, per direction and kind of frame."""

    orders: Delay = Delay()
    """From client to exchange: every request. The one that the real rounds lengthened (protocol section 7)."""
    replies: Delay = Delay()
    """From exchange to client: answers to requests."""
    feed: Delay = Delay()
    """From exchange to client: updates. An answered `get_market_data` counts as a reply."""


def secret_digest(secret: str) -> str:
    """Return what is kept and compared instead of a secret: its SHA-256 in hex.

    One fast hash without salt is enough for `new_secret`'s 122 random bits, which nobody can guess one by one; it would not be for a
    password that somebody made up. Secrets for anybody but this machine's own user come from `new_secret`.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


class RoundPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One round of a plan. What is None is as the exchange's own setting has it."""

    name: _Text
    """As the standings call it."""
    seconds: Annotated[int, Meta(ge=15, le=86_400)] | None = None
    """Nominal length."""
    coefficient: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """Multiplies the round's score; 0: the round does not count."""
    delays: Delays | None = None
    """Whole: a kind of frame that they leave out is not delayed."""
    volatility_scale: Annotated[float, Meta(gt=0, le=10)] | None = None
    """Multiplies every step of every price process."""
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] | None = None
    """The same market each time this round is played."""


class Crowd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Opponents of one kind."""

    number: Annotated[int, Meta(ge=0, le=50)] = 0
    """How many teams."""
    skill: _Share = 0.5
    """0: slow, timid and often wrong; 1: as good as the kind gets."""


class Opponents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rival teams that run inside the exchange with cash of their own, as clients of the matching engine."""

    sniper: Crowd = Crowd()
    """Buys asks below intrinsic value times alpha, near expiries: the rule that won in 2025."""
    arbitrageur: Crowd = Crowd()
    """Long-only combinations: call(K1) + put(K2) below K2 - K1, future + put(K) below K."""
    maker: Crowd = Crowd()
    """Quotes around theo from inventory it buys below value."""
    momentum: Crowd = Crowd()
    """Follows what the prices did last."""
    random: Crowd = Crowd()
    """Trades for no reason."""


class ExchangeConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a practice exchange is told before it starts. Built by `make_config`, which checks it."""

    host: _Text = "127.0.0.1"
    """The address to listen on; 0.0.0.0 serves a whole network."""
    port: Annotated[int, Meta(ge=0, le=65_535)] = 9_001
    """0 takes any free one."""
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 1
    """The first round's; later rounds derive theirs from it. The same seed gives the same market; where neither file nor option gives
    one, each start draws another."""
    round_seconds: Annotated[int, Meta(ge=15, le=86_400)] = 1_800
    """Nominal length: the last contracts expire by then."""
    overtime_seconds: Annotated[int, Meta(ge=0, le=3_600)] = 10
    """How long the server runs past the nominal length (protocol section 7)."""
    goodbye_ms: _Ms = 500
    """How long after a round's end requests are still answered, by `Round has ended...`, before the connections are closed."""
    start_delay_ms: _Ms = 0
    """Silence after the server listens, before the first round."""
    pause_ms: _Ms = 2_000
    """Silence between the closing of one round's connections and the next round's start."""
    speed: Annotated[float, Meta(ge=0.1, le=1_000)] | Literal["max"] = 1.0
    """Exchange time per real time. Every interval and limit counts exchange time. `max`: as fast as the work and the clients allow."""
    rounds: tuple[RoundPlan, ...] = ()
    """What is played, in order; empty: one round after the other, all as the settings here have it."""
    repeat: bool = True
    """After the last round of the plan begin again at its first; otherwise the exchange ends with it."""
    delays: Delays = Delays()
    """What frames go through on their way, for every round that has none of its own."""
    opponents: Opponents = Opponents()
    """Rival teams inside the exchange; in a file also `opponents = "few"` or `"night"` in place of these tables."""
    teams: dict[_Text, _Digest] = msgspec.field(default_factory=lambda: {PRACTICE_TEAM: secret_digest(PRACTICE_SECRET)})
    """Name to `secret_digest`: no secret stands in here. Team ids count from 1 in this order, 0 is the house."""
    start_cash: Annotated[int, Meta(ge=0, le=10**15)] = 1_000_000
    """Cents that each team begins a round with."""
    limits: Limits = Limits()
    """What one team may do over all its connections together."""
    volatility_scale: Annotated[float, Meta(gt=0, le=10)] = 1.0
    """Multiplies every step of every price process."""
    house_traders: bool = True
    """Off leaves the books to the teams."""
    null_keys: bool = False
    """Send absent optional keys of replies as null, as 2026 does."""
    end_of_round_message: bool = False
    """Send `end_of_round` before the connections are closed."""
    house_settlements: bool = True
    """One settlement event for team 0 with quantity 0 per expired contract, held by a team or not."""
    standings: Annotated[str, Meta(max_length=4_096)] = ""
    """The file to which every team's net worth and score are appended as JSON, a line a second; `-` is standard output, empty none."""
    standings_access: Literal["auto", "public", "off"] = "auto"
    """Who may watch the path /standings: with `auto` anyone on this machine, from elsewhere whoever has the organiser's key."""
    standings_key: Annotated[str, Meta(max_length=64, pattern="^([0-9a-f]{64})?$")] = ""
    """The SHA-256 of the organiser's key in hex; empty: a new key is made and shown once where one is needed."""
    futures_strike_zero: bool = False
    """Give a future's settlement event `strike_price` 0 instead of leaving the key out."""

    def __post_init__(self) -> None:
        if not self.teams:
            raise ConfigError("the exchange needs at least one team")
        if len(set(self.teams.values())) != len(self.teams):
            raise ConfigError("two teams have the same secret")

    def round_plan(self, round_index: int) -> RoundPlan:
        """Return what is played as round `round_index`, counted from 0 over all repetitions."""
        if self.rounds:
            return self.rounds[round_index % len(self.rounds)]
        return RoundPlan(name=f"round {round_index + 1}")

    def for_round(self, round_index: int) -> "ExchangeConfig":
        """Return the settings that round `round_index` is played with: the plan's where it has some, its own seed."""
        plan = self.round_plan(round_index)
        return msgspec.structs.replace(
            self,
            seed=round_seed(self.seed, round_index) if plan.seed is None else plan.seed,
            round_seconds=self.round_seconds if plan.seconds is None else plan.seconds,
            delays=self.delays if plan.delays is None else plan.delays,
            volatility_scale=self.volatility_scale if plan.volatility_scale is None else plan.volatility_scale,
        )

    def is_last(self, round_index: int) -> bool:
        """Whether the exchange ends with round `round_index`."""
        return not self.repeat and round_index + 1 >= max(1, len(self.rounds))

    @property
    def pace(self) -> float:
        """Exchange time per real time as a number."""
        return _FASTEST if self.speed == "max" else self.speed


class _Secrets(msgspec.Struct):
    teams: dict[_Text, _Text]


def make_config(**settings: Any) -> ExchangeConfig:
    """Return the checked configuration with `settings` over the defaults. Raises ConfigError, which names the setting and its bound.

    Here `teams` maps names to secrets; the configuration keeps their digests only.
    """
    try:
        if "teams" in settings:
            given = msgspec.convert({"teams": settings["teams"]}, _Secrets)
            settings["teams"] = {name: secret_digest(secret) for name, secret in given.teams.items()}
        return msgspec.convert(settings, ExchangeConfig)
    except msgspec.ValidationError as error:
        raise ConfigError(f"exchange settings: {error}") from error


def config_from_json(text: bytes | str) -> ExchangeConfig:
    """Read a configuration from JSON. Raises ConfigError."""
    try:
        return msgspec.json.decode(text, type=ExchangeConfig)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"exchange settings: {error}") from error


def config_to_json(config: ExchangeConfig) -> bytes:
    """Write a configuration as one line of JSON."""
    return msgspec.json.encode(config)


def new_secret() -> str:
    """Return a fresh secret, UUID-v4 text."""
    return str(uuid.uuid4())


def new_seed() -> int:
    """Draw a seed for a market that nobody has seen."""
    return secrets.randbelow(MAX_SEED)


def round_seed(seed: int, round_index: int) -> int:
    """Return the seed of round `round_index`, counted from 0: the first round's is `seed` itself."""
    if round_index == 0:
        return seed
    digest = hashlib.sha256(f"{seed}/round/{round_index}".encode()).digest()
    return int.from_bytes(digest[:8], "big") & MAX_SEED
