"""工单、案件 — the handling file of an event: dispatched by duty, clocked, returned or handled, verified, closed, and able to explain itself."""
