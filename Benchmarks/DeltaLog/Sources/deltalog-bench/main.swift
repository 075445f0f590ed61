import DeltaLake
import Foundation
import ObjectStorage

// Does one thing to a table and says how long it took; `delta_log.py` measures the memory.
//
//     deltalog-bench start|open|files|checkpoint ROOT TABLE

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    FileHandle.standardError.write(
        Data("usage: deltalog-bench start|open|files|checkpoint ROOT TABLE\n".utf8))
    exit(64)
}
let table = try DeltaTable(
    store: LocalStore(root: arguments[2]), folder: StorePath(arguments[3]))
if arguments[1] == "start" { exit(0) }
let clock = ContinuousClock()
let began = clock.now
let snapshot = try table.snapshot()
var facts = ["version": Double(snapshot.version), "open_s": seconds(clock.now - began)]
switch arguments[1] {
case "open":
    facts["commits"] = Double(snapshot.opening.commitCount)
    if let advice = snapshot.opening.advice(seconds: seconds(clock.now - began)) {
        FileHandle.standardError.write(Data("\(advice)\n".utf8))
    }
case "files":
    let start = clock.now
    var count = 0
    try snapshot.forEachFile { _ in count += 1 }
    facts["files"] = Double(count)
    facts["files_s"] = seconds(clock.now - start)
case "checkpoint":
    let start = clock.now
    let summary = try snapshot.writeCheckpoint(
        now: Int64(Date().timeIntervalSince1970 * 1000))
    facts["files"] = Double(summary.fileCount)
    facts["bytes"] = Double(summary.byteCount)
    facts["checkpoint_s"] = seconds(clock.now - start)
default:
    exit(64)
}
let fields = facts.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
print("{\(fields.joined(separator: ", "))}")

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}
