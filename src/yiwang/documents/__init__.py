"""文件与证据 — photographs as evidence: encoded anew, nothing hidden kept, seen only within scope."""
