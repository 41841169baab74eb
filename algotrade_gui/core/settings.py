"""The typed settings of a profile, with their bounds. No secret ever stands in here."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

MAX_BOT_NAME = 40
"""Characters of a bot's name."""

PositiveInt = Annotated[int, Meta(ge=1)]


PresetName = Literal["test", "scored-1", "scored-2", "scored-3", "scored-4", "scored-5", "night"]
"""The rounds of the competition (simulator/presets.py)."""
CrowdName = Literal["none", "few", "night"]
"""Crowds of opponents (simulator/opponents/crowds.py)."""


class PracticeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the practice exchange of a profile is run."""

    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    """None draws a new one at each start."""
    round_seconds: Annotated[int, Meta(ge=60, le=7_200)] = 600
    """No shorter: the first contracts live a minute (protocol section 4)."""
    speed: Annotated[float, Meta(ge=0.1, le=1_000)] = 1.0
    start_cash: Annotated[int, Meta(ge=0, le=10**15)] = 1_000_000
    """Cents."""
    preset: PresetName | None = None
    """Rounds as in the competition; None plays rounds of `round_seconds`."""
    opponents: CrowdName = "none"
    """Rival teams on the exchange."""
    config_file: str = ""
    """A TOML file of the exchange's settings, whose word counts above all of these; empty for none."""


class ExchangeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a profile trades. `uri` (without the secret) counts for kind `remote` only."""

    kind: Literal["practice", "remote", "replay"] = "practice"
    """`replay`: nowhere, a recorded round is played back."""
    uri: str = ""
    standings_uri: str = ""
    """Where a remote exchange publishes standings, for example `ws://HOST:9001/standings`; empty: nothing is opened for them."""
    team: str = ""
    """Our team's name in a remote exchange's standings."""
    practice: PracticeSettings = PracticeSettings()
    recording: str = ""
    """The file that kind `replay` plays."""


class Quota(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one bot may have of the team's messages."""

    per_s: Annotated[int, Meta(ge=1, le=285)]
    """Messages within any second. Cancels pass beyond it."""
    when_over: Literal["wait", "refuse"] = "wait"


class RestartPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens to a bot that has failed.

    Each try waits twice as long as the one before; when all have failed, the bot is quarantined.
    """

    when: Literal["never", "on_failure"] = "never"
    most_tries: Annotated[int, Meta(ge=1, le=100)] = 5
    """Starts in a row that may fail; a bot that has run well for `healthy_s` begins anew."""
    first_wait_s: Annotated[float, Meta(ge=0.1, le=600)] = 1.0
    longest_wait_s: Annotated[float, Meta(ge=0.1, le=3_600)] = 60.0
    healthy_s: Annotated[float, Meta(ge=1, le=3_600)] = 60.0


class BotSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One bot of a profile: the strategy's class name, the instance's name, its configuration as the strategy declares it."""

    strategy: Annotated[str, Meta(min_length=1)]
    name: Annotated[str, Meta(min_length=1, max_length=MAX_BOT_NAME)]
    autostart: bool = True
    auto_reload: bool = False
    """Whether a saved strategy file is loaded at once while the bot runs."""
    restart: RestartPolicy = RestartPolicy()
    quota: Quota | None = None
    config: dict[str, Any] = {}


RuleAction = Literal["deny", "halt_bot", "halt_all"]
"""What a rule does beside refusing the order: nothing more, halt the bot, halt everyone on this machine."""


class RiskSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of the pre-trade gate; None switches a rule off. Where nothing else is said, a limit counts for each bot by itself."""

    max_order_size: PositiveInt | None = 50
    """Contracts in one order."""
    max_order_notional: PositiveInt | None = 1_000_000
    """Cents that one order may cost (price x quantity)."""
    max_position: PositiveInt | None = 100
    """Contracts held and being bought in one instrument."""
    max_underlying_position: PositiveInt | None = 400
    """The same over all instruments of one underlying."""
    max_capital: PositiveInt | None = None
    """Cents that holdings cost and open buys reserve."""
    budget_share: Annotated[float, Meta(ge=0.05, le=1.0)] = 1.0
    """How much of the team's cash in use, messages, pending orders and connections this machine may have; the rest is the teammates'."""
    price_band_percent: Annotated[float, Meta(gt=0, le=100)] | None = 5.0
    """How far beyond theo an order may go on its worse side, in percent of the underlying's price."""
    duplicates_per_s: PositiveInt | None = 5
    """Equal orders (instrument, side, price, quantity) within any second of the round's clock."""
    self_trade: Literal["deny"] | None = "deny"
    """Refuse an order that would meet one of this account's own."""
    max_loss_bot: PositiveInt | None = None
    """Cents that a bot may be down in a round."""
    max_loss_team: PositiveInt | None = None
    """Cents that all of this machine together may be down in a round."""
    actions: dict[str, RuleAction] = msgspec.field(
        default_factory=lambda: {"max_loss_bot": "halt_bot", "max_loss_team": "halt_all"}
    )
    """Per rule what it does beside refusing; `deny` where none is named."""


class KillSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the kill switch does beside blocking new orders and cancelling."""

    positions: Literal["settle", "sell"] = "settle"
    """Let what is held pay at its expiry, or sell it at the published bids."""
    scope: Literal["account", "ours"] = "account"
    """Cancel (and sell) all that the team has at the exchange, a teammate's as well, or only what this machine knows as its own."""


class LayoutSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the window looked. `geometry` and `state` are the window system's own bytes, base64."""

    theme: Literal["system", "dark", "light"] = "system"
    language: Literal["system", "en", "fr"] = "system"
    plan: str = "Trade"
    """The named layout that the docks were arranged from; a name that is no longer known stands for the first."""
    geometry: str = ""
    state: str = ""
    panels: dict[str, Any] = {}
    """Per open panel (`chart`, `chart-2`), what it is bound to; each panel validates its own part."""


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is remembered under one name."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$")]
    exchange: ExchangeSettings = ExchangeSettings()
    bots: list[BotSettings] = []
    risk: RiskSettings = RiskSettings()
    kill: KillSettings = KillSettings()
    record: bool = True
    """Whether the market data of each round is kept, to be played back."""
    marks: Literal["intrinsic", "theo"] = "intrinsic"
    """What P&L values holdings at: what they would pay at the underlying's last price, or their theoretical value."""
    layout: LayoutSettings = LayoutSettings()
