/// The 64-bit xxHash with seed 0, by which Parquet's bloom filters know values.
///
/// Source: the xxHash specification, "XXH64 algorithm description".
public enum XXHash64 {
    private static let prime1: UInt64 = 0x9e37_79b1_85eb_ca87
    private static let prime2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
    private static let prime3: UInt64 = 0x1656_67b1_9e37_79f9
    private static let prime4: UInt64 = 0x85eb_ca77_c2b2_ae63
    private static let prime5: UInt64 = 0x27d4_eb2f_1656_67c5

    /// The hash of bytes.
    public static func hash(_ bytes: RawSpan) -> UInt64 {
        var offset = 0
        var state = bytes.byteCount >= 32 ? stripes(bytes, &offset) : prime5
        state = state &+ UInt64(bytes.byteCount)
        while bytes.byteCount &- offset >= 8 {
            state = add(bytes.integer(at: offset, as: UInt64.self), to: state)
            offset &+= 8
        }
        if bytes.byteCount &- offset >= 4 {
            state = add(bytes.integer(at: offset, as: UInt32.self), to: state)
            offset &+= 4
        }
        while offset < bytes.byteCount {
            state ^= UInt64(bytes.byte(at: offset)) &* prime5
            state = rotated(state, 11) &* prime1
            offset &+= 1
        }
        return finished(state)
    }

    /// The hash of the eight bytes of an integer, little endian.
    public static func hash(_ value: UInt64) -> UInt64 {
        finished(add(value, to: prime5 &+ 8))
    }

    /// The hash of the four bytes of an integer, little endian.
    public static func hash(_ value: UInt32) -> UInt64 {
        finished(add(value, to: prime5 &+ 4))
    }

    /// Takes in all whole pieces of 32 bytes.
    private static func stripes(_ bytes: RawSpan, _ offset: inout Int) -> UInt64 {
        var (a, b, c, d) = (prime1 &+ prime2, prime2, 0 as UInt64, 0 &- prime1)
        while bytes.byteCount &- offset >= 32 {
            a = round(a, bytes.integer(at: offset))
            b = round(b, bytes.integer(at: offset &+ 8))
            c = round(c, bytes.integer(at: offset &+ 16))
            d = round(d, bytes.integer(at: offset &+ 24))
            offset &+= 32
        }
        var state = rotated(a, 1) &+ rotated(b, 7) &+ rotated(c, 12) &+ rotated(d, 18)
        for lane in [a, b, c, d] { state = (state ^ round(0, lane)) &* prime1 &+ prime4 }
        return state
    }

    private static func add(_ word: UInt64, to state: UInt64) -> UInt64 {
        rotated(state ^ round(0, word), 27) &* prime1 &+ prime4
    }

    private static func add(_ half: UInt32, to state: UInt64) -> UInt64 {
        rotated(state ^ (UInt64(half) &* prime1), 23) &* prime2 &+ prime3
    }

    private static func round(_ state: UInt64, _ lane: UInt64) -> UInt64 {
        rotated(state &+ lane &* prime2, 31) &* prime1
    }

    private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word &<< count | word &>> (64 &- count)
    }

    private static func finished(_ state: UInt64) -> UInt64 {
        var state = state
        state = (state ^ state >> 33) &* prime2
        state = (state ^ state >> 29) &* prime3
        return state ^ state >> 32
    }
}
