"""算法仓库 — what computes an answer from examples: trained, measured, kept, and always with its reason."""
