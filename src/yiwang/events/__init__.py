"""城市事件 — what happened where: opened by a confirmed alert, joined with its like, graded by a person."""
