internal import Bytes

/// What an answer means when something is true of it.
package struct ResponseRule: Sendable {
    /// What has to be true.
    package var condition: Condition
    /// What it means.
    package var action: ResponseAction
    /// What is told to the user.
    package var message: String?
    /// Where the answer says how long to wait.
    package var wait: WaitRule?

    /// Makes a rule.
    package init(
        condition: Condition, action: ResponseAction, message: String? = nil,
        wait: WaitRule? = nil
    ) {
        self.condition = condition
        self.action = action
        self.message = message
        self.wait = wait
    }
}

/// What an answer means.
package enum ResponseAction: String, Sendable, CaseIterable {
    /// It has records.
    case success
    /// It is good, and there are no records.
    case empty
    /// It says nothing about the partition: nothing is taken, and the cursor goes on.
    case ignore
    /// The same may work a little later.
    case retry
    /// The host takes no more for now.
    case rateLimited = "rate_limited"
    /// The token is not good any more.
    case refreshToken = "refresh_token"
    /// This partition cannot be had; the others go on.
    case fail
    /// Nothing of this source can be had until someone mends its file or the account.
    case stopSource = "stop_source"
    /// The host sent us away: it is asked nothing any more.
    case stopHost = "stop_host"
}

/// Where an answer says how long to wait.
package struct WaitRule: Sendable, Equatable {
    /// Where it is.
    package var place: Place
    /// What the value is, where there is no pattern.
    package var form: Form
    /// How the duration stands in the value.
    package var pattern: WaitPattern?
    /// The longest wait; longer ones are cut, in nanoseconds.
    package var longest: Int64
    /// The wait where the answer has no such header, in nanoseconds; nil leaves it to the retries.
    package var usual: Int64?

    /// Where an answer has the value.
    package enum Place: Sendable, Equatable {
        /// In a header field.
        case header(String)
        /// In the body.
        case body(ValuePath)
    }

    /// What a value is.
    package enum Form: String, Sendable, CaseIterable {
        /// Seconds, or a date (RFC 9110, section 10.2.3).
        case retryAfter = "retry_after"
        /// Seconds from now.
        case seconds
        /// Milliseconds from now.
        case milliseconds
        /// Seconds since the epoch.
        case time
    }

    /// Makes a rule.
    package init(
        place: Place = .header("retry-after"), form: Form = .retryAfter,
        pattern: WaitPattern? = nil, longest: Int64 = 3_600_000_000_000, usual: Int64? = nil
    ) {
        self.place = place
        self.form = form
        self.pattern = pattern
        self.longest = longest
        self.usual = usual
    }
}

/// How often a request is tried again, and when.
package struct RetryPlan: Sendable, Equatable {
    /// Tries after the first.
    package var tries = 5
    /// The wait before the second try, in nanoseconds.
    package var first: Int64 = 1_000_000_000
    /// How many times as long each wait is as the one before.
    package var factor: Int64 = 2
    /// The longest wait, in nanoseconds.
    package var longest: Int64 = 60_000_000_000

    /// Five tries within about half a minute.
    package init() {}

    /// The wait before a try, of which a random part is taken off.
    ///
    /// - Parameter share: from 0 to 1023, drawn anew each time.
    package func wait(before attempt: Int, share: Int64) -> Int64 {
        var wait = first
        var steps = min(attempt - 1, 64)
        while steps > 0, wait < longest {
            wait = wait.multipliedSaturated(factor)
            steps -= 1
        }
        wait = min(wait, longest)
        return wait - wait / 2 / 1024 * share
    }
}
