/// An address of this machine and a port, on which something is served.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// An address of IPv4 or IPv6.
    public let host: String
    /// The port; 0 for any that is free.
    public let port: Int

    /// What a user is to write.
    public static let expectation = "an address and a port such as 127.0.0.1:9464"

    /// An address and a port.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:9464`, `[::1]:9464`, or a port alone, which only this machine reaches.
    public init?(_ text: String) {
        let port: Substring
        if let colon = text.lastIndex(of: ":") {
            var host = text[..<colon]
            port = text[text.index(after: colon)...]
            if host.hasPrefix("["), host.hasSuffix("]") {
                host = host.dropFirst().dropLast()
            } else if host.contains(":") {
                return nil
            }
            guard !host.isEmpty else { return nil }
            self.host = String(host)
        } else {
            host = "127.0.0.1"
            port = text[...]
        }
        guard let number = UInt16(port), port.utf8.first != UInt8(ascii: "+") else { return nil }
        self.port = Int(number)
    }

    /// As it is written.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
