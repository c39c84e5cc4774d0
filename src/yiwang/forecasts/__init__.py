"""预测 — what a series is likely to be next, with an interval and the record of how such forecasts did."""
