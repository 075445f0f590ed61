"""Holds what Parquet files say of their data against the data: statistics, page indexes, bloom filters.

Usage: check_metadata.py FOLDER. Asks pyarrow for the statistics, pyarrow, DuckDB and Polars for rows by
predicates, which they answer by skipping row groups and pages, and DuckDB for the bloom filters.
Prints one line a mistake and ends with "ok".
"""

import os
import sys

import duckdb
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq


def ordered(kind):
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind))


def without_nan(column):
    column = column.drop_null()
    if pa.types.is_floating(column.type):
        column = column.filter(pc.invert(pc.is_nan(column)))
    return column


def check_statistics(file, report):
    for group in range(file.num_row_groups):
        table, metadata = file.read_row_group(group), file.metadata.row_group(group)
        for place in range(metadata.num_columns):
            chunk = metadata.column(place)
            if "." in chunk.path_in_schema:
                continue
            column, known = table.column(chunk.path_in_schema), chunk.statistics
            where = f"{chunk.path_in_schema} of row group {group}"
            if known.null_count != column.null_count:
                report(f"{where}: {known.null_count} nulls, {column.null_count} there")
            if known.has_distinct_count and known.distinct_count != len(column.drop_null().unique()):
                report(f"{where}: {known.distinct_count} distinct values")
            values = without_nan(column)
            if not ordered(column.type) or not len(values):
                continue
            least, most = (x.as_py() for x in pc.min_max(values).values())
            if not known.has_min_max:
                report(f"{where}: no bounds")
            elif not (known.min <= least and most <= known.max):
                report(f"{where}: [{known.min}, {known.max}] against [{least}, {most}]")
            elif not pa.types.is_string(column.type) and (known.min, known.max) != (least, most):
                report(f"{where}: bounds are not tight")


def predicates(table):
    """Columns, and values around which rows are asked for."""
    for field in table.schema:
        if not ordered(field.type) or pa.types.is_boolean(field.type):
            continue
        values = without_nan(table.column(field.name))
        if not len(values):
            continue
        values = values.take(pc.sort_indices(values))
        for part in (0, 0.3, 1):
            yield field.name, values[int(part * (len(values) - 1))]


def check_predicates(path, table, connection, report):
    for name, value in predicates(table):
        column = table.column(name)
        for operator, compare in (("=", pc.equal), ("<", pc.less), (">=", pc.greater_equal)):
            expected = pc.sum(compare(column, value)).as_py() or 0
            field, python = ds.field(name), value.as_py()
            expression = {"=": field == value, "<": field < value, ">=": field >= value}[operator]
            answers = {"pyarrow": ds.dataset(path).count_rows(filter=expression)}
            no_nan = f" AND NOT isnan({name})" if pa.types.is_floating(column.type) else ""
            answers["duckdb"] = connection.execute(
                f"SELECT count(*) FROM read_parquet(?) WHERE {name} {operator} ?{no_nan}",
                [path, python]).fetchone()[0]
            if not no_nan:
                with_polars = polars.col(name)
                wanted = {"=": with_polars == python, "<": with_polars < python,
                          ">=": with_polars >= python}[operator]
                answers["polars"] = polars.scan_parquet(path).filter(wanted).select(
                    polars.len()).collect().item()
            for reader, count in answers.items():
                if count != expected:
                    report(f"{reader}: {name} {operator} {python} gives {count}, not {expected}")


def check_bloom_filters(path, file, connection, report):
    def excluded(column, value):
        return dict(connection.execute(
            "SELECT row_group_id, bloom_filter_excludes FROM parquet_bloom_probe(?, ?, ?)",
            [path, column, value]).fetchall())

    for place in range(file.metadata.num_columns):
        if file.num_row_groups == 0:
            continue
        name = file.metadata.row_group(0).column(place).path_in_schema
        if name not in ("integer", "long", "string", "double"):
            continue
        for group in range(file.num_row_groups):
            values = without_nan(file.read_row_group(group).column(name)).unique()
            for value in values[:40].to_pylist():
                if excluded(name, value).get(group, False):
                    report(f"the bloom filter of {name} denies {value}")
        absent = [f"absent {n}" if name == "string" else n * 7919 + 13 for n in range(60)]
        answers = [excluded(name, value) for value in absent]
        share = sum(sum(x.values()) for x in answers) / (60 * file.num_row_groups)
        if share < 0.9:
            report(f"the bloom filter of {name} excludes {share} of what is not there")


def main(folder):
    mistakes = []
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        file = pq.ParquetFile(path, page_checksum_verification=True)

        def report(text):
            mistakes.append(text)
            print(f"{name}: {text}")

        check_statistics(file, report)
        check_predicates(path, file.read(), connection, report)
        check_bloom_filters(path, file, connection, report)
    print("ok" if not mistakes else f"{len(mistakes)} mistakes")


if __name__ == "__main__":
    main(sys.argv[1])
