package import YAML

/// A single value of a file with its references resolved.
package struct ScalarText {
    /// The text.
    package var text: String
    /// The text as messages may show it: as it was written, never what a reference stands for.
    package var shown: String
    /// Whether it held a reference.
    package var hadReference: Bool
    package let position: YAMLPosition
}

extension Section {
    /// The single value under a key; nil when it is absent or was found wrong.
    package func scalar(_ key: String, expected: String) -> ScalarText? {
        value(key).flatMap { scalar($0, key, expected: expected) }
    }

    /// A value as a single one, under the name of a key.
    package func scalar(_ value: YAMLValue, _ key: String, expected: String) -> ScalarText? {
        guard case .scalar(let scalar) = value.content, !value.isNull else {
            if value.content != .refused {
                wrong(key, value.kindName, expected: expected, at: value.position)
            }
            return nil
        }
        var result = ScalarText(
            text: scalar.text, shown: scalar.text, hadReference: false, position: value.position)
        guard let references else { return result }
        do throws(References.Problem) {
            let expansion = try references.expand(scalar.text)
            result.text = expansion.text
            result.hadReference = expansion.hadReference
            if expansion.hadReference { report.refer(path(of: key), scalar.text) }
            return result
        } catch {
            report.add("'\(path(of: key))': \(error.message)", at: value.position)
            return nil
        }
    }

    /// What a function makes of the text; nil when it is absent or was found wrong.
    package func parsed<Value>(
        _ key: String, expected: String, candidates: [String] = [],
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let scalar = scalar(key, expected: expected) else { return nil }
        if let value = parse(scalar.text) { return value }
        wrong(
            key, Shown.quoted(scalar.shown), expected: expected, candidates: candidates,
            written: scalar.shown, at: scalar.position)
        return nil
    }

    /// A text of a form; nil when it is absent or wrong.
    package func text(_ key: String, expected: String, where accepts: (String) -> Bool) -> String? {
        parsed(key, expected: expected) { accepts($0) ? $0 : nil }
    }

    /// A text that has to be there; empty when it is absent or wrong.
    package func requiredText(_ key: String, expected: String, where accepts: (String) -> Bool)
        -> String
    {
        guard value(key) != nil else {
            missing(key, expected: expected)
            return ""
        }
        return text(key, expected: expected, where: accepts) ?? ""
    }

    /// An integer within bounds.
    package func integer(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return parsed(key, expected: expected) { text in
            IntegerText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? fallback
    }

    /// A duration within bounds, in nanoseconds.
    package func duration(_ key: String, default fallback: Int64, in range: ClosedRange<Int64>)
        -> Int64
    {
        let least = DurationText.render(range.lowerBound)
        let expected =
            "a duration such as 10s, 1m or 100ms, from \(least)"
            + " to \(DurationText.render(range.upperBound))"
        return parsed(key, expected: expected) { text in
            DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? fallback
    }

    /// A size within bounds, in bytes.
    package func size(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Int {
        let least = SizeText.render(range.lowerBound)
        let expected =
            "a size such as 128MB or 1GiB, from \(least) to \(SizeText.render(range.upperBound))"
        return parsed(key, expected: expected) { text in
            SizeText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? fallback
    }

    /// True or false.
    package func flag(_ key: String, default fallback: Bool) -> Bool {
        parsed(key, expected: "true or false") { ["true": true, "false": false][$0] } ?? fallback
    }

    /// One of a few words.
    package func choice<Word>(_ key: String, default fallback: Word) -> Word
    where Word: CaseIterable & RawRepresentable, Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue)
        return parsed(key, expected: Shown.alternatives(words), candidates: words) { text in
            Word.allCases.first { $0.rawValue.utf8.elementsEqual(text.utf8) }
        } ?? fallback
    }
}
