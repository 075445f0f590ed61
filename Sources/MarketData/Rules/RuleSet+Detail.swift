import Bytes
import Columnar

extension RuleSet {
    /// Why a rule applies to a row, for a reader.
    func detail(rule index: Int, row: Int, _ input: RuleInput) -> [UInt8] {
        let text =
            switch compiled[index].test {
            case .number(let column, let minimum, let maximum):
                numberDetail(index, column, minimum, maximum, row, input)
            case .length(let column, let minimum, let maximum):
                lengthDetail(column, minimum, maximum, row, input)
            case .pattern(let column, let pattern):
                "\(schema.fields[column].name) `\(excerpt(input.columns[column], row))` "
                    + "does not match `\(pattern.text)`"
            case .eventTime(let maxSkew):
                "the event time \(PlainText.time(input.eventTimes[row])) is later than Kafka's "
                    + "time \(PlainText.time(input.kafkaTimes[row])) + "
                    + PlainText.seconds(maxSkew)
            case .latestEventTime(let limit):
                "the event time \(PlainText.time(input.eventTimes[row])) is later than "
                    + "\(PlainText.time(limit)), the last that is taken"
            }
        return Array(text.utf8)
    }

    private func numberDetail(
        _ rule: Int, _ column: Int, _ minimum: Int128, _ maximum: Int128, _ row: Int,
        _ input: RuleInput
    ) -> String {
        let field = schema.fields[column]
        var scale = 0
        if case .decimal(_, let digits) = field.type { scale = digits }
        let value: Int128 =
            switch input.columns[column] {
            case .int64(let numbers): Int128(numbers.values[row])
            case .int128(let numbers): numbers.values[row]
            default: 0
            }
        let start = "\(field.name) is \(PlainText.decimal(value, scale: scale)), "
        if case .positive = rules[rule].test { return start + "not positive" }
        return value < minimum
            ? start + "less than \(PlainText.decimal(minimum, scale: scale))"
            : start + "more than \(PlainText.decimal(maximum, scale: scale))"
    }

    private func lengthDetail(
        _ column: Int, _ minimum: Int, _ maximum: Int, _ row: Int, _ input: RuleInput
    ) -> String {
        guard case .binary(let texts) = input.columns[column] else { return "" }
        let length = characterCount(texts[row])
        return "\(schema.fields[column].name) has \(length) characters, "
            + (length < minimum ? "fewer than \(minimum)" : "more than \(maximum)")
    }

    /// The start of a text; a record's text can be as long as the record.
    private func excerpt(_ column: AnyColumn, _ row: Int) -> String {
        guard case .binary(let texts) = column else { return "" }
        return PlainText.excerpt(texts[row])
    }
}
