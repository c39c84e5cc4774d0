"""工单案件 — the handling file of an event: dispatched, clocked, handled, verified, closed, explained."""
