import Columnar
import Foundation
import ObjectStorage
import Parquet
import Platform

// Writes or reads one Parquet file of ticks and says what it cost, as a line of JSON. The ticks of
// `write` are made before the clock starts; `Benchmarks/parquet` runs it beside other libraries.
//
//     StorageBench write ROOT FILE ROWS zstd|snappy|none THREADS
//     StorageBench read ROOT FILE THREADS

let arguments = CommandLine.arguments
switch (arguments.dropFirst().first, arguments.count) {
case ("write", 7):
    guard let rows = Int(arguments[4]), let threads = Int(arguments[6]) else { exit(64) }
    let codecs: [String: Codec] = ["zstd": .zstd(level: 1), "snappy": .snappy, "none": .none]
    guard let codec = codecs[arguments[5]] else { exit(64) }
    try writeTicks(arguments[2], arguments[3], rows: rows, codec, threads: threads)
case ("read", 5):
    guard let threads = Int(arguments[4]) else { exit(64) }
    try readTicks(arguments[2], arguments[3], threads: threads)
default:
    FileHandle.standardError.write(
        Data(
            "usage: StorageBench write ROOT FILE ROWS CODEC THREADS | read ROOT FILE THREADS\n".utf8
        ))
    exit(64)
}
