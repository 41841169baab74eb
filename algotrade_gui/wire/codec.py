"""The interface of a season's dialect: frames to records and back. Sans-I/O."""

from dataclasses import dataclass
from typing import Protocol

import msgspec

from algotrade_gui.domain.quote import Book, Quote
from algotrade_gui.wire.messages import Message, Request


@dataclass(slots=True)
class CodecCounts:
    """What a codec met that it did not know, since it was made."""

    unknown_fields: int = 0
    unknown_messages: int = 0
    malformed: int = 0


class BookDecodeError(ValueError):
    """A book's bytes are valid JSON but no book."""


class Dialect(Protocol):
    """One season's spelling of the protocol. One instance per connection: it counts what it did not know."""

    counts: CodecCounts

    def encode(self, request: Request) -> bytes:
        """Return the text frame of a request, UTF-8. Raises OverflowError for an integer beyond 64 bits."""

    def decode(self, frame: bytes) -> Message:
        """Read one frame. Never raises: what cannot be read comes back as Malformed, a new type as UnknownMessage."""

    def decode_session(self, frame: bytes) -> Message:
        """As `decode`, for a trading session: a market update comes back as MarketPush at the cost of its first bytes."""

    def decode_book(self, raw: msgspec.Raw | bytes) -> Book:
        """Read one book of a MarketUpdate, best level first. Raises BookDecodeError."""

    def decode_quote(self, raw: msgspec.Raw | bytes) -> Quote:
        """Read the top of one book of a MarketUpdate, for less than `decode_book`. Raises BookDecodeError."""
