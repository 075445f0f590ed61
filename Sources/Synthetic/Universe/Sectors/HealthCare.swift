extension Sector {
    static let healthCare = Sector(
        name: "Health Care",
        industries: [
            Industry(
                name: "Pharmaceuticals",
                companies: """
                    LLY Eli Lilly & Co.
                    JNJ Johnson & Johnson
                    MRK Merck & Co. Inc.
                    PFE Pfizer Inc.
                    ABBV AbbVie Inc.
                    BMY Bristol-Myers Squibb Co.
                    ZTS Zoetis Inc.
                    VTRS Viatris Inc.
                    OGN Organon & Co.
                    ELAN Elanco Animal Health Inc.
                    """),
            Industry(
                name: "Biotechnology",
                companies: """
                    AMGN Amgen Inc.
                    GILD Gilead Sciences Inc.
                    VRTX Vertex Pharmaceuticals Inc.
                    REGN Regeneron Pharmaceuticals Inc.
                    BIIB Biogen Inc.
                    MRNA Moderna Inc.
                    ALNY Alnylam Pharmaceuticals Inc.
                    INCY Incyte Corp.
                    EXEL Exelixis Inc.
                    NVAX Novavax Inc.
                    CRSP CRISPR Therapeutics AG
                    TECH Bio-Techne Corp.
                    """),
            Industry(
                name: "Equipment and Supplies",
                companies: """
                    ABT Abbott Laboratories
                    TMO Thermo Fisher Scientific Inc.
                    DHR Danaher Corp.
                    MDT Medtronic plc
                    SYK Stryker Corp.
                    ISRG Intuitive Surgical Inc.
                    BSX Boston Scientific Corp.
                    EW Edwards Lifesciences Corp.
                    BDX Becton Dickinson & Co.
                    ZBH Zimmer Biomet Holdings Inc.
                    BAX Baxter International Inc.
                    DXCM DexCom Inc.
                    IDXX IDEXX Laboratories Inc.
                    RMD ResMed Inc.
                    HOLX Hologic Inc.
                    ALGN Align Technology Inc.
                    PODD Insulet Corp.
                    ILMN Illumina Inc.
                    A Agilent Technologies Inc.
                    MTD Mettler-Toledo International Inc.
                    WAT Waters Corp.
                    STE Steris plc
                    COO Cooper Cos. Inc.
                    TFX Teleflex Inc.
                    """),
            Industry(
                name: "Providers",
                companies: """
                    UNH UnitedHealth Group Inc.
                    ELV Elevance Health Inc.
                    CI Cigna Group
                    CVS CVS Health Corp.
                    HUM Humana Inc.
                    CNC Centene Corp.
                    MOH Molina Healthcare Inc.
                    HCA HCA Healthcare Inc.
                    UHS Universal Health Services Inc.
                    MCK McKesson Corp.
                    COR Cencora Inc.
                    CAH Cardinal Health Inc.
                    DVA DaVita Inc.
                    LH Labcorp Holdings Inc.
                    DGX Quest Diagnostics Inc.
                    IQV IQVIA Holdings Inc.
                    """),
        ])
}
