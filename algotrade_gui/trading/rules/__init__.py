"""The rules of the pre-trade gate, one file each."""
