// swift-tools-version: 6.3
import PackageDescription

// Every target is Swift 6 mode, strictly memory safe, with warnings as errors.
let base: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    // `@_lifetime`: the Language Steering Group promised not to break it without two subsequent
    // releases' notice (see swift-nio's Package.swift).
    .enableExperimentalFeature("Lifetimes"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

// Modules whose loops run per record or per value: their generic kernels must specialise in callers.
// Packages that depend on this one may: since tools version 6.2 SwiftPM lets dependencies have such
// flags (`Scripts/adopt` proves it).
let hot =
    base + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

func library(_ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = base)
    -> Target
{
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: base)
}

func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)",
        swiftSettings: base + [.unsafeFlags(["-parse-as-library"])])
}

// libFuzzer brings a main function of its own, so that these are built only when asked for.
let fuzzers: [Target] =
    Context.environment["FUZZ"] == nil
    ? []
    : [
        fuzzer("FuzzJSON", ["FuzzTargets"]),
        fuzzer("FuzzLog", ["FuzzTargets"]),
        fuzzer("FuzzCheckpoint", ["FuzzTargets"]),
        fuzzer("FuzzParquet", ["FuzzTargets"]),
    ]

let package = Package(
    name: "ticklake",
    products: [
        .executable(name: "ticklake", targets: ["ticklake"]),
        // Each with the modules whose types its interface is made of.
        .library(name: "ObjectStorage", targets: ["ObjectStorage"]),
        .library(name: "Parquet", targets: ["Parquet", "Columnar"]),
        .library(
            name: "DeltaLake",
            targets: ["DeltaLake", "ObjectStorage", "Parquet", "JSONColumns", "Columnar"]),
    ],
    targets: [
        // librdkafka: the Kafka protocol, and an in-process broker for the demo and the unit tests.
        .systemLibrary(
            name: "CRDKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        // zstd, snappy, lz4 for Parquet pages; libdeflate for gzip and the fastest CRC-32.
        .systemLibrary(
            name: "CCompression", pkgConfig: "libzstd snappy liblz4 libdeflate",
            providers: [
                .apt(["libzstd-dev", "libsnappy-dev", "liblz4-dev", "libdeflate-dev"])
            ]),
        // libyaml: parses contracts and configuration, with a line and column on every node.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        // libcurl: HTTP for the REST poller, with TLS, HTTP/2 and compression, many at once.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // libmicrohttpd: serves HTTP: the demo's REST vendor, and those of the tests.
        .systemLibrary(
            name: "CMicroHTTPD", pkgConfig: "libmicrohttpd gnutls",
            providers: [.apt(["libmicrohttpd-dev"])]),
        // What libc has and the Glibc module lacks: thread names, eventfd, getrandom.
        .systemLibrary(name: "CLinux"),

        library("Bytes", [], settings: hot),
        library("Platform", ["CLinux"]),
        library("Telemetry", []),
        library("ArgumentParsing", []),
        library("YAML", ["CYAML"]),
        library("Columnar", ["Bytes"], settings: hot),
        library("JSONColumns", ["Bytes", "Columnar"], settings: hot),
        library("Parquet", ["Bytes", "Columnar", "CCompression"], settings: hot),
        library("ObjectStorage", ["Bytes"]),
        library("DeltaLake", ["ObjectStorage", "Parquet", "JSONColumns", "Columnar", "Bytes"]),
        library("HTTPTransfer", ["Platform", "CCurl"]),
        library("HTTPServing", ["Platform", "CMicroHTTPD"]),
        library("Kafka", ["Columnar", "Platform", "CRDKafka"], settings: hot),
        library("MarketData", ["Bytes", "Columnar"], settings: hot),
        library("Synthetic", ["Bytes"], settings: hot),
        library("Pipeline", ["Columnar", "Bytes", "Telemetry"]),
        library("Contracts", ["Pipeline", "Columnar", "JSONColumns", "YAML"]),
        library(
            "Connectors",
            [
                "Pipeline", "MarketData", "Kafka", "DeltaLake", "ObjectStorage", "Parquet",
                "JSONColumns", "Columnar", "Bytes",
            ], settings: hot),
        library(
            "Poller",
            [
                "Contracts", "Pipeline", "Kafka", "HTTPTransfer", "ObjectStorage", "JSONColumns",
                "Columnar", "YAML", "Telemetry", "Platform", "Bytes",
            ]),
        .executableTarget(
            name: "ticklake",
            dependencies: [
                "ArgumentParsing", "Bytes", "Columnar", "Connectors", "Contracts", "DeltaLake",
                "HTTPServing", "HTTPTransfer", "JSONColumns", "Kafka", "ObjectStorage", "Pipeline",
                "Platform", "Poller", "Synthetic", "Telemetry",
            ],
            swiftSettings: base),

        // Measures Parquet beside other libraries: see Benchmarks/parquet.
        .executableTarget(
            name: "StorageBench",
            dependencies: ["Bytes", "Columnar", "ObjectStorage", "Parquet", "Platform"],
            path: "Benchmarks/StorageBench", swiftSettings: base),

        .target(
            name: "TestSupport",
            dependencies: ["Bytes", "Columnar", "ObjectStorage", "Pipeline"],
            path: "Tests/TestSupport", swiftSettings: base),
        // What the fuzzers call, and a test with the inputs that they found worth keeping.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Bytes", "Columnar", "DeltaLake", "JSONColumns", "ObjectStorage", "Parquet",
            ],
            path: "Tests/FuzzTargets", swiftSettings: base),
        tests("FuzzCorpusTests", ["FuzzTargets", "TestSupport"], exclude: ["Corpus"]),
        tests("BytesTests", ["Bytes", "TestSupport"]),
        tests("PlatformTests", ["Platform", "TestSupport"]),
        tests("TelemetryTests", ["Bytes", "Telemetry", "TestSupport"]),
        tests("ArgumentParsingTests", ["ArgumentParsing", "TestSupport"]),
        tests("YAMLTests", ["Bytes", "YAML", "TestSupport"]),
        tests("ColumnarTests", ["Bytes", "Columnar", "TestSupport"]),
        tests("JSONColumnsTests", ["Bytes", "Columnar", "JSONColumns", "TestSupport"]),
        tests(
            "ParquetTests", ["Bytes", "Columnar", "JSONColumns", "Parquet", "TestSupport"],
            exclude: [
                "check_metadata.py", "read_files.py", "rewrite_files.py", "write_files.py",
            ]),
        tests("ObjectStorageTests", ["Bytes", "ObjectStorage", "TestSupport"]),
        tests(
            "DeltaLakeTests",
            [
                "Bytes", "Columnar", "DeltaLake", "JSONColumns", "ObjectStorage", "Parquet",
                "TestSupport",
            ]),
        tests(
            "PollerTests",
            [
                "Bytes", "Contracts", "HTTPServing", "HTTPTransfer", "JSONColumns",
                "ObjectStorage", "Pipeline", "Platform", "Poller", "TestSupport",
            ]),
        tests(
            "HTTPTransferTests",
            ["Bytes", "HTTPServing", "HTTPTransfer", "Platform", "TestSupport"],
            exclude: ["server.py"]),
        tests("HTTPServingTests", ["HTTPServing", "Platform", "TestSupport"]),
        tests("KafkaTests", ["Bytes", "Columnar", "Kafka", "Platform", "TestSupport"]),
        tests("MarketDataTests", ["Bytes", "Columnar", "MarketData", "TestSupport"]),
        tests("SyntheticTests", ["Bytes", "Synthetic", "TestSupport"]),
        tests(
            "PipelineTests",
            ["Bytes", "Columnar", "MarketData", "Pipeline", "Telemetry", "TestSupport"]),
        tests(
            "ContractsTests",
            [
                "Bytes", "Columnar", "Contracts", "JSONColumns", "MarketData", "Pipeline",
                "TestSupport", "YAML",
            ]),
        tests(
            "ConnectorsTests",
            [
                "Bytes", "Columnar", "Connectors", "DeltaLake", "Kafka", "MarketData",
                "ObjectStorage", "Pipeline", "Platform", "TestSupport",
            ]),
        tests(
            "SimulationTests",
            [
                "Bytes", "Columnar", "Connectors", "Contracts", "DeltaLake", "JSONColumns",
                "MarketData", "ObjectStorage", "Parquet", "Pipeline", "Telemetry", "TestSupport",
                "ticklake",
            ]),
        // Drives the built binary, and real brokers, as a user would.
        tests(
            "CommandTests",
            [
                "Bytes", "Columnar", "Connectors", "DeltaLake", "HTTPServing", "HTTPTransfer",
                "JSONColumns", "Kafka", "ObjectStorage", "Pipeline", "Platform", "Telemetry",
                "TestSupport",
                "ticklake",
            ]),
        // What the README and the articles show, as a program; its test compares what it prints.
        .executableTarget(
            name: "StorageExamples",
            dependencies: ["Columnar", "DeltaLake", "ObjectStorage", "Parquet"],
            path: "Tests/StorageExamples", swiftSettings: base),
        tests("StorageExamplesTests", ["StorageExamples", "TestSupport"]),
        tests("TidyTests", ["TestSupport"]),
    ] + fuzzers,
    swiftLanguageModes: [.v6]
)
