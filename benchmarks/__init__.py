"""Every figure that we claim, as one command: `make bench NAME=…` (NAME=list names them all)."""
