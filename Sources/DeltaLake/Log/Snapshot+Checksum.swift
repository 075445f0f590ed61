import JSONColumns
import ObjectStorage

extension Snapshot {
    /// What is in the table, where it is known without reading the list of files: from the commits
    /// made here, or else from the checksum of this version.
    mutating func knownTotals() -> FileTotals? {
        if totals == nil, !hasLookedForTotals, table.writesChecksums {
            hasLookedForTotals = true
            totals = agreeingChecksum.map {
                FileTotals(count: $0.fileCount, byteCount: $0.byteCount)
            }
        }
        return totals
    }

    /// The checksum of this version if it is to be trusted; one that cannot be had is none.
    var agreeingChecksum: VersionChecksum? {
        guard let checksum = try? table.checksum(ofVersion: version), checksum.agrees(with: self)
        else { return nil }
        return checksum
    }

    /// The `txnId` of the newest commit; nil where it has none, or is gone from the log.
    var commitID: String? {
        // A snapshot that began at a checkpoint of its own version has not read that commit.
        newestCommitID
            ?? (try? table.log.commit(version, skippingFiles: true))?.info?["txnId"]?
            .string
    }

    /// Notes what a commit of this program did to the totals, and writes the checksum of its
    /// version; this snapshot is at that version.
    mutating func summarize(_ commit: Commit, after before: FileTotals?) {
        totals = before?.after(commit)
        // Without totals there is nothing to go on with either, until others' commits come.
        hasLookedForTotals = true
        if let totals { writeChecksum(totals, commit.info) }
    }

    /// Writes the checksum of this version unless there is one.
    ///
    /// Nothing depends on it: a failure to write is passed over. Where commits have times of their
    /// own, a checksum has to tell that of its version, which `info` is needed for.
    func writeChecksum(_ totals: FileTotals, _ info: JSONValue? = nil) {
        let time = info?["inCommitTimestamp"]?.int64
        let needsTime = FeatureUse(metadata).isOn(InCommitTime.enabled)
        guard table.writesChecksums, !needsTime || time != nil else { return }
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.optional("txnId", info?["txnId"]?.string)
        writer.member("tableSizeBytes", totals.byteCount)
        writer.member("numFiles", totals.count)
        writer.member("numMetadata", 1)
        writer.member("numProtocol", 1)
        writer.optional("inCommitTimestampOpt", needsTime ? time : nil)
        writer.name("setTransactions")
        writer.beginArray()
        for transaction in transactions { transaction.write(to: &writer) }
        writer.endArray()
        writer.name("domainMetadata")
        writer.beginArray()
        for domain in domains { domain.write(to: &writer) }
        writer.endArray()
        writer.name("metadata")
        metadata.write(to: &writer)
        writer.name("protocol")
        tableProtocol.write(to: &writer)
        writer.endObject()
        _ = try? table.store.putIfAbsent(table.log.path(.checksum(version)), writer.copy())
    }
}

extension FileTotals {
    /// The totals after a commit; nil where it cannot be told from the commit alone.
    func after(_ commit: Commit) -> FileTotals? {
        var totals = self
        let (adds, removes) = (commit.adds, commit.removes)
        // A file that comes in without a change of data, for none that goes out, may be one that
        // is there already, with other statistics or tags.
        if removes.isEmpty, adds.contains(where: { !$0.dataChange }) { return nil }
        for file in adds { totals.add(file.size) }
        for file in removes {
            guard let size = file.size else { return nil }
            totals.remove(size)
        }
        return totals.count < 0 || totals.byteCount < 0 ? nil : totals
    }
}
