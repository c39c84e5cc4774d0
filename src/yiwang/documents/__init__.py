"""文件、证据与知识库 — pictures as evidence, and answers that units write, review, end and correct."""
