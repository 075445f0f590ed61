/// Where files lie and what they are called.
enum LayoutRules {
    static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "topics", "compose", "README.md", "LICENSE",
        "Benchmarks", "Makefile", "Scripts",
    ]

    static let vagueNames = ["Utils", "Helper", "Common", "Manager", "Misc"]

    /// What lies at the top and should not, and what does not and should.
    static func findings(topLevel names: [String]) -> [Finding] {
        let visible = Set(names.filter { !$0.hasPrefix(".") && $0 != "Package.resolved" })
        return visible.subtracting(topLevel).sorted()
            .map { Finding(path: $0, message: "does not belong at the top") }
            + topLevel.subtracting(visible).sorted()
            .map { Finding(path: $0, message: "is missing") }
    }

    static func findings(in file: SourceFile) -> [Finding] {
        let isPlaceholder = file.path.hasSuffix("/Placeholder.swift")
        let vague = vagueNames.filter { name in
            file.path.contains(name)
        }
        return vague.map { Finding(path: file.path, message: "`\($0)` says nothing in a name") }
            + (isPlaceholder ? [Finding(path: file.path, message: "is a placeholder")] : [])
    }
}
