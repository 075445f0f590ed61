import Glibc
import Platform
import TestSupport
import Testing

@Suite struct ThreadTests {
    @Test("a thread carries its name, cut to what the system holds")
    func hasName() throws {
        let names = Inbox<String>()
        for name in ["lane-7", "a name of more than fifteen bytes"] {
            NamedThread(name) {
                let path = "/proc/thread-self/comm"
                names.post((try? TextFile.read(path, limitBytes: 64)) ?? "")
            }.join()
        }
        #expect(names.next() == "lane-7\n")
        #expect(names.next() == "a name of more \n")
    }

    @Test("a thread blocks all signals, and its maker's mask stays as it was")
    func blocksSignals() throws {
        let before = try signalMask()
        let masks = Inbox<String>()
        NamedThread("masked") { masks.post((try? signalMask()) ?? "") }.join()
        let mask = try #require(masks.next())
        let blocked = try #require(UInt64(mask, radix: 16))
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGUSR1] {
            #expect(blocked & (1 << UInt64(signal - 1)) != 0, "signal \(signal)")
        }
        #expect(try signalMask() == before)
    }

    @Test("joining waits for the end, and joining again returns at once")
    func joins() {
        let inbox = Inbox<Int>()
        let thread = NamedThread("join") { inbox.post(1) }
        thread.join()
        #expect(inbox.count == 1)
        thread.join()
    }

    @Test("a monitor's deadline at the end of time is no overflow")
    func waitsForEver() {
        let monitor = Monitor(false)
        let thread = NamedThread("change") { monitor.change { $0 = true } }
        #expect(monitor.wait(deadline: .max) { $0 ? 1 : nil } == 1)
        thread.join()
    }
}

/// The mask of this thread's blocked signals, as the kernel prints it.
private func signalMask() throws -> String {
    let status = try TextFile.read("/proc/thread-self/status", limitBytes: 1 << 16)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("SigBlk:") })
    return String(line.dropFirst("SigBlk:".count).drop { $0 == "\t" })
}
