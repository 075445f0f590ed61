internal import JSONColumns

extension PollState {
    /// The values that partitions of another source take from this one, in order, each once.
    ///
    /// - Parameter field: a field of its records; nil for their keys.
    package func values(of field: String?) -> [String] {
        guard let field else {
            // Sources that send changes only have a content of each key.
            let items = Array(keys.keys) + contents.keys
            return Set(items.map { MappedRecord.symbol(ofChangeKey: $0) }).sorted()
        }
        return Set(keys.values.compactMap { $0[field] }).sorted()
    }

    func writeKeys(to writer: inout JSONWriter) {
        writer.name("keys")
        writer.beginObject()
        for (key, fields) in keys.sorted(by: { $0.key < $1.key }) {
            writer.name(key)
            writer.beginObject()
            for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                writer.member(name, value)
            }
            writer.endObject()
        }
        writer.endObject()
    }

    static func keys(_ value: JSONValue?) throws(PollProblem) -> [String: [String: String]] {
        var keys: [String: [String: String]] = [:]
        for member in value?.object?.members ?? [] {
            guard let fields = member.value.object else {
                throw damaged("the fields of a key are no object")
            }
            var values: [String: String] = [:]
            for field in fields.members {
                guard let text = field.value.string else {
                    throw damaged("a field of a key is no text")
                }
                values[field.name] = text
            }
            keys[member.name] = values
        }
        return keys
    }
}
