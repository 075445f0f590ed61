extension Sector {
    static let utilities = Sector(
        name: "Utilities",
        industries: [
            Industry(
                name: "Electric",
                companies: """
                    NEE NextEra Energy Inc.
                    SO Southern Co.
                    DUK Duke Energy Corp.
                    AEP American Electric Power Co. Inc.
                    EXC Exelon Corp.
                    XEL Xcel Energy Inc.
                    ED Consolidated Edison Inc.
                    EIX Edison International
                    PEG Public Service Enterprise Group Inc.
                    WEC WEC Energy Group Inc.
                    ES Eversource Energy
                    ETR Entergy Corp.
                    FE FirstEnergy Corp.
                    PPL PPL Corp.
                    PCG PG&E Corp.
                    CEG Constellation Energy Corp.
                    VST Vistra Corp.
                    NRG NRG Energy Inc.
                    AES AES Corp.
                    EVRG Evergy Inc.
                    LNT Alliant Energy Corp.
                    PNW Pinnacle West Capital Corp.
                    """),
            Industry(
                name: "Multi and Water",
                companies: """
                    D Dominion Energy Inc.
                    SRE Sempra
                    DTE DTE Energy Co.
                    AEE Ameren Corp.
                    CMS CMS Energy Corp.
                    CNP CenterPoint Energy Inc.
                    NI NiSource Inc.
                    ATO Atmos Energy Corp.
                    AWK American Water Works Co. Inc.
                    """),
        ])
}
