internal import CYAML

/// One step of a YAML text.
struct Event {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case scalar(YAMLScalar)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        case alias(String)
    }

    let kind: Kind
    let position: YAMLPosition
    /// The name after `&`.
    var anchor: String?
    /// The text after `!`, where it is written out.
    var tag: String?
}

/// libyaml's parser over a copy of a text, event by event.
@safe struct EventStream: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// The text where libyaml reads it, for as long as it does.
    private let text: UnsafeMutableBufferPointer<UInt8>
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        unsafe text = UnsafeMutableBufferPointer.allocate(capacity: max(1, bytes.count))
        // libyaml takes no null pointer, so an empty text is one line feed.
        unsafe text.initialize(repeating: UInt8(ascii: "\n"))
        _ = unsafe text.update(fromContentsOf: bytes)
        unsafe parser = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else { return }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deinitialize(count: 1)
        unsafe parser.deallocate()
        unsafe text.deallocate()
    }

    /// The next event.
    ///
    /// After `streamEnd`, or after an error, there are no more.
    mutating func next() throws(YAMLProblem) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { unsafe yaml_event_delete(&event) }
        let mark = unsafe event.start_mark
        let position = YAMLPosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
        return unsafe Self.translate(event, at: position)
    }

    private static func translate(_ event: yaml_event_t, at position: YAMLPosition) -> Event {
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, position: position)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, position: position)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, position: position)
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, position: position)
        case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, position: position)
        case YAML_ALIAS_EVENT:
            let name = unsafe string(event.data.alias.anchor) ?? ""
            return Event(kind: .alias(name), position: position)
        case YAML_SEQUENCE_START_EVENT:
            let data = unsafe event.data.sequence_start
            return unsafe Event(
                kind: .sequenceStart, position: position, anchor: string(data.anchor),
                tag: string(data.tag))
        case YAML_MAPPING_START_EVENT:
            let data = unsafe event.data.mapping_start
            return unsafe Event(
                kind: .mappingStart, position: position, anchor: string(data.anchor),
                tag: string(data.tag))
        case YAML_SCALAR_EVENT:
            let data = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: data.value, count: data.length)
            let scalar = unsafe YAMLScalar(
                text: String(decoding: bytes, as: UTF8.self),
                isPlain: data.style == YAML_PLAIN_SCALAR_STYLE)
            return unsafe Event(
                kind: .scalar(scalar), position: position, anchor: string(data.anchor),
                tag: string(data.tag))
        default: return Event(kind: .streamEnd, position: position)
        }
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let text = unsafe text else { return nil }
        return unsafe String(cString: text)
    }

    /// What libyaml says is wrong.
    private func problem() -> YAMLProblem {
        let what = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "no memory"
        guard unsafe parser.pointee.error != YAML_READER_ERROR else {
            let offset = unsafe parser.pointee.problem_offset
            return YAMLProblem(.malformed, "not UTF-8 text: \(what)", at: position(of: offset))
        }
        let mark = unsafe parser.pointee.problem_mark
        let place = YAMLPosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
        if byte(at: mark) == UInt8(ascii: "\t") {
            return YAMLProblem(.malformed, "a tab cannot indent. use spaces", at: place)
        }
        guard let context = unsafe parser.pointee.context.map({ unsafe String(cString: $0) }) else {
            return YAMLProblem(.malformed, what, at: place)
        }
        let start = unsafe Int(parser.pointee.context_mark.line) + 1
        let since = start == place.line ? "" : " that begins in line \(start)"
        return YAMLProblem(.malformed, "\(what), \(context)\(since)", at: place)
    }

    /// The byte at a mark, whose column counts characters.
    private func byte(at mark: yaml_mark_t) -> UInt8? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.dropFirst(Int(mark.line)).first
        return line?.filter { $0 & 0xc0 != 0x80 }.dropFirst(Int(mark.column)).first
    }

    /// The position of a byte, for errors that have no mark.
    private func position(of offset: Int) -> YAMLPosition {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = before[start...].count { $0 & 0xc0 != 0x80 } + 1
        return YAMLPosition(line: line, column: column)
    }
}
