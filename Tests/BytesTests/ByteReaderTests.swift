import Bytes
import TestSupport
import Testing

@Suite struct ByteReaderTests {
    /// One value of each kind that a stream can hold.
    private enum Item: Equatable {
        case byte(UInt8)
        case little(UInt32)
        case big(Int64)
        case varint(UInt64)
        case zigzag(Int64)
        case bytes([UInt8])

        static func random(_ rng: inout SplitMix64) -> Item {
            // Every length of a varint is as likely.
            let wide = rng.next() >> rng.next(upperBound: 64 as UInt64)
            switch rng.next(upperBound: 6 as UInt64) {
            case 0: return .byte(UInt8(truncatingIfNeeded: wide))
            case 1: return .little(UInt32(truncatingIfNeeded: wide))
            case 2: return .big(Int64(bitPattern: wide))
            case 3: return .varint(wide)
            case 4: return .zigzag(Int64(bitPattern: wide) &* (rng.chance(1, in: 2) ? 1 : -1))
            default: return .bytes(rng.bytes(Int(rng.next(upperBound: 20 as UInt64))))
            }
        }

        func write(to writer: inout ByteWriter) {
            switch self {
            case .byte(let value): writer.append(value)
            case .little(let value): writer.appendLE(value)
            case .big(let value): writer.appendBE(value)
            case .varint(let value): writer.appendVarint(value)
            case .zigzag(let value): writer.appendZigzag(value)
            case .bytes(let value): writer.append(value)
            }
        }

        /// Reads an item of the same kind (and length).
        func readAgain(from reader: inout ByteReader) throws(ByteError) -> Item {
            switch self {
            case .byte: .byte(try reader.readByte())
            case .little: .little(try reader.readLE())
            case .big: .big(try reader.readBE())
            case .varint: .varint(try reader.readVarint())
            case .zigzag: .zigzag(try reader.readZigzag())
            case .bytes(let value): .bytes(try reader.readBytes(value.count).copy())
            }
        }
    }

    @Test("what a writer wrote a reader reads, and every cut is noticed", arguments: 0..<100)
    func roundTrip(seed: UInt64) throws {
        var rng = SplitMix64(seed: seed)
        let items = (0..<20).map { _ in Item.random(&rng) }
        var writer = ByteWriter(capacity: 0)
        var starts: [Int] = []
        for item in items {
            starts.append(writer.count)
            item.write(to: &writer)
        }
        let bytes = writer.copy()
        for length in 0...bytes.count {
            let cut = Array(bytes[..<length])
            var reader = ByteReader(cut.span.rawBytes)
            var read = 0
            var failure: ByteError?
            while read < items.count, failure == nil {
                do {
                    let item = try items[read].readAgain(from: &reader)
                    #expect(item == items[read])
                    read += 1
                } catch {
                    failure = error
                }
            }
            if let failure {
                #expect(failure == ByteError(.truncated, offset: starts[read]))
                // A read that fails leaves the cursor where it was.
                let position = reader.position
                #expect(position == starts[read])
            } else {
                #expect(length == bytes.count)
                let isAtEnd = reader.isAtEnd
                #expect(isAtEnd)
            }
        }
    }

    @Test("integers end where the type's range ends")
    func extremes() throws {
        for value in [0, 1, -1, Int64.max, .min] {
            var writer = ByteWriter()
            writer.appendZigzag(value)
            writer.appendLE(value)
            writer.appendBE(value)
            var reader = ByteReader(writer.bytes)
            let read = [try reader.readZigzag(), try reader.readLE(), try reader.readBE()]
            #expect(read == [value, value, value])
        }
        var writer = ByteWriter()
        writer.appendVarint(.max)
        let count = writer.count
        #expect(count == 10)
    }

    @Test(
        "a varint beyond 64 bits, or without an end, is malformed or truncated",
        arguments: [
            ([UInt8](repeating: 0xFF, count: 9) + [0x02], ByteError.Kind.malformed),
            ([UInt8](repeating: 0xFF, count: 9) + [0x81, 0x00], .malformed),
            ([UInt8](repeating: 0x80, count: 9), .truncated),
            ([], .truncated),
        ])
    func badVarints(bytes: [UInt8], kind: ByteError.Kind) {
        var reader = ByteReader(bytes.span.rawBytes)
        var found: ByteError?
        do { _ = try reader.readVarint() } catch { found = error }
        #expect(found == ByteError(kind, offset: 0))
        let position = reader.position
        #expect(position == 0)
    }

    @Test("the cursor moves within the bytes only")
    func seeks() throws {
        let bytes = [UInt8](0..<10)
        var reader = ByteReader(bytes.span.rawBytes)
        try reader.seek(to: 10)
        let isAtEnd = reader.isAtEnd
        #expect(isAtEnd)
        try reader.seek(to: 4)
        try reader.skip(2)
        let byte = try reader.readByte()
        #expect(byte == 6)
        var failures = 0
        do { try reader.seek(to: 11) } catch { failures += 1 }
        do { try reader.seek(to: -1) } catch { failures += 1 }
        do { try reader.skip(4) } catch { failures += 1 }
        do { try reader.skip(-1) } catch { failures += 1 }
        do { _ = try reader.readBytes(.max) } catch { failures += 1 }
        do { _ = try reader.readBytes(-1) } catch { failures += 1 }
        #expect(failures == 6)
        let position = reader.position
        #expect(position == 7)
    }
}
