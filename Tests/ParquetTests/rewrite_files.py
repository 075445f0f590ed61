"""Writes Parquet files anew with other writers: `rewrite_files.py FOLDER TARGET`.

Each FOLDER/NAME.parquet becomes TARGET/NAME-WRITER.parquet, with codecs in turn, in pages of both
versions, in several row groups and small pages where the writer can. Ends with "ok".
"""

import os
import sys

import arro3.io
import duckdb
import polars
import pyarrow.parquet as pq

CODECS = {
    "pyarrow": ["none", "snappy", "gzip", "lz4", "zstd"],
    "arrow-rs": ["uncompressed", "snappy", "zstd(1)", "gzip(1)", "lz4"],
    "polars": ["zstd", "uncompressed", "lz4", "snappy", "gzip"],
    "duckdb": ["gzip", "zstd", "snappy", "uncompressed", "lz4_raw"],
}


def main(folder: str, target: str) -> None:
    names = sorted(name for name in os.listdir(folder) if name.endswith(".parquet"))
    database = duckdb.connect()
    for number, name in enumerate(names):
        source = os.path.join(folder, name)

        def path(writer: str) -> str:
            return os.path.join(target, f"{name[: -len('.parquet')]}-{writer}.parquet")

        def codec(writer: str) -> str:
            return CODECS[writer][number % 5]

        table = pq.read_table(source)
        for version in ("1", "2"):
            pq.write_table(
                table, path(f"pyarrow{version}"), compression=codec("pyarrow"),
                data_page_version=f"{version}.0", row_group_size=25, data_page_size=64,
                write_batch_size=7, write_page_index=True, use_dictionary=number % 3 > 0,
            )
            database.execute(
                f"COPY (SELECT * FROM read_parquet('{source}')) TO '{path(f'duckdb{version}')}' "
                f"(FORMAT parquet, COMPRESSION {codec('duckdb')}, PARQUET_VERSION v{version})"
            )
        arro3.io.write_parquet(table, path("arrow-rs"), compression=codec("arrow-rs"))
        polars.read_parquet(source).write_parquet(
            path("polars"), compression=codec("polars"), row_group_size=25)
    print("ok")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
