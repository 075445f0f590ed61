import Columnar
import DeltaLake
import ObjectStorage
import Poller

/// Finds the values of partitions that a source's file does not say, in the pipeline's lake.
struct PartitionValues {
    private let pipeline: String
    private let store: any ObjectStore
    private let warn: (_ reason: String) -> Void

    /// Looks in a lake.
    ///
    /// - Parameter warn: told why there are no values yet.
    init(
        pipeline: String, store: any ObjectStore, warn: @escaping (_ reason: String) -> Void
    ) {
        self.pipeline = pipeline
        self.store = store
        self.warn = warn
    }

    /// The values that an origin has now, in order, each once.
    ///
    /// - Throws: what is wrong with the table, its columns or the condition, and what keeps the
    ///   lake from being read.
    func lookup(_ origin: PartitionOrigin) throws(PollProblem) -> [String] {
        switch origin {
        case .source(let name, let field): return try values(ofSource: name, field)
        case .table(let path, let column, let condition):
            do {
                return try values(ofTable: path, column, condition)
            } catch {
                let problem = CommandError(reporting: error)
                throw PollProblem(
                    "the partitions cannot be taken from \(path). \(problem.message)",
                    kind: problem.exitCode == .unavailable ? .unavailable : .failed)
            }
        }
    }

    private func values(
        ofSource name: String, _ field: String?
    ) throws(PollProblem) -> [String] {
        var states = try PollStateStore(store, pipeline: pipeline, source: name)
        let values = try states.read()?.values(of: field) ?? []
        if values.isEmpty {
            let what = field.map { "with a value of \($0)" } ?? "yet"
            warn("the source \(name) has sent no record \(what). poll it as well")
        }
        return values
    }

    private func values(
        ofTable path: String, _ column: String, _ condition: String?
    ) throws -> [String] {
        let table = try DeltaTable(store: store, folder: try StorePath(path))
        guard let snapshot = try table.snapshotIfPresent() else {
            warn("there is no table \(path) in the pipeline's lake. it comes with its first rows")
            return []
        }
        let type = try snapshot.schema.field(named: column).type
        var values: Set<String> = []
        try snapshot.scan(
            columns: [column], where: try Self.condition(condition, snapshot)
        ) { batch in
            guard let cells = batch.column(column) else { return }
            for row in 0..<batch.rowCount {
                guard let text = CellText.text(cells, type, row, binary: .readable), !text.isEmpty
                else { continue }
                try Self.check(text, column)
                values.insert(text)
            }
            guard values.count <= PartitionOrigin.valuesMax else {
                throw CommandError(
                    .failed, "it has more than \(PartitionOrigin.valuesMax) values of \(column)",
                    advice: "take fewer with 'where'")
            }
        }
        if values.isEmpty { warn("no row of the table \(path) has a value of \(column)") }
        return values.sorted()
    }

    private static func condition(_ text: String?, _ snapshot: Snapshot) throws -> RowCondition {
        let schema = snapshot.schema
        do throws(ExpressionError) {
            return try RowCondition(text ?? "true", schema: schema)
        } catch {
            throw CommandError(
                .usage, "'where' is not understood", why: error.description,
                advice: error.unknownColumn.map { schema.advice(for: $0) })
        }
    }

    private static func check(_ text: String, _ column: String) throws {
        guard text.utf8.count <= PartitionOrigin.valueBytesMax else {
            throw CommandError(
                .failed,
                "\(column) has a value of more than"
                    + " \(PartitionOrigin.valueBytesMax) bytes: it names no partition")
        }
    }
}
