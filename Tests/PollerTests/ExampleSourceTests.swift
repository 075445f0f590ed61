import Foundation
import Poller
import TestSupport
import Testing

@Suite struct ExampleSourceTests {
    static let names =
        (try? FileManager.default.contentsOfDirectory(
            atPath: PackageFolder.root.appendingPathComponent("topics/sources").path))?
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted() ?? []

    static let environment = Dictionary(
        uniqueKeysWithValues: [
            "MASSIVE_API_KEY", "APCA_API_KEY_ID", "APCA_API_SECRET_KEY", "TWELVEDATA_API_KEY",
            "ALPHAVANTAGE_API_KEY", "FINNHUB_TOKEN", "TIINGO_TOKEN", "DATABENTO_API_KEY",
        ].map { ($0, "secret-of-\($0)") })

    @Test("every example is a source without a mistake, named like its file", arguments: names)
    func reads(name: String) throws {
        let outcome = try SourceFixture.read(
            try SourceFixture.example(name), environment: Self.environment)
        #expect(outcome.plan.name == name)
    }

    @Test("there is an example for each vendor")
    func count() { #expect(Self.names.count == 11) }
}
