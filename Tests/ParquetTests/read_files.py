"""Reads Parquet files with pyarrow, DuckDB and Polars and compares every value with what was written.

Usage: read_files.py FOLDER. For each FOLDER/NAME.parquet there is a FOLDER/NAME.jsonl with one JSON
array a row: integers plain (dates in days, timestamps in microseconds, decimals unscaled),
floating-point numbers as "f<bits>" and "d<bits>" in hex, strings and binary as "x<hex>", lists and
structures as arrays, maps as arrays of [key, value]. Prints one line a mistake and ends with "ok".
"""

import json
import os
import struct
import sys

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq


def number(kind, bits, value):
    raw = struct.pack(kind, value)
    if value != value:
        return bits + "nan"
    return bits + raw.hex()


def cells(array):
    """The values of an Arrow array, in the form of the JSON lines."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return cells(array.dictionary_decode())
    if pa.types.is_timestamp(kind):
        array = array.cast(pa.timestamp("us", kind.tz)).cast(pa.int64())
        return array.to_pylist()
    if pa.types.is_date32(kind):
        return array.cast(pa.int32()).to_pylist()
    if pa.types.is_float32(kind):
        return [v if v is None else number(">f", "f", v) for v in array.to_pylist()]
    if pa.types.is_float64(kind):
        return [v if v is None else number(">d", "d", v) for v in array.to_pylist()]
    if pa.types.is_decimal(kind):
        return [v if v is None else int(v.scaleb(kind.scale)) for v in decimals(array)]
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        return [v if v is None else "x" + v.encode().hex() for v in array.to_pylist()]
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or kind == pa.binary_view():
        return [v if v is None else "x" + v.hex() for v in array.to_pylist()]
    if pa.types.is_struct(kind):
        parts = [cells(array.field(i)) for i in range(kind.num_fields)]
        return [
            None if not valid else [part[row] for part in parts]
            for row, valid in enumerate(array.is_valid().to_pylist())
        ]
    if pa.types.is_map(kind) or pa.types.is_list(kind) or pa.types.is_large_list(kind):
        offsets = array.offsets.to_pylist()
        if pa.types.is_map(kind):
            values = [list(pair) for pair in zip(cells(array.keys), cells(array.items))]
        else:
            values = cells(array.values)
        return [
            values[offsets[row]:offsets[row + 1]] if valid else None
            for row, valid in enumerate(array.is_valid().to_pylist())
        ]
    return array.to_pylist()


def decimals(array):
    import decimal

    decimal.getcontext().prec = 80
    return array.to_pylist()


def rows(table):
    columns = [cells(column.combine_chunks()) for column in table.columns]
    columns = [
        sum(column, []) if column and isinstance(column[0], pa.Array) else column
        for column in columns
    ]
    return [list(row) for row in zip(*columns)]


def read_pyarrow(path):
    return pq.ParquetFile(path, page_checksum_verification=True).read()


def read_duckdb(path):
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    table = connection.execute("SELECT * FROM read_parquet(?)", [path]).fetch_arrow_table()
    return table


def read_polars(path):
    return polars.read_parquet(path).to_arrow()


def main(folder):
    mistakes = 0
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".parquet"):
            continue
        path = os.path.join(folder, name)
        with open(path[: -len("parquet")] + "jsonl", encoding="utf-8") as lines:
            expected = [json.loads(line) for line in lines]
        for reader in (read_pyarrow, read_duckdb, read_polars):
            try:
                got = rows(reader(path))
            except BaseException as error:  # every failure is a finding, Polars' panics too
                print(f"{name}: {reader.__name__}: {type(error).__name__}: {error}")
                mistakes += 1
                continue
            if got != expected:
                mistakes += 1
                place = next(
                    (i for i, (a, b) in enumerate(zip(got, expected)) if a != b), "count")
                print(f"{name}: {reader.__name__}: row {place} differs of {len(expected)}")
                if place != "count":
                    print(f"  expected {expected[place]}\n  got      {got[place]}")
    print("ok" if mistakes == 0 else f"{mistakes} mistakes")


if __name__ == "__main__":
    main(sys.argv[1])
