internal import Bytes
internal import JSONColumns

/// What a file of exchanges holds of one source.
struct Recording {
    /// When its poll began, in nanoseconds since the epoch; nil where the file does not say.
    private(set) var beginning: Int64?
    /// Its exchanges, in the order in which they ended.
    private(set) var exchanges: [RecordedExchange] = []

    /// The line that says when a source's poll began, its line feed included.
    static func line(pollOf source: String, at time: Int64) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("poll", source)
        writer.member("time", RFC3339.text(time))
        writer.endObject()
        writer.endLine()
        return writer.copy()
    }

    /// Reads what a recording has of a source.
    ///
    /// - Throws: `PollProblem` with the line that is none.
    init(parsing bytes: [UInt8], source: String) throws(PollProblem) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            do throws(PollProblem) {
                try read(Array(line), source)
            } catch {
                throw PollProblem("line \(index + 1) of the recording: \(error)")
            }
        }
    }

    private mutating func read(_ line: [UInt8], _ source: String) throws(PollProblem) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line)
        } catch {
            throw PollProblem("no JSON: \(error)")
        }
        if let polled = value["poll"]?.string {
            guard let time = value["time"]?.string.flatMap(RFC3339.nanoseconds) else {
                throw PollProblem("`time` is no time")
            }
            if polled.utf8.elementsEqual(source.utf8), beginning == nil { beginning = time }
            return
        }
        let exchange = try RecordedExchange(value)
        if exchange.source.utf8.elementsEqual(source.utf8) { exchanges.append(exchange) }
    }
}

extension SourcePlan {
    /// The parameters and header fields that differ each time a request is made anew.
    package var changingNames: [String] {
        api.authentication.flatMap { authentication -> [String] in
            guard case .signature(let plan) = authentication else { return [] }
            return [plan.place, plan.timestamp?.place].compactMap { place in
                switch place {
                case .header(let name), .query(let name): name
                case nil: nil
                }
            }
        }
    }
}
