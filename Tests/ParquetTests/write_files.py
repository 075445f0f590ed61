"""Writes one table with other writers in many ways: `write_files.py FOLDER`.

`reference.parquet` holds the rows plain and uncompressed; all the others must hold the same.
"""

import datetime
import decimal
import random
import sys

import arro3.io
import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

COUNT = 3000


def column(kind: pa.DataType, make, share_of_nulls: float) -> pa.Array:
    return pa.array([None if draw.random() < share_of_nulls else make() for _ in range(COUNT)], kind)


draw = random.Random(5)
epoch = datetime.datetime(2026, 1, 1)
TABLE = pa.table(
    {
        "i32": column(pa.int32(), lambda: draw.randint(-(2**31), 2**31 - 1), 0.1),
        "i64": column(pa.int64(), lambda: draw.randint(-9, 9) * 10**draw.randint(0, 17), 0),
        "f32": column(pa.float32(), lambda: float(draw.randint(-5000, 5000)) / 8, 0.2),
        "f64": column(pa.float64(), lambda: draw.gauss(0, 1), 0.5),
        "truth": column(pa.bool_(), lambda: draw.random() < 0.3, 0.1),
        "day": column(pa.date32(), lambda: draw.randint(-20000, 40000), 0.1),
        "time": column(
            pa.timestamp("us"), lambda: epoch + datetime.timedelta(microseconds=draw.randint(0, 10**13)), 0.1
        ),
        "price": column(
            pa.decimal128(18, 4), lambda: decimal.Decimal(draw.randint(-(10**9), 10**9)).scaleb(-4), 0.1
        ),
        "word": column(pa.string(), lambda: draw.choice(["", "a", "Zürich", "x" * 70]), 0.2),
        "text": column(pa.string(), lambda: f"{draw.randint(0, 40):03}-{draw.random()}", 0.1),
        "bytes": column(pa.binary(), lambda: draw.randbytes(draw.randint(0, 9)), 0.1),
        "list": column(
            pa.list_(pa.int64()), lambda: [draw.choice([None, 1, 2**40]) for _ in range(draw.randint(0, 4))], 0.2
        ),
    }
)
ENCODINGS = {
    "delta": {
        "i32": "DELTA_BINARY_PACKED", "i64": "DELTA_BINARY_PACKED", "day": "DELTA_BINARY_PACKED",
        "time": "DELTA_BINARY_PACKED", "word": "DELTA_LENGTH_BYTE_ARRAY", "text": "DELTA_BYTE_ARRAY",
        "bytes": "DELTA_BYTE_ARRAY", "truth": "RLE", "price": "DELTA_BYTE_ARRAY",
    },
    "split": {
        name: "BYTE_STREAM_SPLIT" for name in ("i32", "i64", "f32", "f64", "price", "time", "day")
    },
}


def main(folder: str) -> None:
    def path(name: str) -> str:
        return f"{folder}/{name}.parquet"

    pq.write_table(TABLE, path("reference"), compression="none", use_dictionary=False)
    for version in ("1.0", "2.0"):
        for codec in ("none", "snappy", "gzip", "zstd", "lz4"):
            pq.write_table(
                TABLE, path(f"arrow-{codec}-v{version}"), compression=codec, data_page_version=version,
                data_page_size=2000, write_batch_size=100, row_group_size=1100, write_page_index=True,
                write_page_checksum=True,
            )
        for name, encodings in ENCODINGS.items():
            pq.write_table(
                TABLE, path(f"arrow-{name}-v{version}"), use_dictionary=False, column_encoding=encodings,
                data_page_version=version, data_page_size=3000, store_decimal_as_integer=False,
            )
    pq.write_table(TABLE, path("arrow-old"), version="1.0", use_deprecated_int96_timestamps=True,
                   use_compliant_nested_type=False)
    pq.write_table(TABLE, path("arrow-integers"), store_decimal_as_integer=True)
    # The first LZ4: Hadoop's blocks.
    for codec in ("lz4", "snappy", "zstd(1)", "gzip(1)"):
        arro3.io.write_parquet(TABLE, path(f"arrow-rs-{codec[:4]}"), compression=codec)
    for codec in ("uncompressed", "snappy", "zstd", "lz4", "gzip"):
        polars.from_arrow(TABLE).write_parquet(path(f"polars-{codec}"), compression=codec, row_group_size=700)
    database = duckdb.connect()
    database.register("t", TABLE)
    for version in ("v1", "v2"):
        for codec in ("uncompressed", "snappy", "zstd", "lz4_raw", "gzip"):
            database.execute(
                f"COPY t TO '{path(f'duckdb-{codec}-{version}')}' (FORMAT parquet, COMPRESSION {codec}, "
                f"PARQUET_VERSION {version}, ROW_GROUP_SIZE 2048)"
            )


if __name__ == "__main__":
    main(sys.argv[1])
    print("ok")
