"""The WebSocket shell of the exchange: the sockets that carry its sessions (protocol sections 1 and 7)."""

import asyncio
import errno
import http
import logging
import os
import socket
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, broadcast
from websockets.asyncio.server import serve as serve_websockets
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.protocol import State

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.simulator.config import ExchangeConfig
from algotrade_gui.simulator.sessions import GOING_AWAY, Session, Sessions
from algotrade_gui.simulator.standings_feed import StandingsFeed
from algotrade_gui.simulator.venue import Refusal, Venue
from algotrade_gui.wire.standings import PATH as STANDINGS_PATH

PATH = "/trade"
_CLOSE_TIMEOUT_S = 2.0
_PARTING_S = 10.0
"""How long a client has to take what was sent to it before the close frame."""
_PING_EVERY_S = 20.0
_MARK = b"read "
_ALIVE = b"alive"
_AHEAD = 2
"""At the fastest speed: how many updates a client may be sent before it has read the first of them."""
_IDLE_S = 60.0
"""A connection on which nothing was sent and nothing came for so long is gone (protocol section 1)."""

# websockets logs each request line, which holds the secret, and each garbled handshake: neither belongs into a log
_websockets_log = logging.getLogger("algotrade_gui.simulator.websockets")
_websockets_log.setLevel(logging.CRITICAL)


class _Connection(ServerConnection):
    """A client's connection, which knows its team once it was let in and its session once the handshake is through."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team: TeamId | None = None
        self.sessions: Sessions | None = None
        self.session: Session | None = None
        self.views_standings = False
        self.backlog_bytes = 2**20
        """Unsent bytes after which it is cut: a team's are the settings' to say."""
        self.lively_s = self.loop.time()
        """When something was sent or came, by the loop's time."""
        self._marks_sent = 0
        self._marks_read = 0

    @property
    def unread(self) -> bool:
        """Whether it has to read before more is sent; only ever of a connection that was given marks."""
        return self._marks_sent - self._marks_read > _AHEAD

    def mark(self) -> None:
        """Ping behind what was sent: the pong tells that it was read, which the sockets' own buffers hide."""
        if self.protocol.state is State.OPEN:
            self._marks_sent += 1
            self._ping_at_once(_MARK + str(self._marks_sent).encode())

    def _ping_at_once(self, data: bytes) -> None:
        """Unlike `ping`, waits for nothing: not even until what was sent before has been taken, which may never be."""
        self.protocol.send_ping(data)
        self.send_data()

    def acknowledge_pings(self, data: bytes) -> None:
        if data.startswith(_MARK) and (number := data.removeprefix(_MARK)).isdigit():
            self._marks_read = max(self._marks_read, min(int(number), self._marks_sent))
        super().acknowledge_pings(data)

    def data_received(self, data: bytes) -> None:
        self.lively_s = self.loop.time()
        super().data_received(data)
        # its pings are answered as they come, and what is sent looks at the backlog only when something is
        if self.transport.get_write_buffer_size() > self.backlog_bytes:
            self.transport.abort()

    async def keepalive(self) -> None:
        """Ping, and end a connection that is idle. A client that answers no ping is kept as long as it is sent updates: it may be busy."""
        while self.loop.time() - self.lively_s < _IDLE_S:
            await asyncio.sleep(_PING_EVERY_S)
            if self.protocol.state is State.OPEN:
                self._ping_at_once(_ALIVE)
        self.transport.abort()

    async def part(self, code: int, reason: str) -> None:
        """Close behind what was sent. A client that does not take it in time is cut off: the handshake's own limit begins only then."""
        try:
            async with asyncio.timeout(_PARTING_S):
                await self.close(code, reason)
        except TimeoutError:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.session is not None:
            self.session.left()
        elif self.team is not None and self.sessions is not None:
            # a client that leaves in the middle of the handshake
            self.sessions.release(self.team)
            self.team = None
        super().connection_lost(exc)


class _SocketEnd:
    """A WebSocket as the exchange sees it (`ClientEnd`)."""

    __slots__ = ("_tasks", "connection")

    def __init__(self, connection: _Connection, tasks: TaskOwner) -> None:
        self.connection = connection
        self._tasks = tasks

    @property
    def backlog_bytes(self) -> int:
        return self.connection.transport.get_write_buffer_size() or int(self.connection.unread)

    def send(self, text: str) -> None:
        send_to_sockets((self,), text)

    def close(self, code: int, reason: str) -> None:
        self._tasks.start("goodbye", self.connection.part(code, reason))

    def abort(self) -> None:
        self.connection.transport.abort()


def send_to_sockets(ends: Sequence[_SocketEnd], text: str) -> None:
    """Encode `text` once and write it to each socket, waiting for none; those that are closing are left out."""
    connections = [end.connection for end in ends]
    broadcast(connections, text)
    now_s = asyncio.get_running_loop().time()
    for connection in connections:
        connection.lively_s = now_s


