"""The real transport: a WebSocket to the exchange, opened again by itself, with the secret kept out of every text."""

import asyncio
import logging
import socket
import ssl
import sys
from collections.abc import AsyncGenerator, MutableMapping
from contextlib import aclosing
from typing import Any, Final, cast
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException

from algotrade_gui.core.redaction import Redactor
from algotrade_gui.core.words import say
from algotrade_gui.market.backoff import Backoff
from algotrade_gui.market.openings import OpeningPace
from algotrade_gui.market.transport import (
    AuthenticationError,
    ConnectError,
    ConnectionLost,
    HostRefusedError,
    nobody_listens,
    refused,
    silent,
)

log = logging.getLogger(__name__)

MAX_FRAME_BYTES: Final = 16 * 2**20
"""The protocol's own limit (section 1)."""

_RETRIED: Final = (OSError, EOFError, TimeoutError, WebSocketException)


class _CleanLog(logging.LoggerAdapter[logging.Logger]):
    """Hands records on with their text finished and the secret taken out: websockets logs the request's path, query included."""

    def __init__(self, logger: logging.Logger, redact: Redactor) -> None:
        super().__init__(logger, {})
        self._redact = redact

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        if not self.isEnabledFor(level):
            return
        text = str(msg) % args if args else str(msg)
        if kwargs.get("exc_info"):
            # as text: an exception object would carry its own message past the redaction
            text += "\n" + _traceback_text(kwargs["exc_info"])
        # `extra` is dropped: it refers to the connection, and that to its request
        self.logger.log(level, "%s", self._redact(text))

    def process(self, msg: object, kwargs: MutableMapping[str, Any]) -> tuple[object, MutableMapping[str, Any]]:
        return msg, kwargs


def _traceback_text(exc_info: Any) -> str:
    if isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    elif not isinstance(exc_info, tuple):
        exc_info = sys.exc_info()
    return logging.Formatter().formatException(exc_info)


class _PacedConnect(connect):
    """websockets' own connector, which waits for its turn before each attempt, first or reconnecting."""

    pace: OpeningPace

    async def connect(self) -> ClientConnection:
        await self.pace.take()
        return await super().connect()


class WebSocketConnection:
    """One open WebSocket. Made by WebSocketTransport."""

    def __init__(self, socket: ClientConnection, redact: Redactor) -> None:
        self._socket = socket
        self._redact = redact

    async def recv(self) -> bytes:
        """Return the next frame's bytes. Raises ConnectionLost."""
        try:
            return await self._socket.recv(decode=False)
        except ConnectionClosed as closed:
            lost = self._lost(closed)
        raise lost

    async def send(self, frame: bytes) -> None:
        """Send one text frame. Raises ConnectionLost."""
        try:
            await self._socket.send(frame, text=True)
        except ConnectionClosed as closed:
            lost = self._lost(closed)
        else:
            return
        raise lost

    async def close(self) -> None:
        """Close with a handshake, bounded in time."""
        await self._socket.close()

    def _lost(self, closed: ConnectionClosed) -> ConnectionLost:
        frame = closed.rcvd or closed.sent
        if frame is None:
            return ConnectionLost(None, "the network connection broke")
        return ConnectionLost(frame.code, self._redact(frame.reason))


