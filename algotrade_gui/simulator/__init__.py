"""The practice exchange: a market on a seed and a clock, served over real WebSockets."""
