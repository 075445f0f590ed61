import Glibc

/// A small file that its owner alone may read, and that is replaced as a whole.
public enum PrivateFile {
    /// The file's bytes.
    ///
    /// - Throws: `PlatformError`: `exposed` where every user of the machine may read or write the
    ///   file, `notFound`, `tooLarge` beyond the limit, else `system`.
    public static func read(_ path: String, limitBytes: Int) throws -> [UInt8] {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw AppendedFile.failure("open", path) }
        guard status.st_mode & (S_IROTH | S_IWOTH) == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw PlatformError(
                .exposed,
                "`\(path)` is open to every user of this machine (mode \(mode)). `chmod 600` it")
        }
        return try TextFile.readBytes(path, limitBytes: limitBytes)
    }

    /// Replaces the file, or makes it; when this returns, the bytes survive a loss of power.
    ///
    /// They are written beside the file, under its name with `.new`, and renamed: whoever reads the
    /// file meanwhile finds the old bytes or the new ones.
    ///
    /// - Throws: `PlatformError`, and the file is as it was.
    public static func replace(_ path: String, with bytes: [UInt8]) throws(PlatformError) {
        let beside = path + ".new"
        // What a killed process left there, with whatever rights.
        _ = unsafe unlink(beside)
        let file = try AppendedFile(beside, mustBeNew: true)
        do throws(PlatformError) {
            try file.append(bytes)
            try file.sync()
            guard unsafe rename(beside, path) == 0 else {
                throw AppendedFile.failure("replace", path)
            }
        } catch {
            _ = unsafe unlink(beside)
            throw error
        }
        try syncFolder(of: path)
    }

    private static func syncFolder(of path: String) throws(PlatformError) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AppendedFile.failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw AppendedFile.failure("sync", folder) }
    }
}
