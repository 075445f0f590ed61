/// A group of companies in the same business.
struct Industry: Sendable {
    let name: String
    /// One company a line: the ticker, a space, the name.
    let companies: String
}

/// A sector of the market with the industries in it.
struct Sector: Sendable {
    let name: String
    let industries: [Industry]

    static let all = [
        technology, communicationServices, consumerDiscretionary, consumerStaples, healthCare,
        financials, industrials, energy, materials, utilities, realEstate,
    ]
}

/// A listed company.
struct Company: Sendable {
    let symbol: String
    let name: String
    let sector: String
    let industry: String

    /// The exchange of its listing: a guess that is right more often than not.
    var exchange: String { symbol.utf8.count > 3 ? "XNAS" : "XNYS" }
}
