"""Many threads read into one class for the first time, and the process lives on."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own: what this is about ends the process.
MANY_AT_ONCE = """
import sys, threading
from dataclasses import dataclass, make_dataclass
from yiwang.kernel import shapes

sys.setswitchinterval(1e-6)
INNER = '{"a": 1, "b": "x"}'
ONE = '"one{}": {}, "many{}": [{}], "more{}": {{"a": 1}}'
TEXT = "{" + ", ".join(ONE.format(i, INNER, i, INNER, i) for i in range(7)) + "}"

def new():
    @dataclass(frozen=True, slots=True)
    class Inner:
        a: int
        b: str
    kinds = {"one": Inner | None, "many": tuple[Inner, ...], "more": dict[str, int]}
    fields = [(f"{name}{i}", kind) for i in range(7) for name, kind in kinds.items()]
    return make_dataclass("Shape", fields, frozen=True, slots=True)

for _ in range(100):
    shape, ready, found = new(), threading.Barrier(6), []
    def read():
        ready.wait()
        found.append(READ(TEXT, shape).many3[0].b)
    threads = [threading.Thread(target=read) for _ in range(6)]
    for one in threads: one.start()
    for one in threads: one.join()
    assert found == ["x"] * 6, found
"""


def test_threads_that_read_into_a_new_class_at_once_all_read_it() -> None:
    script = MANY_AT_ONCE.replace("READ", "shapes.read")
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
