import Bytes
import Columnar

/// What a file says of a column's values in one row group; nothing where all is nil.
public struct ParquetChunkBounds: Sendable, Equatable {
    /// The number of absent values.
    public var nullCount: Int?
    /// A value that none is less than, NaNs left out.
    public var minimum: ParquetBound?
    /// A value that none is greater than, NaNs left out.
    public var maximum: ParquetBound?
}

extension ParquetReader {
    /// The bounds of a column of single values in a row group, by the names that lead to it
    /// through structures.
    ///
    /// Nothing is said of columns that are not there or repeated, and of types whose stored order
    /// is not that of their values.
    public func bounds(ofGroup group: Int, column path: [String]) -> ParquetChunkBounds {
        guard let number = leaf(path), leaves[number].repetitionMax == 0,
            let statistics = footer.rowGroups[group].columns[number].statistics
        else { return ParquetChunkBounds() }
        return bounds(statistics, of: number)
    }

    /// Stored statistics as values of a column's type, as far as their order is sure.
    func bounds(_ statistics: ChunkStatistics, of leaf: Int) -> ParquetChunkBounds {
        let isSure = leaf < footer.areTypeOrdered.count && footer.areTypeOrdered[leaf]
        return leaves[leaf].bounds(statistics, isTypeOrdered: isSure)
    }

    func leaf(_ path: [String]) -> Int? {
        guard let name = path.first, let index = schema.index(of: name) else { return nil }
        var (node, type) = (nodes[index], schema.fields[index].type)
        for name in path.dropFirst() {
            guard case .structure(let parts, _) = node, case .structure(let fields) = type,
                let place = Schema(fields).index(of: name)
            else { return nil }
            (node, type) = (parts[place], fields[place].type)
        }
        guard case .value(let leaf, _) = node else { return nil }
        return leaf
    }
}

extension ReaderLeaf {
    /// Stored statistics as values of the column's type.
    fileprivate func bounds(
        _ statistics: ChunkStatistics, isTypeOrdered: Bool
    ) -> ParquetChunkBounds {
        var (minimum, maximum) = (statistics.minimum, statistics.maximum)
        if !isTypeOrdered {
            // Old writers ordered all values as signed ones.
            let isSigned = physical == .int32 || physical == .int64
            minimum = isSigned ? statistics.signedMinimum : nil
            maximum = isSigned ? statistics.signedMaximum : nil
        }
        return ParquetChunkBounds(
            nullCount: statistics.nullCount, minimum: minimum.flatMap { bound($0) },
            maximum: maximum.flatMap { bound($0) })
    }

    /// A stored bound as a value of the column's type.
    private func bound(_ bytes: [UInt8]) -> ParquetBound? {
        let raw = bytes.span.rawBytes
        switch physical {
        case .int32 where bytes.count == 4:
            return whole(Int64(Int32(truncatingIfNeeded: raw.integer(at: 0, as: UInt32.self))))
        case .int64 where bytes.count == 8:
            return whole(Int64(bitPattern: raw.integer(at: 0, as: UInt64.self)))
        case .float where bytes.count == 4 && type == .float:
            let value = Float(bitPattern: raw.integer(at: 0, as: UInt32.self))
            return value.isNaN ? nil : .floating(Double(value))
        case .double where bytes.count == 8 && type == .double:
            let value = Double(bitPattern: raw.integer(at: 0, as: UInt64.self))
            return value.isNaN ? nil : .floating(value)
        case .byteArray where type == .string:
            return .text(bytes, isExact: false)
        default:
            return nil
        }
    }

    private func whole(_ value: Int64) -> ParquetBound? {
        if case .decimal = type { return conversion == .none ? .decimal(Int128(value)) : nil }
        switch conversion {
        case .none: return .integer(value)
        case .multiplied(let factor):
            let product = value.multipliedReportingOverflow(by: factor)
            return product.overflow ? nil : .integer(product.partialValue)
        case .divided(let divisor):
            return .integer(value / divisor - (value % divisor < 0 ? 1 : 0))
        default: return nil
        }
    }
}
