extension Sector {
    static let technology = Sector(
        name: "Technology",
        industries: [
            Industry(
                name: "Consumer Electronics",
                companies: """
                    AAPL Apple Inc.
                    SONO Sonos Inc.
                    GPRO GoPro Inc.
                    DELL Dell Technologies Inc.
                    HPQ HP Inc.
                    """),
            Industry(
                name: "Semiconductors",
                companies: """
                    NVDA NVIDIA Corp.
                    AMD Advanced Micro Devices Inc.
                    INTC Intel Corp.
                    AVGO Broadcom Inc.
                    QCOM Qualcomm Inc.
                    MU Micron Technology Inc.
                    TXN Texas Instruments Inc.
                    ADI Analog Devices Inc.
                    AMAT Applied Materials Inc.
                    LRCX Lam Research Corp.
                    KLAC KLA Corp.
                    NXPI NXP Semiconductors NV
                    MCHP Microchip Technology Inc.
                    ON ON Semiconductor Corp.
                    MRVL Marvell Technology Inc.
                    MPWR Monolithic Power Systems Inc.
                    SWKS Skyworks Solutions Inc.
                    QRVO Qorvo Inc.
                    TER Teradyne Inc.
                    WOLF Wolfspeed Inc.
                    ENTG Entegris Inc.
                    """),
            Industry(
                name: "Software",
                companies: """
                    MSFT Microsoft Corp.
                    ORCL Oracle Corp.
                    CRM Salesforce Inc.
                    ADBE Adobe Inc.
                    NOW ServiceNow Inc.
                    INTU Intuit Inc.
                    PANW Palo Alto Networks Inc.
                    SNPS Synopsys Inc.
                    CDNS Cadence Design Systems Inc.
                    CRWD CrowdStrike Holdings Inc.
                    FTNT Fortinet Inc.
                    WDAY Workday Inc.
                    ADSK Autodesk Inc.
                    PLTR Palantir Technologies Inc.
                    SNOW Snowflake Inc.
                    DDOG Datadog Inc.
                    ZS Zscaler Inc.
                    NET Cloudflare Inc.
                    TEAM Atlassian Corp.
                    MDB MongoDB Inc.
                    HUBS HubSpot Inc.
                    OKTA Okta Inc.
                    DOCU DocuSign Inc.
                    ZM Zoom Communications Inc.
                    U Unity Software Inc.
                    PATH UiPath Inc.
                    GEN Gen Digital Inc.
                    PTC PTC Inc.
                    TYL Tyler Technologies Inc.
                    FICO Fair Isaac Corp.
                    """),
            Industry(
                name: "Hardware and Networks",
                companies: """
                    CSCO Cisco Systems Inc.
                    ANET Arista Networks Inc.
                    HPE Hewlett Packard Enterprise Co.
                    NTAP NetApp Inc.
                    STX Seagate Technology plc
                    WDC Western Digital Corp.
                    MSI Motorola Solutions Inc.
                    JNPR Juniper Networks Inc.
                    GLW Corning Inc.
                    APH Amphenol Corp.
                    TEL TE Connectivity plc
                    KEYS Keysight Technologies Inc.
                    ZBRA Zebra Technologies Corp.
                    TDY Teledyne Technologies Inc.
                    SMCI Super Micro Computer Inc.
                    IBM International Business Machines Corp.
                    ACN Accenture plc
                    CTSH Cognizant Technology Solutions Corp.
                    IT Gartner Inc.
                    EPAM EPAM Systems Inc.
                    """),
        ])
}
