/// How long files, functions and lines may be.
enum SizeRules {
    static let sourceLinesMax = 500
    static let testLinesMax = 600
    static let functionLinesMax = 60
    static let columnsMax = 100

    static func findings(in file: SourceFile) -> [Finding] {
        fileSize(of: file) + lineLengths(of: file) + functionSizes(of: file)
    }

    private static func fileSize(of file: SourceFile) -> [Finding] {
        let limit = file.isSource ? sourceLinesMax : testLinesMax
        let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
        guard count > limit, !file.path.hasSuffix("+Generated.swift") else { return [] }
        return [Finding(path: file.path, message: "\(count) lines, more than \(limit)")]
    }

    private static func lineLengths(of file: SourceFile) -> [Finding] {
        file.lines.enumerated().filter { $0.element.count > columnsMax }.map { index, line in
            Finding(
                path: file.path, line: index + 1,
                message: "\(line.count) columns, more than \(columnsMax)")
        }
    }

    private static func functionSizes(of file: SourceFile) -> [Finding] {
        FunctionFinder(file).functions.filter { $0.lineCount > functionLinesMax }
            .filter { !isExempt($0, in: file) }
            .map { function in
                Finding(
                    path: file.path, line: function.line,
                    message: "a function of \(function.lineCount) lines, more than "
                        + "\(functionLinesMax)")
            }
    }

    /// True if the lines above it (attributes, comments) hold the mark, with a reason.
    private static func isExempt(_ function: FunctionFinder.Function, in file: SourceFile) -> Bool {
        var index = function.line - 2
        while index >= 0 {
            let line = file.lines[index].trimmingPrefix(while: \.isWhitespace)
            guard line.hasPrefix("//") || line.hasPrefix("@") else { return false }
            if line.firstMatch(of: /\/\/ tidy:long \S/) != nil { return true }
            index -= 1
        }
        return false
    }
}
