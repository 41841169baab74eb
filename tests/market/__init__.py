"""Tests of algotrade_gui.market."""
