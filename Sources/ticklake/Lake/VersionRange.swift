import DeltaLake

/// The versions of a table that can be read, in words for whoever named another one.
struct VersionRange: CustomStringConvertible {
    private let versions: ClosedRange<Int64>
    private let table: DeltaTable

    init(_ table: DeltaTable) throws {
        versions = try table.readableVersions()
        self.table = table
    }

    func contains(_ version: Int64) -> Bool { versions.contains(version) }

    var description: String {
        let (oldest, newest) = (versions.lowerBound, versions.upperBound)
        func time(_ version: Int64) -> String {
            let time = (try? table.time(ofVersion: version)).flatMap { CommitTime.text($0) }
            return time.map { " of \($0)" } ?? ""
        }
        if oldest == newest { return "it has version \(oldest)\(time(oldest)) only" }
        return "it has versions \(oldest)\(time(oldest)) to \(newest)\(time(newest))"
    }
}
