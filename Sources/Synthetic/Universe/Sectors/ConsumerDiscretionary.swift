extension Sector {
    static let consumerDiscretionary = Sector(
        name: "Consumer Discretionary",
        industries: [
            Industry(
                name: "Automobiles",
                companies: """
                    TSLA Tesla Inc.
                    F Ford Motor Co.
                    GM General Motors Co.
                    RIVN Rivian Automotive Inc.
                    LCID Lucid Group Inc.
                    APTV Aptiv plc
                    BWA BorgWarner Inc.
                    LEA Lear Corp.
                    HOG Harley-Davidson Inc.
                    """),
            Industry(
                name: "Retail",
                companies: """
                    AMZN Amazon.com Inc.
                    HD Home Depot Inc.
                    LOW Lowe's Cos. Inc.
                    TJX TJX Cos. Inc.
                    ROST Ross Stores Inc.
                    BBY Best Buy Co. Inc.
                    EBAY eBay Inc.
                    ETSY Etsy Inc.
                    ULTA Ulta Beauty Inc.
                    AZO AutoZone Inc.
                    ORLY O'Reilly Automotive Inc.
                    GPC Genuine Parts Co.
                    KMX CarMax Inc.
                    CVNA Carvana Co.
                    W Wayfair Inc.
                    CHWY Chewy Inc.
                    M Macy's Inc.
                    KSS Kohl's Corp.
                    GAP Gap Inc.
                    TSCO Tractor Supply Co.
                    POOL Pool Corp.
                    WSM Williams-Sonoma Inc.
                    """),
            Industry(
                name: "Hotels and Restaurants",
                companies: """
                    MCD McDonald's Corp.
                    SBUX Starbucks Corp.
                    CMG Chipotle Mexican Grill Inc.
                    YUM Yum! Brands Inc.
                    DRI Darden Restaurants Inc.
                    DPZ Domino's Pizza Inc.
                    MAR Marriott International Inc.
                    HLT Hilton Worldwide Holdings Inc.
                    H Hyatt Hotels Corp.
                    BKNG Booking Holdings Inc.
                    ABNB Airbnb Inc.
                    EXPE Expedia Group Inc.
                    RCL Royal Caribbean Cruises Ltd.
                    CCL Carnival Corp.
                    NCLH Norwegian Cruise Line Holdings Ltd.
                    MGM MGM Resorts International
                    LVS Las Vegas Sands Corp.
                    WYNN Wynn Resorts Ltd.
                    DKNG DraftKings Inc.
                    CZR Caesars Entertainment Inc.
                    """),
            Industry(
                name: "Apparel and Homes",
                companies: """
                    NKE Nike Inc.
                    LULU Lululemon Athletica Inc.
                    VFC VF Corp.
                    RL Ralph Lauren Corp.
                    TPR Tapestry Inc.
                    DECK Deckers Outdoor Corp.
                    CROX Crocs Inc.
                    DHI DR Horton Inc.
                    LEN Lennar Corp.
                    PHM PulteGroup Inc.
                    NVR NVR Inc.
                    TOL Toll Brothers Inc.
                    WHR Whirlpool Corp.
                    HAS Hasbro Inc.
                    MAT Mattel Inc.
                    GRMN Garmin Ltd.
                    """),
        ])
}
