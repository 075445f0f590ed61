import Bytes

/// The kinds of metadata records, in the order in which they arrive.
enum InstrumentRevision: CaseIterable, Sendable {
    /// What is known of every symbol before the session.
    case first
    /// Arrives after `first` and is valid before it.
    case earlier
    /// The same valid-from time as `first`, another name: the later offset wins.
    case correction
    /// Another sector from the middle of the session on.
    case duringSession
    /// Another sector from the day after on.
    case dayAfter
    /// Without a symbol: does not pass.
    case anonymous
    /// Ends before its object does: does not pass.
    case broken
    /// The instrument is gone.
    case tombstone

    /// Whether a symbol has a record of this kind: the rarer, the more it changes.
    func concerns(_ symbol: Int, turn: Int, faults: Bool) -> Bool {
        let place = symbol + turn
        switch self {
        case .first: return true
        case .earlier: return place % 25 == 3
        case .correction: return place % 40 == 7
        case .duringSession: return place % 20 == 11
        case .dayAfter: return place % 50 == 13
        case .anonymous: return faults && place % 100 == 17
        case .broken: return faults && place % 100 == 67
        case .tombstone: return place % 125 == 19
        }
    }

    /// How the record counts in a summary; nil for a plain one.
    var fault: Fault? {
        switch self {
        case .anonymous: .missingField
        case .broken: .truncated
        case .tombstone: .tombstone
        default: nil
        }
    }

    /// Milliseconds from the session's start to the record's arrival.
    var arrivalOffset: Int64 { self == .tombstone ? 3_600_000 : -3_600_000 }

    /// Appends the record's value; nothing for a tombstone.
    func append(
        of company: Company, successor: Company, session: Int64, to arena: inout ByteWriter
    ) {
        guard self != .tombstone else { return }
        let moved = self == .duringSession || self == .dayAfter
        let name = self == .correction ? "\(company.name) (New)" : company.name
        arena.append(utf8: "{")
        if self != .anonymous { arena.append(utf8: "\"symbol\":\"\(company.symbol)\",") }
        arena.append(utf8: "\"name\":\"\(name)\",\"asset_class\":\"equity\"")
        arena.append(utf8: ",\"sector\":\"\(moved ? successor.sector : company.sector)\"")
        arena.append(utf8: ",\"industry\":\"\(moved ? successor.industry : company.industry)\"")
        arena.append(utf8: ",\"exchange\":\"\(company.exchange)\",\"currency\":\"USD\"")
        arena.append(utf8: ",\"tick_size\":\"0.01\",\"lot_size\":100,\"status\":\"active\"")
        guard self != .broken else { return }
        arena.append(utf8: ",\"valid_from\":\"")
        arena.append(second: validFrom(session))
        arena.append(utf8: "Z\"}")
    }

    /// The second of the epoch from which the record is valid.
    private func validFrom(_ session: Int64) -> Int64 {
        let day: Int64 = 86_400
        let date = session / 1_000_000_000 / day * day
        return switch self {
        case .earlier: date - 35 * day
        case .duringSession: session / 1_000_000_000 + 3 * 3_600
        case .dayAfter: date + day
        default: date - 3 * day
        }
    }
}
