/// Fast, stable, non-cryptographic hashes over bytes: the same on every machine and in every run.
///
/// The mixing function is the 64 x 64 -> 128 bit multiply-and-fold of wyhash; inputs are read in
/// little-endian words, so results do not depend on the machine.
public enum StableHash {
    @usableFromInline static let seedA: UInt64 = 0xa076_1d64_78bd_642f
    @usableFromInline static let seedB: UInt64 = 0xe703_7ed1_a0b4_28db
    @usableFromInline static let seedC: UInt64 = 0x8ebc_6af0_9c88_c6e3

    /// Folds the 128-bit product of two words to 64 bits.
    @inlinable public static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// A 64-bit hash of bytes under a seed.
    @inlinable public static func hash64(_ bytes: RawSpan, seed: UInt64 = 0) -> UInt64 {
        let count = bytes.byteCount
        var state = seed ^ seedA
        var offset = 0
        while count &- offset >= 16 {
            state = mix(
                load(bytes, offset) ^ seedB ^ state, load(bytes, offset &+ 8) ^ seedC)
            offset &+= 16
        }
        var first: UInt64 = 0
        var second: UInt64 = 0
        if count &- offset >= 8 {
            first = load(bytes, offset)
            second = tail(bytes, offset &+ 8)
        } else {
            first = tail(bytes, offset)
        }
        state = mix(first ^ seedB ^ state, second ^ seedC)
        return mix(state ^ UInt64(truncatingIfNeeded: count), seedB)
    }

    /// A 128-bit hash of bytes: two 64-bit hashes under unrelated seeds.
    @inlinable public static func hash128(_ bytes: RawSpan) -> Hash128 {
        Hash128(high: hash64(bytes, seed: 0x2d35_8dcc_aa6c_78a5), low: hash64(bytes))
    }

    /// The bytes of at most 16 as two little-endian words, zeros after them.
    @inlinable public static func words(_ bytes: RawSpan) -> (UInt64, UInt64) {
        precondition(bytes.byteCount <= 16, "two words hold 16 bytes")
        if bytes.byteCount < 8 { return (tail(bytes, 0), 0) }
        return (load(bytes, 0), tail(bytes, 8))
    }

    @inlinable static func load(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        // The callers' loop conditions prove that eight bytes are there.
        UInt64(
            littleEndian: unsafe bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    @inlinable static func tail(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        let count = bytes.byteCount
        if count >= 8, offset < count {
            // One load that ends at the last byte; the bytes before `offset` are shifted out.
            let word = load(bytes, count &- 8)
            let keep = count &- offset
            return keep >= 8 ? word : word &>> UInt64((8 &- keep) &* 8)
        }
        // Where there are fewer than eight bytes in all, they are the tail.
        return offset < count ? short(bytes) : 0
    }

    /// Fewer than eight bytes as a number, the first one lowest, by loads that overlap.
    @inlinable static func short(_ bytes: RawSpan) -> UInt64 {
        let count = bytes.byteCount
        if count >= 4 {
            let low = half(bytes, 0)
            return low | half(bytes, count &- 4) &<< UInt64((count &- 4) &* 8)
        }
        let middle = count >> 1
        return octet(bytes, 0) | octet(bytes, middle) &<< UInt64(middle &* 8)
            | octet(bytes, count &- 1) &<< UInt64((count &- 1) &* 8)
    }

    @inlinable static func half(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        let word = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset, as: UInt32.self)
        return UInt64(UInt32(littleEndian: word))
    }

    @inlinable static func octet(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        UInt64(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self))
    }
}

/// A 128-bit hash value.
public struct Hash128: Hashable, Sendable, BitwiseCopyable {
    /// The upper half.
    public let high: UInt64
    /// The lower half.
    public let low: UInt64

    /// Makes a value of its halves.
    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

/// Kafka's murmur2, as the Java client's default partitioner has it.
public enum Murmur2 {
    /// The partition of a key: `toPositive(murmur2(key)) % partitions`.
    public static func partition(key: RawSpan, partitions: Int) -> Int {
        precondition(partitions > 0, "a topic has at least one partition")
        return Int(hash(key) & 0x7fff_ffff) % partitions
    }

    /// The 32-bit hash with Kafka's seed.
    public static func hash(_ key: RawSpan) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        let count = key.byteCount
        var state: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: count)
        var offset = 0
        while count - offset >= 4 {
            var word: UInt32 = key.integer(at: offset)
            word = word &* multiplier
            word ^= word >> 24
            word = word &* multiplier
            state = (state &* multiplier) ^ word
            offset += 4
        }
        var shift: UInt32 = 0
        var rest: UInt32 = 0
        while offset < count {
            rest |= UInt32(key.byte(at: offset)) << shift
            shift += 8
            offset += 1
        }
        if shift > 0 { state = (state ^ rest) &* multiplier }
        state ^= state >> 13
        state = state &* multiplier
        state ^= state >> 15
        return state
    }
}
