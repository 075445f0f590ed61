import Foundation
import Kafka
import TestSupport
import Testing

/// `verify` on a lake that a run made, and of which whole tables are taken away.
@Suite struct MissingTableTests {
    private let folder: TemporaryFolder
    private let cluster: EmbeddedCluster

    /// A lake of both shipped topics.
    init() throws {
        folder = try TemporaryFolder()
        cluster = try EmbeddedCluster()
        try cluster.createTopic("price-ticks", partitions: 4)
        try cluster.createTopic("instrument-metadata", partitions: 1)
        try folder.writeShippedPipeline(on: cluster)
        for words in [["generate", "--ticks", "2000"], ["run", "--until-caught-up"]] {
            let result = try Program.run(
                [words[0], folder.pipelineFile] + words.dropFirst())
            try #require(result.status == 0, "\(result)")
        }
    }

    @Test("each table that is taken away is named, and all is well when it is back")
    func tables() throws {
        let names = [
            "raw/price-ticks", "bronze/ticks", "quarantine/price-ticks", "silver/bars",
            "silver/late_ticks", "raw/instrument-metadata", "bronze/instruments",
            "quarantine/instrument-metadata", "silver/instruments", "gold/daily_bars",
            "gold/sector_summary",
        ]
        for name in names {
            let (place, aside) = (folder.path("lake/\(name)"), folder.path("aside"))
            try FileManager.default.moveItem(atPath: place, toPath: aside)
            let result = try Program.run(["verify", folder.path("lake")])
            #expect(result.status == 1, "\(name): \(result)")
            #expect(result.output.contains("violation: \(name): the table is missing"), "\(result)")
            try FileManager.default.moveItem(atPath: aside, toPath: place)
        }
        let whole = try Program.run(["verify", folder.path("lake")])
        #expect(whole.status == 0, "\(whole)")
        #expect(!whole.output.contains("note:"), "\(whole)")
    }
}
