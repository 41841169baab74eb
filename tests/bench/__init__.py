"""Benchmarks: measured by `make bench`, judged by people."""
