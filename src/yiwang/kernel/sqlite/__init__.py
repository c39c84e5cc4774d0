"""Django's SQLite backend with a fair turn for the writers of one process (see `base`)."""
