import Platform
import Poller

/// A file that keeps a source's refresh token, which its vendor replaces.
struct RefreshTokenFile: RefreshTokenStore {
    let path: String
    private static let bytesMax = 65_536

    func read() throws(PollProblem) -> String? {
        let bytes: [UInt8]
        do {
            bytes = try TextFile.readBytes(path, limitBytes: Self.bytesMax)
        } catch let error as PlatformError where error.kind == .notFound {
            return nil
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
}
