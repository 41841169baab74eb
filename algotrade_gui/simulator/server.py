"""The WebSocket shell of the exchange: sockets and the wall clock outside, a Venue inside (protocol sections 1 and 7)."""

import asyncio
import errno
import http
import logging
import math
import os
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, broadcast
from websockets.asyncio.server import serve as serve_websockets
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.simulator import frames
from algotrade_gui.simulator.config import ExchangeConfig
from algotrade_gui.simulator.venue import Refusal, Venue

PATH = "/trade"
_GOING_AWAY = 1001
_POLICY = 1008
_CLOSE_TIMEOUT_S = 2.0
_MAX_LAG_MS = 1_000
"""Exchange time that is made up for at once; after a longer stall (a laptop that slept) the exchange's clock has stood still instead."""

# websockets logs each request line, which holds the secret, and each garbled handshake: neither belongs into a log
_websockets_log = logging.getLogger("algotrade_gui.simulator.websockets")
_websockets_log.setLevel(logging.CRITICAL)


class _Connection(ServerConnection):
    """A client's connection, which knows its team once it was let in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team: TeamId | None = None
        self.venue: Venue | None = None

    def leave(self) -> None:
        """Free the team's place. Idempotent."""
        if self.team is not None and self.venue is not None:
            self.venue.leave(self.team)
            self.venue = None

    def connection_lost(self, exc: Exception | None) -> None:
        # also reached by a client that leaves in the middle of the handshake
        self.leave()
        super().connection_lost(exc)


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
        self._errors = errors
        self._on_failure = on_failure
        self._on_finished = on_finished
        self._tasks = TaskOwner("exchange", errors)
        self.venue = Venue(config)
        self._clients: set[_Connection] = set()
        self._loop = asyncio.get_running_loop()
        self._start_s = self._loop.time()
        self._server: Server | None = None
        self.uri = ""
        """Without a secret."""

    # --- life ---

    async def open(self) -> None:
        """Listen and start the clock. Raises UserError when the address cannot be had."""
        config = self._config
        try:
            self._server = await serve_websockets(
                self._serve_client,
                config.host,
                config.port,
                process_request=self._admit,
                create_connection=_Connection,
                compression=None,
                max_size=config.limits.frame_bytes,
                ping_interval=20,
                ping_timeout=60,
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
            raise UserError(f"The exchange cannot listen on {config.host} port {config.port}: {reason}") from error
        port = next(iter(self._server.sockets)).getsockname()[1]
        host = "127.0.0.1" if config.host in ("0.0.0.0", "::", "") else config.host
        self.uri = f"ws://{f'[{host}]' if ':' in host else host}:{port}{PATH}"
        self._start_s = self._loop.time()
        self._tasks.start("clock", self._drive())

    @property
    def connection_count(self) -> int:
        """How many clients are connected."""
        return len(self._clients)

    async def close(self) -> None:
        """Stop the clock, close every connection with 1001 and stop listening. Idempotent."""
        await self._tasks.stop()
        if self._server is not None:
            self._server.close(code=_GOING_AWAY)
            await self._server.wait_closed()

    # --- the clock ---

    def _now_ms(self) -> int:
        """Exchange time now, by the monotonic clock and the speed factor."""
        now_ms = int((self._loop.time() - self._start_s) * 1_000 * self._config.pace)
        late_ms = now_ms - self.venue.next_deadline_ms
        if late_ms > _MAX_LAG_MS:
            self._start_s += (late_ms - _MAX_LAG_MS) / (1_000 * self._config.pace)
            now_ms = math.floor(self.venue.next_deadline_ms) + _MAX_LAG_MS
        return max(now_ms, self.venue.now_ms)

    async def _drive(self) -> None:
        speed = self._config.pace
        while True:
            try:
                self._pump()
            except Exception:
                # the task's owner reports it; an exchange whose clock stands still is of no use to anyone
                if self._on_failure is not None:
                    self._on_failure()
                raise
            if self.venue.finished:
                if self._on_finished is not None:
                    self._on_finished()
                return
            deadline_s = self._start_s + self.venue.next_deadline_ms / 1_000 / speed
            # a hair beyond the deadline, so that the whole millisecond has come when we wake; the pump checks again anyway
            await asyncio.sleep(max(0.0, deadline_s - self._loop.time() + 0.000_05))

    def _pump(self) -> int:
        """Do what is due, send what comes of it; return the exchange time."""
        now_ms = self._now_ms()
        while self.venue.next_deadline_ms <= now_ms:
            texts, over = self.venue.advance(now_ms)
            for text in texts:
                self._send(self._clients, text)
            if over:
                self._close_all()
        if now_ms > self.venue.now_ms:
            self.venue.advance(now_ms)
        return now_ms

    # --- out ---

    def _send(self, clients: set[_Connection], text: str) -> None:
        """Hand `text` to each client's socket without waiting for any; a client that does not read is dropped at the backlog's limit."""
        if not clients:
            return
        broadcast(clients, text)
        limit = self._config.limits.backlog_bytes
        for client in [client for client in clients if client.transport.get_write_buffer_size() > limit]:
            # a close frame would queue behind the backlog
            client.transport.abort()

    def _close_all(self) -> None:
        clients, self._clients = self._clients, set()
        for client in clients:
            # at once, not when the closing handshake is through: whoever comes straight back finds his place free
            client.leave()
            self._tasks.start("goodbye", client.close(_GOING_AWAY, "round ended"))

    # --- in ---

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Decide on the upgrade request."""
        assert isinstance(connection, _Connection)
        parts = urlsplit(request.path)
        if parts.path != PATH:
            return connection.respond(http.HTTPStatus.NOT_FOUND, "Not found\n")
        secret = parse_qs(parts.query).get("team_secret", [""])[0]
        answer = self.venue.admit(secret, self._now_ms())
        if answer is Refusal.UNAUTHORIZED:
            return connection.respond(http.HTTPStatus.UNAUTHORIZED, "Unauthorized\n")
        if isinstance(answer, Refusal):
            return connection.respond(http.HTTPStatus.TOO_MANY_REQUESTS, "Too many connections\n")
        connection.team = answer
        connection.venue = self.venue
        return None

    async def _serve_client(self, connection: ServerConnection) -> None:
        assert isinstance(connection, _Connection)
        assert connection.team is not None
        own = {connection}
        self._send(own, frames.WELCOME)
        self._clients.add(connection)
        try:
            while True:
                frame = await connection.recv(decode=False)
                now_ms = self._pump()
                if connection not in self._clients:
                    # its round is over: what was still on the way must not reach the next one
                    return
                answer = self.venue.receive(connection.team, frame, now_ms)
                if answer is None:
                    self._clients.discard(connection)
                    self._send(own, frames.RATE_LIMIT_TEXT)
                    await connection.close(_POLICY)
                    return
                self._send(own, answer)
        except ConnectionClosed:
            return
        except Exception as error:  # noqa: BLE001 - one client's bug costs one connection, never the exchange
            self._errors.report_exception("exchange", error)
        finally:
            self._clients.discard(connection)


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
