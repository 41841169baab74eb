"""Tests of algotrade_gui.wire."""
