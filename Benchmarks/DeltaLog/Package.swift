// swift-tools-version: 6.3
import PackageDescription

// Measures how this library reads and checkpoints a table's log; see `../delta_log.py`.
let package = Package(
    name: "deltalog-bench",
    dependencies: [.package(name: "ticklake", path: "../..")],
    targets: [
        .executableTarget(
            name: "deltalog-bench",
            dependencies: [
                .product(name: "DeltaLake", package: "ticklake"),
                .product(name: "ObjectStorage", package: "ticklake"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
