#!/usr/bin/env python3
"""Loads ticks into a broker once, then times a bare consumer and ticklake on them, in turn.

Called by `Benchmarks/run`, which builds the programs and starts the broker. Every run is measured
as a whole process: wall clock from start to exit, CPU seconds and peak memory from the kernel.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

TOPIC = "price-ticks"


class Run(NamedTuple):
    """One measured process."""

    seconds: float
    cpu: float
    peak_mib: float


def measure(command: list, environment: dict, log: str) -> Run:
    """Runs a command to its end."""
    with open(log, "ab") as output:
        began = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        with open(log, encoding="utf-8", errors="replace") as text:
            tail = "".join(text.readlines()[-20:])
        raise SystemExit(f"error: {' '.join(command)} ended with {process.returncode}:\n{tail}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def loaded(bootstrap: str) -> int:
    """How many records the ticks' topic holds: the faults and the heartbeats are among them."""
    from confluent_kafka import Consumer, TopicPartition

    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "ticklake-bench"})
    partitions = consumer.list_topics(TOPIC, timeout=30).topics[TOPIC].partitions
    total = 0
    for partition in partitions:
        low, high = consumer.get_watermark_offsets(TopicPartition(TOPIC, partition), timeout=30)
        total += high - low
    consumer.close()
    return total


def folder_size(folder: str) -> int:
    sizes = (os.path.getsize(os.path.join(f, n)) for f, _, names in os.walk(folder) for n in names)
    return sum(sizes)


def table(name: str, runs: list, records: int) -> str:
    rate = records / statistics.median(run.seconds for run in runs)
    cpu = statistics.median(run.cpu for run in runs)
    peak = max(run.peak_mib for run in runs)
    return f"{name:<16}{rate:>14,.0f}{cpu:>12.2f}{peak:>14.0f}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ticks", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", default="0")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--bare", required=True)
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--directory", required=True, help="for the lakes and the logs")
    return parser.parse_args()


def load(options: argparse.Namespace, config: str, environment: dict) -> int:
    """Fills the topics, unless a run with --keep has; returns the number of records."""
    log = os.path.join(options.directory, "generate.log")
    measure([options.binary, "topics", "apply", config], environment, log)
    if loaded(options.bootstrap) == 0:
        command = [options.binary, "generate", config, "--ticks", str(options.ticks)]
        command += ["--seed", str(options.seed), "--faults", options.faults]
        run = measure(command, environment, log)
        print(f"generate: {options.ticks / run.seconds:,.0f} ticks/s, {run.cpu:.2f} CPU s")
    return loaded(options.bootstrap)


def main() -> int:
    options = arguments()
    config = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ticklake.yaml")
    lake = os.path.join(options.directory, "lake")
    environment = dict(
        os.environ, KAFKA_BOOTSTRAP_SERVERS=options.bootstrap, TICKLAKE_LAKE=lake)
    records = load(options, config, environment)
    bare: list = []
    full: list = []
    for number in range(1, options.rounds + 1):
        log = os.path.join(options.directory, "bare.log")
        bare.append(measure([options.bare, options.bootstrap, TOPIC], environment, log))
        shutil.rmtree(lake, ignore_errors=True)
        log = os.path.join(options.directory, "ticklake.log")
        command = [options.binary, "run", config, "--until-caught-up"]
        full.append(measure(command, environment, log))
        rates = [f"{records / runs[-1].seconds:,.0f}" for runs in (bare, full)]
        print(f"round {number}: bare {rates[0]} records/s, ticklake {rates[1]} records/s", flush=True)
    print(f"\n{records:,} records, {folder_size(lake) / 1e6:,.0f} MB of lake\n")
    print(f"{'':<16}{'records/s':>14}{'CPU s':>12}{'peak MiB':>14}")
    print(table("bare consumer", bare, records))
    print(table("ticklake", full, records))
    ratios = [b.seconds / f.seconds for b, f in zip(bare, full)]
    print(f"\nratio {statistics.median(ratios):.2f} of the bare consumer (median of {len(ratios)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
