extension Sector {
    static let industrials = Sector(
        name: "Industrials",
        industries: [
            Industry(
                name: "Aerospace and Defense",
                companies: """
                    BA Boeing Co.
                    RTX RTX Corp.
                    LMT Lockheed Martin Corp.
                    NOC Northrop Grumman Corp.
                    GD General Dynamics Corp.
                    GE GE Aerospace
                    LHX L3Harris Technologies Inc.
                    HII Huntington Ingalls Industries Inc.
                    TDG TransDigm Group Inc.
                    HWM Howmet Aerospace Inc.
                    TXT Textron Inc.
                    AXON Axon Enterprise Inc.
                    RKLB Rocket Lab Corp.
                    """),
            Industry(
                name: "Machinery",
                companies: """
                    CAT Caterpillar Inc.
                    DE Deere & Co.
                    CMI Cummins Inc.
                    PCAR PACCAR Inc.
                    PH Parker-Hannifin Corp.
                    ITW Illinois Tool Works Inc.
                    IR Ingersoll Rand Inc.
                    DOV Dover Corp.
                    XYL Xylem Inc.
                    SWK Stanley Black & Decker Inc.
                    SNA Snap-on Inc.
                    OTIS Otis Worldwide Corp.
                    WAB Westinghouse Air Brake Technologies Corp.
                    NDSN Nordson Corp.
                    IEX IDEX Corp.
                    PNR Pentair plc
                    """),
            Industry(
                name: "Electrical and Building",
                companies: """
                    HON Honeywell International Inc.
                    MMM 3M Co.
                    ETN Eaton Corp. plc
                    EMR Emerson Electric Co.
                    ROK Rockwell Automation Inc.
                    AME AMETEK Inc.
                    GEV GE Vernova Inc.
                    JCI Johnson Controls International plc
                    CARR Carrier Global Corp.
                    TT Trane Technologies plc
                    LII Lennox International Inc.
                    MAS Masco Corp.
                    AOS A.O. Smith Corp.
                    GNRC Generac Holdings Inc.
                    PLUG Plug Power Inc.
                    ALLE Allegion plc
                    BLDR Builders FirstSource Inc.
                    PWR Quanta Services Inc.
                    HUBB Hubbell Inc.
                    J Jacobs Solutions Inc.
                    """),
            Industry(
                name: "Transport",
                companies: """
                    UPS United Parcel Service Inc.
                    FDX FedEx Corp.
                    UNP Union Pacific Corp.
                    CSX CSX Corp.
                    NSC Norfolk Southern Corp.
                    ODFL Old Dominion Freight Line Inc.
                    JBHT J.B. Hunt Transport Services Inc.
                    CHRW C.H. Robinson Worldwide Inc.
                    EXPD Expeditors International of Washington Inc.
                    DAL Delta Air Lines Inc.
                    UAL United Airlines Holdings Inc.
                    AAL American Airlines Group Inc.
                    LUV Southwest Airlines Co.
                    UBER Uber Technologies Inc.
                    LYFT Lyft Inc.
                    """),
            Industry(
                name: "Services",
                companies: """
                    WM Waste Management Inc.
                    RSG Republic Services Inc.
                    CTAS Cintas Corp.
                    ADP Automatic Data Processing Inc.
                    PAYX Paychex Inc.
                    VRSK Verisk Analytics Inc.
                    EFX Equifax Inc.
                    BR Broadridge Financial Solutions Inc.
                    ROL Rollins Inc.
                    CPRT Copart Inc.
                    URI United Rentals Inc.
                    FAST Fastenal Co.
                    GWW W.W. Grainger Inc.
                    """),
        ])
}
