"""Django's PostgreSQL backend for threads that keep their connection (see `base`)."""
