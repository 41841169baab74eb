"""The conformance suite: scripts of frames and expected replies, run against any exchange. It shares no code with the practice exchange."""
