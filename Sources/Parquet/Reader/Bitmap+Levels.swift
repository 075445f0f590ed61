import Bytes
import Columnar

extension Bitmap {
    /// Makes bits of levels that are 0 or 1.
    init(levels: Span<UInt8>) {
        self.init()
        let bytes = levels.rawBytes
        var index = 0
        while index &+ 64 <= levels.count {
            var word: UInt64 = 0
            for group in 0..<8 {
                // The product gathers the lowest bits of eight bytes in its highest byte.
                let eight: UInt64 = bytes.integer(at: index &+ group &* 8)
                word |= ((eight &* 0x0102_0408_1020_4080) >> 56) &<< UInt64(group &* 8)
            }
            append(word: word, count: 64)
            index &+= 64
        }
        while index < levels.count {
            append(levels[index] != 0)
            index &+= 1
        }
    }
}
