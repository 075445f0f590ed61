#!/usr/bin/env python3
"""Times opening and checkpointing tables with long logs, beside deltalake on the same tables.

    .venv/bin/python Benchmarks/delta_log.py [--adds N] [--commits N] [--rounds N] [--keep DIR]

Two tables are generated as logs alone, without data files: one with many add actions (realistic
statistics), checkpointed and then committed to a few times more, so that the next checkpoint is
made of the last one and the commits since; and one with many small commits and no checkpoint.
Every step is a process of its own: wall clock, CPU seconds and peak memory come from the kernel.
What a process needs to start (Python with deltalake imported, ours with nothing done) is measured
as well and is left out of the "extra" memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = [
    ("symbol", "string"), ("event_time", "timestamp"), ("price", "decimal(18,9)"),
    ("size", "decimal(18,8)"), ("venue", "string"), ("trade_id", "string"), ("offset", "long"),
    ("event_date", "date"),
]
START = 1_795_000_000_000
DELTALAKE = {
    "start": "import deltalake",
    "open": "import sys, deltalake; deltalake.DeltaTable(sys.argv[1])",
    "files": "import sys, deltalake; len(deltalake.DeltaTable(sys.argv[1]).file_uris())",
    "checkpoint": "import sys, deltalake; deltalake.DeltaTable(sys.argv[1]).create_checkpoint()",
}


class Run(NamedTuple):
    """One measured process."""

    seconds: float
    cpu: float
    peak_mib: float


def measure(command: list[str]) -> Run:
    """Runs a command to its end."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"error: {command} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


