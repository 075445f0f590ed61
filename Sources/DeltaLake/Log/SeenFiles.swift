import Bytes

/// The files that a pass over a log has met, each as the bytes that make it what it is.
///
/// A table's log may speak of millions of files. They lie in one arena, and a table of slots finds
/// them: about 30 bytes a file beside its path, and no object of its own. A hash only says where
/// to look; the bytes decide, so that no two files are ever taken for one.
struct SeenFiles {
    /// Where the bytes of a file lie in the arena: its path, then the id of its deletion vector.
    private struct Entry {
        let start: Int
        let pathCount: Int32
        let vectorCount: Int32
    }

    private var arena: [UInt8] = []
    private var entries: [Entry] = []
    /// A power of two of them, of which at most half hold an entry.
    ///
    /// The high half of its hash, and its number from one; zero is a free slot.
    private var slots: [UInt64]

    init() { slots = Array(repeating: 0, count: 64) }

    /// The number of files.
    var count: Int { entries.count }

    /// Remembers a file; false if it was there already.
    mutating func insert(_ key: FileKey) -> Bool {
        let path = key.path.utf8Span.span
        guard let vector = key.vector else { return insert(path, Span()) }
        return insert(path, vector.utf8Span.span)
    }

    /// Whether a file was met.
    func contains(_ key: FileKey) -> Bool {
        let path = key.path.utf8Span.span
        guard let vector = key.vector else { return contains(path: path) }
        return find(path, vector.utf8Span.span).isFound
    }

    /// Whether a file was met that has no deletion vector.
    func contains(path: Span<UInt8>) -> Bool { find(path, Span()).isFound }

    private mutating func insert(_ path: Span<UInt8>, _ vector: Span<UInt8>) -> Bool {
        let place = find(path, vector)
        if place.isFound { return false }
        entries.append(
            Entry(
                start: arena.count, pathCount: Int32(path.count), vectorCount: Int32(vector.count)))
        arena.append(span: path)
        arena.append(span: vector)
        slots[place.slot] = SeenFiles.mark(place.hash, entries.count)
        if entries.count * 2 > slots.count { grow() }
        return true
    }

    private func find(
        _ path: Span<UInt8>, _ vector: Span<UInt8>
    ) -> (isFound: Bool, slot: Int, hash: UInt64) {
        let hash = SeenFiles.hash(path, vector)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let mark = slots[slot]
            if mark >> 32 == hash >> 32,
                isSame(entries[Int(mark & 0xffff_ffff) - 1], path, vector)
            {
                return (true, slot, hash)
            }
            slot = (slot + 1) & mask
        }
        return (false, slot, hash)
    }

    private func isSame(_ entry: Entry, _ path: Span<UInt8>, _ vector: Span<UInt8>) -> Bool {
        guard entry.pathCount == path.count, entry.vectorCount == vector.count else {
            return false
        }
        let bytes = arena.span.rawBytes
        let end = entry.start + path.count
        return bytes.extracting(entry.start..<end).equals(path.rawBytes)
            && bytes.extracting(end..<end + vector.count).equals(vector.rawBytes)
    }

    private mutating func grow() {
        var wider = [UInt64](repeating: 0, count: slots.count * 4)
        let mask = wider.count - 1
        for index in entries.indices {
            let hash = hash(of: entries[index])
            var slot = Int(truncatingIfNeeded: hash) & mask
            while wider[slot] != 0 { slot = (slot + 1) & mask }
            wider[slot] = SeenFiles.mark(hash, index + 1)
        }
        slots = wider
    }

    private func hash(of entry: Entry) -> UInt64 {
        let end = entry.start + Int(entry.pathCount)
        let bytes = arena.span
        return SeenFiles.hash(
            bytes.extracting(entry.start..<end),
            bytes.extracting(end..<end + Int(entry.vectorCount)))
    }

    private static func hash(_ path: Span<UInt8>, _ vector: Span<UInt8>) -> UInt64 {
        let hash = StableHash.hash64(path.rawBytes)
        return vector.isEmpty ? hash : StableHash.hash64(vector.rawBytes, seed: hash)
    }

    private static func mark(_ hash: UInt64, _ number: Int) -> UInt64 {
        (hash & 0xffff_ffff_0000_0000) | UInt64(number)
    }
}
