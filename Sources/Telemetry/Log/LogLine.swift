/// A log line under construction.
struct LogLine: Sendable {
    private let format: Log.Format
    private var text = ""

    init(format: Log.Format) {
        self.format = format
    }

    mutating func open(time: UTCTime, level: Log.Level, event: String) {
        switch format {
        case .text:
            text += "\(time) "
            text += level.name
            text += String(repeating: " ", count: max(1, 6 - level.name.utf8.count))
            appendPlain(event, isQuoted: event.utf8.contains { $0 < 0x20 })
        case .json:
            text += "{\"ts\":\"\(time)\",\"level\":\"\(level.name)\",\"event\":"
            appendQuoted(event)
        }
    }

    mutating func append(_ context: LogLine) {
        text += context.text
    }

    mutating func append(_ key: String, _ value: LogValue) {
        switch format {
        case .text:
            text += " \(key)="
            append(value)
        case .json:
            text += ","
            appendQuoted(key)
            text += ":"
            append(value)
        }
    }

    func closed() -> String {
        switch format {
        case .text: text + "\n"
        case .json: text + "}\n"
        }
    }

    private mutating func append(_ value: LogValue) {
        switch value {
        case .int(let value): text += String(value)
        case .bool(let value): text += value ? "true" : "false"
        case .double(let value):
            // JSON has no such numbers.
            if format == .json && !value.isFinite {
                appendQuoted("\(value)")
            } else {
                text += "\(value)"
            }
        case .string(let value):
            switch format {
            case .json: appendQuoted(value)
            case .text: appendPlain(value, isQuoted: needsQuotes(value))
            }
        }
    }

    private func needsQuotes(_ value: String) -> Bool {
        value.isEmpty
            || value.utf8.contains { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3D || $0 == 0x7F }
    }

    private mutating func appendPlain(_ value: String, isQuoted: Bool) {
        if isQuoted { appendQuoted(value) } else { text += value }
    }

    /// Appends a JSON string; also what a text line quotes by, so that a line is always one line.
    private mutating func appendQuoted(_ value: String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
