/// Keyed hashes with SHA-256 (RFC 2104).
public enum HMAC {
    /// The 32 bytes that prove a message came from someone who has the key.
    public static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > blockBytes ? SHA256.digest(key) : key
        block += Array(repeating: 0, count: blockBytes - block.count)
        let inner = SHA256.digest(block.map { $0 ^ 0x36 } + message)
        return SHA256.digest(block.map { $0 ^ 0x5c } + inner)
    }

    private static let blockBytes = 64
}
