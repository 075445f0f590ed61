import Glibc

/// What the process has used of the machine so far.
public struct ProcessUsage: Sendable, Equatable {
    /// Memory in use now, in bytes.
    public let residentBytes: Int
    /// The most memory in use so far, in bytes.
    public let peakResidentBytes: Int
    /// Processor time spent in the program, over all threads.
    public let userNanoseconds: Int64
    /// Processor time spent in the kernel for the program, over all threads.
    public let systemNanoseconds: Int64

    /// Processor time over all threads, in seconds.
    public var cpuSeconds: Double { Double(userNanoseconds + systemNanoseconds) / 1e9 }

    /// Reads the present figures.
    public static func current() -> ProcessUsage {
        var usage = rusage()
        let result = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        precondition(result == 0, "getrusage failed: \(systemReason(errno))")
        let status = (try? TextFile.read("/proc/self/status", limitBytes: 1 << 16)) ?? ""
        // Not `ru_maxrss`: it is inherited from the parent over fork and exec.
        let peak = kilobytes("VmHWM", in: status) ?? Int(usage.ru_maxrss)
        return ProcessUsage(
            residentBytes: (kilobytes("VmRSS", in: status) ?? 0) * 1024,
            peakResidentBytes: peak * 1024,
            userNanoseconds: nanoseconds(usage.ru_utime),
            systemNanoseconds: nanoseconds(usage.ru_stime))
    }

    private static func nanoseconds(_ time: timeval) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1_000
    }

    /// The number in a line such as `VmHWM:     1234 kB`.
    private static func kilobytes(_ key: String, in status: String) -> Int? {
        for line in status.split(separator: "\n") where line.hasPrefix("\(key):") {
            return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
                .flatMap { Int($0) }
        }
        return nil
    }
}
