import JSONColumns

/// Which values a vendor's records have, compared with those that a source's file names: how one
/// notices that a vendor has changed its answers.
package struct FieldSurvey: Sendable, Equatable {
    /// How many records were looked at.
    package private(set) var rowCount = 0
    private var unnamed: Set<String> = []
    private var named: [String] = []
    private var met: Set<String> = []

    /// So many records of an answer are looked at.
    private static let rowsMax = 20
    /// So many names are kept.
    private static let namesMax = 100
    private static let nameLengthMax = 64

    /// Nothing yet.
    package init() {}

    /// What differs.
    package var drift: FieldDrift {
        FieldDrift(new: unnamed.sorted(), absent: named.filter { !met.contains($0) })
    }

    /// Looks at an answer's first records.
    mutating func look(at rows: [SourceRow], _ names: NamedValues) {
        guard !rows.isEmpty else { return }
        named = names.fields.map(\.name)
        for row in rows.prefix(Self.rowsMax) {
            rowCount += 1
            for field in names.fields where field.path.first(in: row) != nil {
                met.insert(field.name)
            }
            guard unnamed.count < Self.namesMax else { continue }
            for member in names.unnamed(in: row).prefix(Self.namesMax - unnamed.count) {
                unnamed.insert(String(member.unicodeScalars.prefix(Self.nameLengthMax)))
            }
        }
    }

    /// Adds what was found in other answers of the source.
    mutating func add(_ other: FieldSurvey) {
        guard other.rowCount > 0 else { return }
        rowCount += other.rowCount
        named = other.named
        met.formUnion(other.met)
        unnamed.formUnion(other.unnamed.sorted().prefix(Self.namesMax - unnamed.count))
    }
}

/// What differs between a vendor's records and a source's file.
package struct FieldDrift: Sendable, Equatable {
    /// Values that records have and the file does not name, at most a hundred.
    package var new: [String] = []
    /// Fields of the file whose value no record has.
    package var absent: [String] = []

    /// Makes a list.
    package init(new: [String] = [], absent: [String] = []) {
        self.new = new
        self.absent = absent
    }

    /// Whether nothing differs.
    package var isEmpty: Bool { new.isEmpty && absent.isEmpty }

    /// So many names are told in all: of a vendor whose names never repeat nobody wants more.
    private static let newsMax = 1_000

    /// Adds another list; returns what was not in this one, so that each name is news once.
    package mutating func news(in other: FieldDrift) -> FieldDrift {
        let news = FieldDrift(
            new: Array(
                other.new.filter { !new.contains($0) }.prefix(Self.newsMax - new.count)),
            absent: other.absent.filter { !absent.contains($0) })
        new += news.new
        absent += news.absent
        return news
    }
}

/// The values of records that a source's file names.
struct NamedValues {
    /// Fields that come from records, and where their values are.
    let fields: [(name: String, path: ValuePath)]
    /// Paths in records, those of zones and conditions included.
    private let paths: [ValuePath]
    private let names: Set<String>
    /// Whether records' names are the vendor's, and what no field names is lost.
    private let isOpen: Bool
    /// Whether the cells have the vendor's names, too.
    private let hasVendorCells: Bool

    init(_ plan: RecordsPlan, _ cursor: CursorPlan) {
        var paths: [ValuePath] = []
        var fields: [(name: String, path: ValuePath)] = []
        for rule in plan.shaper.fields {
            if case .row(let path) = rule.source {
                fields.append((rule.name, path))
                paths.append(path)
            }
            if case .time(_, .named(.row(let path))) = rule.cast { paths.append(path) }
        }
        if case .id(_, let path) = cursor { paths.append(path) }
        paths += plan.shaper.filter?.paths(of: .record) ?? []
        self.fields = fields
        self.paths = paths.filter { $0.firstName == nil }
        names = Set(paths.compactMap(\.firstName))
        if case .dropped = plan.shaper.rest { isOpen = true } else { isOpen = false }
        if case .delimited(let form) = plan.selector.shape {
            hasVendorCells = form.names == nil
        } else {
            hasVendorCells = false
        }
    }

    /// What a record has and nothing names.
    func unnamed(in row: SourceRow) -> [String] {
        guard isOpen else { return [] }
        let members = (row.value.object?.members ?? []).filter { member in
            !names.contains(member.name)
                && !paths.contains { $0.first(in: .object(JSONObject([member]))) != nil }
        }
        let cells = hasVendorCells ? row.names.filter { !names.contains($0) } : []
        return members.map(\.name) + cells
    }
}
