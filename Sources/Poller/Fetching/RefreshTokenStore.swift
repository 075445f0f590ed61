/// Where a refresh token is kept that its vendor replaces each time it is used.
package protocol RefreshTokenStore: Sendable {
    /// The newest token; nil where none was written yet.
    func read() throws(PollProblem) -> String?

    /// Replaces it; when this returns, the token is safe.
    func write(_ token: String) throws(PollProblem)

    /// Keeps everybody else from using the token, as long as what is returned lives; nil while
    /// somebody else does so. It does not wait.
    func lock() throws(PollProblem) -> (any AnyObject & Sendable)?
}
