import Platform
import Testing

@Suite struct AlarmTests {
    @Test("actions run when their time has come, whatever the order they were set in")
    func order() throws {
        let alarms = Alarms(name: "alarm-test")
        let rung = Inbox<Int>()
        let start = SystemClock.monotonicNanoseconds()
        for milliseconds in [60, 20, 40, 0] {
            alarms.after(.milliseconds(milliseconds)) { rung.post(milliseconds) }
        }
        for expected in [0, 20, 40, 60] {
            #expect(rung.next(deadline: start + 10_000_000_000) == expected)
            #expect(SystemClock.monotonicNanoseconds() - start >= Int64(expected) * 1_000_000)
        }
        // The thread waits without a deadline now; another alarm must reach it.
        alarms.after(.milliseconds(5)) { rung.post(5) }
        #expect(rung.next(deadline: start + 10_000_000_000) == 5)
        alarms.close()
    }

    @Test("an action may set another, and closing drops what is not due")
    func closing() throws {
        let alarms = Alarms(name: "alarm-test")
        let rung = Inbox<Int>()
        alarms.after(.seconds(3600)) { rung.post(1) }
        alarms.after(Duration(secondsComponent: .max, attosecondsComponent: 0)) { rung.post(2) }
        alarms.after(.seconds(-5)) { alarms.after(.zero) { rung.post(3) } }
        #expect(rung.next(deadline: SystemClock.monotonicNanoseconds() + 10_000_000_000) == 3)
        alarms.close()
        #expect(rung.count == 0)
    }
}
