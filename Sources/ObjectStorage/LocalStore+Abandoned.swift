extension LocalStore {
    /// Removes the temporary files that dead processes left; they are known by their age.
    public func removeAbandonedUploads(in folder: StorePath, before cutoff: Int64) throws -> Int {
        try at(folder) { try removeTemporaries(in: fullName(folder), before: cutoff, depth: 0) }
    }

    private func removeTemporaries(
        in folder: String, before cutoff: Int64, depth: Int
    ) throws -> Int {
        var count = 0
        try File.forEachEntry(in: folder) { name, _ in
            let path = "\(folder)/\(name)"
            // It may be gone since it was listed; a link is nobody's upload, nor leads to one.
            guard let status = try File.status(ofLink: path) else { return }
            switch status.kind {
            case .folder:
                guard depth < LocalStore.depthMax else {
                    throw StoreError(.invalid, "folders are nested too deep: \(path)")
                }
                count += try removeTemporaries(in: path, before: cutoff, depth: depth + 1)
            case .file where LocalStore.isTemporary(name) && status.modified < cutoff:
                try File.remove(path)
                count += 1
            case .file, .link, .other: break
            }
        }
        return count
    }
}
