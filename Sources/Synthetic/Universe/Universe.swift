import Bytes

/// The companies whose shares trade, the most active first.
struct Universe: Sendable {
    let companies: [Company]

    /// Their symbols.
    var symbols: [String] { companies.map(\.symbol) }

    /// The shares that trade the most, whatever the seed.
    private static let leaders = [
        "NVDA", "TSLA", "AAPL", "AMD", "AMZN", "PLTR", "MSFT", "META", "GOOGL", "INTC", "F", "BAC",
        "SOFI", "AVGO", "T", "NFLX", "HOOD", "COIN", "SMCI", "MU",
    ]

    /// Makes a universe of the most active symbols; beyond the companies known by name it goes on
    /// with made-up ones.
    init(symbols count: Int) {
        let rank = Dictionary(
            uniqueKeysWithValues: Self.leaders.enumerated().map { ($1, UInt64($0)) })
        // Behind the leaders, an order that is fixed and has nothing to do with the alphabet.
        var known = Self.known().map { company in
            (rank[company.symbol] ?? Self.hash(company.symbol) | 1 << 32, company)
        }
        known.sort { ($0.0, $0.1.symbol) < ($1.0, $1.1.symbol) }
        var companies = known.prefix(count).map(\.1)
        for number in companies.count..<max(count, companies.count) {
            companies.append(Self.invented(number - known.count))
        }
        self.companies = companies
    }

    /// The partition of each symbol.
    func partitions(of count: Int) -> [Int32] {
        companies.map { company in
            Int32(
                Murmur2.partition(
                    key: Array(company.symbol.utf8).span.rawBytes, partitions: count))
        }
    }

    private static func known() -> [Company] {
        var companies: [Company] = []
        for sector in Sector.all {
            for industry in sector.industries {
                for line in industry.companies.split(separator: "\n") {
                    let parts = line.split(separator: " ", maxSplits: 1)
                    companies.append(
                        Company(
                            symbol: String(parts[0]), name: String(parts[1]), sector: sector.name,
                            industry: industry.name))
                }
            }
        }
        return companies
    }

    /// A company with a symbol of five letters, of which no known one has more than four and a Z.
    private static func invented(_ number: Int) -> Company {
        let sector = Sector.all[number % Sector.all.count]
        let industry = sector.industries[number / 11 % sector.industries.count]
        var letters: [UInt8] = []
        var rest = number
        for _ in 0..<4 {
            letters.append(UInt8(ascii: "A") + UInt8(rest % 26))
            rest /= 26
        }
        let symbol = "Z" + String(decoding: letters.reversed(), as: UTF8.self)
        return Company(
            symbol: symbol, name: "\(symbol) Holdings Inc.", sector: sector.name,
            industry: industry.name)
    }

    private static func hash(_ symbol: String) -> UInt64 {
        StableHash.hash64(Array(symbol.utf8).span.rawBytes)
    }
}
