"""The conformance suite's way to an exchange over a real WebSocket."""

import asyncio
import logging
from urllib.parse import quote, urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from algotrade_gui.conformance.link import ClosedError, RefusedError
from algotrade_gui.core.errors import UserError

_OPEN_TIMEOUT_S = 5.0
_MAX_FRAME_BYTES = 16 * 2**20

# websockets logs the request's path, which holds the secret
_log = logging.getLogger("algotrade_gui.conformance.websockets")
_log.setLevel(logging.CRITICAL)


class WebSocketLink:
    """One open WebSocket. Made by WebSocketNetwork."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    @property
    def extensions(self) -> tuple[str, ...]:
        return tuple(extension.name for extension in self._socket.protocol.extensions)

    async def send(self, frame: str | bytes) -> None:
        try:
            await self._socket.send(frame)
        except ConnectionClosed as closed:
            problem = _closed(closed)
        else:
            return
        raise problem

    async def recv(self, timeout_ms: float) -> str | bytes | None:
        try:
            async with asyncio.timeout(timeout_ms / 1_000):
                return await self._socket.recv()
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            problem = _closed(closed)
        raise problem

    async def ping(self, timeout_ms: float) -> bool:
        try:
            async with asyncio.timeout(timeout_ms / 1_000):
                await (await self._socket.ping())
        except TimeoutError:
            return False
        except ConnectionClosed as closed:
            problem = _closed(closed)
        else:
            return True
        raise problem

    async def close(self) -> None:
        await self._socket.close()


def _closed(closed: ConnectionClosed) -> ClosedError:
    return ClosedError(closed.rcvd.code if closed.rcvd is not None else None)


def _address(uri: str) -> str:
    try:
        parts = urlsplit(uri.strip())
        if parts.scheme in ("ws", "wss") and parts.hostname and parts.port != 0:
            return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        pass
    # the text itself is not repeated: a pasted URI may hold the secret
    raise UserError("The exchange's address is not a WebSocket address; give ws://HOST:PORT/PATH.")


class WebSocketNetwork:
    """Opens WebSockets to `uri`, `ws://HOST:PORT/PATH` or `wss://...`. No text that it makes holds a secret."""

    def __init__(self, uri: str) -> None:
        """Raises UserError for an address that is none."""
        self._address = _address(uri)

    @property
    def address(self) -> str:
        return self._address

    def now_ms(self) -> float:
        return asyncio.get_running_loop().time() * 1_000

    async def sleep(self, span_ms: float) -> None:
        await asyncio.sleep(span_ms / 1_000)

    async def open(self, secret: str | None, *, reads_ahead: int = 512) -> WebSocketLink:
        query = "" if secret is None else f"?team_secret={quote(secret, safe='')}"
        problem: Exception
        try:
            return WebSocketLink(
                await connect(
                    self._address + query,
                    # offered, as browsers and most clients do: the exchange has to decline it
                    compression="deflate",
                    max_size=_MAX_FRAME_BYTES,
                    max_queue=reads_ahead,
                    open_timeout=_OPEN_TIMEOUT_S,
                    ping_interval=None,
                    close_timeout=1,
                    proxy=None,
                    logger=_log,
                )
            )
        except InvalidStatus as refused:
            problem = RefusedError(refused.response.status_code)
        except (OSError, EOFError, TimeoutError, WebSocketException) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            problem = UserError(f"{self._address} cannot be reached ({reason}).")
        # raised here, not in the handler: a context would carry websockets' own text along
        raise problem
