"""Reads the table of WrittenTable.swift with four readers and recomputes every value.

    written_table.py TABLE ROWS
"""
import datetime
import decimal
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from readers import READERS  # noqa: E402

decimal.getcontext().prec = 60
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
DAY = datetime.date(1970, 1, 1)


def expected(n: int) -> dict:
    headers = None if n % 4 == 0 else [{"key": f"k{i}", "value": bytes([n & 255])} for i in range(n % 3)]
    return {
        "offset": n,
        "symbol": None if n % 11 == 0 else f"S{n % 7}-é😀{'x' * (n % 40)}",
        "event_time": EPOCH + datetime.timedelta(microseconds=1_795_000_000_000_123 + n * 1_000_001),
        "price": decimal.Decimal(n * 123_456_789 - 5_000_000_000).scaleb(-9),
        "volume": decimal.Decimal(n * 100_000_000_000_000_000_001 - 7).scaleb(-8),
        "size": n * 3 - 50,
        "is_odd": None if n % 5 == 0 else n % 2 == 1,
        "deviation": n / 8 - 1,
        "value": bytes([0, n & 255, 255]),
        "note": None,
        "day": DAY + datetime.timedelta(days=n - 100),
        "headers": headers,
        "event_date": DAY + datetime.timedelta(days=20_777 + n % 3),
        "interval": [None, "1m", "a b/c:é%25"][n % 3],
    }


def main() -> int:
    table, count = sys.argv[1], int(sys.argv[2])
    wanted = [expected(n) for n in range(count)]
    bad = 0
    for name, read in READERS.items():
        rows = sorted(read(table).to_pylist(), key=lambda row: row["offset"])
        if len(rows) != count:
            print(f"{name}: {len(rows)} rows instead of {count}")
            bad += 1
            continue
        for row, want in zip(rows, wanted):
            time = row["event_time"]
            row["event_time"] = time.astimezone(datetime.timezone.utc) if time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)
            if row != want:
                print(f"{name}: row {want['offset']} differs:\n  {row}\n  {want}")
                bad += 1
                break
        else:
            print(f"{name}: {count} rows, equal")
    return 1 if bad else 0


if __name__ == "__main__":
    # The readers' own threads now and then abort an interpreter that ends in the usual way.
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status or 0)
