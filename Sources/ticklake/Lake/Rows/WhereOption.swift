import ArgumentParsing
package import Columnar
package import DeltaLake

extension RowCondition {
    /// The condition that the user gave as `--where`.
    ///
    /// - Throws: `CommandError` with exit code 64, with the place of what is not understood.
    package init(whereOption text: String, schema: Schema) throws {
        do {
            try self.init(text, schema: schema)
        } catch {
            throw CommandError(
                .usage, "--where is not understood", why: error.description,
                advice: error.unknownColumn.map { schema.advice(for: $0) })
        }
    }
}

extension Schema {
    /// Which column may be meant by a name that none has.
    func advice(for name: String) -> String {
        let names = fields.map(\.name)
        return nearest(to: name, among: names).map { "did you mean `\($0)`?" }
            ?? "there are \(names.joined(separator: ", "))"
    }

    /// The fields of columns that the user named, in that order; all if there are none.
    ///
    /// - Throws: `CommandError` with exit code 64 for a name that no column has.
    func selecting(_ names: [String]) throws -> Schema {
        names.isEmpty ? self : Schema(try names.map { try field(named: $0) })
    }

    /// - Throws: `CommandError` with exit code 64 for a name that no column has.
    func field(named name: String) throws -> Field {
        guard let index = index(of: name) else {
            throw CommandError(.usage, "no column `\(name)`", advice: advice(for: name))
        }
        return fields[index]
    }
}
