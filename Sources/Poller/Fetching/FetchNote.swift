/// A wait that somebody may want to know of while it lasts.
package struct FetchNote: Sendable, Equatable {
    /// What is asked for; secrets replaced.
    package let partition: String
    /// What the vendor, or the connection, said.
    package let reason: String
    /// How long it is not asked for, in nanoseconds.
    package let wait: Int64
    /// Which try it was, from 1.
    package let attempt: Int
    /// Whether the vendor takes nothing of anybody meanwhile.
    package let isOfHost: Bool
}
