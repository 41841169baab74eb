"""Serves the standings: lines into a file, frames to those who watch the path `/standings`.

Who may watch: anyone on this machine. From elsewhere whoever has the organiser's key (`?key=...`), or anyone where the settings say
`public`. The protocol of `/trade` knows nothing of this.
"""

import asyncio
import contextlib
import hmac
import http
from collections.abc import Callable
from urllib.parse import parse_qs

from websockets.asyncio.server import ServerConnection, broadcast
from websockets.exceptions import ConnectionClosed

from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.simulator.config import ExchangeConfig, secret_digest
from algotrade_gui.simulator.lan import is_loopback
from algotrade_gui.simulator.line_writer import LineWriter
from algotrade_gui.simulator.standings import StandingsBook
from algotrade_gui.wire.standings import Standings, encode_standings

MOST_VIEWERS = 200
BACKLOG_BYTES = 2**20
"""Unsent bytes after which a viewer that does not read is cut off."""
_LONGEST_FRAME = 125
_READ_ONLY = 1008
_TRY_LATER = 1013
_SOURCE = "standings"


def needs_key(config: ExchangeConfig) -> bool:
    """Whether there are clients for whom only the organiser's key opens the path."""
    return config.standings_access == "auto" and not is_loopback(config.host)


class StandingsFeed:
    """The shell around a StandingsBook. `open` it before the clock starts; `close` it when the clock stands."""

    def __init__(self, config: ExchangeConfig, book: StandingsBook, errors: ErrorCentre) -> None:
        self._config = config
        self._book = book
        self._errors = errors
        self._viewers: set[ServerConnection] = set()
        self._writer: LineWriter | None = None
        self._latest: Standings | None = None
        self._waiting: list[Standings] = []
        self._loop = asyncio.get_running_loop()
        self._stop_listening: Callable[[], None] | None = None

    def open(self) -> None:
        """Open the file, if there is to be one. Raises UserError."""
        if self._config.standings:
            self._writer = LineWriter(self._config.standings, self._tell_from_thread)
            self._listen()

    def close(self) -> None:
        """Publish what waits and close the file. The connections are the server's to close. Idempotent."""
        self._unlisten()
        self._publish()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    @property
    def viewer_count(self) -> int:
        """How many watch."""
        return len(self._viewers)

    # --- who watches ---

    def refusal(self, query: str, peer: str) -> http.HTTPStatus | None:
        """Decide on an upgrade request for the path from the address `peer`: None lets it in."""
        if self._config.standings_access == "off":
            return http.HTTPStatus.NOT_FOUND
        if needs_key(self._config) and not is_loopback(peer):
            if not self._config.standings_key:
                return http.HTTPStatus.NOT_FOUND
            given = parse_qs(query).get("key", [""])[0]
            if not hmac.compare_digest(secret_digest(given), self._config.standings_key):
                return http.HTTPStatus.UNAUTHORIZED
        return None if len(self._viewers) < MOST_VIEWERS else http.HTTPStatus.TOO_MANY_REQUESTS

    async def serve(self, connection: ServerConnection) -> None:
        """Show a viewer that was let in how the last rounds ended and how it stands, then everything new, until it goes.

        It has nothing to say: a viewer that sends a frame is closed.
        """
        if len(self._viewers) >= MOST_VIEWERS:  # more than one was let in for the last place
            await connection.close(_TRY_LATER)
            return
        connection.protocol.max_message_size = _LONGEST_FRAME
        known = list(self._book.finals)
        if self._latest is not None and not self._latest.final:
            known.append(self._latest)
        # what waits to be published comes by itself
        for standings in known:
            if standings not in self._waiting:
                broadcast({connection}, encode_standings(standings).decode())
        self._viewers.add(connection)
        self._listen()
        try:
            await connection.recv(decode=False)
            await connection.close(_READ_ONLY, "standings are read-only")
        except ConnectionClosed:
            return
        finally:
            self._viewers.discard(connection)
            if not self._viewers and self._writer is None:
                self._unlisten()

    # --- what is new ---

    def _listen(self) -> None:
        if self._stop_listening is None:
            self._stop_listening = self._book.on_standings(self._take)

    def _unlisten(self) -> None:
        """Nobody wants to know: the book need not work out every second."""
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
            self._latest = None

    def _take(self, standings: Standings) -> None:
        self._latest = standings
        if not self._waiting:
            # after the broadcast that this is called in the middle of: clients' updates go first
            self._loop.call_soon(self._publish)
        self._waiting.append(standings)

    def _publish(self) -> None:
        waiting, self._waiting = self._waiting, []
        for standings in waiting:
            line = encode_standings(standings)
            if self._writer is not None:
                self._writer.write(line)
            if self._viewers:
                broadcast(self._viewers, line.decode())
        for viewer in [viewer for viewer in self._viewers if _backlog(viewer) > BACKLOG_BYTES]:
            self._viewers.discard(viewer)
            viewer.transport.abort()

    def _tell_from_thread(self, message: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop ended while a write was still stuck
            self._loop.call_soon_threadsafe(self._tell, message)

    def _tell(self, message: str) -> None:
        self._errors.report(_SOURCE, message, severity=Severity.WARNING)


def _backlog(viewer: ServerConnection) -> int:
    return viewer.transport.get_write_buffer_size()
