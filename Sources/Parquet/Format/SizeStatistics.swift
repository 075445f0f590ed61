import Bytes

/// How much memory values take, and how they lie in lists: what readers plan their memory by.
///
/// Histograms that follow from other counts are left out, as the format allows: those of columns
/// outside lists, and those of one definition level.
struct SizeStatistics: Sendable, Equatable {
    /// The bytes of the strings without their lengths; nil for other types.
    var byteCount: Int?
    /// How many entries have each repetition level; empty where it is left out.
    var repetitions: [Int] = []
    /// How many entries have each definition level; empty where it is left out.
    var definitions: [Int] = []

    /// Adds those of another page of the same chunk.
    mutating func add(_ other: SizeStatistics) {
        if let more = other.byteCount { byteCount = (byteCount ?? 0) + more }
        Self.add(other.repetitions, to: &repetitions)
        Self.add(other.definitions, to: &definitions)
    }

    private static func add(_ counts: [Int], to total: inout [Int]) {
        if total.isEmpty {
            total = counts
        } else {
            for i in counts.indices { total[i] += counts[i] }
        }
    }

    func write(_ field: Int16, to out: inout ThriftWriter) {
        guard self != SizeStatistics() else { return }
        out.structure(field) { out in
            if let byteCount { out.i64(1, byteCount) }
            if !repetitions.isEmpty { out.integers(2, repetitions) }
            if !definitions.isEmpty { out.integers(3, definitions) }
        }
    }
}

extension ThriftWriter {
    /// A list of 64-bit integers.
    mutating func integers(_ id: Int16, _ values: [Int]) {
        list(id, of: .i64, count: values.count)
        for value in values { element(value) }
    }
}
