import Foundation
import TestSupport
import Testing

/// What `poll state` says and changes, also of a state that nobody can read.
@Suite struct PollStateCommandTests {
    private let folder: SourceFolder

    init() throws {
        let names = ["bars", "other"]
        let sources = names.map { name in
            """
            source: \(name)
            topic: rest-ticks
            api: {base_url: 'https://api.example'}
            request: {path: '/{{ partition.symbol }}'}
            partitions: {symbol: [A, B]}
            cursor: {kind: time, start: 2026-01-05T14:00:00Z, step: 1h}
            records: {fields: {symbol: '{{ partition.symbol }}', ts: {from: t, time: s}}}
            mapping: {kind: record}
            """
        }
        folder = try SourceFolder(Dictionary(uniqueKeysWithValues: zip(names, sources)))
    }

    /// Puts a state of `bars` into the lake.
    private func keep(_ number: Int, _ text: String) throws {
        try folder.write("lake/_ticklake/poller/p/bars/00000000000\(number).json", text)
    }

    private func state(_ command: String, _ options: [String]) throws -> ProcessResult {
        try folder.run(["poll", "state", command], options)
    }

    private static func kept(open: Bool) -> String {
        """
        {"format":1,"source":"bars","topic":"rest-ticks","open":\(open),"offsets":{"0":5},
        "partitions":{"symbol=A":{"time":"2026-01-06T00:00:00Z"}},"contents":{}}
        """
    }

    private static let time = ["--source", "bars", "--time", "2026-02-01T00:00:00Z"]
    private static let damages = ["", "{\"format\":1,", "[]", "\u{0}\u{0}", "{\"format\":1}"]

    @Test("a damaged state is told with its file, after all others", arguments: damages)
    func shown(text: String) throws {
        try keep(1, Self.kept(open: false))
        try keep(2, text)
        let result = try state("show", [])
        #expect(result.status == 1, "\(result)")
        #expect(result.output.contains("its state cannot be read"), "\(result)")
        #expect(result.output.contains("other"), "\(result)")
        #expect(result.errors.contains("000000000002.json: the poller's state"), "\(result)")
        #expect(result.errors.contains("poll state set or reset"), "\(result)")
    }

    @Test("`set` replaces a damaged state, and says that a process may still be sending")
    func setDamaged() throws {
        for (index, text) in Self.damages.enumerated() {
            try keep(index + 1, text)
            let result = try state("set", Self.time + ["--json"])
            #expect(result.status == 0, "\(result)")
            #expect(result.errors.contains("is replaced as a whole"), "\(result)")
            #expect(result.output.contains(#""open":true"#), "\(result)")
            let at = #"{"time":"2026-02-01T00:00:00Z"}"#
            #expect(
                result.output.contains(##""partitions":{"symbol=A":\##(at),"symbol=B":\##(at)}"##),
                "\(result)")
            #expect(result.output.contains(#""offsets":{}"#), "\(result)")
            #expect(try state("show", []).status == 0)
            try folder.remove("lake")
        }
    }

    @Test("`reset` replaces a damaged state, and says that a process may still be sending")
    func resetDamaged() throws {
        try keep(1, "{")
        let result = try state("reset", ["--source", "bars", "--json"])
        #expect(result.status == 0, "\(result)")
        #expect(result.output.contains(#""open":true,"offsets":{}"#), "\(result)")
        #expect(try state("show", []).status == 0)
    }

    @Test(
        "`reset` and `set` leave it to the state whether its process ended well",
        arguments: [true, false])
    func open(isOpen: Bool) throws {
        for (command, options) in [("reset", ["--source", "bars"]), ("set", Self.time)] {
            try keep(1, Self.kept(open: isOpen))
            let result = try state(command, options + ["--json"])
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains(#""open":\#(isOpen),"offsets":{}"#), "\(result)")
            try folder.remove("lake")
        }
    }

    @Test("a state of a later version is not replaced")
    func laterVersion() throws {
        try keep(1, #"{"format":2,"source":"bars","topic":"rest-ticks"}"#)
        for (command, options) in [("reset", ["--source", "bars"]), ("set", Self.time)] {
            let result = try state(command, options)
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("use the version that wrote it"), "\(result)")
        }
        let names = try folder.names("lake/_ticklake/poller/p/bars")
        #expect(names == ["000000000001.json"])
    }
}
