"""Recorded rounds: the file, who writes it, who plays it."""
