"""What deltalake, and other readers make of a table that our transactions changed, or do to it.

usage: transactions.py rows TABLE          prints the sorted values of the column `size`, by each reader
       transactions.py append TABLE SIZE   appends a row by deltalake
       transactions.py constrain TABLE E   adds the constraint `theirs` by deltalake
"""

import datetime
import decimal
import os
import sys

import deltalake
import pyarrow

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from readers import READERS  # noqa: E402


def rows(table):
    # The one by pyarrow knows no columns that files lack.
    for name in ("deltalake", "duckdb", "polars"):
        print(sorted(READERS[name](table)["size"].to_pylist()), name)


def append(table, size):
    present = deltalake.DeltaTable(table)
    schema = pyarrow.schema(present.schema().to_arrow())
    values = {
        "symbol": "P", "price": decimal.Decimal("1.50"), "size": size,
        "at": {"venue": "X", "lot": 1}, "day": datetime.date(2024, 10, 4),
        "time": datetime.datetime(2024, 10, 4, tzinfo=datetime.timezone.utc),
    }
    row = {field.name: values.get(field.name) for field in schema}
    deltalake.write_deltalake(present, pyarrow.Table.from_pylist([row], schema), mode="append")


def main(command, table, *rest):
    if command == "rows":
        rows(table)
    elif command == "append":
        append(table, int(rest[0]))
    else:
        deltalake.DeltaTable(table).alter.add_constraint({"theirs": rest[0]})


main(*sys.argv[1:])
