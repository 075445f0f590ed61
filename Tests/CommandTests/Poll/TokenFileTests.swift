import Foundation
import HTTPServing
import Synchronization
import TestSupport
import Testing

/// Processes that keep one refresh token in a file, and a vendor who takes each token once.
@Suite struct TokenFileTests {
    private let folder: SourceFolder
    private let vendor: RotatingVendor

    init() throws {
        vendor = try RotatingVendor()
        let source = """
            source: s
            topic: rest-ticks
            api:
              base_url: \(vendor.origin)
              auth: {kind: oauth2, token_url: '\(vendor.origin)/login', client_id: me,
                client_secret: hush-hush, refresh_token_file: token}
            request: {path: /rows}
            records: {path: rows, fields: {symbol: s}}
            mapping: {kind: record}
            """
        folder = try SourceFolder(["source": source])
        try folder.write("token", "r3fresh-0\n")
        try setMode(0o600)
    }

    private func setMode(_ mode: Int) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: folder.path("token"))
    }

    private func token() throws -> String {
        try String(contentsOfFile: folder.path("token"), encoding: .utf8)
    }

    private static func expectNoSecret(_ result: ProcessResult) {
        for secret in ["r3fresh", "acc3ss", "hush"] {
            #expect(!result.description.contains(secret), "\(result)")
        }
    }

    @Test("processes that poll at the same time use each refresh token once")
    func contention() throws {
        defer { vendor.stop() }
        let runs = try (0..<4).map { _ in try folder.start(["poll", "check"]) }
        for result in runs.map({ $0.wait(seconds: 60) }) {
            #expect(result.status == 0, "\(result)")
            Self.expectNoSecret(result)
        }
        #expect(vendor.refusals == 0)
        #expect(try token() == "r3fresh-4\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("token"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // What was written beside it is gone, but for the lock.
        let names = try folder.names()
        #expect(names.filter { $0.hasPrefix("token") }.sorted() == ["token", "token.lock"])
    }

    @Test("a token that every user may read is not used, and what to do is told")
    func exposed() throws {
        defer { vendor.stop() }
        try setMode(0o644)
        let result = try folder.run(["poll", "check"])
        #expect(result.status == 1, "\(result)")
        #expect(result.description.contains("(mode 644). `chmod 600` it"), "\(result)")
        Self.expectNoSecret(result)
        #expect(vendor.logins == 0)
        #expect(try token() == "r3fresh-0\n")
    }

    @Test("where the next token could not be kept, none is used")
    func unwritable() throws {
        defer { vendor.stop() }
        try FileManager.default.createDirectory(
            atPath: folder.path("token.new"), withIntermediateDirectories: false)
        let result = try folder.run(["poll", "check"])
        #expect(result.status == 1, "\(result)")
        #expect(result.description.contains("let ticklake replace refresh_token_file"), "\(result)")
        Self.expectNoSecret(result)
        #expect(vendor.logins == 0)
    }
}

/// A vendor whose refresh tokens are good once, and who takes his time to replace one.
private final class RotatingVendor: Sendable {
    private struct State: Sendable {
        var next = 0
        var logins = 0
        var refusals = 0
    }

    private final class Ledger: Sendable { let state = Mutex(State()) }

    private let ledger: Ledger
    private let server: HTTPServer

    init() throws {
        let ledger = Ledger()
        self.ledger = ledger
        server = try HTTPServer { request in
            guard request.path == "/login" else {
                return ServedResponse(text: #"{"rows":[{"s":"ACME"}]}"#, type: "application/json")
            }
            let body = String(decoding: request.body, as: UTF8.self)
            let answer = ledger.state.withLock { state -> (status: Int, text: String) in
                state.logins += 1
                guard body.hasSuffix("refresh_token=r3fresh-\(state.next)") else {
                    state.refusals += 1
                    return (400, #"{"error":"invalid_grant"}"#)
                }
                state.next += 1
                let tokens = #"{"access_token":"acc3ss","refresh_token":"r3fresh-\#(state.next)"}"#
                return (200, tokens)
            }
            var response = ServedResponse(
                status: answer.status, text: answer.text, type: "application/json")
            // Long enough for others to read the token that has just been used.
            response.delay = .milliseconds(300)
            return response
        }
    }

    var origin: String { server.origin }
    var logins: Int { ledger.state.withLock { $0.logins } }
    var refusals: Int { ledger.state.withLock { $0.refusals } }

    func stop() { server.stop() }
}
