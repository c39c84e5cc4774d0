"""城市事件 — what happened where: opened from a confirmed alert, joined with its like, graded by a person, closed with its cases."""
