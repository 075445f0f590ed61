import Contracts

extension PollProblem {
    /// `. did you mean 'x'?`, where one of the candidates is near to what was written.
    static func hint(_ written: String, _ candidates: [String]) -> String {
        Suggestion.nearest(to: written, in: candidates).map { ". did you mean '\($0)'?" } ?? ""
    }

    /// A problem at a place of a text, counted in bytes from 0.
    static func at(_ offset: Int, _ message: String) -> PollProblem {
        PollProblem("at character \(offset + 1): \(message)")
    }
}
