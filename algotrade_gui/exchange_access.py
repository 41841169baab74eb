"""How a profile's exchange is reached: one on the network, a practice one in a process of our own, or a recording that is played back."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre, Severity, UserError, sentence_of
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.core.words import say
from algotrade_gui.market.late_transport import LateTransport
from algotrade_gui.market.standings import StandingsReader
from algotrade_gui.market.transport import ConnectError, Transport
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.recording.tape.player import Player
from algotrade_gui.recording.tape.transport import ReplayTransport
from algotrade_gui.simulator.config import PRACTICE_SECRET, PRACTICE_TEAM, ExchangeConfig, RoundPlan, make_config
from algotrade_gui.simulator.practice import practice_config
from algotrade_gui.simulator.process import PracticeProcess, ReadyInfo
from algotrade_gui.wire.standings import standings_uri

log = logging.getLogger(__name__)

SOURCE = "practice exchange"


class ExchangeAccess:
    """The way to one profile's exchange, with the practice exchange's process and the reader of the standings.

    `transport` and `standings` are there from the start, so that others can be built on them; `reach` aims them.
    """

    def __init__(
        self,
        profile: Profile,
        errors: ErrorCentre,
        clock: Clock,
        *,
        current_round: Callable[[], int],
        secret: Secret | None = None,
        given: Transport | None = None,
    ) -> None:
        """`clock`: what a recording's seconds are measured by. `current_round`: the round that the market data is in, as it counts them.
        `given`: the way to an exchange that is there already, in place of what the profile says of it.
        """
        exchange = profile.exchange
        practises = exchange.kind == "practice"
        self._profile_name = profile.name
        self._exchange = exchange
        self._errors = errors
        self._current_round = current_round
        self._secret = secret
        self._given = given
        self.transport = LateTransport(_address(exchange) if given is None else given.address)
        """Waits until a practice exchange listens."""
        self.standings = StandingsReader(errors, own_team=PRACTICE_TEAM if practises else exchange.team)
        self.player = Player(Path(exchange.recording), clock, errors) if exchange.kind == "replay" else None
        """What plays the recording of a profile that plays one back."""
        self._practice_config: ExchangeConfig | None = None
        self._first_round = 1
        self._spawning: asyncio.Task[ReadyInfo] | None = None
        self._down = False
        self._finished = False
        self._end_listeners: Listeners[[]] = Listeners()
        self._change_listeners: Listeners[[]] = Listeners()
        self.practice = self._make_practice(exchange.practice) if practises and given is None else None
        """The practice exchange's process; None on any other exchange."""

    # --- how it is ---

    @property
    def address(self) -> str:
        """The exchange, for people; never holds the secret."""
        return self.transport.address

    @property
    def practice_down(self) -> bool:
        """Whether the practice exchange ended by itself and was not started again."""
        return self._down

    @property
    def practice_finished(self) -> bool:
        """Whether it ended because it has played its last round."""
        return self._down and self._finished

    @property
    def round_plan(self) -> RoundPlan | None:
        """The round that the practice exchange plays, as far as we have watched them all; `seconds` is always given. None elsewhere."""
        config = self._practice_config
        if config is None:
            return None
        index = max(0, self._current_round() - self._first_round)
        plan = config.round_plan(index)
        return msgspec.structs.replace(plan, seconds=config.for_round(index).round_seconds)

    def on_practice_end(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when the practice exchange ended by itself, before anybody is told of it. Returns the unsubscribe."""
        return self._end_listeners.add(listener)

    def on_practice_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when the practice exchange died or was started again. Returns the function that ends the subscription."""
        return self._change_listeners.add(listener)

    # --- reaching it ---

    async def reach(self) -> None:
        """Aim at the exchange: at a practice one once it listens, at a recording once it is loaded. May be called again.

        Raises UserError where that cannot be done. Nothing is opened yet: whether the exchange answers is for those who connect.
        """
        if self._given is not None:
            self.transport.aim(self._given)
        elif self.player is not None:
            await self.player.load()
            self.transport.aim(ReplayTransport(self.player))
        elif self.practice is not None:
            await self._reach_practice(self.practice)
        else:
            self._reach_remote()

    def _reach_remote(self) -> None:
        if self._secret is None:
            raise UserError(
                say(
                    "Profile {name} has no secret: enter it in the connection dialog, or give --secret-file.",
                    name=self._profile_name,
                )
            )
        self.transport.aim(WebSocketTransport(self._exchange.uri, self._secret.reveal()))
        if self._exchange.standings_uri:
            self._aim_standings(self._exchange.standings_uri)

    def _aim_standings(self, uri: str) -> None:
        try:
            self.standings.aim(WebSocketTransport(uri, None))
        except ConnectError as error:
            self.standings.refuse(
                say("The address of the standings cannot be used. {reason}", reason=sentence_of(error))
            )

    # --- the practice exchange ---

    def spawn(self) -> None:
        """Begin to start the practice exchange's process already now, inside the running loop; `reach` waits for it.

        For a window that wants to be drawn meanwhile. Without effect on any other exchange. Whoever calls this calls `reach` or
        `stop_spawning` later.
        """
        if self.practice is not None and self._practice_config is not None and self._spawning is None:
            self._spawning = asyncio.get_running_loop().create_task(self.practice.start(), name="exchange.spawn")

    async def stop_spawning(self) -> None:
        """Give up a process that is not ready yet."""
        if self._spawning is not None:
            self._spawning.cancel()
            await asyncio.gather(self._spawning, return_exceptions=True)

    async def restart_practice(self) -> None:
        """Start the practice exchange again after it died, on the same port: whoever reconnects finds it.

        Raises UserError when it does not start; RuntimeError on a profile that does not practise.
        """
        if self.practice is None:
            raise RuntimeError(f"profile {self._profile_name} has no practice exchange")
        if self.practice.running:
            return
        ready = await self.practice.start()
        self._practice_listens(ready)
        log.info("practice exchange started again at %s", ready.uri)
        self._change_listeners()

    def _make_practice(self, settings: PracticeSettings) -> PracticeProcess:
        try:
            self._practice_config = practice_config(settings)
        except UserError as error:
            # said by `reach`, which reads the settings again: the window is to open all the same
            log.info("the practice exchange has no settings yet: %s", error)
        practice = PracticeProcess(self._practice_config or make_config(port=0))
        practice.on_exit(self._practice_ended)
        return practice

    async def _reach_practice(self, practice: PracticeProcess) -> None:
        if practice.running and self._spawning is None:
            return
        if self._practice_config is None:
            self._practice_config = practice_config(self._exchange.practice)
            practice.configure(self._practice_config)
        self.spawn()
        assert self._spawning is not None
        try:
            ready = await self._spawning
        finally:
            self._spawning = None
        self._practice_listens(ready)

    def _practice_listens(self, ready: ReadyInfo) -> None:
        self._down = False
        # its plan begins with a round that is counted after those that were seen
        self._first_round = self._current_round() + 1
        self.transport.aim(WebSocketTransport(ready.uri, PRACTICE_SECRET))
        self._aim_standings(standings_uri(ready.uri))

    def _practice_ended(self, code: int) -> None:
        self._down = True
        self._finished = code == 0
        self._end_listeners()
        if self._finished:
            self._errors.report(
                SOURCE,
                say(
                    "The practice exchange has played its last round. Your bots wait; start it again to begin with the first."
                ),
                severity=Severity.WARNING,
            )
        else:
            self._errors.report(
                SOURCE,
                say(
                    "The practice exchange ended (exit code {code}). Your bots wait; start it again to go on with a new round.",
                    code=code,
                ),
            )
        self._change_listeners()


def _address(exchange: ExchangeSettings) -> str:
    """Where a profile trades, for people, before it is connected."""
    match exchange.kind:
        case "practice":
            return "the practice exchange"
        case "replay":
            return Path(exchange.recording).name
        case "remote":
            return exchange.uri
