/// What an answer, or none, means for the slice that was asked for.
enum ResponseMeaning: Sendable, Equatable {
    /// It may have records.
    case records
    /// There are none, and that is good.
    case empty
    /// The same is asked again, not before a time where one was given.
    case retry(reason: String, notBefore: Int64?)
    /// The host takes nothing before a time; the same is asked again then.
    case rateLimited(reason: String, until: Int64?)
    /// A new token is needed.
    case refreshToken(reason: String)
    /// The partition cannot be had.
    case fail(reason: String)
    /// Nothing of the source can be had.
    case stopSource(reason: String)
    /// Nothing of the host can be had.
    case stopHost(reason: String)

    /// Whether the answer may only say that there is no such page, and nothing of the vendor.
    func isOfOnePage(_ status: Int) -> Bool {
        switch self {
        case .fail: (400...499).contains(status) || (200...299).contains(status)
        case .retry: (200...299).contains(status)
        case .records, .empty, .rateLimited, .refreshToken, .stopSource, .stopHost: false
        }
    }
}