class WebSocketTransport:
    """Opens WebSockets to one address with one secret, or with None where there is nothing to prove.

    `uri` is `ws://HOST:PORT/PATH` or `wss://...` without a query; the secret is put in as `?team_secret=` (protocol section 1). It stands
    in no text that this class makes: not in `address`, an exception, a log record or a repr.
    """

    def __init__(self, uri: str, secret: str | None, *, open_timeout_s: float = 5.0) -> None:
        """Raises ConnectError for an address that is none."""
        parts = _parse(uri)
        host = parts.hostname or ""
        shown_host = f"[{host}]" if ":" in host else host
        netloc = shown_host if parts.port is None else f"{shown_host}:{parts.port}"
        self._address = urlunsplit((parts.scheme, netloc, parts.path, "", ""))
        self._secret = secret
        self._open_timeout_s = open_timeout_s
        self._pace = OpeningPace()
        self._redact = Redactor()
        if secret is not None:
            self._redact.add(secret)
        self._log = _CleanLog(log, self._redact)

    def __repr__(self) -> str:
        return f"WebSocketTransport({self._address!r})"

    @property
    def address(self) -> str:
        """The URI without its query."""
        return self._address

    async def open(self) -> WebSocketConnection:
        """Make one attempt. Raises ConnectError."""
        try:
            return WebSocketConnection(await self._connector(), self._redact)
        except _RETRIED as error:
            problem = self._explain(error)
        # raised here, not in the handler: a context would carry websockets' own text along
        raise problem

    async def connections(self) -> AsyncGenerator[WebSocketConnection, None]:
        """As Transport.connections, on websockets' own reconnecting iterator."""
        loop = asyncio.get_running_loop()
        backoff = Backoff()
        problem: ConnectError | None = None
        # an async generator by its code, an iterator by its annotation
        sockets = cast("AsyncGenerator[ClientConnection, None]", aiter(self._connector()))
        try:
            async with aclosing(sockets):
                async for websocket in sockets:
                    began_s = loop.time()
                    try:
                        yield WebSocketConnection(websocket, self._redact)
                    finally:
                        # before websockets does: it takes the end of a generator for an error and says 1011 to the exchange
                        await websocket.close()
                    await asyncio.sleep(backoff.after_connection_s(loop.time() - began_s))
        except _RETRIED as error:
            problem = self._explain(error)
        except ConnectError as error:
            problem = type(error)(str(error))
        if problem is not None:
            raise problem

    def _connector(self) -> connect:
        query = "" if self._secret is None else f"?team_secret={quote(self._secret, safe='')}"
        connector = _PacedConnect(
            f"{self._address}{query}",
            compression=None,
            max_size=MAX_FRAME_BYTES,
            max_queue=64,
            open_timeout=self._open_timeout_s,
            # slow links lost connections to their own keepalive at the event (section 1)
            ping_interval=20,
            ping_timeout=60,
            close_timeout=2,
            # the exchange is on the local network or this machine
            proxy=None,
            logger=self._log,
            process_exception=self._fatal,
            reconnect_delays=Backoff().delays,
        )
        connector.pace = self._pace
        return connector

    def _fatal(self, error: Exception) -> Exception | None:
        """None to try again: only a refused secret, or a bug of ours, ends the attempts."""
        if not isinstance(error, _RETRIED):
            return error
        problem = self._explain(error)
        if isinstance(problem, AuthenticationError):
            return problem
        self._log.info("no connection yet: %s", problem)
        return None

    def _explain(self, error: Exception) -> ConnectError:
        address = self._address
        if isinstance(error, InvalidStatus):
            status = error.response.status_code
            return refused(address, status)
        if isinstance(error, TimeoutError):
            return silent(address, self._open_timeout_s)
        if isinstance(error, ssl.SSLError):
            return ConnectError(
                say(
                    "{address} has no secure connection that can be trusted ({reason}).",
                    address=address,
                    reason=_distrust(error),
                )
            )
        if isinstance(error, socket.gaierror):
            return HostRefusedError(say("The name in {address} is not known on this network.", address=address))
        if isinstance(error, ConnectionRefusedError):
            return nobody_listens(address)
        if isinstance(error, InvalidHandshake | EOFError | ConnectionResetError):
            return ConnectError(
                say("{address} answers, but not as an exchange: its WebSocket handshake failed.", address=address)
            )
        detail = error.strerror if isinstance(error, OSError) else None
        return HostRefusedError(
            say(
                "{address} cannot be reached ({reason}).",
                address=address,
                reason=self._redact(detail or type(error).__name__),
            )
        )


def _distrust(error: ssl.SSLError) -> str:
    """Why a secure connection failed: of a certificate what is wrong with it, in OpenSSL's words."""
    said = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else None
    # a name that does not fit is told with its full stop
    return (said or error.reason or "TLS failed").rstrip(".")


def _parse(uri: str) -> SplitResult:
    problem = "give ws://HOST:PORT/PATH"
    try:
        parts = urlsplit(uri.strip())
        fits = parts.scheme in ("ws", "wss") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    else:
        if fits:
            return parts
    # the text itself is not repeated: a pasted URI may hold the secret
    raise ConnectError(say("The exchange's address is not a WebSocket address; {problem}.", problem=problem))
