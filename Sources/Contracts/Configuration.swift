public import Pipeline

/// A pipeline file with its contracts, read and found good.
public struct Configuration: Sendable {
    /// What the pipeline does.
    public let plan: PipelinePlan
    /// The pipeline file and its contracts as they were written, for `rendered`.
    let pipelineFile: FileNotes
    let contractFiles: [FileNotes]
}

/// What is known of a file after it was read.
struct FileNotes: Sendable {
    /// The file as it was named.
    let name: String
    /// The file as the pipeline file names it.
    let reference: String
    /// The paths of the values that it gives itself.
    let given: Set<String>
    /// Values by path that hold references, as they were written.
    let references: [String: String]
}

/// What reading a configuration came to.
public enum ConfigurationOutcome: Sendable {
    /// It is good.
    case ready(Configuration)
    /// It is not: all that is wrong, in the order of the files; never empty.
    case refused([ConfigurationProblem])
}
