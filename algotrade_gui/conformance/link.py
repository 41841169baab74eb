"""What a script needs of a network: frames in, frames out, a clock. No socket here."""

from typing import Protocol


class RefusedError(Exception):
    """The upgrade was answered by an HTTP status instead of a WebSocket."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status} on the upgrade")
        self.status = status


class ClosedError(Exception):
    """The connection is closed; `code` is the close frame's, None where it just broke."""

    def __init__(self, code: int | None) -> None:
        super().__init__(
            "the network connection broke" if code is None else f"the exchange closed the connection ({code})"
        )
        self.code = code


class Link(Protocol):
    """One open connection, frame by frame as they are on the wire."""

    @property
    def extensions(self) -> tuple[str, ...]:
        """The names of the WebSocket extensions that the far end took, of those that were offered."""

    async def send(self, frame: str | bytes) -> None:
        """Send one frame: text for a str, binary for bytes. Raises ClosedError."""

    async def recv(self, timeout_ms: float) -> str | bytes | None:
        """Return the next frame, None where none came in time. Raises ClosedError."""

    async def ping(self, timeout_ms: float) -> bool:
        """Send a WebSocket ping; return whether its pong came in time. Raises ClosedError."""

    async def close(self) -> None:
        """End the connection. Idempotent."""


class Network(Protocol):
    """The way to one exchange, and the clock that its waits are measured by."""

    @property
    def address(self) -> str:
        """The exchange's address, without a secret."""

    def now_ms(self) -> float:
        """This side's clock, in milliseconds from anywhere, never going back."""

    async def sleep(self, span_ms: float) -> None:
        """Let that much of the clock pass."""

    async def open(self, secret: str | None, *, reads_ahead: int = 512) -> Link:
        """Open a connection with `?team_secret=`, without any query for None. Raises RefusedError, or UserError where nobody answers.

        `reads_ahead`: how many frames this side takes off the wire before anyone asks for them.
        """
