/// What happened while a source was polled.
package struct FetchCounts: Sendable, Equatable {
    /// Requests that were sent, tries included.
    package var requests = 0
    /// Answers that were good.
    package var pages = 0
    /// Requests that had to be tried again.
    package var retries = 0
    /// Answers that asked to wait.
    package var rateLimited = 0
    /// Bytes of answers' bodies.
    package var bytes = 0
    /// Records of vendors, before any were left out.
    package var rows = 0
    /// Rows outside the slice that was asked for, or not settled yet.
    package var outside = 0
    /// Rows that a filter left out, or that had nothing but nulls, or bars without volume.
    package var left = 0
    /// What was wrong with others.
    package var problems = RowProblems()

    /// Which values the first records of answers had.
    package var survey = FieldSurvey()

    /// Nothing yet.
    package init() {}

    /// Adds another's.
    package mutating func add(_ other: FetchCounts) {
        requests += other.requests
        pages += other.pages
        retries += other.retries
        rateLimited += other.rateLimited
        bytes += other.bytes
        rows += other.rows
        outside += other.outside
        left += other.left
        problems.add(other.problems)
        survey.add(other.survey)
    }
}
