"""Tests of algotrade_gui/core."""
