"""What every process does for itself before it begins."""

from __future__ import annotations

import subprocess
import sys

FAULTS = """
import resource, sys, threading
from yiwang.app.child import roomy

def small(depth):
    return small(depth - 1) if depth else 0

def loop(depth):
    if depth:
        return loop(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(2_000):
        small(4)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before

def worst():
    print(max(loop(depth) for depth in range(200)))

def start(target):
    thread = threading.Thread(target=target)
    thread.start()
    thread.join()

start(worst)
roomy(threading.Thread._bootstrap)
start(worst)
"""


def test_calls_that_cross_an_edge_of_the_stack_do_not_ask_the_system_for_memory_each_time() -> None:
    told = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True).stdout
    plain, ours = map(int, told.split())
    assert ours < 500, f"page faults of 2,000 calls: {ours}, without our care {plain}"
