package import Telemetry

/// A key that a file holds: it may be replaced while the source is polled.
package struct KeyFile: Sendable, Hashable {
    /// The file.
    package var path: String
    /// The key that it held when the source's file was read.
    package var key: Secret
    /// Where requests show it.
    package var use: TokenUse

    /// The key that the bytes of a file are, without the line feed at their end; nil where they are
    /// no line of text.
    static func key(in bytes: [UInt8]) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let isBroken = text.last?.isNewline ?? false
        let line = isBroken ? String(text.dropLast()) : text
        return line.isEmpty || line.contains(where: \.isNewline) ? nil : line
    }
}
