"""How close the practice market is to the real one: figures of what was published, beside those measured on recordings."""
