import Platform
import Testing

@Suite struct WorkerPoolTests {
    @Test("every submitted job runs exactly once before shutdown returns")
    func runsAll() {
        let pool = WorkerPool(name: "test", threadCount: 3)
        let runs = Monitor([Int](repeating: 0, count: 1000))
        for job in 0..<1000 {
            #expect(pool.submit { runs.withLock { $0[job] += 1 } })
        }
        pool.shutdown()
        #expect(runs.withLock { $0 } == [Int](repeating: 1, count: 1000))
    }

    @Test("one thread runs the jobs in the order of submission")
    func keepsOrder() {
        let pool = WorkerPool(name: "test", threadCount: 1)
        let order = Monitor([Int]())
        for job in 0..<200 { pool.submit { order.withLock { $0.append(job) } } }
        pool.shutdown()
        #expect(order.withLock { $0 } == Array(0..<200))
    }

    @Test("jobs submitted by jobs run as well, before shutdown")
    func jobsSubmitJobs() {
        let pool = WorkerPool(name: "test", threadCount: 2)
        let count = Monitor(0)
        let started = Inbox<Void>()
        pool.submit {
            pool.submit { count.change { $0 += 1 } }
            started.post(())
        }
        started.next()
        pool.shutdown()
        #expect(count.withLock { $0 } == 1)
    }

    @Test("a pool that is shut down refuses jobs")
    func refusesAfterShutdown() {
        let pool = WorkerPool(name: "test", threadCount: 1)
        pool.shutdown()
        #expect(!pool.submit { Issue.record("this job must not run") })
    }

    @Test("jobs run at the same time, as many as there are threads")
    func runsInParallel() {
        let pool = WorkerPool(name: "test", threadCount: 2)
        let left = Inbox<Int>()
        let right = Inbox<Int>()
        let sum = Inbox<Int>()
        // Each job waits for the other's message: one thread alone would hang.
        pool.submit {
            left.post(1)
            sum.post(right.next(deadline: .max) ?? 0)
        }
        pool.submit {
            right.post(2)
            sum.post(left.next(deadline: .max) ?? 0)
        }
        pool.shutdown()
        #expect((sum.next() ?? 0) + (sum.next() ?? 0) == 3)
    }
}
