import Bytes
import JSONColumns

/// Files that become one, or a few: of one partition, with the same tags.
struct FileBin: Sendable {
    /// The files, in the order in which their rows are to stand.
    private(set) var files: [AddFile] = []
    /// Their bytes.
    private(set) var byteCount: Int64 = 0
    /// Whether a file is worth rewriting by itself.
    private(set) var isWorthwhile = false

    mutating func append(_ candidate: FileCandidate) {
        files.append(candidate.file)
        byteCount = byteCount.addingSaturated(candidate.file.size)
        isWorthwhile = isWorthwhile || candidate.isWorthwhile
    }

    /// The tags of the files, and so of those that take their place.
    var tags: [String: String] { files.first?.lastingTags ?? [:] }
    /// The values of the partition columns.
    var partition: [PartitionValue] { files.first?.partitionValues ?? [] }
}

/// A file that may be joined to others.
struct FileCandidate: Sendable {
    let file: AddFile
    /// Whether it is worth rewriting alone: it has deleted rows, or is not clustered.
    let isWorthwhile: Bool
    /// Its bounds in the column that orders files; by age without one.
    let extent: ClosedRange<Int64>
}

/// Sorts the files of a table into bins.
///
/// A file of half the target size or more is left alone, so that rows are rewritten a few times at
/// most however often this runs.
struct OptimizePlan: Sendable {
    private let options: OptimizeOptions
    private let target: Int64
    /// What statistics call the column that orders files.
    private let orderColumn: String?
    /// The tag of files that are clustered as they should be.
    private let clusteringText: String?
    private var groups: [ByteText: [FileCandidate]] = [:]
    private var count = 0
    /// The files that are passed over: an earlier plan had them and found nothing to join.
    private var skipped: Int
    /// Whether there were more files than are planned with at a time.
    private(set) var isCut = false

    /// - Parameter metadata: the table's.
    init(
        _ options: OptimizeOptions, over metadata: TableMetadata, target: Int64, skipping: Int = 0
    ) {
        skipped = skipping
        self.options = options
        self.target = target
        orderColumn = options.orderedBy.map { metadata.physicalName($0) }
        clusteringText = options.clustering?.text(metadata)
    }

    /// Takes a file up where it may be joined to others.
    mutating func offer(_ file: AddFile) {
        guard options.isWanted(file), let candidate = candidate(file) else { return }
        guard skipped == 0 else {
            skipped -= 1
            return
        }
        guard count < options.plannedFilesMax else {
            isCut = true
            return
        }
        count += 1
        groups[ByteText(file.groupText), default: []].append(candidate)
    }

    private func candidate(_ file: AddFile) -> FileCandidate? {
        let isUnclustered =
            clusteringText.map { file.tags[AddFile.clusteringTag] != $0 } ?? false
        let isUntagged = options.tagging.map { file.tags[$0.tag] == nil } ?? false
        if isUntagged {
            // By itself, wherever its rows belong.
            return FileCandidate(file: file, isWorthwhile: true, extent: .min ... .min)
        }
        let isWorthwhile = file.deletionVector != nil || isUnclustered
        guard isWorthwhile || file.size < target / 2 + target % 2, let extent = extent(of: file)
        else {
            return nil
        }
        return FileCandidate(file: file, isWorthwhile: isWorthwhile, extent: extent)
    }

    /// Where a file stands among others; nil for one that cannot be placed.
    private func extent(of file: AddFile) -> ClosedRange<Int64>? {
        guard let column = orderColumn else {
            return file.modificationTime...file.modificationTime
        }
        guard let stats = file.stats, let value = try? JSONValue(parsing: stats),
            let low = value["minValues"]?[column]?.int64,
            let high = value["maxValues"]?[column]?.int64, low <= high
        else { return nil }
        return low...high
    }

    /// The bins that are worth rewriting, in an order that depends on the files alone.
    func bins() -> [FileBin] {
        groups.sorted { $0.key.text.precedes($1.key.text) }.flatMap { bins(of: $0.value) }
    }

    private func bins(of candidates: [FileCandidate]) -> [FileBin] {
        let sorted = candidates.sorted { left, right in
            let (a, b) = (left.extent, right.extent)
            if a.lowerBound != b.lowerBound { return a.lowerBound < b.lowerBound }
            return left.file.path.precedes(right.file.path)
        }
        var bins: [FileBin] = []
        var bin = FileBin()
        var end: Int64?
        for candidate in sorted {
            let liesAcross =
                options.orderedBy != nil && end.map { candidate.extent.lowerBound <= $0 } ?? false
            let byteCount = bin.byteCount.addingSaturated(candidate.file.size)
            if liesAcross || (bin.byteCount > 0 && byteCount > target) {
                bins.append(bin)
                bin = FileBin()
            }
            bin.append(candidate)
            end = max(end ?? .min, candidate.extent.upperBound)
        }
        bins.append(bin)
        return bins.filter { $0.isWorthwhile || $0.files.count >= max(2, options.filesMin) }
    }
}

extension AddFile {
    /// The tag of a file whose rows are arranged, and how.
    static let clusteringTag = "optimize.clusteredBy"

    /// What Spark and Databricks note about one file; it is not true of another that takes its
    /// place.
    private static let passingTags: Set<String> = [
        "INSERTION_TIME", "MIN_INSERTION_TIME", "MAX_INSERTION_TIME", "OPTIMIZE_TARGET_SIZE",
        "ZCUBE_ID", "ZCUBE_ZORDER_BY", "ZCUBE_ZORDER_CURVE", "CLUSTERED_BY", clusteringTag,
    ]

    /// The tags that say whose rows a file holds: files that differ in them are never joined.
    var lastingTags: [String: String] { tags.filter { !Self.passingTags.contains($0.key) } }

    /// What files that may be joined have in common, as a text.
    fileprivate var groupText: String {
        let values = partitionValues.sorted { $0.column.precedes($1.column) }
            .map { "\($0.column)\0\($0.text.map { "=\($0)" } ?? "")" }
        let tags = lastingTags.sorted { $0.key.precedes($1.key) }.map { "\($0.key)\0\($0.value)" }
        return values.joined(separator: "\u{1}") + "\u{2}" + tags.joined(separator: "\u{1}")
    }
}
