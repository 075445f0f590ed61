import Bytes

/// The name of an object within a store: UTF-8 components joined by `/`.
///
/// A path that could leave the store, or that two stores would read differently, cannot exist: no
/// empty, `.` or `..` component, no NUL or other control byte, at most 1,024 bytes.
public struct StorePath: Sendable, Hashable, CustomStringConvertible {
    /// The whole path; empty for the store's root.
    public let text: String

    /// The root of a store, which is a folder and never an object.
    public static let root = StorePath(unchecked: "")

    /// The most bytes that a path may have: what Azure's blob names allow.
    public static let byteCountMax = 1024

    /// Makes a path of a text.
    ///
    /// - Throws: `StoreError` of kind `invalid` when the text is no path.
    public init(_ text: String) throws {
        if let flaw = StorePath.flaw(in: text) {
            throw StoreError(.invalid, "`\(text)` is not a path in a store: \(flaw)")
        }
        self.text = text
    }

    private init(unchecked text: String) { self.text = text }

    /// The path of something within this folder; `more` may have several components.
    public func appending(_ more: String) throws -> StorePath {
        try StorePath(text.isEmpty ? more : "\(text)/\(more)")
    }

    /// The last component; empty for the root.
    public var name: String {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return text }
        return String(text[text.utf8.index(after: slash)...])
    }

    /// The folder that this path is in.
    public var parent: StorePath {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .root }
        return StorePath(unchecked: String(text[..<slash]))
    }

    /// Whether this path lies in a folder, at any depth.
    public func isWithin(_ folder: StorePath) -> Bool {
        if folder.text.isEmpty { return !text.isEmpty }
        let prefix = folder.text.utf8
        let own = text.utf8
        guard own.count > prefix.count, own.starts(with: prefix) else { return false }
        return own[own.index(own.startIndex, offsetBy: prefix.count)] == UInt8(ascii: "/")
    }

    /// What of this path follows a folder that it lies in.
    public func relative(to folder: StorePath) -> String? {
        guard isWithin(folder) else { return nil }
        if folder.text.isEmpty { return text }
        return String(text.utf8.dropFirst(folder.text.utf8.count + 1))
    }

    /// The path itself.
    public var description: String { text }

    /// Two paths are one where their bytes are; Swift's `String ==` would normalise.
    public static func == (left: StorePath, right: StorePath) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        var copy = text
        copy.makeContiguousUTF8()
        hasher.combine(StableHash.hash64(copy.utf8Span.span.rawBytes))
    }

    private static func flaw(in text: String) -> String? {
        let bytes = text.utf8
        if bytes.isEmpty { return "it is empty" }
        if bytes.count > byteCountMax { return "it is longer than \(byteCountMax) bytes" }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) { return "it has a control byte" }
        for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if part.isEmpty { return "it has an empty component" }
            if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) {
                return "it has a component of dots"
            }
        }
        return nil
    }
}

extension StorePath: Comparable {
    /// The order of listings: by bytes.
    public static func < (left: StorePath, right: StorePath) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
