package import ObjectStorage

/// Where a source's state is kept: numbered objects, of which the highest is valid.
///
/// A new state is written under the next number, put-if-absent: of two pollers of one source one
/// finds the number taken, and stops. So a state is replaced whole or not at all, by the compare-
/// and-swap that the lake's tables are committed with.
package struct PollStateStore {
    private let store: any ObjectStore
    private let folder: StorePath
    /// Where ranges of the source are filled.
    private let backfills: StorePath
    /// The number of the state that was last read or written; 0 before the first.
    private var number: Int64 = 0

    /// States kept besides the newest, to look back.
    private static let keptMax: Int64 = 8

    /// Finds a source's states in a lake.
    ///
    /// - Parameters:
    ///   - store: the lake.
    ///   - range: a range of the past that is filled, which has states of its own.
    package init(
        _ store: any ObjectStore, pipeline: String, source: String, filling range: TimeSlice? = nil
    ) throws(PollProblem) {
        self.store = store
        do {
            backfills = try StorePath("_ticklake/backfill/\(pipeline)/\(source)")
            folder =
                if let range {
                    try backfills.appending(range.folderName)
                } else {
                    try StorePath("_ticklake/poller/\(pipeline)/\(source)")
                }
        } catch {
            throw PollProblem("the source \(source) cannot name a folder. \(error)")
        }
    }

    private init(_ store: any ObjectStore, at folder: StorePath) {
        self.store = store
        self.folder = folder
        backfills = folder.parent
    }

    /// The ranges of the source that were filled or are being filled, with their newest states.
    package func backfillStates() throws(PollProblem) -> [(range: String, state: PollState)] {
        do {
            let names = Set(try store.list(backfills).map(\.path.parent.name))
            return try names.sorted().compactMap { name in
                var states = PollStateStore(store, at: try backfills.appending(name))
                return try states.read().map { (name, $0) }
            }
        } catch let problem as PollProblem {
            throw problem
        } catch {
            throw Self.problem("read", error)
        }
    }

    /// The newest numbers of other ranges' states that overlap a range.
    ///
    /// One that changes is of a process that fills them at this moment.
    func backfillNumbers(overlapping range: TimeSlice) throws(PollProblem) -> [StorePath: Int64] {
        do {
            var numbers: [StorePath: Int64] = [:]
            for info in try store.list(backfills) {
                let place = info.path.parent
                guard place != folder, let number = Self.number(of: info.path),
                    TimeSlice(folderName: place.name)?.overlaps(range) ?? true
                else { continue }
                numbers[place] = max(number, numbers[place] ?? 0)
            }
            return numbers
        } catch {
            throw Self.problem("read", error)
        }
    }

    /// Whether one of these ranges is being filled, or was when its process was killed.
    func isOpen(anyOf places: some Sequence<StorePath>) throws(PollProblem) -> Bool {
        for place in places {
            var states = PollStateStore(store, at: place)
            if try states.read()?.isOpen ?? false { return true }
        }
        return false
    }

    /// Reads the newest state; nil when there is none.
    ///
    /// - Throws: of kind `damaged` where nobody can read it: what is written then replaces it.
    package mutating func read() throws(PollProblem) -> PollState? {
        do {
            guard let (found, path) = try newest() else {
                number = 0
                return nil
            }
            let size = try store.head(path).size
            guard size <= PollState.bytesMax else {
                number = found
                throw PollState.damaged("\(path) has \(size) bytes")
            }
            let bytes = try store.get(path)
            number = found
            return try PollState(json: bytes, path: path)
        } catch let problem as PollProblem {
            throw problem
        } catch {
            throw Self.problem("read", error)
        }
    }

    /// Whether the state that was last read or written is still the newest.
    package func isCurrent() throws(PollProblem) -> Bool {
        do {
            return try newest()?.number ?? 0 == number
        } catch {
            throw Self.problem("read", error)
        }
    }

    /// Writes a state in place of the one that was last read or written.
    ///
    /// - Returns: false when another poller has written meanwhile; nothing counts then.
    /// - Throws: when the store cannot be reached, or the state is larger than can be read.
    package mutating func write(_ state: PollState) throws(PollProblem) -> Bool {
        let bytes = Array((state.json + "\n").utf8)
        guard bytes.count <= PollState.bytesMax else {
            throw PollProblem(
                "the poller's state of \(state.source) would have \(bytes.count) bytes. make"
                    + " cursor.lookback smaller, or poll fewer partitions by one source")
        }
        do {
            let next = number + 1
            guard try put(bytes, at: try path(next)) else { return false }
            // Numbers are free again once they are old: one of them proves nothing.
            guard try newest()?.number == next else {
                try? store.delete(try path(next))
                return false
            }
            number = next
            // What cannot be removed now is in nobody's way.
            if next > Self.keptMax { try? store.delete(try path(next - Self.keptMax)) }
            return true
        } catch let problem as PollProblem {
            throw problem
        } catch {
            throw Self.problem("written", error)
        }
    }

    /// Puts the bytes unless there are others; an unknown outcome is looked up.
    private func put(_ bytes: [UInt8], at path: StorePath) throws -> Bool {
        do {
            return try store.putIfAbsent(path, bytes) == .created
        } catch let error as StoreError where error.kind == .ambiguous {
            guard let found = try store.getIfPresent(path) else { throw error }
            return found == bytes
        }
    }

    private func newest() throws -> (number: Int64, path: StorePath)? {
        try store.list(folder).compactMap { info in
            info.path.parent == folder ? Self.number(of: info.path).map { ($0, info.path) } : nil
        }.max { $0.0 < $1.0 }
    }

    private func path(_ number: Int64) throws -> StorePath {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 12 - digits.utf8.count))
        return try folder.appending("\(zeros)\(digits).json")
    }

    private static func number(of path: StorePath) -> Int64? {
        guard path.name.hasSuffix(".json") else { return nil }
        return Int64(path.name.dropLast(5))
    }

    private static func problem(_ verb: String, _ error: any Error) -> PollProblem {
        let kind = (error as? StoreError)?.kind
        let passes = [.unavailable, .ambiguous, .outOfSpace, .notFound].contains(kind)
        return PollProblem(
            "the poller's state cannot be \(verb). \(error)", kind: passes ? .unavailable : .failed)
    }
}
