import Foundation
import Kafka
import TestSupport

extension TemporaryFolder {
    /// Where the pipeline file is.
    var pipelineFile: String { path("ticklake.yaml") }

    /// Writes a pipeline file over the shipped contracts, with a lake of its own.
    func writeShippedPipeline(on cluster: EmbeddedCluster) throws {
        let topics = PackageFolder.root.appendingPathComponent("topics").path
        let text = """
            name: test
            lake: \(path("lake"))
            kafka:
              bootstrap_servers: \(cluster.bootstrapServers)
            topics: [\(topics)/price-ticks.yaml, \(topics)/instrument-metadata.yaml]
            """
        try text.write(toFile: pipelineFile, atomically: true, encoding: .utf8)
    }
}
