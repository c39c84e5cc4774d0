#!/bin/sh
# Writes the lock files anew. Needs `uv` on the PATH or in .venv. Lock files name versions and hashes, never a host.
set -eu
cd "$(dirname "$0")/.."
UV=$(command -v uv || echo .venv/bin/uv)
compile() {
    "$UV" pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet "$@"
}
compile -o requirements.lock ${UPGRADE:+--upgrade}
compile -o requirements-dev.lock --group dev --group build -c requirements.lock ${UPGRADE:+--upgrade}
"$UV" pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
    --custom-compile-command "make lock" --quiet -o tools/node.lock tools/node.in
# Spark is for one test, and only where Java 17 is found.
"$UV" pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
    --custom-compile-command "make lock" --quiet -o tools/spark.lock tools/spark.in
