"""What the program's commands leave behind for whoever called them."""

from typing import Final

EXIT_OK: Final = 0
EXIT_FAILED: Final = 1
EXIT_WAITING: Final = 3
"""`check`: connected, waiting for the round."""
EXIT_INTERRUPTED: Final = 130
"""Ctrl-C before the command had begun: what a shell says of it."""
