"""What the worker runs for the shelf: the look, and forgetting who was counted yesterday."""

from __future__ import annotations

from yiwang.kernel.tasks import Lease, register
from yiwang.shelf import _visits as visits
from yiwang.shelf._looking import Looker


class Looks:
    """Looks at every topic once a minute."""

    name = "shelf.look"
    wakes: tuple[str, ...] = ()
    every = 60.0
    pause = 5.0

    def __init__(self) -> None:
        self._looker = Looker()

    def pump(self, lease: Lease) -> int:
        self._looker.look(lease)
        visits.forget()
        return 0  # there is always something to look at, and nothing that waits


# No scene depends on it, and it asks every noun.
register(Looks(), rehearsed=False)
