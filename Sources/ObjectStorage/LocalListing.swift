import Bytes

/// A listing of a folder of the local file system.
///
/// A directory comes in no order. Of each directory on the way down, the least names that are
/// still to come are held, sorted; when they are used up, the directory is read again.
final class LocalListing: ObjectListing {
    /// A name in a directory.
    private struct Entry {
        /// The name, with a slash after that of a folder: so these sort as whole paths do.
        let key: [UInt8]
        let isFolder: Bool
    }

    /// A directory that is being gone through.
    private struct Frame {
        let folder: StorePath
        var entries: [Entry] = []
        /// Whether `entries` reach to the directory's end.
        var isWhole = true
        var position = 0
    }

    private let store: LocalStore
    private let startAfter: StorePath?
    /// The directories from the listed folder down to where the listing is.
    private var frames: [Frame]?
    private let folder: StorePath

    init(store: LocalStore, folder: StorePath, startAfter: StorePath?) {
        self.store = store
        self.folder = folder
        self.startAfter = startAfter
    }

    func next() throws -> ObjectPage {
        // What is not stored back is forgotten when a call fails.
        var frames = try self.frames ?? [begin()]
        var objects: [ObjectInfo] = []
        while objects.count < ObjectPage.countMax, var frame = frames.popLast() {
            if frame.position < frame.entries.count {
                let entry = frame.entries[frame.position]
                frame.position += 1
                frames.append(frame)
                try visit(entry, in: frame.folder, &frames, &objects)
            } else if !frame.isWhole, let last = frame.entries.last {
                frames.append(try scan(frame.folder) { last.key.precedes($0.key) })
            }
        }
        while let frame = frames.last, frame.isWhole, frame.position == frame.entries.count {
            frames.removeLast()
        }
        self.frames = frames
        return ObjectPage(objects, isLast: frames.isEmpty)
    }

    private func visit(
        _ entry: Entry, in folder: StorePath, _ frames: inout [Frame],
        _ objects: inout [ObjectInfo]
    ) throws {
        let name = String(decoding: entry.key.dropLast(entry.isFolder ? 1 : 0), as: UTF8.self)
        // A name that no path can have was not put by a store.
        guard let path = try? folder.appending(name) else { return }
        if entry.isFolder {
            guard frames.count < LocalStore.depthMax else {
                throw StoreError(.invalid, "folders are nested too deep", path: path)
            }
            frames.append(try enter(path))
        } else if let status = try at(path, { try File.status(of: store.fullName(path)) }),
            status.kind == .file
        {
            objects.append(ObjectInfo(path: path, size: status.size, modified: status.modified))
        }
    }

    private func begin() throws -> Frame {
        if let startAfter, !startAfter.isWithin(folder) {
            let first = Array("\(folder.text)/".utf8)
            let isBefore = Array(startAfter.text.utf8).precedes(first)
            return isBefore ? try scan(folder) { _ in true } : Frame(folder: folder)
        }
        return try enter(folder)
    }

    private func enter(_ folder: StorePath) throws -> Frame {
        guard let start = startAfter?.relative(to: folder) else {
            return try scan(folder) { _ in true }
        }
        let bound = Array(start.utf8)
        return try scan(folder) { entry in
            bound.precedes(entry.key) || entry.isFolder && bound.starts(with: entry.key)
        }
    }

    private func scan(_ folder: StorePath, where isWanted: (Entry) -> Bool) throws -> Frame {
        var frame = Frame(folder: folder)
        let path = store.fullName(folder)
        try at(folder) {
            try File.forEachEntry(in: path) { name, kind in
                let kind = try kind ?? resolve(name, in: path)
                guard kind == .file || kind == .folder, !LocalStore.isTemporary(name) else {
                    return
                }
                let key = Array(name.utf8) + (kind == .folder ? [UInt8(ascii: "/")] : [])
                let entry = Entry(key: key, isFolder: kind == .folder)
                guard isWanted(entry) else { return }
                frame.entries.append(entry)
                if frame.entries.count == 2 * store.heldNamesMax { cut(&frame) }
            }
        }
        cut(&frame)
        return frame
    }

    private func cut(_ frame: inout Frame) {
        frame.entries.sort { $0.key.precedes($1.key) }
        let excess = frame.entries.count - store.heldNamesMax
        guard excess > 0 else { return }
        frame.entries.removeLast(excess)
        frame.isWhole = false
    }

    /// What a name is that the directory does not tell of, or that is a symbolic link: one to a
    /// file is an object; those to folders are not followed, since they may go anywhere.
    private func resolve(_ name: String, in folder: String) throws -> File.Kind {
        let path = "\(folder)/\(name)"
        let own = try File.status(ofLink: path)?.kind ?? .other
        guard own == .link else { return own }
        return try File.status(of: path)?.kind == .file ? .file : .other
    }
}

extension [UInt8] {
    /// Whether these bytes come before others, a prefix before what it begins.
    fileprivate func precedes(_ other: [UInt8]) -> Bool {
        span.rawBytes.isLess(than: other.span.rawBytes)
    }
}
