import Foundation
import Kafka
import TestSupport
import Testing

/// What `run` says of a lake that it may not write into, and what it leaves in it.
@Suite("A lake that is refused") struct RefusalTests {
    private let folder: TemporaryFolder
    private let cluster: EmbeddedCluster

    /// A broker with an empty topic.
    init() throws {
        folder = try TemporaryFolder()
        cluster = try EmbeddedCluster()
        try cluster.createTopic("price-ticks", partitions: 2)
    }

    private func run(
        name: String = "a", delay: String = "10s", lake: String = "lake", _ options: [String] = []
    ) throws -> ProcessResult {
        let file = folder.path("p.yaml")
        try """
        name: \(name)
        lake: \(folder.path(lake))
        kafka: {bootstrap_servers: '\(cluster.bootstrapServers)'}
        topics: [\(PackageFolder.root.path)/topics/price-ticks.yaml]
        event_time: {watermark_delay: \(delay)}
        """.write(toFile: file, atomically: true, encoding: .utf8)
        return try Program.run(["run", file, "--until-caught-up"] + options)
    }

    /// Every file of the lake with its bytes.
    private func contents() throws -> [String: Data] {
        let files = FileManager.default
        var contents: [String: Data] = [:]
        for name in try files.subpathsOfDirectory(atPath: folder.path("lake")) {
            contents[name] = files.contents(atPath: folder.path("lake/\(name)"))
        }
        return contents
    }

    private func lastLine(_ result: ProcessResult) -> String {
        result.errors.split(separator: "\n").last.map(String.init) ?? ""
    }

    @Test("another configuration or another name ends with 64, one line, and no byte written")
    func otherIdentity() throws {
        let first = try run()
        #expect(first.status == 0, "\(first)")
        let before = try contents()
        #expect(before.keys.contains { $0.hasPrefix("_ticklake/config/") })

        let changed = try run(delay: "20s")
        #expect(changed.status == 64, "\(changed)")
        #expect(
            lastLine(changed).wholeMatch(
                of: /error: table \S+ was made under configuration \w+, this one is .*replay.*/)
                != nil, "\(changed)")
        #expect(try contents() == before)

        let other = try run(name: "b")
        #expect(other.status == 64, "\(other)")
        #expect(
            lastLine(other).wholeMatch(
                of: /error: table \S+ belongs to the pipeline `a`, this one is `b`. use .*/)
                != nil, "\(other)")
        #expect(try contents() == before)
    }

    @Test("a table that is there alone decides, whichever it is")
    func laterTable() throws {
        #expect(try run().status == 0)
        for table in ["raw", "bronze", "quarantine", "silver", "_ticklake"] {
            try FileManager.default.removeItem(atPath: folder.path("lake/\(table)"))
        }
        let before = try contents()
        let result = try run(delay: "20s")
        #expect(result.status == 64, "\(result)")
        #expect(try contents() == before)
    }

    @Test("partitions that no topic has are refused before the lake is made")
    func strangePartition() throws {
        let result = try run(["--partitions", "7"])
        #expect(result.status == 64, "\(result)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("lake")))
    }

    @Test("a lake that cannot be made is one line that says what to do")
    func noFolder() throws {
        try Data().write(to: folder.url.appendingPathComponent("file"))
        let result = try run(lake: "file/lake")
        #expect(result.status == 1, "\(result)")
        let line = lastLine(result)
        #expect(line.hasPrefix("error: a file is where a folder has to be: "), "\(line)")
        #expect(line.hasSuffix(". name another place"), "\(line)")
    }
}
