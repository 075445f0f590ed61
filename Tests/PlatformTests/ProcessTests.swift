import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct ProcessTests {
    @Test("the monotonic clock does not go back, and the wall clock is in this century")
    func clocks() {
        let first = SystemClock.monotonicNanoseconds()
        #expect(SystemClock.monotonicNanoseconds() >= first)
        #expect(SystemClock.wallNanoseconds() > 1_700_000_000_000_000_000)
    }

    @Test("random bytes have the length asked for and differ each time")
    func entropy() {
        #expect(Entropy.bytes(0) == [])
        #expect(Entropy.bytes(1000).count == 1000)
        #expect(Entropy.bytes(16) != Entropy.bytes(16))
        #expect(Entropy.seed() != Entropy.seed())
    }

    @Test("used memory and processor time are what a busy process would see")
    func usage() {
        let before = ProcessUsage.current()
        let ballast = [UInt8](repeating: 1, count: 64 << 20)
        let sum = ballast.reduce(0) { $0 &+ Int($1) }
        let after = ProcessUsage.current()
        #expect(sum == 64 << 20)
        #expect(after.peakResidentBytes >= 64 << 20)
        #expect(after.peakResidentBytes >= after.residentBytes - (1 << 20))
        #expect(after.cpuSeconds > before.cpuSeconds)
    }

    @Test("variables of the environment are found, and missing ones are nil")
    func environment() {
        #expect(Environment.value("PATH")?.isEmpty == false)
        #expect(Environment.value("TICKLAKE_NO_SUCH_VARIABLE") == nil)
    }

    @Test("a text file is read whole, up to the limit, and a missing one is `notFound`")
    func textFile() throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "grün\n", count: 10_000)
        try text.write(toFile: folder.path("a"), atomically: true, encoding: .utf8)
        #expect(try TextFile.read(folder.path("a"), limitBytes: text.utf8.count) == text)
        let large = #expect(throws: PlatformError.self) {
            try TextFile.read(folder.path("a"), limitBytes: text.utf8.count - 1)
        }
        #expect(large?.kind == .tooLarge)
        let missing = #expect(throws: PlatformError.self) {
            try TextFile.read(folder.path("b"), limitBytes: 10)
        }
        #expect(missing?.kind == .notFound)
        #expect(missing?.message.contains("No such file") == true)
    }

    @Test("the machine has a name and processors")
    func machine() {
        #expect(Machine.processorCount() >= 1)
        #expect(!Machine.hostName().isEmpty)
        #expect(Machine.processID() == getpid())
    }
}
