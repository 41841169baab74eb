"""Pure trading values and rules: instruments, books, orders, fills, positions, P&L."""
