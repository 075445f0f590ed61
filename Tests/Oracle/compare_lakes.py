#!/usr/bin/env python3
"""Compares two lakes row for row: every table, every column, whatever the order of the rows.

    compare_lakes.py LAKE LAKE [--except ops/commits]

How rows are spread over files and commits is not compared. Exit code 0: equal. 1: different.
"""

from __future__ import annotations

import argparse
import os
import sys

import lake
from readers import connection

LIMIT = 20


def differences(left: str, right: str, name: str) -> list:
    """Rows of one lake's table that the other's has not, at most `LIMIT` of each."""
    database = connection()
    for alias, root in (("l", left), ("r", right)):
        table = lake.read_table(root, name)
        database.register(alias, table.select(sorted(table.column_names)))
    shapes = [database.execute(f"DESCRIBE {alias}").fetchall() for alias in "lr"]
    if shapes[0] != shapes[1]:
        return [f"{name}: columns differ: {shapes[0]} and {shapes[1]}"]
    lines = []
    for here, there, root in (("l", "r", left), ("r", "l", right)):
        query = f"SELECT count(*) FROM (SELECT * FROM {here} EXCEPT ALL SELECT * FROM {there})"
        count = database.execute(query).fetchone()[0]
        if count:
            lines.append(f"{name}: {count} rows only in {root}")
            query = f"SELECT * FROM {here} EXCEPT ALL SELECT * FROM {there} LIMIT {LIMIT}"
            lines += [f"  {row}" for row in database.execute(query).to_arrow_table().to_pylist()]
    return lines


def compare(left: str, right: str, ignored=()) -> list:
    """What differs between two lakes, as lines of text."""
    names = [set(lake.table_names(root)) - set(ignored) for root in (left, right)]
    lines = [f"{name}: only in {left}" for name in sorted(names[0] - names[1])]
    lines += [f"{name}: only in {right}" for name in sorted(names[1] - names[0])]
    for name in sorted(names[0] & names[1]):
        found = differences(left, right, name)
        print(f"{name}: {'DIFFERENT' if found else 'equal'}")
        lines += found
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("left")
    parser.add_argument("right")
    parser.add_argument("--except", dest="ignored", nargs="*", default=["ops/commits"])
    options = parser.parse_args()
    for root in (options.left, options.right):
        if not os.path.isdir(root):
            print(f"error: {root} is no folder", file=sys.stderr)
            return 2
    lines = compare(options.left, options.right, options.ignored)
    print("\n".join(lines) if lines else "the lakes hold the same rows")
    return 1 if lines else 0


if __name__ == "__main__":
    # The readers' own threads now and then abort an interpreter that ends in the usual way.
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status or 0)
