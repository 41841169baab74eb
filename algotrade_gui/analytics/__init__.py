"""What contracts are worth: pricing, volatility, fair values, combinations. Numbers in, numbers out: no market, no Qt, no loop."""
