"""The price ladder: what it shows, how it is drawn, the mouse on it."""
