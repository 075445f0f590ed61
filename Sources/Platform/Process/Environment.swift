import Glibc

/// The variables that the process was started with.
public enum Environment {
    /// The value of a variable; nil if it is not set, and empty if it is empty.
    public static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}
