import Foundation
import Kafka
import TestSupport
import Testing

/// `replay` as a user calls it, over the shipped contracts, on a broker inside the test's process.
@Suite struct ReplayCommandTests {
    private let folder: TemporaryFolder
    private let cluster: EmbeddedCluster

    init() throws {
        folder = try TemporaryFolder()
        cluster = try EmbeddedCluster()
        try folder.writeShippedPipeline(on: cluster)
        try cluster.createTopic("price-ticks", partitions: 4)
        try cluster.createTopic("instrument-metadata", partitions: 1)
    }

    private func run(_ command: String, _ options: String...) throws -> ProcessResult {
        try Program.run([command, folder.pipelineFile] + options)
    }

    /// A column of a table of the replay's lake.
    private func column(_ name: String, of table: String) throws -> [String] {
        let shown = try Program.run([
            "show", folder.path("again/\(table)"), "--columns", name, "--format", "csv",
            "--limit", "100000",
        ])
        try #require(shown.status == 0, "\(shown)")
        return shown.output.split(separator: "\n", omittingEmptySubsequences: false)
            .dropFirst().dropLast().map(String.init)
    }

    @Test("offsets cut the ticks; all instruments, of which there are fewer, come along")
    func offsets() throws {
        let generated = try run("generate", "--ticks", "12000", "--seed", "3")
        try #require(generated.status == 0, "\(generated)")
        let result = try run(
            "replay", "--lake", folder.path("again"), "--from", "1000", "--to", "2000")
        #expect(result.status == 0 && !result.errors.contains("warning:"), "\(result)")
        let taken = try column("offset", of: "raw/price-ticks").compactMap { Int($0) }
        #expect(taken.min() == 1_000 && taken.max() == 1_999)
        let instruments = try column("symbol", of: "silver/instruments")
        #expect(Set(instruments).count == 500)
        let sectors = try column("sector", of: "gold/sector_summary")
        #expect(Set(sectors).contains("Technology"), "\(sectors)")
        let verified = try Program.run(["verify", folder.path("again")])
        #expect(verified.status == 0, "\(verified)")
    }

    @Test("a replay that reads no tick says so, and that its times are Kafka's")
    func nothing() throws {
        let generated = try run("generate", "--ticks", "100", "--seed", "3")
        try #require(generated.status == 0, "\(generated)")
        // The embedded broker does not know offsets of times: every time is the topic's end.
        let times = try run(
            "replay", "--lake", folder.path("again"), "--from", "2026-01-05T14:00:00Z")
        #expect(times.status == 0, "\(times)")
        #expect(
            times.errors.hasSuffix(
                "warning: the replay has read no record of price-ticks. times in --from and "
                    + "--to are Kafka's, of when a broker took a record in, not the ticks' own. "
                    + "`ticklake topics show` lists the offsets that are there\n"), "\(times)")
        let offsets = try run("replay", "--lake", folder.path("other"), "--from", "5000")
        #expect(offsets.status == 0, "\(offsets)")
        #expect(offsets.errors.contains("their lanes have none of these offsets"), "\(offsets)")
    }

    @Test("an end that is not after the start is refused", arguments: ["1000", "2000"])
    func order(end: String) throws {
        let result = try run(
            "replay", "--lake", folder.path("again"), "--from", "2000", "--to", end)
        #expect(result.status == 64, "\(result)")
        #expect(result.errors.contains("--to must be after --from"), "\(result)")
    }
}
