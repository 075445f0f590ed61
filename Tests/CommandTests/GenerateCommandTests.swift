import TestSupport
import Testing

/// What `generate` finds wrong before it looks for a broker.
@Suite struct GenerateCommandTests {
    @Test(
        "options that contradict each other or lie outside their range end with 64",
        arguments: [
            (["--live"], "--speed and --live need --rate"),
            (["--rate", "5", "--live", "--speed", "2"], "--live and --speed exclude each other"),
            (["--faults", "51"], "--faults is 0 to 50"),
            (["--symbols", "0"], "--symbols is 1 to 100000"),
            (["--ticks-only", "--metadata-only"], "leave nothing"),
            (["--compression", "rar"], "one of none, lz4, zstd, snappy, gzip"),
        ])
    func options(words: [String], problem: String) throws {
        let result = try Program.run(["generate", "none.yaml"] + words)
        #expect(result.status == 64, "\(result)")
        #expect(result.output == "")
        #expect(result.errors.contains(problem), "\(result)")
    }
}
