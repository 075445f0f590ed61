import Bytes

/// Gives each tick of a stream its arrival time, in nanoseconds: never decreasing.
struct ArrivalClock: Sendable {
    private static let day: Int64 = 86_400_000_000_000

    private var curve: VolumeCurve?
    private let ticks: Int
    private let sessions: Int
    /// The session under way, and the ticks before it and in it.
    private var session = 0
    private var ticksBefore = 0
    private var ticksWithin = 0
    private var start: Int64 = 0
    private var interval: Int64 = 1

    init(_ parameters: TickParameters) {
        ticks = max(1, parameters.ticks)
        sessions = parameters.sessions
        switch parameters.schedule {
        case .session(let session):
            curve = VolumeCurve(session)
            ticksWithin = firstTick(of: 1)
        case .steady(let start, let interval): (self.start, self.interval) = (start, interval)
        }
    }

    /// The arrival of the tick with this number, which rises by one from call to call.
    @inline(__always)
    mutating func arrival(of tick: Int, using random: inout SplitMix64) -> Int64 {
        while curve != nil, tick - ticksBefore >= ticksWithin { openNextSession() }
        if let time = curve?.time(of: tick - ticksBefore, of: ticksWithin, using: &random) {
            return time
        }
        let (offset, overflow) = Int64(tick).multipliedReportingOverflow(by: interval)
        let limit = TickParameters.times.upperBound - start
        // At the calendar's end time stands still: a stream of centuries is no use.
        let place = overflow || offset > limit ? limit : offset
        return start + place + Int64(random.next(below: Int(interval)))
    }

    /// The number of the first tick of a session, counted from 0: the sessions have equal shares.
    private func firstTick(of session: Int) -> Int {
        (session * ticks + sessions - 1) / sessions
    }

    @inline(never)
    private mutating func openNextSession() {
        session += 1
        ticksBefore = firstTick(of: session)
        ticksWithin = firstTick(of: session + 1) - ticksBefore
        curve?.move(by: Self.day)
        // 1970-01-01 was a Thursday: counted from there, Saturdays are 2 and Sundays 3.
        while let start = curve?.start, (2...3).contains(start / Self.day % 7) {
            curve?.move(by: Self.day)
        }
    }
}

/// The volume of a session over time: 1 + 3 (2x - 1)^2 at the fraction x, in 78 even steps.
///
/// Tick i of n takes a random place within the i-th of n equal parts of the session's volume, so
/// that any number of ticks has the same shape.
struct VolumeCurve: Sendable {
    private static let steps = 78
    /// A step's volume is counted in 4096ths, so that many ticks in one step keep their distances.
    private static let precision = 12

    /// When the session begins.
    private(set) var start: Int64
    private let width: Int64
    /// The volume before each step, and, last, that of the whole session.
    private let cumulative: [Int]
    /// The step that the last tick fell in.
    private var step = 0

    init(_ session: TradingSession) {
        start = session.start
        width = (session.end - session.start) / Int64(Self.steps)
        var sums = [0]
        for index in 0..<Self.steps {
            let distance = 2 * index + 1 - Self.steps
            let volume = Self.steps * Self.steps + 3 * distance * distance
            sums.append(sums[index] + volume << Self.precision)
        }
        cumulative = sums
    }

    /// Begins anew, so many nanoseconds later.
    mutating func move(by distance: Int64) {
        start += distance
        step = 0
    }

    /// The time at which a random part of tick `tick` of `ticks` has been traded.
    @inline(__always)
    mutating func time(of tick: Int, of ticks: Int, using random: inout SplitMix64) -> Int64 {
        let total = cumulative[Self.steps]
        let volume = (tick * total + random.next(below: total)) / ticks
        while step < Self.steps - 1, volume >= cumulative[step + 1] { step += 1 }
        let within = Int64(volume - cumulative[step])
        let weight = Int64(cumulative[step + 1] - cumulative[step])
        // within * width / weight in two parts, neither of which can overflow.
        let (whole, rest) = width.quotientAndRemainder(dividingBy: weight)
        return start + Int64(step) * width + within * whole + within * rest / weight
    }
}
