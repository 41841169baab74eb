"""Bytes to typed records and back, without I/O; nothing above this package knows the season."""
