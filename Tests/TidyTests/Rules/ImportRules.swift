/// Which module may import which.
struct ImportRules {
    /// The modules from the ground up, as the design lists them: arrows go to earlier ones only.
    static let order = [
        "Bytes", "Platform", "Telemetry", "ArgumentParsing", "YAML", "Columnar", "JSONColumns",
        "Parquet", "ObjectStorage", "DeltaLake", "HTTPTransfer", "HTTPServing", "Kafka",
        "MarketData", "Synthetic", "Pipeline", "Contracts", "Connectors", "Poller", "ticklake",
    ]

    /// The simulation runs these: they must build without the outer world.
    static let pure = ["Pipeline", "MarketData"]
    static let outerWorld = ["Kafka", "DeltaLake", "ObjectStorage", "Platform", "Connectors"]

    /// What comes with the toolchain, for every target.
    static let toolchain = ["Synchronization"]
    static let toolchainForTests = toolchain + ["Testing", "Foundation", "Glibc"]

    let manifest: Manifest

    /// What the manifest itself does wrong.
    func findings() -> [Finding] {
        manifest.targets.filter { !$0.isTest }.flatMap { target -> [Finding] in
            guard let place = Self.order.firstIndex(of: target.name) else {
                return [finding("\(target.name) has no place in the order of modules")]
            }
            let inner = target.dependencies.filter { !manifest.systemLibraries.contains($0) }
            let wrong = inner.filter { !Self.order[..<place].contains($0) }
                .map { finding("\(target.name) must not depend on \($0)") }
            let impure = inner.filter {
                Self.pure.contains(target.name) && Self.outerWorld.contains($0)
            }
            return wrong
                + impure.map { finding("\(target.name) must not depend on the world: \($0)") }
        } + sharedLibraries()
    }

    /// What the imports of the files do wrong.
    func findings(in files: [SourceFile]) -> [Finding] {
        files.flatMap(findings)
    }

    private func findings(in file: SourceFile) -> [Finding] {
        guard let allowed = manifest.dependencies(of: file.target) else {
            return [Finding(path: file.path, message: "no target \(file.target) in Package.swift")]
        }
        let toolchain = file.isSource ? Self.toolchain : Self.toolchainForTests
        return imports(of: file).compactMap { line, module in
            if allowed.contains(module) || toolchain.contains(module) { return nil }
            // Where Glibc may stand is a matter of the words that are banned.
            if module == "Glibc" || module == "Foundation" { return nil }
            return Finding(
                path: file.path, line: line,
                message: "imports \(module), which \(file.target) does not depend on")
        }
    }

    /// Dependencies that no file needs.
    func unusedDependencies(in files: [SourceFile]) -> [Finding] {
        manifest.targets.filter { !$0.isTest }.flatMap { target -> [Finding] in
            let own = files.filter { $0.target == target.name }
            let used = Set(own.flatMap { imports(of: $0).map(\.module) })
            return target.dependencies.filter { !used.contains($0) }
                .map { finding("\(target.name) depends on \($0), but imports it nowhere") }
        }
    }

    /// C libraries that more than one target depends on.
    private func sharedLibraries() -> [Finding] {
        manifest.systemLibraries.flatMap { library -> [Finding] in
            let users = manifest.targets.filter { $0.dependencies.contains(library) }
            guard users.count != 1 else { return [] }
            let names = users.map(\.name).joined(separator: ", ")
            return [finding("\(library) must have exactly one user, not: \(names)")]
        }
    }

    private func imports(of file: SourceFile) -> [(line: Int, module: String)] {
        file.code.enumerated().compactMap { index, line in
            guard WordRules.contains("import", in: line),
                let match = line.firstMatch(of: /^\s*(?:@\w+ )?(?:\w+ )?import (?:\w+ )?(\w+)/)
            else { return nil }
            return (index + 1, String(match.1))
        }
    }

    private func finding(_ message: String) -> Finding {
        Finding(path: "Package.swift", message: message)
    }
}
