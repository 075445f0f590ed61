import Foundation
import Platform

/// What something cost: time by the clock, processor time, memory beyond what there was before.
struct Measurement {
    private let start = ContinuousClock.now
    private let before: ProcessUsage

    init() {
        // The kernel then forgets the peak so far.
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
        before = ProcessUsage.current()
    }

    /// Prints the cost as a line of JSON.
    func report(rows: Int, bytes: Int) {
        let elapsed = ContinuousClock.now - start
        let after = ProcessUsage.current()
        let seconds =
            Double(elapsed.components.seconds)
            + Double(elapsed.components.attoseconds) / 1e18
        print(
            "{\"rows\": \(rows), \"bytes\": \(bytes), \"seconds\": \(seconds), "
                + "\"cpu\": \(after.cpuSeconds - before.cpuSeconds), "
                + "\"memory\": \(after.peakResidentBytes - before.residentBytes)}")
    }
}
