"""消息与回执 — who is told of what: written inside the act, delivered afterwards, with receipts."""
