"""What a connection to an exchange looks like from above, whatever carries it."""

from collections.abc import AsyncGenerator
from typing import Final, Protocol

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.words import say

ROUND_END_CODES: Final = (1000, 1001)
"""How an exchange closes every connection when a round is over (protocol section 7)."""


class ConnectionLost(Exception):  # noqa: N818 - an event in a connection's life, not a mistake
    """The connection has ended; nothing more comes and nothing more can be sent.

    `code` is the close code (RFC 6455), None where there was none; `reason` may be empty and never holds a secret.
    """

    def __init__(self, code: int | None = None, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def sentence(self) -> str:
        """All of it for people, without an end."""
        if self.code is None:
            ended = say("connection ended without a close code")
        else:
            ended = say("connection ended with code {code}", code=self.code)
        return say("{what}: {reason}", what=ended, reason=self.reason) if self.reason else ended


class ConnectError(UserError):
    """No connection came about; the text is one clear sentence."""


class AuthenticationError(ConnectError):
    """The exchange does not know this secret (HTTP 401): trying again cannot help."""


class TooManyConnectionsError(ConnectError):
    """The team has too many connections or opens them too fast (HTTP 429): wait, then try again."""


class NotServedError(ConnectError):
    """The host answers, but has nothing at that path (HTTP 404)."""


class HostRefusedError(ConnectError):
    """Nothing listens at the address, or its name is unknown."""


class HostSilentError(ConnectError):
    """The address did not answer within the time-out."""


def refused(address: str, status: int) -> ConnectError:
    """The error that tells an upgrade which was answered by that HTTP status."""
    if status == 401:
        return AuthenticationError(say("{address} does not accept this secret (HTTP 401).", address=address))
    if status == 429:
        return TooManyConnectionsError(
            say(
                "{address} refuses another connection of this team for now (HTTP 429): ten are open, or too many were opened at once.",
                address=address,
            )
        )
    if status == 404:
        return NotServedError(
            say("{address} refuses the connection (HTTP 404): there is nothing at this path.", address=address)
        )
    return ConnectError(say("{address} refuses the connection (HTTP {status}).", address=address, status=status))


def silent(address: str, timeout_s: float) -> HostSilentError:
    """The error that tells an attempt which nobody answered."""
    return HostSilentError(
        say("{address} did not answer within {timeout_s} s.", address=address, timeout_s=f"{timeout_s:g}")
    )


def nobody_listens(address: str) -> HostRefusedError:
    """The error that tells an attempt at an address where nothing listens."""
    return HostRefusedError(
        say("Nothing listens at {address}: is the exchange running, is the port right?", address=address)
    )


class Connection(Protocol):
    """One open connection. One task receives, any may send."""

    async def recv(self) -> bytes:
        """Return the next text frame, UTF-8. Raises ConnectionLost once the connection has ended."""

    async def send(self, frame: bytes) -> None:
        """Send one text frame. Raises ConnectionLost."""

    async def close(self) -> None:
        """End the connection. May be called twice, and after a loss."""


class Transport(Protocol):
    """A place to connect to. One transport may open many connections."""

    @property
    def address(self) -> str:
        """For people and logs: never holds the secret."""

    async def open(self) -> Connection:
        """Make one attempt; the caller closes the connection. Raises ConnectError."""

    def connections(self) -> AsyncGenerator[Connection, None]:
        """Yield connection after connection, for ever, waiting longer after each failed attempt (at most about 5 s).

        Asking for the next one closes the last. Raises AuthenticationError, which ends it. Close the generator when done
        (`contextlib.aclosing`), otherwise its last connection stays open.
        """
