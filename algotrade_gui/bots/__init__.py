"""What a strategy sees, how it is loaded, how it is run."""
