"""Times jsonschema-rs (PyPI) for trelay-bench: how long `is_valid` takes for one document.

usage: validate.py SCHEMA DOCUMENT BROKEN BLOCKS RUNS
       validate.py --version

Reads the three JSON files once. Then each of BLOCKS values is the mean of RUNS calls, in nanoseconds, for the schema and
for the schema that says nothing, in turns: the latter is what the call itself and the way of Python objects into Rust
cost. Prints one JSON object. Without jsonschema-rs the exit code is 3.
"""

import importlib.metadata
import json
import platform
import sys
import time

try:
    import jsonschema_rs
except ImportError:
    sys.exit(3)


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def mean(validator, instance, runs):
    is_valid = validator.is_valid
    start = time.perf_counter_ns()
    for _ in range(runs):
        is_valid(instance)
    return (time.perf_counter_ns() - start) / runs


def main():
    if sys.argv[1:] == ["--version"]:
        version = importlib.metadata.version("jsonschema-rs")
        print(f"jsonschema-rs {version}, Python {platform.python_version()}", end="")
        return
    schema, document, broken = (read(path) for path in sys.argv[1:4])
    blocks, runs = (int(text) for text in sys.argv[4:6])
    validator = jsonschema_rs.Draft202012Validator(schema)
    empty = jsonschema_rs.Draft202012Validator({})
    result = {
        "accepts": validator.is_valid(document),
        "refuses": not validator.is_valid(broken),
        "validate": [],
        "call": [],
    }
    # The first tenth warms up, and does not count.
    for block in range(-(blocks // 10), blocks):
        values = {"validate": mean(validator, document, runs), "call": mean(empty, document, runs)}
        if block >= 0:
            for name, value in values.items():
                result[name].append(value)
    json.dump(result, sys.stdout)


main()
