extension Sector {
    static let materials = Sector(
        name: "Materials",
        industries: [
            Industry(
                name: "Chemicals",
                companies: """
                    LIN Linde plc
                    APD Air Products & Chemicals Inc.
                    SHW Sherwin-Williams Co.
                    ECL Ecolab Inc.
                    DOW Dow Inc.
                    DD DuPont de Nemours Inc.
                    LYB LyondellBasell Industries NV
                    PPG PPG Industries Inc.
                    CE Celanese Corp.
                    EMN Eastman Chemical Co.
                    IFF International Flavors & Fragrances Inc.
                    ALB Albemarle Corp.
                    CF CF Industries Holdings Inc.
                    MOS Mosaic Co.
                    CTVA Corteva Inc.
                    FMC FMC Corp.
                    """),
            Industry(
                name: "Metals and Packaging",
                companies: """
                    FCX Freeport-McMoRan Inc.
                    NEM Newmont Corp.
                    NUE Nucor Corp.
                    STLD Steel Dynamics Inc.
                    CLF Cleveland-Cliffs Inc.
                    AA Alcoa Corp.
                    X United States Steel Corp.
                    VMC Vulcan Materials Co.
                    MLM Martin Marietta Materials Inc.
                    BALL Ball Corp.
                    AMCR Amcor plc
                    IP International Paper Co.
                    PKG Packaging Corp. of America
                    AVY Avery Dennison Corp.
                    """),
        ])
}
