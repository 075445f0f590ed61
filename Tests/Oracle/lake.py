"""Tables of a lake as Arrow, and the comparison of two of them row by row."""

from __future__ import annotations

import json
import os

import pyarrow as pa
import pyarrow.compute as pc


def open_table(lake: str, name: str):
    """The Delta table of a lake."""
    from deltalake import DeltaTable

    return DeltaTable(os.path.join(lake, name))


def has_table(lake: str, name: str) -> bool:
    return os.path.isdir(os.path.join(lake, name, "_delta_log"))


def read_table(lake: str, name: str) -> pa.Table:
    """All rows of a lake's table, through delta-rs."""
    return plain(open_table(lake, name).to_pyarrow_table())


def plain(table: pa.Table) -> pa.Table:
    """The same table without views, dictionaries and large types, which readers choose freely."""
    columns = [column.cast(_plain_type(column.type)) for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_string_view(kind) or pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_binary_view(kind) or pa.types.is_large_binary(kind):
        return pa.binary()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(pa.field("element", _plain_type(kind.value_type)))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(f.name, _plain_type(f.type)) for f in kind])
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", tz="UTC" if kind.tz else None)
    return kind


def table_names(lake: str) -> list:
    """The paths of all Delta tables below a lake's root."""
    names = []
    for folder, folders, _ in os.walk(lake):
        if "_delta_log" in folders:
            names.append(os.path.relpath(folder, lake))
            folders.clear()
    return sorted(names)


def compare(name: str, expected: pa.Table, actual: pa.Table, keys: list, limit: int = 20) -> list:
    """What differs, as lines of text; empty for equal tables, whatever the order of their rows.

    Columns that the expectation does not have are not compared; keys identify a row.
    """
    problems = []
    for field in expected.schema:
        if field.name not in actual.column_names:
            problems.append(f"{name}: column {field.name} is missing")
        elif actual.schema.field(field.name).type != field.type:
            found = actual.schema.field(field.name).type
            problems.append(f"{name}: column {field.name} is {found}, expected {field.type}")
    if problems:
        return problems
    actual = actual.select(expected.column_names)
    order = [(key, "ascending") for key in keys]
    expected, actual = expected.sort_by(order), actual.sort_by(order)
    if expected.num_rows == actual.num_rows and all(
        _same(expected.column(i), actual.column(i)) for i in range(expected.num_columns)
    ):
        return []
    return _row_differences(name, expected, actual, keys, limit)


def _same(left: pa.ChunkedArray, right: pa.ChunkedArray) -> bool:
    if pa.types.is_nested(left.type):
        return left.to_pylist() == right.to_pylist()
    return left.combine_chunks().equals(right.combine_chunks())


def _row_differences(name, expected, actual, keys, limit) -> list:
    def by_key(table):
        rows: dict = {}
        for row in table.to_pylist():
            rows.setdefault(tuple(row[key] for key in keys), []).append(row)
        return rows

    wanted, found = by_key(expected), by_key(actual)
    problems, total = [], 0
    for key in list(wanted) + [key for key in found if key not in wanted]:
        for line in _key_differences(wanted.get(key, []), found.get(key, [])):
            total += 1
            if len(problems) < limit:
                at = ", ".join(f"{k}={v}" for k, v in zip(keys, key))
                problems.append(f"{name}: {at}: {line}")
    summary = f"{name}: {total} differences; {expected.num_rows} rows expected, {actual.num_rows} found"
    return [summary] + problems if total else []


def _key_differences(wanted: list, found: list):
    if len(wanted) != len(found):
        yield f"{len(wanted)} rows expected, {len(found)} found"
        return
    for left, right in zip(wanted, found):
        for column, value in left.items():
            if value != right[column]:
                yield f"{column} expected {value!r}, found {right[column]!r}"


def canonical_rescued(column) -> pa.Array:
    """`rescued` with its members in order of their names: the order is nobody's promise."""
    from decoding import raw_members

    texts = []
    for text in column.to_pylist():
        texts.append(None if text is None else json.dumps(sorted(raw_members(text).items())))
    return pa.array(texts, pa.string())


def replace_column(table: pa.Table, name: str, values) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


def floor_day(nanoseconds: list) -> pa.Array:
    """The UTC dates of times in nanoseconds."""
    return pa.array([n // 86_400_000_000_000 for n in nanoseconds], pa.int32()).cast(pa.date32())


def count_by(table: pa.Table, column: str) -> dict:
    """How often each value of a column occurs."""
    counts = pc.value_counts(table.column(column).combine_chunks())
    return {item["values"]: item["counts"] for item in counts.to_pylist()}
