import Foundation
import Testing

/// Certificates that `openssl` makes for one run of the tests.
public struct Certificates: Sendable {
    /// Made when first needed.
    public static let made = Result { try Certificates() }

    private let folder: TemporaryFolder

    private init() throws {
        folder = try TemporaryFolder("ticklake-certificates")
        for authority in ["ca", "stranger"] {
            try request(authority, ["-addext", "keyUsage=critical,keyCertSign"])
        }
        try request("foreign", [])
        try signed("server", "IP:127.0.0.1")
        try signed("elsewhere", "DNS:elsewhere.test")
        try signed("client", "DNS:client.test")
        try openssl([
            "ec", "-in", path("client.key"), "-aes256", "-passout", "pass:s3cret", "-out",
            path("locked.key"),
        ])
    }

    /// The path of `ca.pem`, `server.pem`, `server.key` and so on.
    public func path(_ name: String) -> String { folder.path(name) }

    /// The PEM text of one of them.
    public func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    private func signed(_ name: String, _ subject: String) throws {
        try request(
            name,
            [
                "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
                "-addext", "subjectAltName=\(subject)",
                "-addext", "basicConstraints=critical,CA:FALSE",
            ])
    }

    private func request(_ name: String, _ more: [String]) throws {
        try openssl(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out",
                path("\(name).pem"),
            ] + more)
    }

    private func openssl(_ arguments: [String]) throws {
        let result = try run("openssl", arguments)
        try #require(result.status == 0, "\(result)")
    }
}
