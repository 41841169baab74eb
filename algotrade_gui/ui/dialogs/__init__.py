"""Dialogs; all of them opened with `open()`, none with a nested loop."""
