extension Sector {
    static let communicationServices = Sector(
        name: "Communication Services",
        industries: [
            Industry(
                name: "Interactive Media",
                companies: """
                    GOOGL Alphabet Inc.
                    META Meta Platforms Inc.
                    SNAP Snap Inc.
                    PINS Pinterest Inc.
                    RDDT Reddit Inc.
                    MTCH Match Group Inc.
                    """),
            Industry(
                name: "Entertainment",
                companies: """
                    NFLX Netflix Inc.
                    DIS Walt Disney Co.
                    WBD Warner Bros. Discovery Inc.
                    EA Electronic Arts Inc.
                    TTWO Take-Two Interactive Software Inc.
                    RBLX Roblox Corp.
                    ROKU Roku Inc.
                    SPOT Spotify Technology SA
                    LYV Live Nation Entertainment Inc.
                    FOXA Fox Corp.
                    NWSA News Corp.
                    OMC Omnicom Group Inc.
                    IPG Interpublic Group Inc.
                    """),
            Industry(
                name: "Telecommunications",
                companies: """
                    T AT&T Inc.
                    VZ Verizon Communications Inc.
                    TMUS T-Mobile US Inc.
                    CMCSA Comcast Corp.
                    CHTR Charter Communications Inc.
                    LUMN Lumen Technologies Inc.
                    FYBR Frontier Communications Inc.
                    """),
        ])
}
