/// Words that the code must do without, and where they are allowed.
enum WordRules {
    struct Ban: Sendable {
        /// Found as whole words, and not as members of something.
        let words: [String]
        let advice: String
        var allowedUnder: [String] = []
        var inTests = false
    }

    /// The only places that may touch raw memory or C.
    static let unsafePerimeter = [
        "Sources/Bytes/", "Sources/Platform/", "Sources/HTTPTransfer/", "Sources/HTTPServing/",
        "Sources/Kafka/", "Sources/YAML/",
        "Sources/Parquet/Compression.swift", "Sources/ObjectStorage/File.swift",
    ]

    /// The only places that may hold a clock, randomness or the process.
    static let world = ["Sources/Platform/", "Sources/ticklake/"]

    static let bans = [
        Ban(words: ["try!"], advice: "handle the error"),
        Ban(words: ["as!"], advice: "use `as?` and say what is wrong"),
        Ban(words: ["fatalError("], advice: "throw, or use precondition with a message"),
        Ban(words: ["print(", "debugPrint("], advice: "use Console or Log"),
        Ban(words: ["import Foundation"], advice: "do without: it is for tests"),
        Ban(words: ["@testable"], advice: "use `package` access", inTests: true),
        Ban(words: ["import XCTest"], advice: "use Swift Testing", inTests: true),
        Ban(
            words: ["unsafe", "@unchecked Sendable"], advice: "stays in the unsafe perimeter",
            allowedUnder: unsafePerimeter),
        Ban(
            words: ["import Glibc"], advice: "stays in the unsafe perimeter and the executable",
            allowedUnder: unsafePerimeter + ["Sources/ticklake/"]),
        Ban(
            words: ["ContinuousClock", "SuspendingClock", "SystemClock"],
            advice: "take the time as an argument", allowedUnder: world),
        Ban(words: ["Date()"], advice: "take the time as an argument"),
        Ban(words: ["UUID()"], advice: "make ids with the generator passed in"),
        Ban(
            words: ["SystemRandomNumberGenerator", "Entropy"],
            advice: "take a generator as an argument", allowedUnder: world),
        Ban(
            words: [".randomElement()", ".shuffled()", ".shuffle()"],
            advice: "take a generator as an argument", inTests: true),
        Ban(words: ["async", "await", "actor"], advice: "the engine is synchronous"),
        Ban(
            words: ["DispatchQueue", "DispatchSemaphore", "DispatchGroup", "NSLock"],
            advice: "use Platform's threads and Mutex"),
        Ban(
            words: ["Thread.sleep", "Task.sleep", "sleep(", "usleep("],
            advice: "wait for the event itself", allowedUnder: ["Sources/Platform/"],
            inTests: true),
    ]

    static func findings(in file: SourceFile) -> [Finding] {
        let bans = bans.filter { ban in
            (file.isSource || ban.inTests)
                && !ban.allowedUnder.contains { file.path.hasPrefix($0) }
        }
        let banned = file.code.enumerated().flatMap { index, line in
            bans.flatMap { ban in
                ban.words.filter { contains($0, in: line) }.map { word in
                    Finding(path: file.path, line: index + 1, message: "`\(word)`: \(ban.advice)")
                }
            }
        }
        return banned + hiddenGenerators(in: file) + leftovers(in: file)
    }

    /// Random numbers that no seed could repeat.
    private static func hiddenGenerators(in file: SourceFile) -> [Finding] {
        file.code.indices.filter { index in
            contains(".random(in:", in: file.code[index])
                && !file.code[index...].prefix(4).contains { $0.contains("using:") }
        }.map { index in
            Finding(
                path: file.path, line: index + 1,
                message: "`.random(in:)` without `using:`: take a generator as an argument")
        }
    }

    /// Notes of work that is not done.
    private static func leftovers(in file: SourceFile) -> [Finding] {
        file.comments.enumerated().flatMap { index, line in
            ["TODO", "FIXME", "XXX", "HACK"].filter { contains($0, in: line) }.map { word in
                Finding(path: file.path, line: index + 1, message: "\(word): do it or drop it")
            }
        }
    }

    /// True if the line holds the word as such: not as a part of another, nor after a point.
    static func contains(_ word: String, in line: String) -> Bool {
        let word = Array(word.utf8)
        let line = Array(line.utf8)
        guard line.count >= word.count, let first = word.first, let last = word.last else {
            return false
        }
        let isMember = first == UInt8(ascii: ".")
        for start in 0...(line.count - word.count) where line[start] == first {
            guard line[start..<(start + word.count)].elementsEqual(word) else { continue }
            let before = start > 0 ? line[start - 1] : UInt8(ascii: " ")
            let end = start + word.count
            let after = end < line.count ? line[end] : UInt8(ascii: " ")
            let startsHere =
                isMember || !(isWord(before) || before == UInt8(ascii: "."))
            if startsHere, !(isWord(last) && isWord(after)) { return true }
        }
        return false
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
        default: false
        }
    }
}
