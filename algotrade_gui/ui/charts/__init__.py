"""Charts drawn by QPainter from numpy columns."""
