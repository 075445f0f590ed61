/// Does several things of which each is worth doing whatever becomes of the others, and fails in
/// the end with the first failure.
struct FirstFailure {
    private var error: (any Error)?

    /// Does one of the things.
    mutating func note(_ body: () throws -> Void) {
        do { try body() } catch { self.error = self.error ?? error }
    }

    /// Throws what went wrong first.
    func rethrow() throws {
        if let error { throw error }
    }
}
