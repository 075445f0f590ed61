import Bytes
import TestSupport
import Testing

@Suite struct ByteWriterTests {
    @Test("a writer holds what an array would, whatever is done to it", arguments: 0..<100)
    func behavesAsArray(seed: UInt64) {
        var rng = SplitMix64(seed: seed)
        var writer = ByteWriter(capacity: Int(rng.next(upperBound: 40 as UInt64)))
        var model: [UInt8] = []
        for _ in 0..<60 {
            let part = rng.bytes(Int(rng.next(upperBound: 50 as UInt64)))
            switch rng.next(upperBound: 9 as UInt64) {
            case 0:
                writer.append(part)
                model += part
            case 1:
                writer.append(part.span.rawBytes)
                model += part
            case 2:
                writer.append(repeating: 7, count: part.count)
                model += [UInt8](repeating: 7, count: part.count)
            case 3:
                writer.append(utf8: "grün \(part.count)")
                model += Array("grün \(part.count)".utf8)
            case 4:
                let count = Int(rng.next(upperBound: UInt64(model.count + 1)))
                writer.truncate(to: count)
                model.removeLast(model.count - count)
            case 5 where model.count >= 4:
                let offset = Int(rng.next(upperBound: UInt64(model.count - 3)))
                writer.overwriteLE(0x0403_0201 as UInt32, at: offset)
                model.replaceSubrange(offset..<offset + 4, with: [1, 2, 3, 4])
            case 6:
                writer.append(upTo: part.count + 5) { output in
                    for byte in part { output.append(byte) }
                }
                model += part
            case 7 where rng.chance(1, in: 8):
                writer.removeAll()
                model = []
            default:
                writer.reserve(part.count)
                writer.append(9)
                model.append(9)
            }
            let copy = writer.copy()
            #expect(copy == model)
            let counted = (writer.count, writer.isEmpty)
            #expect(counted.0 == model.count && counted.1 == model.isEmpty)
        }
    }

    @Test("a body that fails leaves the contents as they were")
    func failingBody() {
        struct Failure: Error {}
        var writer = ByteWriter()
        writer.append([1, 2])
        do {
            try writer.append(upTo: 8) { (output) throws(Failure) in
                output.append(3)
                throw Failure()
            }
        } catch {}
        let copy = writer.copy()
        #expect(copy == [1, 2])
    }

    @Test("a truncation or an overwrite beyond the contents is a programmer's error")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            var writer = ByteWriter()
            writer.truncate(to: 1)
        }
        await #expect(processExitsWith: .failure) {
            var writer = ByteWriter()
            writer.append([1, 2, 3])
            writer.overwriteLE(0 as UInt32, at: 0)
        }
    }
}
