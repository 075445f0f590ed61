import Bytes
import Columnar

extension Evaluation {
    func function(
        _ function: SQLFunction, _ parts: [TypedNode], kind: ValueKind
    ) -> ValueVector {
        if function == .coalesce { return coalesce(parts.map(vector), kind: kind) }
        let vector = vector(parts[0])
        switch (function, vector.values) {
        case (.abs, _):
            return mapped(vector, exact: { $0 == .min ? nil : abs($0) }, real: { abs($0) })
        case (.length, .bytes(let column)), (.charLength, .bytes(let column)):
            let isText = parts[0].kind == .text
            return built(column.count, vector) { entry -> Int128? in
                let bytes = column[entry].octets
                guard isText else { return Int128(bytes.count) }
                return Int128(bytes.indices.count { bytes[$0] & 0xc0 != 0x80 })
            }
        case (.upper, .bytes(let column)):
            return texts(column.count, vector) { column.text($0)?.uppercased() }
        case (.lower, .bytes(let column)):
            return texts(column.count, vector) { column.text($0)?.lowercased() }
        case (_, .exact):
            let unit = Evaluation.secondsUnit(of: parts[0].kind)
            return mapped(
                vector,
                exact: { value in
                    let day = unit.map { Evaluation.floor(value, $0) } ?? value
                    guard let day = Int64(exactly: day), abs(day) < 1 << 40 else { return nil }
                    let date = CivilTime.date(ofDay: day)
                    switch function {
                    case .year: return Int128(date.year)
                    case .month: return Int128(date.month)
                    default: return Int128(date.day)
                    }
                })
        default: return .null
        }
    }

    /// How many units of a time make a day; nil for dates.
    private static func secondsUnit(of kind: ValueKind) -> Int128? {
        guard case .time(let scale) = kind else { return nil }
        return ExactNumber.power(scale).map { $0 * TimeText.secondsPerDay }
    }

    /// Division that rounds down.
    static func floor(_ value: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// Texts made from the entries of a vector.
    func texts(
        _ count: Int, _ source: ValueVector, _ text: (Int) -> String?
    ) -> ValueVector {
        var column = BinaryColumn()
        for entry in 0..<count {
            if !source.isNull(atEntry: entry), let text = text(entry) {
                column.append(Array(text.utf8).span)
            } else {
                column.appendNull()
            }
        }
        return ValueVector(
            values: .bytes(column), validity: column.validity, isConstant: source.isConstant)
    }

    private func coalesce(_ vectors: [ValueVector], kind: ValueKind) -> ValueVector {
        func first(_ row: Int) -> ValueVector? { vectors.first { !$0.isNull(row) } }
        let rows = 0..<batch.rowCount
        var validity = Bitmap()
        for row in rows { validity.append(first(row) != nil) }
        switch kind {
        case .boolean:
            return ValueVector(
                values: .truths(
                    rows.map { row in
                        guard let vector = first(row), case .truths(let truths) = vector.values
                        else { return .unknown }
                        return truths[vector.place(row)]
                    }))
        case .real:
            let values = rows.map { row -> Double in
                guard let vector = first(row), case .real(let values) = vector.values else {
                    return 0
                }
                return values[vector.place(row)]
            }
            return ValueVector(values: .real(values), validity: validity)
        case .text, .binary:
            var column = BinaryColumn()
            for row in rows {
                if let vector = first(row), case .bytes(let values) = vector.values {
                    column.append(values[vector.place(row)])
                } else {
                    column.appendNull()
                }
            }
            return ValueVector(values: .bytes(column), validity: validity)
        default:
            let values = rows.map { row -> Int128 in
                guard let vector = first(row), case .exact(let values) = vector.values else {
                    return 0
                }
                return values[vector.place(row)]
            }
            return ValueVector(values: .exact(values), validity: validity)
        }
    }

    // MARK: CAST

    /// A value as another type; null where it does not fit or is none.
    func cast(_ part: TypedNode, to type: DataType) -> ValueVector {
        let vector = vector(part)
        let (from, kind) = (part.kind, ValueKind(type))
        switch (vector.values, kind) {
        case (.exact(let values), .text):
            return texts(values.count, vector) { entry in
                from == .date
                    ? Int64(exactly: values[entry]).map { CivilTime.text(day: $0) }
                    : DecimalText.text(unscaled: values[entry], scale: from.scale)
            }
        case (.truths(let truths), .text):
            return texts(truths.count, vector) { truths[$0] == .yes ? "true" : "false" }
        case (.bytes(let column), .date):
            return built(column.count, vector) { entry -> Int128? in
                column.text(entry).flatMap(TimeText.day).map { Int128($0) }
            }
        case (.bytes(let column), .time(let scale)):
            return built(column.count, vector) { entry -> Int128? in
                guard let time = column.text(entry).flatMap(TimeText.seconds) else { return nil }
                return Evaluation.rescaled(time.unscaled, from: time.scale, to: scale)
            }
        case (.exact, .date) where from != .date:
            let unit = Evaluation.secondsUnit(of: from) ?? 1
            return mapped(vector, exact: { Evaluation.floor($0, unit) })
        case (.exact, .time(let scale)) where from == .date:
            let unit = (ExactNumber.power(scale) ?? 1) * TimeText.secondsPerDay
            return mapped(vector, exact: { ExactNumber.rescaled($0, by: unit) })
        case (.exact, .real): return widened(part, to: .real)
        case (.exact, .exact(let scale, let isWhole)):
            return mapped(
                vector,
                exact: { value in
                    let scaled =
                        isWhole
                        ? value / (ExactNumber.power(from.scale) ?? 1)
                        : Evaluation.rescaled(value, from: from.scale, to: scale)
                    return scaled.flatMap { type.holds($0) ? $0 : nil }
                })
        default: return vector
        }
    }

    /// A number at another scale, half away from zero; nil beyond 128 bits.
    private static func rescaled(_ value: Int128, from: Int, to: Int) -> Int128? {
        if to >= from {
            return ExactNumber.power(to - from).flatMap { ExactNumber.rescaled(value, by: $0) }
        }
        guard let unit = ExactNumber.power(from - to) else { return nil }
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
        return rest.magnitude * 2 >= unit.magnitude ? quotient + (value < 0 ? -1 : 1) : quotient
    }
}

extension DataType {
    /// Whether an unscaled number is within the type's range.
    fileprivate func holds(_ value: Int128) -> Bool {
        switch self {
        case .byte: Int8(exactly: value) != nil
        case .short: Int16(exactly: value) != nil
        case .integer: Int32(exactly: value) != nil
        case .long: Int64(exactly: value) != nil
        case .decimal(let precision, _):
            ExactNumber.power(precision).map { value.magnitude < $0.magnitude } ?? false
        default: true
        }
    }
}
