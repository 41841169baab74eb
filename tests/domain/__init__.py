"""Tests of algotrade_gui/domain."""
