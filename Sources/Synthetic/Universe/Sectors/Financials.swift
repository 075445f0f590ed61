extension Sector {
    static let financials = Sector(
        name: "Financials",
        industries: [
            Industry(
                name: "Banks",
                companies: """
                    JPM JPMorgan Chase & Co.
                    BAC Bank of America Corp.
                    WFC Wells Fargo & Co.
                    C Citigroup Inc.
                    USB US Bancorp
                    PNC PNC Financial Services Group Inc.
                    TFC Truist Financial Corp.
                    FITB Fifth Third Bancorp
                    KEY KeyCorp
                    RF Regions Financial Corp.
                    HBAN Huntington Bancshares Inc.
                    CFG Citizens Financial Group Inc.
                    MTB M&T Bank Corp.
                    CMA Comerica Inc.
                    ZION Zions Bancorp NA
                    NU Nu Holdings Ltd.
                    SOFI SoFi Technologies Inc.
                    """),
            Industry(
                name: "Capital Markets",
                companies: """
                    GS Goldman Sachs Group Inc.
                    MS Morgan Stanley
                    SCHW Charles Schwab Corp.
                    BLK BlackRock Inc.
                    BX Blackstone Inc.
                    KKR KKR & Co. Inc.
                    APO Apollo Global Management Inc.
                    SPGI S&P Global Inc.
                    MCO Moody's Corp.
                    MSCI MSCI Inc.
                    ICE Intercontinental Exchange Inc.
                    CME CME Group Inc.
                    NDAQ Nasdaq Inc.
                    CBOE Cboe Global Markets Inc.
                    COIN Coinbase Global Inc.
                    HOOD Robinhood Markets Inc.
                    TROW T. Rowe Price Group Inc.
                    BEN Franklin Resources Inc.
                    IVZ Invesco Ltd.
                    STT State Street Corp.
                    NTRS Northern Trust Corp.
                    BK Bank of New York Mellon Corp.
                    AMP Ameriprise Financial Inc.
                    RJF Raymond James Financial Inc.
                    """),
            Industry(
                name: "Payments",
                companies: """
                    V Visa Inc.
                    MA Mastercard Inc.
                    AXP American Express Co.
                    PYPL PayPal Holdings Inc.
                    COF Capital One Financial Corp.
                    SYF Synchrony Financial
                    FIS Fidelity National Information Services Inc.
                    FI Fiserv Inc.
                    GPN Global Payments Inc.
                    AFRM Affirm Holdings Inc.
                    UPST Upstart Holdings Inc.
                    JKHY Jack Henry & Associates Inc.
                    """),
            Industry(
                name: "Insurance",
                companies: """
                    BRK.B Berkshire Hathaway Inc.
                    PGR Progressive Corp.
                    CB Chubb Ltd.
                    MMC Marsh & McLennan Cos. Inc.
                    AON Aon plc
                    AJG Arthur J. Gallagher & Co.
                    TRV Travelers Cos. Inc.
                    ALL Allstate Corp.
                    AIG American International Group Inc.
                    MET MetLife Inc.
                    PRU Prudential Financial Inc.
                    AFL Aflac Inc.
                    HIG Hartford Insurance Group Inc.
                    ACGL Arch Capital Group Ltd.
                    CINF Cincinnati Financial Corp.
                    L Loews Corp.
                    AIZ Assurant Inc.
                    GL Globe Life Inc.
                    WRB W.R. Berkley Corp.
                    LMND Lemonade Inc.
                    """),
        ])
}
