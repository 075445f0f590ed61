import Columnar

/// Rows of a file by their numbers: a 64-bit roaring bitmap, kept in the form in which it was
/// read, so that it takes no more memory than its bytes however many rows it names.
package struct RowSet: Sendable {
    /// Up to 65,536 rows that differ in the low 16 bits of their numbers.
    struct Container: Sendable {
        enum Form: Sendable {
            /// The low bits, ascending.
            case array([UInt16])
            /// A bit for each row, 1,024 words.
            case bits([UInt64])
            /// First and last of each run, ascending.
            case runs([(first: UInt16, last: UInt16)])
        }

        /// The number of the row whose low bits are zero.
        let base: Int64
        let form: Form
    }

    /// The containers, by ascending base.
    let containers: [Container]
    /// The number of rows.
    package let rowCount: Int64

    /// No rows.
    static let none = RowSet(containers: [], rowCount: 0)

    /// A bit for each of `count` rows from the row `start` on, set for those that are in the set.
    package func bits(from start: Int64, count: Int) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: (count + 63) / 64)
        let end = start + Int64(count)
        for container in containers {
            if container.base + 0x10000 <= start { continue }
            if container.base >= end { break }
            container.forEachRun { first, last in
                var row = max(first, start)
                let stop = min(last, end - 1)
                while row <= stop {
                    let place = Int(row - start)
                    let width = min(64 - place % 64, Int(stop - row) + 1)
                    words[place / 64] |= (~0 >> UInt64(64 - width)) << UInt64(place % 64)
                    row += Int64(width)
                }
            }
        }
        return words
    }
}

extension RowSet.Container {
    /// Calls `body` with the first and last number of rows that follow each other.
    fileprivate func forEachRun(_ body: (Int64, Int64) -> Void) {
        switch form {
        case .array(let lows):
            for low in lows { body(base + Int64(low), base + Int64(low)) }
        case .bits(let words):
            for (index, word) in words.enumerated() {
                var rest = word
                while rest != 0 {
                    let bit = rest.trailingZeroBitCount
                    let length = (~(rest >> UInt64(bit))).trailingZeroBitCount
                    let first = base + Int64(index * 64 + bit)
                    body(first, first + Int64(length) - 1)
                    if bit + length == 64 { break }
                    rest &= ~0 << UInt64(bit + length)
                }
            }
        case .runs(let runs):
            for run in runs { body(base + Int64(run.first), base + Int64(run.last)) }
        }
    }
}

/// Which rows of a file are wanted, by their numbers in the file.
enum RowSelection: Sendable {
    case all
    /// All but these.
    case except(RowSet)
    /// These, without those.
    case only(RowSet, without: RowSet)

    /// The places of the wanted rows among `count` from the row `start` on; nil for all.
    func places(from start: Int64, count: Int) -> [Int32]? {
        switch self {
        case .all:
            return nil
        case .except(let rows):
            let words = rows.bits(from: start, count: count)
            if words.allSatisfy({ $0 == 0 }) { return nil }
            return RowSelection.places(count) { ~words[$0] }
        case .only(let rows, let others):
            let wanted = rows.bits(from: start, count: count)
            let unwanted = others.bits(from: start, count: count)
            return RowSelection.places(count) { wanted[$0] & ~unwanted[$0] }
        }
    }

    private static func places(_ count: Int, _ word: (Int) -> UInt64) -> [Int32] {
        var places: [Int32] = []
        for index in 0..<(count + 63) / 64 {
            var rest = word(index)
            while rest != 0 {
                let place = index * 64 + rest.trailingZeroBitCount
                if place >= count { break }
                places.append(Int32(place))
                rest &= rest - 1
            }
        }
        return places
    }
}
