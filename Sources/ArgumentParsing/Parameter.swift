/// What a shell may offer in place of a value.
public enum Completion: Sendable, Equatable {
    /// Nothing: only the user knows.
    case none
    /// Names of files.
    case files
    /// Names of folders.
    case folders
    /// One of these words.
    case words([String])
}

/// One thing that a command takes.
struct Parameter {
    enum Kind {
        case argument
        case option
        case flag
    }

    let kind: Kind
    /// For options and flags without the dashes.
    let name: String
    var short: Character?
    /// What stands for the value in help: `N`, `DIR`.
    var valueName = ""
    let help: String
    var isRequired = false
    var isRepeated = false
    /// As help shows it; nil where there is none.
    var defaultText: String?
    var completion = Completion.none

    /// How the user writes it: `--ticks`, `CONFIG`.
    var spelling: String { kind == .argument ? name : "--\(name)" }
}
