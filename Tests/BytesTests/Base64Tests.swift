import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct Base64Tests {
    @Test("the examples of RFC 4648 hold, both ways")
    func examples() {
        for (plain, text) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Base64.text(of: Array(plain.utf8)) == text)
            #expect(Base64.bytes(of: text) == Array(plain.utf8))
        }
    }

    @Test("bytes of every length come back, and are spelt as Foundation spells them")
    func roundTrip() {
        var random = SplitMix64(seed: 64)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let text = Base64.text(of: bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.bytes(of: text) == bytes)
        }
    }

    @Test(
        "what no bytes are spelt as is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "=Zg=", "Z===", "====", "Zh==", "Zm9=", "Zm9v\n", "Zm 9",
            "Zm-_", "Zg==Zg==", "Zmé",
        ])
    func refused(text: String) {
        #expect(Base64.bytes(of: text) == nil)
    }
}
