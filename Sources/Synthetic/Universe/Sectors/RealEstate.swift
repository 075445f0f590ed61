extension Sector {
    static let realEstate = Sector(
        name: "Real Estate",
        industries: [
            Industry(
                name: "Trusts",
                companies: """
                    AMT American Tower Corp.
                    PLD Prologis Inc.
                    CCI Crown Castle Inc.
                    EQIX Equinix Inc.
                    PSA Public Storage
                    O Realty Income Corp.
                    SPG Simon Property Group Inc.
                    DLR Digital Realty Trust Inc.
                    WELL Welltower Inc.
                    AVB AvalonBay Communities Inc.
                    EQR Equity Residential
                    VTR Ventas Inc.
                    SBAC SBA Communications Corp.
                    EXR Extra Space Storage Inc.
                    INVH Invitation Homes Inc.
                    MAA Mid-America Apartment Communities Inc.
                    ESS Essex Property Trust Inc.
                    UDR UDR Inc.
                    KIM Kimco Realty Corp.
                    REG Regency Centers Corp.
                    HST Host Hotels & Resorts Inc.
                    BXP BXP Inc.
                    ARE Alexandria Real Estate Equities Inc.
                    DOC Healthpeak Properties Inc.
                    WY Weyerhaeuser Co.
                    IRM Iron Mountain Inc.
                    VICI VICI Properties Inc.
                    FRT Federal Realty Investment Trust
                    """),
            Industry(
                name: "Services",
                companies: """
                    CBRE CBRE Group Inc.
                    CSGP CoStar Group Inc.
                    Z Zillow Group Inc.
                    OPEN Opendoor Technologies Inc.
                    """),
        ])
}
