import Glibc

/// Where the process runs.
public enum Machine {
    /// The number of processors that the process may use; at least one.
    public static func processorCount() -> Int {
        max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
    }

    /// The machine's name, as other machines and people know it.
    public static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The number of this process.
    public static func processID() -> Int32 { getpid() }
}
