"""What has happened, kept on disk: the journal of every order, and what a restart takes up from it."""
