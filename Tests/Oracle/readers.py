"""Four readers of a Delta table that have little code in common, and a digest of its rows.

deltalake  delta-rs: its own log replay, Parquet by arrow-rs
duckdb     delta-kernel's log replay, Parquet by DuckDB
polars     delta-rs' log replay, Parquet by Polars
pyarrow    the log replayed below, Parquet by Arrow C++
"""

from __future__ import annotations

import glob
import json
import os
import urllib.parse

import pyarrow as pa
import pyarrow.parquet as pq

from lake import plain


def read_deltalake(path: str) -> pa.Table:
    from deltalake import DeltaTable, QueryBuilder

    rows = QueryBuilder().register("t", DeltaTable(path)).execute("select * from t").read_all()
    return pa.table(rows)


def read_duckdb(path: str) -> pa.Table:
    quoted = path.replace("'", "''")
    return connection(delta=True).execute(f"SELECT * FROM delta_scan('{quoted}')").to_arrow_table()


def read_polars(path: str) -> pa.Table:
    import polars

    return polars.scan_delta(path).collect().to_arrow()


def read_pyarrow(path: str) -> pa.Table:
    files, fields, partitions = replay(path)
    wanted = [field["name"] for field in fields]
    tables = []
    for name, add in files.items():
        # One file at a time: a dataset would guess partitions from the path.
        table = pq.ParquetFile(os.path.join(path, urllib.parse.unquote(name))).read()
        columns = []
        for field in fields:
            if field["name"] in partitions:
                text = add["partitionValues"].get(field["name"])
                columns.append(constant(text, field["type"], table.num_rows))
            else:
                columns.append(table.column(field["name"]))
        tables.append(plain(pa.table(columns, names=wanted)))
    if not tables:
        return pa.table({name: pa.array([]) for name in wanted})
    return pa.concat_tables(tables)


READERS = {
    "deltalake": read_deltalake,
    "duckdb": read_duckdb,
    "polars": read_polars,
    "pyarrow": read_pyarrow,
}


def constant(text, kind: str, count: int) -> pa.Array:
    """A partition column, from its text in the log."""
    types = {"date": pa.date32(), "string": pa.string(), "integer": pa.int32(), "long": pa.int64()}
    return pa.array([text or None] * count, pa.string()).cast(types[kind])


def replay(path: str):
    """(files by path, schema's fields, partition columns) of the newest version."""
    log = os.path.join(path, "_delta_log")
    names = sorted(os.listdir(log))
    checkpoints = [n for n in names if n.endswith(".checkpoint.parquet") and len(n) == 39]
    files: dict = {}
    metadata: dict = {}
    first = 0
    if checkpoints:
        first = int(checkpoints[-1][:20]) + 1
        for action in pq.read_table(os.path.join(log, checkpoints[-1])).to_pylist():
            metadata = _apply(action, files, metadata, maps_are_lists=True)
    commits = [n for n in names if n.endswith(".json") and len(n) == 25 and int(n[:20]) >= first]
    versions = [int(n[:20]) for n in commits]
    if versions != list(range(first, first + len(versions))):
        raise ValueError(f"{path}: the log has a gap: {versions}")
    for name in commits:
        with open(os.path.join(log, name), encoding="utf-8") as file:
            for line in file:
                metadata = _apply(json.loads(line), files, metadata)
    return files, json.loads(metadata["schemaString"])["fields"], metadata["partitionColumns"]


def _apply(action: dict, files: dict, metadata: dict, maps_are_lists: bool = False) -> dict:
    if action.get("add"):
        add = dict(action["add"])
        if maps_are_lists:
            add["partitionValues"] = dict(add["partitionValues"])
        files[add["path"]] = add
    if action.get("remove"):
        files.pop(action["remove"]["path"], None)
    return action.get("metaData") or metadata


def connection(delta: bool = False):
    """A DuckDB connection in UTC; with the Delta extension that PyPI has."""
    import duckdb

    database = duckdb.connect()
    database.execute("SET TimeZone='UTC'")
    if delta:
        import duckdb_extension_delta

        folder = os.path.dirname(duckdb_extension_delta.__file__)
        pattern = os.path.join(folder, "extensions", f"v{duckdb.__version__}", "delta.duckdb_extension")
        found = glob.glob(pattern)
        if not found:
            raise RuntimeError(f"no Delta extension for DuckDB {duckdb.__version__} in {folder}")
        database.execute(f"LOAD '{found[0]}'")
    return database


def digest(table: pa.Table) -> tuple:
    """(rows, a sum of the rows' hashes): equal for equal rows in any order."""
    rows = plain(table)
    rows = rows.select(sorted(rows.column_names))
    database = connection()
    database.register("t", rows)
    total = database.execute("SELECT count(*), sum(hash(t)::HUGEINT) FROM t").fetchone()
    return (total[0], str(total[1] or 0))
