import Foundation
import HTTPServing
import TestSupport
import Testing

/// The poller against a vendor who speaks TLS under an authority of its own, and asks for a
/// client's certificate.
@Suite(.enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
struct PollTrustIntegrationTests {
    private let certificates: Certificates
    private let vendor: BarVendor

    init() throws {
        certificates = try Certificates.made.get()
        vendor = try BarVendor(
            tls: ServerTLS(
                certificate: certificates.text("server.pem"),
                key: certificates.text("server.key"),
                clientAuthorities: certificates.text("ca.pem")))
    }

    private func pipeline(_ files: [String: String], password: String? = nil) throws -> BarPipeline
    {
        var settings = files.map { "\($0): \(certificates.path($1))" }
        if let password { settings.append("key_password: '${env:KEY_PASSWORD_\(password)}'") }
        return try BarPipeline(
            vendor, sources: ["bars": ["S0", "S1"]], tls: "{\(settings.joined(separator: ", "))}")
    }

    private static let passwords = ["KEY_PASSWORD_RIGHT": "s3cret", "KEY_PASSWORD_WRONG": "wr0ng"]
    private static let client = [
        "ca_file": "ca.pem", "cert_file": "client.pem", "key_file": "locked.key",
    ]

    private func poll(
        _ command: [String], _ pipeline: BarPipeline, _ options: [String] = []
    ) throws -> ProcessResult {
        let result = try Program.start(
            command + [pipeline.file] + options,
            environment: pipeline.environment.merging(Self.passwords) { $1 }
        ).wait(seconds: 60)
        for secret in ["hush-hush", "s3cret", "wr0ng"] {
            #expect(!result.description.contains(secret), "\(result)")
        }
        return result
    }

    @Test("a vendor who is trusted, and trusts the poller's certificate, is polled whole")
    func trusted() throws {
        defer { vendor.stop() }
        let pipeline = try pipeline(Self.client, password: "RIGHT")
        let polled = try poll(["poll"], pipeline, ["--once"])
        #expect(polled.status == 0, "\(polled)")
        let ran = try pipeline.run(["run"], ["--until-caught-up"])
        #expect(ran.status == 0, "\(ran)")
        #expect(try pipeline.recordIDs().count == 2 * BarPipeline.minutes * 4)
    }

    @Test("a vendor of an unknown authority is not asked, and what to do is told")
    func unknown() throws {
        defer { vendor.stop() }
        let files = ["cert_file": "client.pem", "key_file": "client.key"]
        let checked = try poll(["poll", "check"], try pipeline(files))
        #expect(checked.status == 1)
        #expect(checked.description.contains("name its authority as CA file"), "\(checked)")
    }

    @Test("a certificate that is missing, or whose key does not open, is told")
    func credentials() throws {
        defer { vendor.stop() }
        let nobody = try poll(["poll", "check"], try pipeline(["ca_file": "ca.pem"]))
        #expect(nobody.status == 1)
        #expect(nobody.description.contains("status 403"), "\(nobody)")
        let locked = try poll(["poll", "check"], try pipeline(Self.client, password: "WRONG"))
        #expect(locked.status == 1)
        #expect(locked.description.contains("the key's password"), "\(locked)")
    }
}
