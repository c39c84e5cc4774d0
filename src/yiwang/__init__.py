"""一网 — a city operation and governance hub: sense, judge, dispatch, handle, verify, measure."""

__version__ = "0.1.0"
