package import DeltaLake
import ArgumentParsing
package import ObjectStorage

/// A lake that the user named: a folder of the local file system.
package struct LakeFolder {
    /// As the user wrote it, without slashes at the end.
    package let path: String
    /// The store at the lake's root.
    package let store: any ObjectStore

    /// Names a lake.
    ///
    /// - Throws: `CommandError` with exit code 64 for anything but a local folder.
    package init(_ path: String) throws {
        self.path = try Self.localPath(path)
        store = LocalStore(root: self.path)
    }

    /// Names a lake in any store.
    package init(store: any ObjectStore, named path: String) {
        self.path = path
        self.store = store
    }

    /// All objects of the lake; one listing serves whatever a command looks for.
    package func objects() throws -> [ObjectInfo] { try store.list(.root) }

    /// The tables of the lake, in the order of their paths.
    ///
    /// - Throws: `CommandError` with exit code 64 where there is none.
    package func tables(among objects: [ObjectInfo]) throws -> [DeltaTable] {
        let folders = Self.tableFolders(objects)
        if folders.contains(.root) {
            throw CommandError(
                .usage, "`\(path)` is a table", why: "a lake is a folder of tables",
                advice: "name the folder above it, or see `ticklake describe \(path)`")
        }
        guard !folders.isEmpty else {
            throw CommandError(
                .usage, "`\(path)` is no lake", why: "no folder in it has a _delta_log",
                advice: "name the folder that holds raw, bronze, silver and gold")
        }
        return try folders.map { try DeltaTable(store: store, folder: $0) }
    }

    /// The folders whose log has a commit.
    private static func tableFolders(_ objects: [ObjectInfo]) -> [StorePath] {
        var folders: Set<StorePath> = []
        for object in objects where object.path.parent.name == "_delta_log" {
            if object.path.name.hasSuffix(".json") || object.path.name.hasSuffix(".parquet") {
                folders.insert(object.path.parent.parent)
            }
        }
        return folders.sorted()
    }

    private static func localPath(_ path: String) throws -> String {
        if let scheme = path.firstRange(of: "://") {
            throw CommandError(
                .usage, "cannot open `\(path)`",
                why: "\(path[..<scheme.lowerBound]):// is not a local folder",
                advice: "mount it, or copy it to a folder")
        }
        guard !path.isEmpty else {
            throw CommandError(.usage, "the path is empty", advice: "name a folder")
        }
        let trimmed = String(path.reversed().drop { $0 == "/" }.reversed())
        return trimmed.isEmpty ? "/" : trimmed
    }
}

extension LakeFolder {
    /// The table at a path, as it is at a version or now.
    ///
    /// - Throws: `CommandError` with exit code 64 where there is no such table or version.
    package static func snapshot(_ path: String, version: Int64? = nil) throws -> Snapshot {
        let path = try localPath(path)
        let table = try table(path)
        guard let newest = try table.snapshotIfPresent() else { throw unknown(path) }
        guard let version, version != newest.version else { return newest }
        do {
            return try table.snapshot(version: version)
        } catch let error as DeltaError
            where error.kind == .notFound || (try? VersionRange(table).contains(version)) == false
        {
            throw CommandError(
                .usage, "`\(path)` has no version \(version)",
                why: try VersionRange(table).description,
                advice: "`ticklake history \(path)` lists the versions")
        }
    }

    /// The table at a path as it was at a time.
    ///
    /// - Parameter time: RFC 3339, or a date for its first moment.
    /// - Throws: `CommandError` with exit code 64 for another text, and for a time from which the
    ///   log has nothing.
    package static func snapshot(_ path: String, at time: String) throws -> Snapshot {
        let milliseconds = try milliseconds(time)
        let newest = try snapshot(path)
        do {
            return try snapshot(path, version: newest.table.version(at: milliseconds))
        } catch let error as DeltaError where error.kind == .notFound {
            throw CommandError(
                .usage, "`\(path)` has no version from \(time)",
                why: try VersionRange(newest.table).description,
                advice: "`ticklake history \(path)` lists the versions")
        }
    }

    /// The time of a text that the user gave as `--at`, in milliseconds since 1970.
    package static func milliseconds(_ time: String) throws -> Int64 {
        guard let milliseconds = TimeText.milliseconds(time) else {
            throw CommandError(
                .usage, "--at `\(time)` is no time",
                advice: "write it as in 2026-01-05T14:30:00Z or 2026-01-05")
        }
        return milliseconds
    }

    /// The lake at a path; nil where ticklake made none there.
    package static func lake(at path: String) throws -> LakeFolder? {
        let lake = try LakeFolder(path)
        let marks = lake.store.listing(of: try StorePath("_ticklake"), startAfter: nil)
        return try marks.next().objects.isEmpty ? nil : lake
    }

    /// The lake that a table belongs to, and the table's path in it; nil where it is in none.
    package static func lake(of path: String) throws -> (lake: LakeFolder, name: String)? {
        var root = try localPath(path)
        var names: [String] = []
        for _ in 0..<3 {
            guard let (folder, name) = split(root), folder != root else { return nil }
            names.insert(name, at: 0)
            if let lake = try lake(at: folder) { return (lake, names.joined(separator: "/")) }
            root = folder
        }
        return nil
    }

    /// The table at a path, which may not be there.
    private static func table(_ path: String) throws -> DeltaTable {
        if let (folder, name) = split(path), let place = try? StorePath(name) {
            return try DeltaTable(store: LocalStore(root: folder), folder: place)
        }
        return try DeltaTable(store: LocalStore(root: path), folder: .root)
    }

    /// The folder and the name of a path; nil where it has no folder above it.
    private static func split(_ path: String) -> (folder: String, name: String)? {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let name = String(path[path.index(after: slash)...])
        if name.isEmpty { return nil }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
    }

    /// There is no such table: names those that the user may have meant.
    private static func unknown(_ path: String) -> CommandError {
        let what = "no table at `\(path)`"
        var root = path
        // The lake's own folder tells where it begins; no other folder is searched.
        for _ in 0..<3 {
            let lake = try? LakeFolder(root)
            if let lake, let found = try? lake.knownTables(), !found.isEmpty {
                let wanted = String(path.dropFirst(root.count).drop { $0 == "/" })
                let near = wanted.isEmpty ? nil : nearest(to: wanted, among: found)
                let listed = found.prefix(8).joined(separator: ", ")
                return CommandError(
                    .usage, what,
                    advice: near.map { "did you mean `\(root)/\($0)`?" }
                        ?? "the lake in `\(root)` has \(listed)")
            }
            guard let (folder, _) = split(root), folder != root else { break }
            root = folder
        }
        return CommandError(
            .usage, what, why: "it has no _delta_log",
            advice: "`ticklake tables LAKE` lists the tables of a lake")
    }

    /// The paths of the tables, if this is a lake that ticklake made.
    private func knownTables() throws -> [String] {
        guard try !store.list(StorePath("_ticklake")).isEmpty else { return [] }
        return Self.tableFolders(try objects()).map(\.text)
    }
}
