extension Sector {
    static let consumerStaples = Sector(
        name: "Consumer Staples",
        industries: [
            Industry(
                name: "Beverages and Food",
                companies: """
                    KO Coca-Cola Co.
                    PEP PepsiCo Inc.
                    KDP Keurig Dr Pepper Inc.
                    MNST Monster Beverage Corp.
                    STZ Constellation Brands Inc.
                    TAP Molson Coors Beverage Co.
                    MDLZ Mondelez International Inc.
                    KHC Kraft Heinz Co.
                    GIS General Mills Inc.
                    HSY Hershey Co.
                    MKC McCormick & Co. Inc.
                    SJM J.M. Smucker Co.
                    CPB Campbell's Co.
                    CAG Conagra Brands Inc.
                    TSN Tyson Foods Inc.
                    HRL Hormel Foods Corp.
                    ADM Archer-Daniels-Midland Co.
                    BG Bunge Global SA
                    BYND Beyond Meat Inc.
                    """),
            Industry(
                name: "Staples Retail",
                companies: """
                    WMT Walmart Inc.
                    COST Costco Wholesale Corp.
                    TGT Target Corp.
                    KR Kroger Co.
                    DG Dollar General Corp.
                    DLTR Dollar Tree Inc.
                    SYY Sysco Corp.
                    WBA Walgreens Boots Alliance Inc.
                    BJ BJ's Wholesale Club Holdings Inc.
                    """),
            Industry(
                name: "Household and Tobacco",
                companies: """
                    PG Procter & Gamble Co.
                    CL Colgate-Palmolive Co.
                    KMB Kimberly-Clark Corp.
                    CLX Clorox Co.
                    CHD Church & Dwight Co. Inc.
                    EL Estee Lauder Cos. Inc.
                    KVUE Kenvue Inc.
                    PM Philip Morris International Inc.
                    MO Altria Group Inc.
                    """),
        ])
}
