/// What a command's declaration asks for its arguments and options.
///
/// Problems are collected, so that the user reads all of them at once; a value that could not be
/// read is a placeholder, which nothing sees, as the work then does not run.
public final class Arguments {
    /// What was declared so far.
    private(set) var parameters: [Parameter] = []
    /// Nil in the declaration's first run.
    private var words: Words?
    private var problems: [String] = []

    init(learning: Void) {
        words = nil
    }

    init(words: Words) {
        self.words = words
    }

    // MARK: Arguments

    /// The next argument, which must be there.
    public func argument<Value: ArgumentValue>(
        _ name: String, _ help: String, as type: Value.Type = String.self,
        completion: Completion? = nil
    ) -> Value {
        declare(
            Parameter(
                kind: .argument, name: name, help: help, isRequired: true,
                completion: completion ?? Value.completion))
        guard words != nil else { return .placeholder }
        guard let word = words?.takePositional() else {
            problems.append("\(name) is missing: \(help)")
            return .placeholder
        }
        return read(word, of: name) ?? .placeholder
    }

    /// The next argument, or the default.
    public func argument<Value: ArgumentValue>(
        _ name: String, _ help: String, default value: Value, completion: Completion? = nil
    ) -> Value {
        declare(
            Parameter(
                kind: .argument, name: name, help: help, defaultText: value.argumentText,
                completion: completion ?? Value.completion))
        guard let word = words?.takePositional() else { return value }
        return read(word, of: name) ?? value
    }

    /// All arguments from here on.
    public func arguments<Value: ArgumentValue>(
        _ name: String, _ help: String, as type: Value.Type = String.self,
        isRequired: Bool = false, completion: Completion? = nil
    ) -> [Value] {
        declare(
            Parameter(
                kind: .argument, name: name, help: help, isRequired: isRequired, isRepeated: true,
                completion: completion ?? Value.completion))
        var values: [Value] = []
        while let word = words?.takePositional() {
            if let value: Value = read(word, of: name) { values.append(value) }
        }
        if isRequired, words != nil, values.isEmpty {
            problems.append("\(name) is missing: \(help)")
        }
        return values
    }

    // MARK: Options

    /// The option's value, or the default, whose type it takes.
    public func option<Value: ArgumentValue>(
        _ name: String, _ valueName: String, _ help: String, default value: Value,
        short: Character? = nil, completion: Completion? = nil
    ) -> Value {
        declare(
            Parameter(
                kind: .option, name: name, short: short, valueName: valueName, help: help,
                defaultText: value.argumentText, completion: completion ?? Value.completion))
        return given(name) ?? value
    }

    /// The option's value, or nil if it is not given.
    public func option<Value: ArgumentValue>(
        _ name: String, _ valueName: String, _ help: String, as type: Value.Type = String.self,
        short: Character? = nil, completion: Completion? = nil
    ) -> Value? {
        declare(
            Parameter(
                kind: .option, name: name, short: short, valueName: valueName, help: help,
                completion: completion ?? Value.completion))
        return given(name)
    }

    /// The value of an option that must be given.
    public func requiredOption<Value: ArgumentValue>(
        _ name: String, _ valueName: String, _ help: String, as type: Value.Type = String.self,
        short: Character? = nil, completion: Completion? = nil
    ) -> Value {
        declare(
            Parameter(
                kind: .option, name: name, short: short, valueName: valueName, help: help,
                isRequired: true, completion: completion ?? Value.completion))
        let isMentioned = words?.values[name] != nil
        if let value: Value = given(name) { return value }
        if words != nil, !isMentioned {
            problems.append("--\(name) \(valueName) is missing: \(help)")
        }
        return .placeholder
    }

    /// All values of an option that may be given many times, or once with commas: `0,1`.
    public func list<Value: ArgumentValue>(
        _ name: String, _ valueName: String, _ help: String, as type: Value.Type = String.self,
        short: Character? = nil, completion: Completion? = nil
    ) -> [Value] {
        declare(
            Parameter(
                kind: .option, name: name, short: short, valueName: valueName, help: help,
                isRepeated: true, completion: completion ?? Value.completion))
        let words = words?.takeValues(name) ?? []
        return words.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
            .compactMap { read(String($0), of: "--\(name)") }
    }

    /// True if the option, which takes no value, is given.
    public func flag(_ name: String, _ help: String, short: Character? = nil) -> Bool {
        declare(Parameter(kind: .flag, name: name, short: short, help: help))
        return !(words?.takeValues(name) ?? []).isEmpty
    }

    // MARK: Problems

    /// Reports a problem unless the condition holds: for what a type alone cannot say.
    public func expect(_ condition: Bool, _ problem: @autoclosure () -> String) {
        if words != nil, !condition { problems.append(problem()) }
    }

    /// The problems of the words, in the order of the words first.
    func finish() -> [String] {
        var all = words?.takeProblems() ?? []
        all += problems
        while let word = words?.takePositional() {
            all.append("unexpected argument `\(word)`")
        }
        return all
    }

    private func given<Value: ArgumentValue>(_ name: String) -> Value? {
        words?.takeValues(name).first.flatMap { read($0, of: "--\(name)") }
    }

    private func read<Value: ArgumentValue>(_ word: String, of spelling: String) -> Value? {
        guard let value = Value(argument: word) else {
            problems.append("\(spelling) expects \(Value.expectation), not `\(word)`")
            return nil
        }
        return value
    }

    private func declare(_ parameter: Parameter) {
        precondition(
            !parameters.contains { $0.spelling == parameter.spelling },
            "\(parameter.spelling) is declared twice")
        precondition(
            !["help", "version"].contains(parameter.name) || parameter.kind != .flag,
            "--\(parameter.name) is built in")
        parameters.append(parameter)
    }
}
