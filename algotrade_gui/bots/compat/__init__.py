"""What a strategy written for the 2025 team's own console system finds instead of that system's modules."""