def send_in_step(ends: Sequence[_SocketEnd], text: str) -> None:
    """The same, for the fastest speed: each client's end is in arrears until the client itself has read."""
    send_to_sockets(ends, text)
    for end in ends:
        end.connection.mark()


class ExchangeServer:
    """A listening exchange. Made by `serve`; end it with `close`."""

    def __init__(
        self,
        config: ExchangeConfig,
        errors: ErrorCentre,
        on_failure: Callable[[], None] | None,
        on_finished: Callable[[], None] | None,
    ) -> None:
        self._config = config
        self._tasks = TaskOwner("exchange.sockets", errors)
        self.sessions = Sessions(config, errors, on_failure, on_finished)
        self.standings = StandingsFeed(config, self.sessions.venue.standings, errors)
        self._server: Server | None = None
        self.uri = ""
        """Without a secret."""

    async def open(self) -> None:
        """Listen and start the clock. Raises UserError when the address cannot be had."""
        config = self._config
        self.standings.open()
        try:
            self._server = await serve_websockets(
                self._serve_client,
                config.host,
                config.port,
                process_request=self._admit,
                create_connection=_Connection,
                compression=None,
                max_size=config.limits.frame_bytes,
                ping_interval=_PING_EVERY_S,
                close_timeout=_CLOSE_TIMEOUT_S,
                server_header=None,
                logger=_websockets_log,
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = "another program uses the port. Choose another port, or 0 for any free one."
            else:
                # what getaddrinfo says of a name has numbers of its own
                by_name = isinstance(error, socket.gaierror) or not error.errno
                reason = f"{error.strerror or error if by_name else os.strerror(error.errno or 0)}."
            self.standings.close()
            raise UserError(f"The exchange cannot listen on {config.host} port {config.port}: {reason}") from error
        port = next(iter(self._server.sockets)).getsockname()[1]
        host = "127.0.0.1" if config.host in ("0.0.0.0", "::", "") else config.host
        self.uri = f"ws://{f'[{host}]' if ':' in host else host}:{port}{PATH}"
        self.sessions.open()

    @property
    def venue(self) -> Venue:
        """What is served."""
        return self.sessions.venue

    @property
    def connection_count(self) -> int:
        """How many clients are connected."""
        return len(self.sessions.connected)

    async def close(self) -> None:
        """Stop the clock, close every connection with 1001 and stop listening: within 2 s, whatever clients do. Idempotent."""
        await self.sessions.close()
        self.standings.close()
        if self._server is not None:
            self._server.close(code=GOING_AWAY)
            try:
                async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                    await self._server.wait_closed()
            except TimeoutError:
                for connection in self._server.all_connections:
                    connection.transport.abort()
                await self._server.wait_closed()
        await self._tasks.stop()

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Decide on the upgrade request."""
        assert isinstance(connection, _Connection)
        try:
            parts = urlsplit(request.path)
        except ValueError:
            return connection.respond(http.HTTPStatus.NOT_FOUND, "Not found\n")
        if parts.path == STANDINGS_PATH:
            peer = connection.remote_address or ("",)  # none once it is gone
            refused = self.standings.refusal(parts.query, peer[0])
            connection.views_standings = refused is None
            return None if refused is None else connection.respond(refused, f"{refused.phrase}\n")
        if parts.path != PATH:
            return connection.respond(http.HTTPStatus.NOT_FOUND, "Not found\n")
        secret = parse_qs(parts.query).get("team_secret", [""])[0]
        answer = self.sessions.admit(secret)
        if answer is Refusal.UNAUTHORIZED:
            return connection.respond(http.HTTPStatus.UNAUTHORIZED, "Unauthorized\n")
        if isinstance(answer, Refusal):
            return connection.respond(http.HTTPStatus.TOO_MANY_REQUESTS, "Too many connections\n")
        connection.backlog_bytes = self._config.limits.backlog_bytes
        connection.team = answer
        connection.sessions = self.sessions
        return None

    async def _serve_client(self, connection: ServerConnection) -> None:
        assert isinstance(connection, _Connection)
        if connection.views_standings:
            await self.standings.serve(connection)
            return
        if connection.team is None:
            # lost between the handshake's end and now
            return
        send = send_in_step if self.sessions.pace.fastest else send_to_sockets
        session = self.sessions.join(connection.team, _SocketEnd(connection, self._tasks), send)
        connection.session = session
        try:
            while True:
                session.received(await connection.recv(decode=False))
        except ConnectionClosed:
            return
        finally:
            session.left()


async def serve(
    config: ExchangeConfig,
    errors: ErrorCentre | None = None,
    on_failure: Callable[[], None] | None = None,
    on_finished: Callable[[], None] | None = None,
) -> ExchangeServer:
    """Start an exchange on the running loop; it serves until `close`. Raises UserError when it cannot listen there.

    `on_failure` is called if its clock ends by an error, which `errors` has then; `on_finished` when the last round of a plan that is
    not repeated is over and its connections are being closed. The server must still be closed.
    """
    server = ExchangeServer(config, errors or ErrorCentre(), on_failure, on_finished)
    await server.open()
    return server
