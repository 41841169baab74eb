"""Takes secrets out of text before anybody sees it."""

import re
from urllib.parse import quote, quote_plus

REDACTED = "[redacted]"

MINIMUM_LENGTH = 4
"""A shorter secret is taken out of URIs only: replacing every "a" would hide the text, not the secret."""

# The value ends at the next parameter, a blank, a quote or a bracket that encloses the URI.
# What was redacted before matches as a whole, so that a record that passes two handlers stays as it is.
_QUERY = re.compile(r"(team_secret=)(?:\[redacted\])*[^&\s\"'<>\])},;]*", re.IGNORECASE)


class Redactor:
    """Replaces `team_secret=...` values and every secret it was told of."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add(self, secret: str) -> None:
        """Hide `secret` from now on, also as it looks inside a URI or a repr."""
        if len(secret) < MINIMUM_LENGTH:
            return
        self._secrets.update({secret, quote(secret, safe=""), quote_plus(secret), quote(secret), repr(secret)[1:-1]})
        # longest first, so that a secret that begins with another one goes as a whole
        self._pattern = re.compile("|".join(re.escape(text) for text in sorted(self._secrets, key=len, reverse=True)))

    def knows(self, text: str) -> bool:
        """Whether `text` holds a secret that this process was told of."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def __call__(self, text: str) -> str:
        """Return `text` without any secret; text without one comes back as the object it is."""
        clean = text if self._pattern is None else self._pattern.sub(REDACTED, text)
        clean = _QUERY.sub(rf"\1{REDACTED}", clean)
        # a sentence that can be translated stays one
        return text if clean == text else clean


redact = Redactor()
"""The process's own. Logging is process-wide, so what must never be logged is too; a `Secret` adds itself when it is made."""
