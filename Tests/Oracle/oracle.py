#!/usr/bin/env python3
"""An independent account of what a lake has to hold: every row recomputed from Kafka's records.

Written from DESIGN.md alone, in plain Python with whole numbers; it shares no code with ticklake.
It reads the two topics from a broker (or, with --from-raw, from the lake's RAW tables), recomputes
every table, reads the lake with delta-rs and reports what differs, row by row.

    oracle.py --bootstrap 127.0.0.1:9092 --lake /tmp/lake
    oracle.py --from-raw --lake /tmp/lake

Exit code 0: no difference. 1: differences. 2: the lake or the topic could not be read.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter

import expected
import gold
import lake
from contracts import SECOND, Settings
from lanes import MetadataLane, TickLane
from records import read_raw, read_topic

UNITS = {"s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND}
BAR_KEYS = ["symbol", "interval", "bar_start", "topic", "partition", "revision"]


def duration(text: str) -> int:
    """`10s`, `1m` or `1h` in nanoseconds."""
    if text[-1:] not in UNITS or not text[:-1].isdigit():
        raise argparse.ArgumentTypeError(f"{text} is no duration: write 10s, 1m or 1h")
    return int(text[:-1]) * UNITS[text[-1]]


def arguments(argv=None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lake", required=True, help="the lake's root folder")
    parser.add_argument("--bootstrap", default=os.environ.get("KAFKA_BOOTSTRAP_SERVERS"))
    parser.add_argument("--from-raw", action="store_true", help="records from RAW, not from Kafka")
    parser.add_argument("--ticks-topic", default="price-ticks")
    parser.add_argument("--metadata-topic", default="instrument-metadata")
    parser.add_argument("--no-metadata", action="store_true", help="there is no metadata topic")
    parser.add_argument("--no-gold", action="store_true", help="do not compare GOLD")
    parser.add_argument("--delay", type=duration, default="10s")
    parser.add_argument("--skew", type=duration, default="60s")
    parser.add_argument("--horizon", type=duration, default="1m")
    parser.add_argument("--intervals", default="1m,5m")
    parser.add_argument("--pipeline", help="also compare the ledger's next offsets of this pipeline")
    parser.add_argument("--limit", type=int, default=20, help="differences shown for each table")
    options = parser.parse_args(argv)
    if not options.from_raw and not options.bootstrap:
        parser.error("where are the records? give --bootstrap, or --from-raw")
    return options


class Oracle:
    """Recomputes a lake, and collects what differs from it."""

    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.settings = Settings(
            delay=options.delay,
            max_skew=options.skew,
            horizon=options.horizon,
            intervals=tuple((name, duration(name)) for name in options.intervals.split(",")),
        )
        self.problems: list = []
        self.records: dict = {}  # topic -> lanes

    def run(self) -> int:
        ticks = self._lanes(self.options.ticks_topic, TickLane)
        metadata = []
        if not self.options.no_metadata:
            metadata = self._lanes(self.options.metadata_topic, MetadataLane)
        for topic, lanes in self.records.items():
            if not self.options.from_raw:
                self._compare(f"raw/{topic}", expected.raw(topic, lanes), ["partition", "offset"])
        self._compare_ticks(ticks)
        if metadata:
            self._compare_metadata(metadata)
        if not self.options.no_gold:
            self._compare_gold(ticks, metadata)
        if self.options.pipeline:
            self._compare_ledger()
        for problem in self.problems:
            print(problem)
        print("no differences" if not self.problems else "the lake differs from the records")
        return 1 if self.problems else 0

    def _lanes(self, topic: str, kind) -> list:
        began = time.monotonic()
        if self.options.from_raw:
            records = read_raw(self.options.lake, topic)
        else:
            records = read_topic(self.options.bootstrap, topic)
        self.records[topic] = records
        read = time.monotonic()
        lanes = [kind(topic, p, self.settings).run(r) for p, r in records.items()]
        total = sum(map(len, records.values()))
        print(f"{topic}: {total} records read in {read - began:.1f} s, ", end="")
        print(f"recomputed in {time.monotonic() - read:.1f} s")
        counts: Counter = Counter()
        for lane in lanes:
            counts.update(lane.counts)
            counts["good"] += len(lane.good)
            counts.update(f"quarantined {q.reason}" for q in lane.quarantined)
            if kind is TickLane:
                counts["late"] += len(lane.late)
                counts["bars"] += len(lane.bars)
        for name in sorted(counts):
            print(f"  {name}: {counts[name]}")
        return lanes

    def _compare_ticks(self, lanes: list) -> None:
        offsets = ["topic", "partition", "offset"]
        self._compare("bronze/ticks", expected.bronze_ticks(lanes, self.settings), offsets)
        late = expected.late_ticks(lanes, self.settings)
        self._compare("silver/late_ticks", late, offsets + ["interval"])
        self._compare("silver/bars", expected.bars(lanes), BAR_KEYS)
        self._compare_quarantine(self.options.ticks_topic, lanes)

    def _compare_metadata(self, lanes: list) -> None:
        offsets = ["topic", "partition", "offset"]
        rows = expected.bronze_instruments(lanes, self.settings)
        self._compare("bronze/instruments", rows, offsets)
        rows = expected.silver_instruments(lanes)
        self._compare("silver/instruments", rows, ["symbol", "valid_from"])
        self._compare_quarantine(self.options.metadata_topic, lanes)

    def _compare_quarantine(self, topic: str, lanes: list) -> None:
        wanted = expected.quarantine(lanes)
        self._compare(f"quarantine/{topic}", wanted, ["partition", "offset"])

    def _compare_gold(self, ticks: list, metadata: list) -> None:
        histories = {s: h for lane in metadata for s, h in lane.histories.items()}
        rows = gold.daily_bars(ticks, histories)
        self._compare("gold/daily_bars", expected.daily_bars(rows), ["symbol", "session_date"])
        rows = expected.sector_summary(gold.sector_summary(rows))
        self._compare("gold/sector_summary", rows, ["sector", "session_date"])

    def _compare(self, name: str, wanted, keys: list) -> None:
        if not lake.has_table(self.options.lake, name):
            if wanted.num_rows:
                self.problems.append(f"{name}: the table is missing, {wanted.num_rows} rows expected")
            return
        found = lake.read_table(self.options.lake, name)
        rows = found.num_rows
        if name.startswith("quarantine/") and "detail" in found.column_names:
            found = found.append_column("first_offset", first_offsets(found))
        if "rescued" in wanted.column_names and "rescued" in found.column_names:
            wanted = lake.replace_column(
                wanted, "rescued", lake.canonical_rescued(wanted.column("rescued")))
            found = lake.replace_column(
                found, "rescued", lake.canonical_rescued(found.column("rescued")))
        problems = lake.compare(name, wanted, found, keys, self.options.limit)
        self.problems += problems
        ignored = [c for c in found.column_names if c not in wanted.column_names]
        note = f" (not compared: {', '.join(ignored)})" if ignored else ""
        print(f"{name}: {rows} rows, {'DIFFERENT' if problems else 'equal'}{note}")

    def _compare_ledger(self) -> None:
        """After a clean end every table stands at the end of every lane."""
        for topic, lanes in self.records.items():
            for name in self._tables_of(topic):
                if not lake.has_table(self.options.lake, name):
                    continue
                table = lake.open_table(self.options.lake, name)
                for partition, records in lanes.items():
                    application = f"ticklake/{self.options.pipeline}/{topic}/{partition}"
                    found = table.transaction_version(application)
                    if records and (found is None or found <= records[-1].offset):
                        self.problems.append(
                            f"{name}: next of {topic}/{partition} is {found}, "
                            f"not beyond {records[-1].offset}")

    def _tables_of(self, topic: str) -> list:
        own = [f"raw/{topic}", f"quarantine/{topic}"]
        if topic == self.options.ticks_topic:
            return own + ["bronze/ticks", "silver/bars", "silver/late_ticks"]
        return own + ["bronze/instruments", "silver/instruments"]


def first_offsets(table):
    """For a duplicate, the first offset, in which its detail ends."""
    import pyarrow as pa
    import re

    values = []
    for reason, detail in zip(*(table.column(c).to_pylist() for c in ("reason", "detail"))):
        match = re.search(r"(\d+)$", detail or "") if reason == "duplicate" else None
        values.append(int(match.group(1)) if match else None)
    return pa.array(values, pa.int64())


def main(argv=None) -> int:
    options = arguments(argv)
    try:
        return Oracle(options).run()
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    # The readers' own threads now and then abort an interpreter that ends in the usual way.
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status or 0)
