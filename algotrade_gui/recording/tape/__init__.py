"""Tapes: one file for each recorded round, written while it is watched, and played back later."""
