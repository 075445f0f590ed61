import Bytes
import Columnar
import DeltaLake
import Parquet
import TestSupport

/// Conditions on values that a table has, near them, and on nulls.
struct RandomConditions {
    struct Place {
        let path: [String]
        let type: DataType
    }

    private var random: SplitMix64
    let batches: [Batch]
    private let places: [Place]

    init(_ snapshot: Snapshot, seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        var batches: [Batch] = []
        try snapshot.scan { if $0.rowCount > 0 { batches.append($0) } }
        self.batches = batches
        places = RandomConditions.places(snapshot.schema.fields, within: [])
    }

    /// The columns of single values that only structures lead to.
    private static func places(_ fields: [Field], within path: [String]) -> [Place] {
        var places: [Place] = []
        for field in fields {
            let own = path + [field.name]
            switch field.type {
            case .structure(let inner): places += RandomConditions.places(inner, within: own)
            case .array, .map: break
            default: places.append(Place(path: own, type: field.type))
            }
        }
        return places
    }

    mutating func next(depth: Int = 0) -> Predicate? {
        guard let place = places.randomElement(using: &random), !batches.isEmpty else {
            return nil
        }
        let kind = Int.random(in: 0..<(depth < 2 ? 10 : 8), using: &random)
        if kind == 0 { return .isNull(place.path) }
        if kind == 1 { return .isNotNull(place.path) }
        if kind >= 8 {
            var parts: [Predicate] = []
            for _ in 0..<2 { if let part = next(depth: depth + 1) { parts.append(part) } }
            return kind == 8 ? .and(parts) : .or(parts)
        }
        return comparison(place)
    }

    private mutating func comparison(_ place: Place) -> Predicate {
        let batch = batches[Int.random(in: 0..<batches.count, using: &random)]
        let row = Int.random(in: 0..<batch.rowCount, using: &random)
        let all = Predicate.Comparison.allCases
        let comparison = all[Int.random(in: 0..<all.count, using: &random)]
        guard let cell = Cell(row, at: place.path, of: batch) else { return .isNull(place.path) }
        guard let value = cell.value(place.type) else { return .isNotNull(place.path) }
        return .compare(place.path, comparison, near(value))
    }

    private mutating func near(_ value: PredicateValue) -> PredicateValue {
        let step = Int64.random(in: -1...1, using: &random)
        switch value {
        case .integer(let value): return .integer(value &+ step)
        case .decimal(let value, let scale): return .decimal(value + Int128(step), scale: scale)
        case .text(let text):
            if step > 0 { return .text(text + "a") }
            return .text(step < 0 ? String(text.dropLast()) : text)
        default: return value
        }
    }
}
