extension Sector {
    static let energy = Sector(
        name: "Energy",
        industries: [
            Industry(
                name: "Oil and Gas",
                companies: """
                    XOM Exxon Mobil Corp.
                    CVX Chevron Corp.
                    COP ConocoPhillips
                    EOG EOG Resources Inc.
                    OXY Occidental Petroleum Corp.
                    DVN Devon Energy Corp.
                    FANG Diamondback Energy Inc.
                    HES Hess Corp.
                    APA APA Corp.
                    EQT EQT Corp.
                    CTRA Coterra Energy Inc.
                    MPC Marathon Petroleum Corp.
                    PSX Phillips 66
                    VLO Valero Energy Corp.
                    TPL Texas Pacific Land Corp.
                    """),
            Industry(
                name: "Equipment and Pipelines",
                companies: """
                    SLB SLB Ltd.
                    HAL Halliburton Co.
                    BKR Baker Hughes Co.
                    KMI Kinder Morgan Inc.
                    WMB Williams Cos. Inc.
                    OKE ONEOK Inc.
                    TRGP Targa Resources Corp.
                    RIG Transocean Ltd.
                    ENPH Enphase Energy Inc.
                    FSLR First Solar Inc.
                    """),
        ])
}
