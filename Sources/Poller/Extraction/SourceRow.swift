internal import Bytes
package import JSONColumns

/// One record as a vendor sent it, whatever the form.
package struct SourceRow: Sendable {
    /// The record; null where it has nothing but cells.
    package let value: JSONValue
    /// The names of the cells, shared by the rows of an answer.
    let names: [String]
    /// Values that have names and stand outside the record, such as the key that leads to it.
    let cells: [JSONValue]
    /// What the record's list is a part of: `meta` beside `values`.
    let parent: JSONValue?
    /// Which record of the answer it is, from 0, those that are none counted.
    package internal(set) var place = 0

    init(value: JSONValue = .null, names: [String], cells: [JSONValue], parent: JSONValue?) {
        self.value = value
        self.names = names
        self.cells = cells
        self.parent = parent
    }

    /// The cell of a name.
    func cell(_ name: String) -> JSONValue? {
        for index in names.indices where names[index].hasSameBytes(as: name) {
            return cells[index]
        }
        return nil
    }

    /// What tells the record from others.
    var digest: Hash128 {
        let cells = JSONValue.array(cells).text
        return StableHash.hash128(Array((value.text + cells).utf8).span.rawBytes)
    }

    /// The record as one object, cells first: for previews.
    package var object: JSONValue { .object(JSONObject(members)) }

    /// The cells that have names, and the record's members whose names no cell has.
    var members: [JSONObject.Member] {
        let own = zip(names, cells).filter { $0.0 != "_" }.map { JSONObject.Member($0, $1) }
        return own + (value.object?.members ?? []).filter { cell($0.name) == nil }
    }
}
