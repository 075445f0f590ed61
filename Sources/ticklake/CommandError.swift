import HTTPTransfer
import Kafka
import ObjectStorage
import Pipeline
import Platform
import Poller
import Synthetic

/// Why a command ends early: one line for the user, and an exit code for scripts.
package struct CommandError: Error, Sendable {
    /// How the process ends.
    package let exitCode: ExitCode
    /// One line: what, why, and what to do.
    package let message: String

    /// Describes a failure in the words of the user.
    ///
    /// - Parameters:
    ///   - what: what could not be done, lower case, without a full stop.
    ///   - why: the reason.
    ///   - advice: what the user can do about it.
    package init(
        _ exitCode: ExitCode, _ what: String, why: String? = nil, advice: String? = nil
    ) {
        self.exitCode = exitCode
        let parts = [what, why, advice].compactMap(\.self)
        // A line break in a cause must not break the line.
        message = parts.joined(separator: ". ").split(whereSeparator: \.isNewline)
            .joined(separator: " ")
    }

    /// Any error that a command let through, in the words of the user.
    package init(reporting error: any Error) {
        switch error {
        case let error as CommandError:
            self = error
        case let error as PlatformError:
            self.init(error.kind == .notFound ? .usage : .failed, error.message)
        case let error as KafkaError:
            self.init(error)
        case let error as PortError:
            self.init(error)
        case let error as StoreError:
            self.init(ExitCode(error.kind), error.description, advice: error.kind.advice)
        case let error as PollProblem:
            self.init(error.kind == .unavailable ? .unavailable : .failed, error.description)
        case let error as HTTPFailure:
            self.init(.usage, error.description)
        case let error as SyntheticError:
            self.init(.usage, error.message)
        default:
            self.init(.failed, "\(error)")
        }
    }
}
