"""Tests of what docs/ and README.md say."""
