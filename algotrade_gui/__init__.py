"""A desktop workstation for the AlgoTrade competition."""

__version__ = "0.1.0"
