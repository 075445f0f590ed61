/// Builds a document's values from its events, within limits.
struct DocumentBuilder: ~Copyable {
    private var events: EventStream
    private let limits: YAMLLimits
    private var nodes = 0
    private(set) var problems: [YAMLProblem] = []

    init(_ events: consuming EventStream, limits: YAMLLimits) {
        self.events = events
        self.limits = limits
    }

    /// The outermost value, or nil when reading had to stop.
    mutating func build() -> YAMLValue? {
        do throws(YAMLProblem) {
            return try document()
        } catch {
            problems.append(error)
            return nil
        }
    }

    private mutating func document() throws(YAMLProblem) -> YAMLValue {
        var root: YAMLValue?
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamEnd:
                return root ?? Self.null(at: YAMLPosition(line: 1, column: 1))
            case .documentStart where root != nil:
                let message = "a second document begins. one file holds one document"
                throw YAMLProblem(.refused, message, at: event.position)
            case .streamStart, .documentStart, .documentEnd: continue
            default: root = try value(event, depth: 1)
            }
        }
    }

    private mutating func value(_ event: Event, depth: Int) throws(YAMLProblem) -> YAMLValue {
        try count(event, depth: depth)
        refuseExtras(of: event)
        switch event.kind {
        case .scalar(let scalar): return YAMLValue(.scalar(scalar), at: event.position)
        case .sequenceStart: return try sequence(from: event, depth: depth)
        case .mappingStart: return try mapping(from: event, depth: depth)
        case .alias(let name):
            let message = "an alias: `*\(name)`. aliases are not taken: write the value out"
            problems.append(YAMLProblem(.refused, message, at: event.position))
            return YAMLValue(.refused, at: event.position)
        default:
            // libyaml's grammar puts no other event where a value begins.
            throw YAMLProblem(.malformed, "a value was expected", at: event.position)
        }
    }

    private mutating func sequence(from start: Event, depth: Int) throws(YAMLProblem) -> YAMLValue {
        var elements: [YAMLValue] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { break }
            elements.append(try value(event, depth: depth + 1))
        }
        return YAMLValue(.sequence(elements), at: start.position)
    }

    private mutating func mapping(from start: Event, depth: Int) throws(YAMLProblem) -> YAMLValue {
        var entries: [YAMLEntry] = []
        var lines: [[UInt8]: Int] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { break }
            let key = try value(event, depth: depth + 1)
            let content = try value(try events.next(), depth: depth + 1)
            guard let text = keyText(key) else { continue }
            // By bytes: `String` would take two spellings of one letter for the same key.
            if let line = lines.updateValue(key.position.line, forKey: Array(text.utf8)) {
                let message = "`\(text)` stands twice. it was first given in line \(line)"
                problems.append(YAMLProblem(.duplicateKey, message, at: key.position))
                lines[Array(text.utf8)] = line
                continue
            }
            entries.append(YAMLEntry(key: text, keyPosition: key.position, value: content))
        }
        return YAMLValue(.mapping(entries), at: start.position)
    }

    /// The text of a key, or nil after noting why it is none.
    private mutating func keyText(_ key: YAMLValue) -> String? {
        guard case .scalar(let scalar) = key.content else {
            if key.content != .refused {
                let message = "a key that is a list or a mapping. keys are text"
                problems.append(YAMLProblem(.refused, message, at: key.position))
            }
            return nil
        }
        if scalar.isPlain, scalar.text == "<<" {
            let message = "a merge key: `<<`. merging is not taken: write the values out"
            problems.append(YAMLProblem(.refused, message, at: key.position))
            return nil
        }
        return scalar.text
    }

    private mutating func refuseExtras(of event: Event) {
        if let anchor = event.anchor {
            let message = "an anchor: `&\(anchor)`. anchors are not taken: write the value out"
            problems.append(YAMLProblem(.refused, message, at: event.position))
        }
        if let tag = event.tag {
            let message = "a tag: `\(tag)`. tags are not taken: leave it out"
            problems.append(YAMLProblem(.refused, message, at: event.position))
        }
    }

    private mutating func count(_ event: Event, depth: Int) throws(YAMLProblem) {
        nodes += 1
        if depth > limits.depth {
            let message = "values nest deeper than \(limits.depth)"
            throw YAMLProblem(.limit, message, at: event.position)
        }
        if nodes > limits.nodes {
            let message = "the text has more than \(limits.nodes) values"
            throw YAMLProblem(.limit, message, at: event.position)
        }
    }

    private static func null(at position: YAMLPosition) -> YAMLValue {
        YAMLValue(.scalar(YAMLScalar(text: "", isPlain: true)), at: position)
    }
}
