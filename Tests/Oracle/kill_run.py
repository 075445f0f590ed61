#!/usr/bin/env python3
"""Runs `ticklake run CONFIG --until-caught-up` to its end through SIGKILLs at random moments.

    kill_run.py --config C.yaml --lake DIR --kills 20 --seed 1 [--reference OTHER_LAKE]
                [--rival] [-- further arguments of the oracle]

Each attempt is killed after a random time (--between, in seconds) and started again; after the last
kill it may end by itself, which has to be with exit code 0. Then the oracle compares the lake with
the topic's records, and, with --reference, the lake with one that was never killed, row for row.
With --rival two instances run at once on the same lanes, and both are killed.

Exit code 0: the tables are right. 1: they are not, or a run failed.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import os
import sys
import time

import compare_lakes
import oracle

TRY_AGAIN = 75


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", default=".build/release/ticklake")
    parser.add_argument("--config", required=True)
    parser.add_argument("--lake", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--between", default="0.05,0.8", help="seconds until a kill: least,most")
    parser.add_argument("--rival", action="store_true", help="two instances at once")
    parser.add_argument("--reference", help="a lake made without kills")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for the last run")
    parser.add_argument("oracle", nargs="*", help="arguments of oracle.py")
    return parser.parse_args()


class KillRun:
    """One lake, brought to its end through kills."""

    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.random = random.Random(options.seed)
        self.least, self.most = map(float, options.between.split(","))
        self.command = [options.binary, "run", options.config, "--until-caught-up"]

    def start(self) -> subprocess.Popen:
        return subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def attempt(self) -> bool:
        """Starts, waits a random time, kills; false when a process failed on its own."""
        processes = [self.start() for _ in range(2 if self.options.rival else 1)]
        deadline = time.monotonic() + self.random.uniform(self.least, self.most)
        while time.monotonic() < deadline and any(p.poll() is None for p in processes):
            time.sleep(0.002)
        fine = True
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                self.kills += 1
            _, errors = process.communicate()
            # A rival may be fenced on all lanes, and an attempt may reach the end.
            if process.returncode not in (0, -signal.SIGKILL, TRY_AGAIN):
                print(f"exit code {process.returncode}: {errors.decode(errors='replace')}")
                fine = False
        return fine

    def run(self) -> bool:
        self.kills, attempts = 0, 0
        while self.kills < self.options.kills:
            attempts += 1
            if not self.attempt():
                return False
            if attempts > 20 * self.options.kills:
                print(f"only {self.kills} kills hit a running process: use more ticks, or --between")
                return False
        print(f"{self.kills} kills in {attempts} attempts; the last run begins")
        process = self.start()
        try:
            _, errors = process.communicate(timeout=self.options.timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            print(f"the last run did not end within {self.options.timeout} s")
            return False
        if process.returncode != 0:
            print(f"exit code {process.returncode}: {errors.decode(errors='replace')}")
        return process.returncode == 0


def main() -> int:
    options = arguments()
    if not KillRun(options).run():
        return 1
    code = oracle.main(["--lake", options.lake, *options.oracle])
    if options.reference:
        lines = compare_lakes.compare(options.reference, options.lake, ["ops/commits"])
        print("\n".join(lines) if lines else "the lakes hold the same rows")
        code = code or (1 if lines else 0)
    return code


if __name__ == "__main__":
    # The readers' own threads now and then abort an interpreter that ends in the usual way.
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status or 0)
