import Columnar

/// The columns of a table that have statistics in `add.stats`.
///
/// `delta.dataSkippingStatsColumns` names them; without it they are the first ones, as many as
/// `delta.dataSkippingNumIndexedCols` says, or 32.
struct StatisticsScope {
    /// The paths of the columns; a list or a map counts as one.
    let leaves: Set<[String]>

    /// - Parameters:
    ///   - schema: the table's columns by the names that properties have.
    ///   - stored: the same columns by the names that files have.
    init(_ schema: Schema, stored: Schema, _ properties: [String: String]) {
        let names = StatisticsScope.leafPaths(schema.fields, within: [])
        let paths = StatisticsScope.leafPaths(stored.fields, within: [])
        if let list = properties["delta.dataSkippingStatsColumns"] {
            let wanted = StatisticsScope.paths(in: list)
            leaves = Set(
                zip(names, paths).filter { name, _ in wanted.contains { name.starts(with: $0) } }
                    .map(\.1))
        } else {
            let count = properties["delta.dataSkippingNumIndexedCols"].flatMap { Int($0) } ?? 32
            leaves = Set(count < 0 ? paths : Array(paths.prefix(count)))
        }
    }

    private static func leafPaths(_ fields: [Field], within parents: [String]) -> [[String]] {
        fields.flatMap { field -> [[String]] in
            let path = parents + [field.name]
            if case .structure(let inner) = field.type { return leafPaths(inner, within: path) }
            return [path]
        }
    }

    /// The paths of a list such as ``a, b.c, `with.dot`.d``.
    static func paths(in list: String) -> [[String]] {
        var paths: [[String]] = [[""]]
        var isQuoted = false
        for character in list.unicodeScalars {
            switch character {
            case "`": isQuoted.toggle()
            case "," where !isQuoted: paths.append([""])
            case "." where !isQuoted: paths[paths.count - 1].append("")
            case " " where !isQuoted: break
            default:
                let path = paths.count - 1
                paths[path][paths[path].count - 1].unicodeScalars.append(character)
            }
        }
        return paths.filter { $0 != [""] }
    }
}
