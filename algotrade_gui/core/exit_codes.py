"""What the program's commands leave behind for whoever called them."""

from typing import Final

EXIT_OK: Final = 0
EXIT_FAILED: Final = 1
EXIT_WAITING: Final = 3
"""`check`: connected, waiting for the round."""
