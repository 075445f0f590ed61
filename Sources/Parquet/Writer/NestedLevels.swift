import Bytes
import Columnar

/// The levels of a leaf inside lists or structures, and which of its values are there.
struct NestedLevels {
    /// One entry a value, or a null or empty place on the way to one.
    private(set) var definitions: [UInt8] = []
    private(set) var repetitions: [UInt8] = []
    /// The leaf's column, and the positions of the values that are there.
    private(set) var column: AnyColumn
    private(set) var present: [Int32] = []

    /// Where each entry stands in `column`; -1 for one that ended further out.
    private var places: [Int32]

    init(_ column: AnyColumn, rows: Range<Int>, leaf: Leaf) throws(ParquetError) {
        self.column = column
        places = rows.map { Int32($0) }
        definitions = [UInt8](repeating: 0, count: rows.count)
        repetitions = definitions
        var depth: UInt8 = 0
        for node in leaf.nodes {
            switch node {
            case .structure(let field, let isOptional):
                try enterStructure(field, isOptional, leaf)
            case .list(let isOptional):
                depth += 1
                try enterList(depth, isOptional, leaf)
            case .value(let isOptional):
                try define(self.column.validity, isOptional, leaf)
                present.reserveCapacity(places.count)
                for place in places where place >= 0 { present.append(place) }
            }
        }
    }

    /// Writes both kinds of levels and returns their sizes.
    func write(
        for leaf: Leaf, hasLengths: Bool, into out: inout ByteWriter
    ) -> LevelSizes {
        LevelSizes(
            repetition: Self.write(repetitions, leaf.repetitionMax, hasLengths, &out),
            definition: Self.write(definitions, leaf.definitionMax, hasLengths, &out))
    }

    /// Writes the levels of rows that are all null.
    static func writeNulls(
        _ count: Int, for leaf: Leaf, hasLengths: Bool, into out: inout ByteWriter
    ) -> LevelSizes {
        LevelSizes(
            repetition: writeNulls(count, leaf.repetitionMax, hasLengths, &out),
            definition: writeNulls(count, leaf.definitionMax, hasLengths, &out))
    }

    private static func writeNulls(
        _ count: Int, _ max: Int, _ hasLength: Bool, _ out: inout ByteWriter
    ) -> Int {
        guard max > 0 else { return 0 }
        let start = LevelSizes.begin(hasLength, &out)
        HybridEncoder.run(0, count: count, BitPacking.width(of: UInt64(max)), &out)
        return LevelSizes.end(start, hasLength, &out)
    }

    private static func write(
        _ levels: [UInt8], _ max: Int, _ hasLength: Bool, _ out: inout ByteWriter
    ) -> Int {
        guard max > 0 else { return 0 }
        let start = LevelSizes.begin(hasLength, &out)
        HybridEncoder.encode(levels.span, width: BitPacking.width(of: UInt64(max)), into: &out)
        return LevelSizes.end(start, hasLength, &out)
    }

    private mutating func enterStructure(
        _ field: Int, _ isOptional: Bool, _ leaf: Leaf
    ) throws(ParquetError) {
        guard case .structure(let structure) = column, field < structure.fields.count else {
            throw leaf.mismatch()
        }
        try define(structure.validity, isOptional, leaf)
        column = structure.fields[field]
    }

    /// Ends the entries that are null and raises the level of the others.
    private mutating func define(
        _ validity: Bitmap?, _ isOptional: Bool, _ leaf: Leaf
    ) throws(ParquetError) {
        for index in places.indices where places[index] >= 0 {
            if let validity, !validity[Int(places[index])] {
                guard isOptional else { throw leaf.unexpectedNull() }
                places[index] = -1
            } else if isOptional {
                definitions[index] += 1
            }
        }
    }

    private mutating func enterList(
        _ depth: UInt8, _ isOptional: Bool, _ leaf: Leaf
    ) throws(ParquetError) {
        guard case .list(let list) = column else { throw leaf.mismatch() }
        try define(list.validity, isOptional, leaf)
        let outer = (places, definitions, repetitions)
        places.removeAll(keepingCapacity: true)
        definitions.removeAll(keepingCapacity: true)
        repetitions.removeAll(keepingCapacity: true)
        for index in outer.0.indices {
            let row = Int(outer.0[index])
            guard row >= 0, list.offsets[row] < list.offsets[row + 1] else {
                append(-1, outer.1[index], outer.2[index])
                continue
            }
            var repetition = outer.2[index]
            for place in list.offsets[row]..<list.offsets[row + 1] {
                append(place, outer.1[index] + 1, repetition)
                repetition = depth
            }
        }
        column = list.elements
    }

    private mutating func append(_ place: Int32, _ definition: UInt8, _ repetition: UInt8) {
        places.append(place)
        definitions.append(definition)
        repetitions.append(repetition)
    }
}

extension Leaf {
    func mismatch() -> ParquetError {
        ParquetError(
            .invalidInput, "a column is not of its schema's form. column=`\(dottedPath)`")
    }

    func unexpectedNull() -> ParquetError {
        ParquetError(
            .invalidInput, "a column that must not be null has a null. column=`\(dottedPath)`")
    }

    /// The path as one word, for messages and options.
    var dottedPath: String { path.joined(separator: ".") }
}
