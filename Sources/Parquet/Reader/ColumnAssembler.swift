import Bytes
import Columnar

/// Builds columns of decoded chunks: levels become validity and offsets.
struct ColumnAssembler {
    let leaves: [ReaderLeaf]
    /// The chunks by the number of their leaf; of those that were not asked for none.
    let chunks: [DecodedChunk?]

    /// The column of a row's own field.
    func column(_ node: ReaderNode, rowCount: Int) throws(ParquetError) -> AnyColumn {
        try build(node, around: Surroundings(definition: 0, repetition: 0, count: rowCount))
    }

    /// The instances of the parent that a node has a value or null for.
    private struct Surroundings {
        /// The definition level at which there is an instance at all.
        let definition: Int
        /// The number of lists around.
        let repetition: Int
        let count: Int
    }

    private func chunk(_ leaf: Int) throws(ParquetError) -> DecodedChunk {
        guard leaf < chunks.count, let chunk = chunks[leaf] else {
            throw ParquetError(.corrupt, "a column chunk is missing")
        }
        return chunk
    }

    private func build(
        _ node: ReaderNode, around: Surroundings
    ) throws(ParquetError) -> AnyColumn {
        switch node {
        case .value(let leaf, let definition):
            let chunk = try chunk(leaf)
            let validity = try validity(leaf, chunk, definition, around)
            return try leaves[leaf].column(chunk.values, validity: validity, count: around.count)
        case .structure(let fields, let definition):
            let first = node.firstLeaf
            let validity = try validity(first, try chunk(first), definition, around)
            var columns: [AnyColumn] = []
            for field in fields { columns.append(try build(field, around: around)) }
            return .structure(
                StructColumn(fields: columns, count: around.count, validity: validity))
        case .list(let element, let definition, let repetition):
            let first = node.firstLeaf
            let chunk = try chunk(first)
            let validity = try validity(first, chunk, definition, around)
            let offsets = try offsets(first, chunk, definition, repetition, around)
            let inner = Surroundings(
                definition: definition + 1, repetition: repetition + 1,
                count: Int(offsets[offsets.count - 1]))
            return .list(
                ListColumn(
                    offsets: offsets, elements: try build(element, around: inner),
                    validity: validity))
        }
    }

    /// Which instances are there; nil when all are.
    private func validity(
        _ leaf: Int, _ chunk: DecodedChunk, _ definition: Int, _ around: Surroundings
    ) throws(ParquetError) -> Bitmap? {
        guard definition > around.definition || leaves[leaf].repetitionMax > 0 else {
            guard chunk.entryCount == around.count else { throw unequal(leaf) }
            return nil
        }
        if leaves[leaf].definitionMax == 1, chunk.repetitions.isEmpty, definition == 1 {
            let bits = Bitmap(levels: chunk.definitions.span)
            guard bits.count == around.count else { throw unequal(leaf) }
            return bits.clearCount == 0 ? nil : bits
        }
        var bits = Bitmap()
        var word: UInt64 = 0
        var filled = 0
        for index in 0..<chunk.entryCount {
            let level = chunk.definitions.isEmpty ? 0 : Int(chunk.definitions[index])
            if level < around.definition { continue }
            if !chunk.repetitions.isEmpty, Int(chunk.repetitions[index]) > around.repetition {
                continue
            }
            word |= (level >= definition ? 1 : 0) << UInt64(filled)
            filled += 1
            if filled == 64 {
                bits.append(word: word, count: 64)
                word = 0
                filled = 0
            }
        }
        bits.append(word: word, count: filled)
        guard bits.count == around.count else { throw unequal(leaf) }
        return bits.clearCount == 0 ? nil : bits
    }

    /// Where the elements of each list start and end.
    private func offsets(
        _ leaf: Int, _ chunk: DecodedChunk, _ definition: Int, _ repetition: Int,
        _ around: Surroundings
    ) throws(ParquetError) -> [Int32] {
        var offsets: [Int32] = []
        offsets.reserveCapacity(around.count + 1)
        var elements: Int32 = 0
        for index in 0..<chunk.entryCount {
            let level = Int(chunk.definitions[index])
            let repeated = Int(chunk.repetitions[index])
            if level >= around.definition, repeated <= repetition { offsets.append(elements) }
            if level > definition, repeated <= repetition + 1 { elements += 1 }
        }
        offsets.append(elements)
        guard offsets.count == around.count + 1, offsets[0] == 0 else { throw unequal(leaf) }
        return offsets
    }

    private func unequal(_ leaf: Int) -> ParquetError {
        ParquetError(
            .corrupt,
            "a column has not as many values as its neighbours. column=`\(leaves[leaf].path)`")
    }
}
