import Bytes
import Telemetry
import TestSupport
import Testing

@Suite struct MetricTests {
    @Test("metrics are written by name and labels, each name with its help and kind once")
    func text() {
        let metrics = MetricRegistry()
        metrics.gauge("b_seconds", help: "How long.").set(0.25)
        for (source, count) in [("y", 2), ("x", 1)] {
            metrics.counter("a_total", help: "How often.", labels: [("source", source)])
                .increment(by: count)
        }
        #expect(
            metrics.text() == """
                # HELP a_total How often.
                # TYPE a_total counter
                a_total{source="x"} 1
                a_total{source="y"} 2
                # HELP b_seconds How long.
                # TYPE b_seconds gauge
                b_seconds 0.25

                """)
    }

    @Test("a histogram's buckets count what is at most their bound, up to all there is")
    func histogram() {
        let metrics = MetricRegistry()
        let histogram = metrics.histogram(
            "t_seconds", help: "h", labels: [("z", "1"), ("a", "2")], bounds: [0.1, 1, 2.5])
        for value in [0.1, 0.5, 1, 2, 7, .nan] { histogram.observe(value) }
        let samples = metrics.text().split(separator: "\n").dropFirst(2)
        #expect(
            samples.joined(separator: "\n") == """
                t_seconds_bucket{a="2",z="1",le="0.1"} 1
                t_seconds_bucket{a="2",z="1",le="1"} 3
                t_seconds_bucket{a="2",z="1",le="2.5"} 4
                t_seconds_bucket{a="2",z="1",le="+Inf"} 5
                t_seconds_sum{a="2",z="1"} 10.6
                t_seconds_count{a="2",z="1"} 5
                """)
    }

    @Test("the same name and labels are the same metric, in whatever order the labels are given")
    func identity() {
        let metrics = MetricRegistry()
        let first = metrics.counter("a_total", help: "h", labels: [("x", "1"), ("y", "2")])
        let again = metrics.counter("a_total", help: "h", labels: [("y", "2"), ("x", "1")])
        #expect(first === again)
        // One letter and two scalars that look like it are two values to Prometheus.
        let composed = metrics.counter("a_total", help: "h", labels: [("x", "\u{E9}")])
        let combined = metrics.counter("a_total", help: "h", labels: [("x", "e\u{301}")])
        #expect(composed !== combined)
    }

    @Test("a counter never falls, and special numbers are written as Prometheus reads them")
    func numbers() {
        let metrics = MetricRegistry()
        let counter = metrics.counter("a_total", help: "h")
        counter.increment(by: 5)
        counter.increment(by: -3)
        counter.increment(by: Double.nan)
        #expect(counter.value == 5)
        let gauge = metrics.gauge("g", help: "h")
        for (value, text) in [
            (Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e21, "1e+21"),
            (-2, "-2"), (1e-7, "1e-07"), (1_767_621_600.5, "1767621600.5"),
        ] {
            gauge.set(value)
            #expect(metrics.text().hasSuffix("g \(text)\n"), "\(value)")
        }
    }

    @Test("sets of labels beyond the bound share one, so that sums stay right")
    func bounded() {
        let metrics = MetricRegistry(seriesMax: 3)
        for number in 0..<10 {
            metrics.counter("a_total", help: "h", labels: [("n", "\(number)")]).increment()
        }
        #expect(
            metrics.text().split(separator: "\n").dropFirst(2) == [
                #"a_total{n="0"} 1"#, #"a_total{n="1"} 1"#, #"a_total{n="2"} 1"#,
                #"a_total{n="overflow"} 7"#,
            ])
    }

    @Test("threads that count at once lose nothing")
    func threads() async {
        let metrics = MetricRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let counter = metrics.counter("a_total", help: "h")
                    let histogram = metrics.histogram("b", help: "h", bounds: [1])
                    for _ in 0..<5_000 {
                        counter.increment()
                        histogram.observe(2)
                    }
                }
            }
        }
        #expect(metrics.counter("a_total", help: "h").value == 20_000)
        #expect(metrics.histogram("b", help: "h", bounds: [1]).sum == 40_000)
    }

    @Test(
        "Prometheus' own parser reads what was written, whatever stands in labels and help",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func parser() throws {
        let python = try PythonEnvironment.required()
        var random = SplitMix64(seed: 3)
        let pieces = ["\\", "\n", "\"", "n", "{", "}", ",", "=", " ", "\u{E9}", "\u{1F600}", "#"]
        let metrics = MetricRegistry()
        var expected: [String] = []
        for number in 0..<200 {
            let value = (0..<random.next(upperBound: UInt64(7))).map { _ in
                pieces[Int(random.next(upperBound: UInt64(pieces.count)))]
            }.joined()
            let amount = Int(random.next(upperBound: UInt64(1_000_000)))
            metrics.counter(
                "a_total", help: "\\ help\nof \"all\"",
                labels: [("text", value), ("number", "\(number)")]
            ).increment(by: amount)
            expected.append("\(number) \(amount) \(Hexadecimal.text(of: Array(value.utf8)))")
        }
        metrics.histogram("b_seconds", help: "h", bounds: [0.5, 1]).observe(0.75)
        let result = try python.run(script: Self.script, [metrics.text()])
        #expect(result.status == 0, "\(result)")
        #expect(result.output.split(separator: "\n").map(String.init).sorted() == expected.sorted())
    }

    private static let script = """
        import sys
        from prometheus_client.parser import text_string_to_metric_families
        a, b = text_string_to_metric_families(sys.argv[1])
        assert (a.name, a.type, a.documentation) == ("a", "counter", '\\\\ help\\nof "all"'), a
        assert (b.name, b.type) == ("b_seconds", "histogram"), b
        assert [(s.name, s.labels, s.value) for s in b.samples] == [
            ("b_seconds_bucket", {"le": "0.5"}, 0.0), ("b_seconds_bucket", {"le": "1"}, 1.0),
            ("b_seconds_bucket", {"le": "+Inf"}, 1.0), ("b_seconds_sum", {}, 0.75),
            ("b_seconds_count", {}, 1.0)], b.samples
        for s in a.samples:
            assert s.name == "a_total"
            print(s.labels["number"], int(s.value), s.labels["text"].encode().hex())
        """
}
