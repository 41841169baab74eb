"""Reads the standings that a practice exchange publishes, over a connection of their own that no team's limits count."""

import asyncio
import enum
import logging
from typing import Final

from algotrade_gui.core.errors import ErrorCentre, sentence_of
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.words import say
from algotrade_gui.market.backoff import Backoff
from algotrade_gui.market.transport import (
    AuthenticationError,
    ConnectError,
    Connection,
    ConnectionLost,
    NotServedError,
    Transport,
)
from algotrade_gui.wire.standings import Standings, StandingsDecodeError, TeamStanding, decode_standings

log = logging.getLogger(__name__)

FINALS_KEPT: Final = 200
"""An exchange at its fastest ends a round every few seconds, for as long as it is left running."""

NOT_PUBLISHED: Final = say(
    "This exchange publishes no standings that the program could read. A practice exchange does; "
    "for one on the network, its address is entered in the connection dialog."
)
_KEPT_BACK: Final = say("This exchange shows its standings to its organiser only.")


class StandingsState(enum.Enum):
    """Where the reader is in its life."""

    OFF = "off"
    """There is nothing to read, or nobody wants it yet."""
    CONNECTING = "connecting"
    LIVE = "live"
    ENDED = "ended"
    """It was refused, or closed: nothing more comes."""


class StandingsReader:
    """Keeps the newest standings and how each round of this exchange ended. Opens nothing before it is both wanted and aimed.

    The real exchange has no standings to read and counts the connections of a team: a reader that nobody aims never connects.
    """

    def __init__(self, errors: ErrorCentre, *, own_team: str = "") -> None:
        self._tasks = TaskOwner("standings", errors)
        self._target: Transport | None = None
        self._wanted = False
        self._closed = False
        self.own_team = own_team
        """Its name in the standings; empty where it is not known."""
        self.state = StandingsState.OFF
        self.problem: str | None = NOT_PUBLISHED
        """Why nothing comes, as a sentence; None while something does or may."""
        self.latest: Standings | None = None
        self.finals: list[Standings] = []
        """How the last rounds ended, oldest first."""
        self.version = 0
        """Counts up with every change of the above."""

    # --- what is read ---

    def aim(self, transport: Transport) -> None:
        """Read from `transport` from now on. Needs a running loop if the reader is wanted already."""
        if self._target is None:
            self.problem = None
            self._changed()
        self._target = transport
        self._begin()

    def refuse(self, problem: str) -> None:
        """There is an address, but it cannot be used: `problem` says why."""
        self.problem = problem
        self._changed()

    def want(self) -> None:
        """Connect as soon as there is something to connect to. Needs a running loop; may be called again."""
        self._wanted = True
        self._begin()

    async def close(self) -> None:
        """Close the connection. Idempotent; nothing is read any more."""
        self._closed = True
        await self._tasks.stop()

    @property
    def own(self) -> TeamStanding | None:
        """Our own team's newest standing."""
        if self.latest is None:
            return None
        return next((team for team in self.latest.teams if team.name == self.own_team), None)

    def _begin(self) -> None:
        if self._wanted and self._target is not None and not self._closed and not self._tasks.running:
            self._set(StandingsState.CONNECTING, None)
            self._tasks.start("read", self._read())

    # --- the task ---

    async def _read(self) -> None:
        backoff, failures = Backoff(), 0
        loop = asyncio.get_running_loop()
        while True:
            assert self._target is not None
            target = self._target
            try:
                connection = await target.open()
            except AuthenticationError:
                self._set(StandingsState.ENDED, _KEPT_BACK)
                return
            except NotServedError:
                self._set(
                    StandingsState.ENDED,
                    say("This exchange publishes no standings: it has nothing at {address}.", address=target.address),
                )
                return
            except ConnectError as error:
                if not failures:
                    log.info("no standings yet: %s", error)
                self._set(StandingsState.CONNECTING, sentence_of(error))
                await asyncio.sleep(backoff.delay_s(failures))
                failures += 1
                continue
            failures = 0
            began_s = loop.time()
            try:
                await self._follow(connection)
            except StandingsDecodeError as error:
                log.warning("standings: %s", error)
                self._set(
                    StandingsState.ENDED,
                    say(
                        "What comes from {address} are no standings; nothing more is read from there.",
                        address=target.address,
                    ),
                )
                return
            finally:
                await connection.close()
            self._set(
                StandingsState.CONNECTING, say("The connection to the standings was lost; it is being opened again.")
            )
            await asyncio.sleep(max(backoff.after_connection_s(loop.time() - began_s), 0.05))

    async def _follow(self, connection: Connection) -> None:
        # how the last rounds ended is told anew on each connection: perhaps by another exchange
        fresh = True
        self._set(StandingsState.LIVE, None)
        try:
            while True:
                standings = decode_standings(await connection.recv())
                if fresh:
                    self.finals = []
                    fresh = False
                if standings.final:
                    self.finals = [*self.finals, standings][-FINALS_KEPT:]
                self.latest = standings
                self._changed()
        except ConnectionLost as lost:
            log.info("standings: %s", lost)

    def _set(self, state: StandingsState, problem: str | None) -> None:
        if (state, problem) != (self.state, self.problem):
            self.state, self.problem = state, problem
            self._changed()

    def _changed(self) -> None:
        self.version += 1
