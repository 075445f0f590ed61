internal import Contracts
internal import Telemetry

extension SourceFileReader {
    /// A key; where it is all that a file holds, it is read from there again when it is refused.
    func readKey(
        _ section: Section, _ name: String, _ use: TokenUse, expected: String
    ) -> Authentication? {
        guard let text = secret(section, name, expected: expected) else { return nil }
        guard let path = keyPath(section, name),
            let bytes = try? section.references?.surroundings.readFile(path),
            let key = KeyFile.key(in: bytes), key.utf8.elementsEqual(text.utf8)
        else { return use.authentication(Secret(text)) }
        return .keyFiles([KeyFile(path: path, key: Secret(key), use: use)])
    }

    /// The file that a text is a reference to, and nothing else.
    private func keyPath(_ section: Section, _ name: String) -> String? {
        let (start, end) = ("${file:", "}")
        guard let written = section.scalar(name, expected: "a text")?.shown,
            written.hasPrefix(start), written.hasSuffix(end)
        else { return nil }
        let path = written.dropFirst(start.count).dropLast(end.count)
        guard !path.contains("}") else { return nil }
        return Path.join(String(path), besides: report.file)
    }

    /// The files of a list together, in the place of the first, as they are read together.
    ///
    /// Beside a token, which is fetched where a request is refused, they stay what they are.
    func joiningKeyFiles(_ ways: [Authentication]) -> [Authentication] {
        let hasToken = ways.contains(where: \.needsToken)
        let all = ways.flatMap(\.keyFiles)
        var isFirst = true
        return ways.flatMap { way -> [Authentication] in
            guard case .keyFiles(let files) = way else { return [way] }
            if hasToken { return files.map { $0.use.authentication($0.key) } }
            defer { isFirst = false }
            return isFirst ? [.keyFiles(all)] : []
        }
    }
}

extension Authentication {
    fileprivate var keyFiles: [KeyFile] {
        if case .keyFiles(let files) = self { return files }
        return []
    }
}
