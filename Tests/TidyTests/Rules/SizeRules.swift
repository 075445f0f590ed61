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

    /// The texts of strings over many lines are as long as they are, and so are those that a test
    /// expects.
    private static func lineLengths(of file: SourceFile) -> [Finding] {
        file.lines.enumerated().filter { index, line in
            line.count > columnsMax
                && !(isBlank(file.code[index]) && isBlank(file.comments[index]))
                && (file.isSource || !file.code[index].contains("\""))
        }.map { index, line in
            Finding(
                path: file.path, line: index + 1,
                message: "\(line.count) columns, more than \(columnsMax)")
        }
    }

    private static func isBlank(_ line: String) -> Bool {
        line.utf8.allSatisfy { $0 == UInt8(ascii: " ") }
    }

    private static func functionSizes(of file: SourceFile) -> [Finding] {
        FunctionFinder(file).functions.compactMap { function in
            let count = function.body.count { !isTestText($0 - 1, in: file) }
            guard count > functionLinesMax, !isExempt(function, in: file) else { return nil }
            return Finding(
                path: file.path, line: function.line,
                message: "a function of \(count) lines, more than \(functionLinesMax)")
        }
    }

    /// True for the lines of a long string in a test, such as a document that it parses.
    private static func isTestText(_ index: Int, in file: SourceFile) -> Bool {
        !file.isSource && !isBlank(file.lines[index]) && isBlank(file.code[index])
            && isBlank(file.comments[index])
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
