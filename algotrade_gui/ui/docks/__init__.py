"""The window's panels, each made as `XPanel(workstation, parent)`."""
