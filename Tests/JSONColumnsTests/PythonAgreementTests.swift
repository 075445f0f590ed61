import Bytes
import Foundation
import JSONColumns
import TestSupport
import Testing

/// Python's `json` as a second opinion on fuzzed texts.
///
/// Python takes more than the RFC: `NaN`, `Infinity`, halves of surrogate pairs. It is told to be
/// strict about them here; everything else has to agree, value for value.
@Suite("Agreement with Python's json")
struct PythonAgreementTests {
    private static let script = """
        import json, sys

        def refuse(name):
            raise ValueError(name)

        class Number(str):
            pass

        def plain(value):
            # Strings and names as hexadecimal UTF-8, numbers as written.
            if isinstance(value, Number):
                return "n" + value
            if isinstance(value, str):
                return "s" + value.encode("utf-8", "strict").hex()
            if isinstance(value, list):
                return "[" + ",".join(map(plain, value)) + "]"
            if isinstance(value, dict):
                return "{" + ",".join(plain(k) + ":" + plain(v) for k, v in value.items()) + "}"
            return {True: "t", False: "f", None: "0"}[value]

        for line in open(sys.argv[1]):
            try:
                text = bytes.fromhex(line.strip()).decode("utf-8", "strict")
                value = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=refuse)
                print(plain(value))
            except (ValueError, UnicodeError):
                print("refused")
        """

    @Test(
        "fuzzed texts are taken or refused alike, and mean the same",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func agrees() throws {
        let python = try PythonEnvironment.required()
        var random = SplitMix64(seed: 20_260_105)
        var texts = (GrammarTests.allowed + GrammarTests.forbidden + GrammarTests.lone).map {
            Array($0.utf8)
        }
        for _ in 0..<20_000 {
            let text = RandomJSON.value(using: &random, depth: 4).text
            texts.append(mutated(Array(text.utf8), using: &random))
        }
        let folder = try TemporaryFolder("ticklake-json")
        let path = folder.path("texts")
        let lines = texts.map { hex($0) }.joined(separator: "\n") + "\n"
        try Data(lines.utf8).write(to: URL(fileURLWithPath: path))
        let result = try python.run(script: Self.script, [path])
        #expect(result.status == 0, "\(result.errors)")
        let answers = result.output.split(separator: "\n")
        #expect(answers.count == texts.count)
        var taken = 0
        for (text, answer) in zip(texts, answers) {
            let value = try? JSONValue(parsing: text)
            if value != nil { taken += 1 }
            #expect(
                value.map(plain) ?? "refused" == answer, "\(String(decoding: text, as: UTF8.self))")
        }
        // The test would be worthless if nearly all were taken, or refused.
        #expect(taken > 2_000 && taken < 18_000)
    }

    private func plain(_ value: JSONValue) -> String {
        switch value {
        case .null: return "0"
        case .bool(let value): return value ? "t" : "f"
        case .number(let number): return "n" + number.text
        case .string(let text): return "s" + hex(Array(text.utf8))
        case .array(let elements): return "[" + elements.map(plain).joined(separator: ",") + "]"
        case .object(let object):
            let members = object.members.map { "s\(hex(Array($0.name.utf8))):\(plain($0.value))" }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    private func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    private func mutated(_ text: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var bytes = text
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0041", "\\ud83d", "\\ude00", "0", "1",
            "-",
            ".", "e", "E+", "true", "null", "NaN", "Infinity", " ", "\n", "\t", "\u{c}", "\u{0}",
            "\u{feff}", "é", "\u{a0}",
        ]
        for _ in 0..<random.next(upperBound: UInt64(3)) where !bytes.isEmpty {
            let at = Int(random.next(upperBound: UInt64(bytes.count)))
            switch random.next(upperBound: UInt64(4)) {
            case 0: bytes[at] ^= 1 << UInt8(random.next(upperBound: UInt64(8)))
            case 1: bytes.remove(at: at)
            default:
                bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: at)
            }
        }
        return bytes
    }
}
