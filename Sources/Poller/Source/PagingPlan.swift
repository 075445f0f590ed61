/// How an answer that is only a part of one goes on.
package enum PagingPlan: Sendable {
    /// Each answer is complete.
    case none
    /// Pages have numbers: `page.number`.
    case number(start: Int64, stop: PageStop)
    /// Pages begin at a row: `page.offset`, and have so many: `page.size`.
    case offset(size: Int64, stop: PageStop)
    /// An answer holds a token of the next page: `page.token`.
    case token(PageLink)
    /// An answer holds the URL of the next page.
    case nextURL(PageLink)
    /// A page begins at the last record's time: `slice.start` moves.
    case forward(size: Int)
    /// A page ends with the first record's time, for vendors that begin with the newest:
    /// `slice.end` moves.
    case backward(size: Int)
    /// A page begins with the last record's id, plus one: `cursor` moves.
    case ids(size: Int)

    /// How many records a full page has; nil where that is no matter.
    var size: Int? {
        switch self {
        case .none, .token, .nextURL: nil
        case .number(_, let stop): stop.size
        case .offset(_, let stop): stop.size
        case .forward(let size), .backward(let size), .ids(let size): size
        }
    }

    /// When numbered pages end.
    var stop: PageStop {
        switch self {
        case .number(_, let stop), .offset(_, let stop): stop
        case .none, .token, .nextURL, .forward, .backward, .ids: PageStop()
        }
    }
}

/// A vendor that begins with the newest record and takes no times: pages are asked for until one
/// reaches back to the slice's beginning.
package struct FeedPlan: Sendable, Equatable {
    /// How many records a full page has.
    ///
    /// One that is full, and the last, and does not reach back, leaves a gap.
    package var size: Int

    /// Makes a plan.
    package init(size: Int) { self.size = size }
}

/// Where an answer says what comes next.
package enum PageLink: Sendable {
    /// At a path of the body.
    case body(ValuePath)
    /// In a header field.
    case header(String)
    /// In the header field `Link`, as the relation `next` (RFC 8288).
    case linkHeader
}

/// When numbered pages end.
package struct PageStop: Sendable {
    /// A page with fewer records than this is the last; nil where only an empty one is.
    package var size: Int?
    /// An answer of which this is true is the last.
    package var condition: Condition?

    /// Makes a rule.
    package init(size: Int? = nil, condition: Condition? = nil) {
        self.size = size
        self.condition = condition
    }
}
