import Platform
import Poller

/// A file that keeps a refresh token, which its vendor replaces.
///
/// The file is replaced by a rename, so the lock is on another one beside it, which stays.
struct RefreshTokenFile: RefreshTokenStore {
    let path: String
    private static let bytesMax = 65_536

    func read() throws(PollProblem) -> String? {
        let bytes: [UInt8]
        do {
            bytes = try PrivateFile.read(path, limitBytes: Self.bytesMax)
        } catch let error as PlatformError where error.kind == .notFound {
            return nil
        } catch let error as PlatformError where error.kind == .exposed {
            throw PollProblem("\(error), and get another token where others may have read this one")
        } catch {
            throw PollProblem("\(error)")
        }
        guard let token = OAuth2Plan.refreshToken(inFile: bytes) else {
            throw PollProblem("\(path) holds no single line of text")
        }
        return token
    }

    func write(_ token: String) throws(PollProblem) {
        do throws(PlatformError) {
            try PrivateFile.replace(path, with: Array("\(token)\n".utf8))
        } catch {
            throw PollProblem("\(error)")
        }
    }

    func lock() throws(PollProblem) -> (any AnyObject & Sendable)? {
        do throws(PlatformError) {
            return try FileLock.take(path + ".lock")
        } catch {
            throw PollProblem("\(error)")
        }
    }
}
