public import ObjectStorage

extension DeltaTable {
    /// Where a file of the table is in the store.
    ///
    /// - Throws: `DeltaError` of kind `unsupported` for a file outside of the table's folder.
    public func path(of file: AddFile) throws -> StorePath { try path(ofReference: file.path) }

    /// Where a file is that a log names: relative to the table, or whole; percent-encoded.
    func path(ofReference reference: String) throws -> StorePath {
        var path = PercentEncoding.decode(reference)
        if DeltaTable.isAbsolute(reference) {
            guard let within = relativePath(of: path) else { throw outside(reference) }
            path = within
        }
        guard let place = try? folder.appending(path) else { throw outside(reference) }
        return place
    }

    private func outside(_ reference: String) -> DeltaError {
        DeltaError(
            .unsupported,
            "\(reference) is not within the table's folder"
                + (location.map { ", which is \($0)" } ?? ", whose location is not known"))
    }

    /// What follows the table's location in a path that is given whole; nil for one elsewhere.
    private func relativePath(of path: String) -> String? {
        guard let location else { return nil }
        let whole = DeltaTable.withoutFileScheme(path)
        var prefix = DeltaTable.withoutFileScheme(location)
        while prefix.utf8.last == UInt8(ascii: "/") { prefix.removeLast() }
        guard whole.utf8.starts(with: "\(prefix)/".utf8) else { return nil }
        return String(decoding: whole.utf8.dropFirst(prefix.utf8.count + 1), as: UTF8.self)
    }

    /// Whether a reference begins with a slash, or with a URI's scheme and a slash.
    static func isAbsolute(_ reference: String) -> Bool {
        var rest = reference.utf8[...]
        if rest.first == UInt8(ascii: "/") { return true }
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let scheme = rest[..<colon]
        rest = rest[rest.index(after: colon)...]
        return rest.first == UInt8(ascii: "/") && !scheme.isEmpty
            && scheme.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "+.-".utf8.contains(byte)
            }
    }

    /// `/data` for `file:///data` and `file:/data`; anything else as it is.
    static func withoutFileScheme(_ path: String) -> String {
        for scheme in ["file:///", "file:/"] where path.utf8.starts(with: scheme.utf8) {
            return "/" + String(decoding: path.utf8.dropFirst(scheme.utf8.count), as: UTF8.self)
        }
        return path
    }
}
