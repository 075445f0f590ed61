import Contracts
import Foundation
import Pipeline
import TestSupport

/// A pipeline file with its contracts and variables, in memory.
struct ConfigurationFixture {
    var files: [String: String] = [
        "conf/pipeline.yaml": ConfigurationFixture.pipeline,
        "conf/ticks.yaml": ConfigurationFixture.ticks,
    ]
    var environment: [String: String] = [:]
    /// What the client says of settings; by default it takes any text in all of them.
    var kafkaSetting: @Sendable (String, String) -> SettingVerdict = { _, _ in .taken(isText: true)
    }

    static let pipeline = """
        name: demo
        lake: ./lake
        kafka:
          bootstrap_servers: localhost:9092
        topics: [ticks.yaml]

        """

    static let ticks = """
        topic: ticks
        kind: ticks
        fields:
          symbol: {type: string, required: true}
          event_time: {from: ts, type: timestamp, required: true}
          price: {type: decimal, precision: 18, scale: 9, required: true}
          size: {type: decimal, precision: 18, scale: 8, required: true}

        """

    /// The fixture with lines added to the pipeline file.
    static func pipeline(adding lines: String) -> ConfigurationFixture {
        var fixture = ConfigurationFixture()
        fixture.files["conf/pipeline.yaml"] = pipeline + lines
        return fixture
    }

    /// The fixture with another pipeline file.
    static func pipeline(_ text: String) -> ConfigurationFixture {
        var fixture = ConfigurationFixture()
        fixture.files["conf/pipeline.yaml"] = text
        return fixture
    }

    /// The fixture with lines added to the contract.
    static func contract(adding lines: String) -> ConfigurationFixture {
        var fixture = ConfigurationFixture()
        fixture.files["conf/ticks.yaml"] = ticks + lines
        return fixture
    }

    /// The fixture with another contract.
    static func contract(_ text: String) -> ConfigurationFixture {
        var fixture = ConfigurationFixture()
        fixture.files["conf/ticks.yaml"] = text
        return fixture
    }

    func read(_ path: String = "conf/pipeline.yaml") -> ConfigurationOutcome {
        let surroundings = Surroundings(
            readFile: { path in
                guard let text = files[path] else { throw NoSuchFile() }
                return Array(text.utf8)
            },
            environment: { environment[$0] }, kafkaSetting: kafkaSetting)
        return ConfigurationReader(surroundings).read(path)
    }

    struct NoSuchFile: Error, CustomStringConvertible {
        var description: String { "no such file" }
    }
}

/// The files in `topics`.
enum Shipped {
    static func text(_ name: String) throws -> String {
        let url = PackageFolder.root.appendingPathComponent("topics").appendingPathComponent(name)
        return try String(contentsOf: url, encoding: .utf8)
    }

    static let names = ["ticklake.yaml", "price-ticks.yaml", "instrument-metadata.yaml"]

    static func fixture() throws -> ConfigurationFixture {
        var fixture = ConfigurationFixture()
        fixture.files = [:]
        for name in names { fixture.files["topics/\(name)"] = try text(name) }
        return fixture
    }
}

extension ConfigurationOutcome {
    var configuration: Configuration? {
        if case .ready(let configuration) = self { configuration } else { nil }
    }

    var messages: [String] {
        if case .refused(let problems) = self { problems.map(\.description) } else { [] }
    }
}
