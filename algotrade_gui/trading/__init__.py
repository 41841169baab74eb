"""Sessions, orders, positions and the gate every order passes. Prices are cents everywhere."""
