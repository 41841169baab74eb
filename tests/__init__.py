"""All tests. tests/ui needs PySide6, everything else runs without it."""
