extension Verification {
    /// The rows in a table's files are, all together, those that its commits brought: whoever moved
    /// them between files lost none and doubled none.
    ///
    /// For tables whose rows were moved and never replaced, and whose log still has all commits.
    mutating func checkTotals(of table: LedgerTable) {
        let commits = table.commits.filter { $0.restored == nil }
        let steps = commits.flatMap(\.steps)
        guard !table.isCleaned, !table.next.isEmpty, !steps.isEmpty,
            commits.contains(where: \.movesRows), commits.allSatisfy({ !$0.removesRows })
        else { return }
        var found: [Violation] = []
        func report(_ message: String) {
            found.append(
                Violation(
                    table: table.name, lane: nil, version: table.version, range: nil,
                    message: message))
        }
        let brought = steps.reduce(Int64(0)) { $0 + $1.rows }
        let there = table.files.compactMap(\.rows)
        guard there.count == table.files.count else { return }
        let present = there.reduce(0, +)
        if brought != present {
            report("the commits brought \(brought) rows, the files have \(present)")
        } else if let digest = table.contentsDigest, let expected = Self.digest(of: steps),
            digest != expected
        {
            report("the rows in the files are not those that the commits brought")
        }
        add(
            "no row lost", table.name,
            extent: "\(table.files.count) files, \(Readable.count(present)) rows", found)
    }

    private static func digest(of steps: [StepRecord]) -> UInt64? {
        var sum: UInt64 = 0
        for step in steps {
            guard let digest = step.digest else { return nil }
            sum &+= digest
        }
        return sum
    }
}

extension LedgerTable {
    /// The digest of all rows; nil where some were not, or could not be, read.
    fileprivate var contentsDigest: UInt64? {
        var sum: UInt64 = 0
        for file in files {
            guard case .digest(let digest) = file.contents else { return nil }
            sum &+= digest
        }
        return sum
    }
}
