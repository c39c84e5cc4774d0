"""`python -m benchmarks NAME [ARGUMENTS]`: run one; its last line is one JSON object.

A benchmark is a module of this package with `WHAT` (one line) and `main(arguments) -> Result`.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.result import Result


def names() -> list[str]:
    """Every benchmark there is."""
    found = []
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if not module.name.startswith("_") and hasattr(
            importlib.import_module(f"benchmarks.{module.name}"), "WHAT"
        ):
            found.append(module.name)
    return sorted(found)


def main() -> int:
    asked = sys.argv[1] if len(sys.argv) > 1 else "list"
    if asked == "list":
        for name in names():
            print(f"{name:<12} {importlib.import_module(f'benchmarks.{name}').WHAT}")
        return 0
    if asked not in names():
        print(f"没有名为 {asked} 的基准。 There is no benchmark {asked}; see NAME=list.", file=sys.stderr)
        return 2
    result: Result = importlib.import_module(f"benchmarks.{asked}").main(sys.argv[2:])
    print(result.line(), flush=True)
    return 0 if result.met else 1


if __name__ == "__main__":
    sys.exit(main())
