"""Tests of scripts/ and the Makefile."""
