import ArgumentParsing

/// `completions SHELL`: a script that lets the shell complete commands and options.
enum CompletionsCommand {
    private enum Shell: String, ArgumentChoice {
        case bash, zsh
    }

    static let command = Command(
        "completions", "prints a script that completes commands and options in a shell",
        examples: [
            "source <(ticklake completions bash)",
            "ticklake completions bash > /etc/bash_completion.d/ticklake",
        ]
    ) { a in
        let shell = a.argument("SHELL", "the shell", as: Shell.self)
        return {
            // zsh runs bash's completions after these two.
            let opening =
                "autoload -U +X compinit && compinit\n"
                + "autoload -U +X bashcompinit && bashcompinit\n"
            try Console.show((shell == .zsh ? opening : "") + Program.root.bashCompletion())
        }
    }
}
