import ObjectStorage
import Poller
import Testing

@Suite struct PollStateTests {
    private static func sample() -> PollState {
        var state = PollState(source: "klines", topic: "rest-ticks")
        state.offsets = [0: 17, 3: 0]
        state.isOpen = true
        var partition = PartitionState(time: 1_767_623_400_123_456_789, id: 42)
        partition.recent = [.init(id: RecordID(parts: ["a", "b"]), time: -5)]
        partition.trouble = .init(since: 1_000_000_000, polls: 3, reason: "status 500 \"oh\"")
        state.partitions = ["symbol=ZVZZT": partition, "symbol=ACME": PartitionState()]
        state.contents = ["ACME": RecordID(parts: ["x"])]
        state.lookback = 60_000_000_000
        return state
    }

    @Test("a state reads back as it was written")
    func roundTrip() throws {
        let state = Self.sample()
        #expect(try PollState(json: Array(state.json.utf8)) == state)
    }

    @Test("a state that was cut or changed is refused or read, never trapped on")
    func damage() {
        let bytes = Array(Self.sample().json.utf8)
        for count in 0..<bytes.count {
            #expect(throws: PollProblem.self) { try PollState(json: Array(bytes.prefix(count))) }
        }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x11
            _ = try? PollState(json: changed)
        }
    }

    @Test("a damaged state says which file it is, and is replaced by what is written next")
    func damagedInStore() throws {
        let store = MemoryStore()
        var states = try PollStateStore(store, pipeline: "ticks", source: "klines")
        #expect(try states.write(Self.sample()))
        let second = try StorePath("_ticklake/poller/ticks/klines/000000000002.json")
        #expect(try store.putIfAbsent(second, Array("{".utf8)) == .created)
        let problem = #expect(throws: PollProblem.self) { try states.read() }
        #expect(problem?.kind == .damaged)
        #expect(problem?.description.hasPrefix("\(second): ") == true)
        #expect(try states.write(Self.sample()))
        #expect(try states.read() == Self.sample())
        // Without the damaged one the state before it counts.
        try store.delete(try StorePath("_ticklake/poller/ticks/klines/000000000003.json"))
        try store.delete(second)
        #expect(try states.read() == Self.sample())
    }

    @Test("a state of a later version is refused with advice, and is not damaged")
    func laterVersion() {
        let problem = #expect(throws: PollProblem.self) {
            try PollState(json: Array(#"{"format":2,"source":"a","topic":"b"}"#.utf8))
        }
        #expect(problem?.description.contains("format 2") == true)
        #expect(problem?.kind == .failed)
    }

    @Test("parts of an id do not run together")
    func parts() {
        #expect(RecordID(parts: ["ab", "c"]) != RecordID(parts: ["a", "bc"]))
        let id = RecordID(parts: ["ab", "c"])
        #expect(RecordID(hex: id.hex) == id)
        #expect(id.hex.utf8.count == 32)
        #expect(RecordID(hex: "xyz") == nil)
    }

    @Test("the newest state is found, and few older ones are kept")
    func newest() throws {
        let store = MemoryStore()
        var states = try PollStateStore(store, pipeline: "ticks", source: "klines")
        #expect(try states.read() == nil)
        var state = Self.sample()
        for offset in 0..<30 {
            state.offsets[0] = Int64(offset)
            #expect(try states.write(state))
        }
        var others = try PollStateStore(store, pipeline: "ticks", source: "klines")
        #expect(try others.read() == state)
        #expect(try store.list(.root).count == 8)
        var sibling = try PollStateStore(store, pipeline: "ticks", source: "klines-2")
        #expect(try sibling.read() == nil)
    }

    @Test("a poller that slept while others wrote many states is told that it is not alone")
    func sleeper() throws {
        let store = MemoryStore()
        var sleeper = try PollStateStore(store, pipeline: "ticks", source: "klines")
        #expect(try sleeper.write(Self.sample()))
        var other = try PollStateStore(store, pipeline: "ticks", source: "klines")
        _ = try other.read()
        // The number that the sleeper would take is free again by then.
        for _ in 0..<20 { #expect(try other.write(Self.sample())) }
        #expect(try sleeper.write(PollState(source: "klines", topic: "x")) == false)
        var third = try PollStateStore(store, pipeline: "ticks", source: "klines")
        #expect(try third.read() == Self.sample())
    }

    @Test("the states of ranges that are filled are beside those of the source")
    func backfills() throws {
        let store = MemoryStore()
        let range = TimeSlice(start: 0, end: 86_400_000_000_000)
        var live = try PollStateStore(store, pipeline: "ticks", source: "klines")
        var filling = try PollStateStore(
            store, pipeline: "ticks", source: "klines", filling: range)
        #expect(try live.write(Self.sample()))
        #expect(try filling.read() == nil)
        #expect(try filling.write(PollState(source: "klines", topic: "x")))
        let found = try live.backfillStates()
        #expect(found.map(\.range) == ["19700101T000000Z-19700102T000000Z"])
        #expect(found.map(\.state.topic) == ["x"])
        #expect(try live.read() == Self.sample())
    }

    @Test("of two pollers of one source one is told that it is not alone")
    func fencing() throws {
        let store = MemoryStore()
        var first = try PollStateStore(store, pipeline: "ticks", source: "klines")
        var second = try PollStateStore(store, pipeline: "ticks", source: "klines")
        _ = try first.read()
        _ = try second.read()
        #expect(try first.write(Self.sample()))
        #expect(try second.isCurrent() == false)
        #expect(try second.write(Self.sample()) == false)
        #expect(try first.isCurrent())
    }

    @Test("a write whose answer is lost is looked up, and counts once")
    func lostAnswer() throws {
        let store = FaultyStore(MemoryStore()) { call in
            call.operation == .putIfAbsent ? .loseResponse : nil
        }
        var states = try PollStateStore(store, pipeline: "ticks", source: "klines")
        #expect(try states.write(Self.sample()))
        #expect(try states.write(Self.sample()))
        #expect(try states.read() == Self.sample())
    }
}
