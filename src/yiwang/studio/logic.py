"""Pure decisions of the studio: which files a draft may hold, and how large it may be."""

from __future__ import annotations

import re
from collections.abc import Mapping

from yiwang.kernel.declarations import SLUG
from yiwang.studio.contracts import BadDraftFile, BadTopic, DraftTooLarge

MOST_FILES = 40
LONGEST_TOPIC = 60
MOST_BYTES = 400_000
ENDINGS = (".yaml", ".csv", ".md", ".txt", ".inp")
# No part begins with a dot: no way up, nothing hidden.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}(/[A-Za-z0-9][A-Za-z0-9._-]{0,59}){0,2}")


def checked_topic(topic: str) -> str:
    """The id of a topic, which names a folder. Raises BadTopic."""
    if not SLUG.takes(topic) or len(topic) > LONGEST_TOPIC:
        raise BadTopic(topic=topic[:80])
    return topic


def checked(files: Mapping[str, str]) -> dict[str, str]:
    """The files of a draft in order of name. Raises BadDraftFile, DraftTooLarge."""
    for path in files:
        if not NAME.fullmatch(path) or ".." in path or not path.endswith(ENDINGS):
            raise BadDraftFile(path=path[:120], known=" ".join(ENDINGS))
    size = sum(len(path) + len(text.encode()) for path, text in files.items())
    if len(files) > MOST_FILES or size > MOST_BYTES:
        raise DraftTooLarge(files=MOST_FILES, kilobytes=MOST_BYTES // 1_000)
    return dict(sorted(files.items()))