class Log:
    """A table's log under construction."""

    def __init__(self, table: str, seed: int) -> None:
        self.folder = os.path.join(table, "_delta_log")
        os.makedirs(self.folder)
        self.random = random.Random(seed)
        self.version = 0
        self.files = 0
        schema = {"type": "struct", "fields": [
            {"name": name, "type": type_, "nullable": True, "metadata": {}}
            for name, type_ in COLUMNS]}
        self.commit([
            json.dumps({"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}),
            json.dumps({"metaData": {
                "id": str(uuid.UUID(int=self.random.getrandbits(128))),
                "format": {"provider": "parquet", "options": {}},
                "schemaString": json.dumps(schema), "partitionColumns": ["event_date"],
                "configuration": {}, "createdTime": START}}),
        ])

    def commit(self, lines: list[str]) -> None:
        """Writes the next version."""
        now = START + self.version * 1000
        info = {"timestamp": now, "operation": "STREAMING UPDATE", "operationParameters": {},
                "isBlindAppend": True, "engineInfo": "bench/1"}
        mark = {"appId": "bench/ticks/0", "version": self.files, "lastUpdated": now}
        lines = [json.dumps({"commitInfo": info}), json.dumps({"txn": mark})] + lines
        with open(f"{self.folder}/{self.version:020d}.json", "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        self.version += 1

    def append(self, count: int) -> None:
        """Commits that many new files."""
        self.commit([self.add() for _ in range(count)])

    def add(self) -> str:
        """An add action with the statistics of a file of ticks."""
        number = self.files
        self.files += 1
        draw = self.random.randrange(10**12)
        name = uuid.UUID(int=self.random.getrandbits(128))
        day = f"2026-{1 + number // 90_000 % 12:02d}-{1 + number // 3000 % 28:02d}"
        clock = f"{draw % 24:02d}:{draw % 60:02d}:{draw % 59:02d}"
        first, last = number * 1000, number * 1000 + 999
        stats = {
            "numRecords": 1000,
            "minValues": {
                "symbol": f"A{draw % 97}", "event_time": f"{day}T{clock}.{draw % 1000:03d}Z",
                "price": draw % 500 + 0.25, "size": 1.0, "venue": "XNAS",
                "trade_id": str(first), "offset": first},
            "maxValues": {
                "symbol": f"ZZ{draw % 89}", "event_time": f"{day}T{clock}.{draw % 997:03d}Z",
                "price": draw % 700 + 500.5, "size": 1000.5, "venue": "XNYS",
                "trade_id": str(last), "offset": last},
            "nullCount": {"symbol": 0, "event_time": 0, "price": 0, "size": 0,
                          "venue": draw % 50, "trade_id": 0, "offset": 0},
        }
        return json.dumps({"add": {
            "path": f"event_date={day}/part-00000-{name}.zstd.parquet",
            "partitionValues": {"event_date": day}, "size": 40_000 + draw % 9000,
            "modificationTime": START + number, "dataChange": True,
            "stats": json.dumps(stats, separators=(",", ":")),
            "tags": {"ticklake.lane": f"ticks/{draw % 8}"}}}, separators=(",", ":"))


def build() -> str:
    """Builds our program; gives its path."""
    package = os.path.join(HERE, "DeltaLog")
    subprocess.run(["swift", "build", "-c", "release"], cwd=package, check=True,
                   stdout=subprocess.DEVNULL)
    return os.path.join(package, ".build", "release", "deltalog-bench")


def row(step: str, who: str, run: Run, base: float) -> None:
    """Prints a line of the table."""
    print(f"{step:<34} {who:<10} {run.seconds:8.2f} {run.cpu:8.2f} "
          f"{run.peak_mib:9.0f} {run.peak_mib - base:9.0f}", flush=True)


def compare(step: str, ours: list[str], theirs: list[str], base: dict[str, float],
            before: callable, rounds: int) -> None:
    """Runs a step by both in turn and prints the best of each, and the ratio."""
    best: dict[str, Run] = {}
    for _ in range(rounds):
        for who, command in (("ticklake", ours), ("deltalake", theirs)):
            before()
            run = measure(command)
            if who not in best or run.cpu < best[who].cpu:
                best[who] = run
    for who, run in best.items():
        row(step, who, run, base[who])
    a, b = best["ticklake"], best["deltalake"]
    extra = (a.peak_mib - base["ticklake"]) / max(1, b.peak_mib - base["deltalake"])
    print(f"{'':<34} {'ratio':<10} {a.seconds / b.seconds:8.2f} {a.cpu / b.cpu:8.2f} "
          f"{a.peak_mib / b.peak_mib:9.2f} {extra:9.2f}", flush=True)


def main() -> None:
    """Generates the tables and measures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--adds", type=int, default=1_000_000)
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--keep", metavar="DIR")
    options = parser.parse_args()
    program = build()
    root = options.keep or tempfile.mkdtemp(prefix="ticklake-log-")
    try:
        run_all(options, program, root)
    finally:
        if not options.keep:
            shutil.rmtree(root)


def run_all(options: argparse.Namespace, program: str, root: str) -> None:
    """Measures every step on the tables in a folder."""
    wide, long = os.path.join(root, "wide"), os.path.join(root, "long")
    if not os.path.exists(wide):
        log = Log(wide, seed=7)
        for _ in range(max(1, options.adds // 10_000)):
            log.append(min(options.adds, 10_000))
        subprocess.run([program, "checkpoint", root, "wide"], check=True)
        for _ in range(10):
            log.append(1000)
    if not os.path.exists(long):
        log = Log(long, seed=8)
        for _ in range(options.commits):
            log.append(1)
    kept = set(os.listdir(os.path.join(wide, "_delta_log")))
    pointer = os.path.join(wide, "_delta_log", "_last_checkpoint")
    with open(pointer, "rb") as file:
        first = file.read()

    def reset() -> None:
        """Takes back what a checkpoint wrote."""
        folder = os.path.join(wide, "_delta_log")
        for name in set(os.listdir(folder)) - kept:
            os.remove(os.path.join(folder, name))
        with open(pointer, "wb") as file:
            file.write(first)

    python = [sys.executable, "-c"]
    base = {
        "ticklake": measure([program, "start", root, "wide"]).peak_mib,
        "deltalake": measure([*python, DELTALAKE["start"]]).peak_mib,
    }
    load = os.getloadavg()[0]
    print(f"{options.adds} adds; {options.commits} commits; load average {load:.1f} on "
          f"{os.cpu_count()} cores")
    print(f"{'step':<34} {'by':<10} {'seconds':>8} {'CPU s':>8} {'peak MiB':>9} {'extra MiB':>9}")
    compare("checkpoint from checkpoint + 10", [program, "checkpoint", root, "wide"],
            [*python, DELTALAKE["checkpoint"], wide], base, reset, options.rounds)
    compare("open", [program, "open", root, "wide"], [*python, DELTALAKE["open"], wide], base,
            reset, options.rounds)
    compare("open and list all files", [program, "files", root, "wide"],
            [*python, DELTALAKE["files"], wide], base, reset, options.rounds)
    compare(f"open {options.commits} commits", [program, "open", root, "long"],
            [*python, DELTALAKE["open"], long], base, reset, options.rounds)


if __name__ == "__main__":
    main()
