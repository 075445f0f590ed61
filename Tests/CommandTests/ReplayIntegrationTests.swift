import Foundation
import TestSupport
import Testing

/// `replay` by times, which the embedded cluster does not know.
@Suite(.enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
struct ReplayIntegrationTests {
    @Test("a time after the instruments were published cuts the ticks, and keeps the instruments")
    func times() throws {
        let pipeline = try PipelineFolder(RealBroker.required())
        try pipeline.feed(["--ticks", "3000", "--seed", "3"])
        // Ending a process and starting the next takes more than the resolution of Kafka's times.
        let between = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let ticks = try pipeline.run(
            ["generate"], ["--ticks", "500", "--seed", "4", "--ticks-only"])
        try #require(ticks.status == 0, "\(ticks)")

        let lake = pipeline.folder.path("again")
        let result = try pipeline.run(["replay"], ["--lake", lake, "--from", between])
        #expect(result.status == 0 && !result.errors.contains("warning:"), "\(result)")
        // Three lanes end with a heartbeat each.
        #expect(try column("offset", of: "\(lake)/raw/\(pipeline.ticks)").count == 503)
        #expect(try Set(column("symbol", of: "\(lake)/silver/instruments")).count == 500)
        #expect(try column("sector", of: "\(lake)/gold/sector_summary").contains("Technology"))

        let empty = pipeline.folder.path("empty")
        let nothing = try pipeline.run(
            ["replay"], ["--lake", empty, "--from", "2100-01-01T00:00:00Z"])
        #expect(
            nothing.status == 0 && nothing.errors.contains("warning: the replay has"), "\(nothing)")
    }

    private func column(_ name: String, of table: String) throws -> [String] {
        let shown = try Program.run([
            "show", table, "--columns", name, "--format", "csv", "--limit", "0",
        ])
        try #require(shown.status == 0, "\(shown)")
        return shown.output.split(separator: "\n").dropFirst().map(String.init)
    }
}
