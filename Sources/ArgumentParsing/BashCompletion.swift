extension Command {
    /// A script for bash that completes the commands, options and values declared here.
    ///
    /// zsh reads it too, after `autoload -U bashcompinit; bashcompinit`.
    public func bashCompletion() -> String {
        let commands = everyCommand()
        let paths = commands.map(\.path).filter { !$0.isEmpty }
        return """
            # Completes \(name): source <(\(name) completions bash)
            _\(identifier)() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
                local path= word words= kind=
                for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                    case "$path $word" in
                        \(paths.map(quoted).joined(separator: "|")))
                            path="$path $word" ;;
                    esac
                done
                case "$path:$previous" in
            \(commands.flatMap(valueCases).joined(separator: "\n"))
                    *)
                        case "$path" in
            \(commands.map(wordsCase).joined(separator: "\n"))
                        esac ;;
                esac
                COMPREPLY=($(compgen -W "$words" -- "$current"))
                case "$kind" in
                    files) COMPREPLY+=($(compgen -f -- "$current")) ;;
                    folders) COMPREPLY+=($(compgen -d -- "$current")) ;;
                esac
            }
            complete -o filenames -F _\(identifier) \(name)

            """
    }

    private var identifier: String { name.replacing("-", with: "_") }

    /// This command and all below it, each with the words after the program's name.
    private func everyCommand(at path: String = "") -> [(path: String, command: Command)] {
        [(path, self)] + subcommands.flatMap { $0.everyCommand(at: "\(path) \($0.name)") }
    }

    /// What may follow an option that takes a value.
    private func valueCases(_ path: String, _ command: Command) -> [String] {
        command.parameters.filter { $0.kind == .option }.map { option in
            let spellings = [option.spelling] + (option.short.map { ["-\($0)"] } ?? [])
            let pattern = spellings.map { quoted("\(path):\($0)") }.joined(separator: "|")
            return "            \(pattern)) \(offer(option.completion, words: [])) ;;"
        }
    }

    /// What may stand anywhere else.
    private func wordsCase(_ path: String, _ command: Command) -> String {
        let parameters = command.parameters
        var words = command.subcommands.map(\.name)
        words += parameters.filter { $0.kind != .argument }.map(\.spelling)
        words.append("--help")
        if command.version != nil { words.append("--version") }
        let argument = parameters.first { $0.kind == .argument && $0.completion != .none }
        return "                \(quoted(path))) "
            + "\(offer(argument?.completion ?? .none, words: words)) ;;"
    }

    private func offer(_ completion: Completion, words: [String]) -> String {
        var words = words
        var kind = ""
        switch completion {
        case .none: break
        case .files: kind = "files"
        case .folders: kind = "folders"
        case .words(let more): words += more
        }
        return "words=\(quoted(words.joined(separator: " "))) kind=\(kind)"
    }
}

private func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
}
