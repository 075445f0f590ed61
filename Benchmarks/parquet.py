"""Measures Parquet writing and reading by this library, pyarrow and Polars; see Benchmarks/parquet.

Every measurement is a process of its own, on as many cores as it has threads, and all of a round go
in turn. What is written is in memory before the clock starts; what is read is decoded whole into
memory: our columns, their Arrow tables.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

LIBRARIES = ("ticklake", "pyarrow", "polars")


def measure(work):
    """What `work` cost; it returns the number of rows."""
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")

    def memory(key):
        with open("/proc/self/status") as status:
            return next(int(x.split()[1]) for x in status if x.startswith(key)) * 1024

    def cpu():
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime

    before, used, start = memory("VmRSS"), cpu(), time.perf_counter()
    rows = work()
    seconds, used = time.perf_counter() - start, cpu() - used
    return {"rows": rows, "seconds": seconds, "cpu": used, "memory": memory("VmHWM") - before}


def child_write(library, source, target, codec, threads):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(threads)
    table = pq.read_table(source)
    level = 1 if codec == "zstd" else None
    if library == "pyarrow":
        result = measure(lambda: pq.write_table(
            table, target, compression=codec, compression_level=level) or table.num_rows)
    else:
        import polars

        frame = polars.from_arrow(table)
        del table
        result = measure(lambda: frame.write_parquet(
            target, compression=codec, compression_level=level) or frame.height)
    result["bytes"] = os.path.getsize(target)
    return result


def child_read(library, source, threads):
    if library == "pyarrow":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pa.set_cpu_count(threads)
        result = measure(lambda: pq.read_table(source, use_threads=threads > 1).num_rows)
    else:
        import polars

        result = measure(lambda: polars.read_parquet(source).height)
    result["bytes"] = os.path.getsize(source)
    return result


def run(command, threads):
    cores = ",".join(str(core) for core in sorted(os.sched_getaffinity(0))[:threads])
    environment = dict(os.environ, POLARS_MAX_THREADS=str(threads))
    output = subprocess.run(
        ["taskset", "-c", cores, *command], env=environment, check=True, text=True,
        stdout=subprocess.PIPE).stdout
    return json.loads(output.splitlines()[-1])


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.results = {}

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, library, codec, threads):
        name = f"{library}.{codec}.parquet"
        if library == "ticklake":
            command = [self.options.program, "write", self.folder, name,
                       str(self.options.rows), codec, str(threads)]
        else:
            command = [sys.executable, __file__, "--child", "write", library,
                       self.path("source.parquet"), self.path(name), codec, str(threads)]
        self.note(("write", codec, threads, library, ""), run(command, threads))

    def read(self, library, maker, codec, threads):
        name = f"{maker}.{codec}.parquet"
        if library == "ticklake":
            command = [self.options.program, "read", self.folder, name, str(threads)]
        else:
            command = [sys.executable, __file__, "--child", "read", library, self.path(name),
                       str(threads)]
        self.note(("read", codec, threads, library, maker), run(command, threads))

    def note(self, key, result):
        assert result["rows"] == self.options.rows, (key, result)
        self.results.setdefault(key, []).append(result)

    def round(self):
        for codec in self.options.codecs.split(","):
            for threads in map(int, self.options.threads.split(",")):
                for library in LIBRARIES:
                    self.write(library, codec, threads)
                for maker in LIBRARIES:
                    for library in LIBRARIES:
                        self.read(library, maker, codec, threads)

    def report(self):
        print(f"\n{self.options.rows:,} ticks, medians of {self.options.rounds} rounds; "
              "`time` is against ours in the same line's group\n")
        print("| what | codec | threads | library | rows/s | time | CPU s | memory MB | file MB |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        for key, results in self.results.items():
            what, codec, threads, library, maker = key
            ours = self.results[(what, codec, threads, "ticklake", maker)]
            median = {field: statistics.median(r[field] for r in results) for field in results[0]}
            ratio = median["seconds"] / statistics.median(r["seconds"] for r in ours)
            print(f"| {what}{' ' + maker + chr(39) + 's' if maker else ''} | {codec} | {threads} "
                  f"| {library} | {median['rows'] / median['seconds'] / 1e6:.2f} M "
                  f"| {ratio:.2f} x | {median['cpu']:.2f} | {median['memory'] / 1e6:.0f} "
                  f"| {median['bytes'] / 1e6:.1f} |")


def main():
    if sys.argv[1] == "--child":
        kind, library, *rest = sys.argv[2:]
        if kind == "write":
            result = child_write(library, rest[0], rest[1], rest[2], int(rest[3]))
        else:
            result = child_read(library, rest[0], int(rest[1]))
        print(json.dumps(result))
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--codecs", default="zstd")
    parser.add_argument("--threads", default="1,2")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        bench = Bench(options, folder)
        run([options.program, "write", folder, "source.parquet", str(options.rows), "none", "1"], 2)
        for _ in range(options.rounds):
            bench.round()
        bench.report()


if __name__ == "__main__":
    main()
