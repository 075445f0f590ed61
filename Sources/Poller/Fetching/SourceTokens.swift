/// What requests show that may be another while the source is polled.
enum SourceTokens: Sendable {
    /// A token that is asked for.
    case asked(TokenKeeper)
    /// Keys that files hold.
    case kept(KeyKeeper)

    /// The token, while there is one; the redactor takes it out from now on.
    func token(now: Int64, _ redactor: SecretRedaction) -> String? {
        switch self {
        case .asked(let keeper): return keeper.token(now: now, redactor)
        case .kept(let keeper):
            let keys = keeper.current
            redactor.remember(lines: keys)
            return keys
        }
    }

    /// Whether there may be another token than one that the vendor did not take.
    func replace(_ refused: String?) -> Bool {
        switch self {
        case .asked(let keeper):
            // It may have been replaced meanwhile, for another request.
            keeper.forget(refused)
            return true
        case .kept(let keeper): return keeper.replace(refused)
        }
    }
}

extension SecretRedaction {
    /// Takes out the parts of a token, which stand on lines of their own.
    func remember(lines token: String) {
        for line in token.split(separator: "\n") { remember(String(line)) }
    }
}
