#!/usr/bin/env python3
"""Reads every table of a lake with delta-rs, DuckDB, Polars and Arrow, and compares what they see.

    read_tables.py LAKE [--save FILE]      exit 0 when all four agree on all rows of all tables
    read_tables.py LAKE --expect FILE      and when the rows are those that --save wrote then,
                                           as before a checkpoint or a compaction
    read_tables.py LAKE --spark            Spark with Delta reads them too (see spark.py)

Exit code 0: equal. 1: they differ. 2: a reader failed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

import lake
from readers import READERS, digest
from spark import read_spark


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lake")
    parser.add_argument("--save", help="write the digests to this file")
    parser.add_argument("--expect", help="compare with the digests in this file")
    parser.add_argument("--spark", action="store_true", help="read them with Spark as well")
    options = parser.parse_args()
    readers = {**READERS, "spark": read_spark} if options.spark else READERS
    digests, failed, differs = {}, False, False
    names = lake.table_names(options.lake)
    if not names:
        print(f"error: {options.lake} holds no Delta table", file=sys.stderr)
        return 2
    for name in names:
        seen: dict = {}
        for reader, read in readers.items():
            try:
                seen[reader] = digest(read(os.path.join(options.lake, name)))
            except Exception as error:  # a reader's own failure is a finding, whatever it is
                print(f"{name}: {reader} failed: {error}")
                failed = True
        agree = len(set(seen.values())) == 1
        differs |= not agree
        rows, total = next(iter(seen.values()), (0, "0"))
        digests[name] = [rows, total]
        print(f"{name}: {rows} rows, " + ("equal" if agree else f"DIFFERENT: {seen}"))
    if options.save:
        with open(options.save, "w", encoding="utf-8") as file:
            json.dump(digests, file, indent=1)
    if options.expect:
        with open(options.expect, encoding="utf-8") as file:
            before = json.load(file)
        for name in sorted(set(before) | set(digests)):
            if before.get(name) != digests.get(name):
                print(f"{name}: was {before.get(name)}, is {digests.get(name)}")
                differs = True
    return 2 if failed else 1 if differs else 0


if __name__ == "__main__":
    # The readers' own threads now and then abort an interpreter that ends in the usual way.
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status or 0)
