import Bytes
import Testing
import TestSupport
import YAML

@Suite("YAML under damage")
struct YAMLDamageTests {
    static let sample = """
        name: demo   # comment
        lake: "./la\\u006be"
        list: [a, {b: 'c''d', e: ~}, >-
          folded
        ]
        block: |
          one
            two
        nested:
          - - 1
            - x: y
          - ? k
            : v
        ünïcode: “quotes”
        """

    @Test("every prefix gives a value or a problem with a place")
    func truncations() {
        let bytes = Array(Self.sample.utf8)
        for count in 0...bytes.count { check(Array(bytes[..<count])) }
    }

    @Test("every flipped bit gives a value or a problem with a place")
    func bitFlips() {
        let bytes = Array(Self.sample.utf8)
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                check(damaged)
            }
        }
    }

    @Test(
        "random structure characters give a value or a problem", arguments: 0..<300 as Range<UInt64>
    )
    func soup(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let alphabet = Array("ab01:-?[]{},&*!|>'\"%@`#~<\\ \n\n\n  \t.é\u{0}".utf8)
        let count = Int.random(in: 0..<400, using: &generator)
        check(
            (0..<count).map { _ in
                alphabet[Int.random(in: alphabet.indices, using: &generator)]
            })
    }

    private func check(_ bytes: [UInt8]) {
        let document = YAMLDocument(parsing: bytes)
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 2
        #expect(document.root != nil || !document.problems.isEmpty, "\(bytes)")
        for problem in document.problems {
            #expect((1...lines).contains(problem.position.line), "\(bytes)")
            #expect(problem.position.column >= 1)
            #expect(!problem.message.isEmpty)
        }
    }
}
