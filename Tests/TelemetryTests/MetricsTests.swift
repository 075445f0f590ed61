import Telemetry
import TestSupport
import Testing

@Suite struct MetricsTests {
    @Test("the same name and labels give the same counter, other labels another")
    func identity() {
        let metrics = Metrics()
        metrics.counter("a_total", "A.", ["lane": "x"]).add(2)
        metrics.counter("a_total", "A.", ["lane": "x"]).add(3)
        metrics.counter("a_total", "A.", ["lane": "y"]).add()
        #expect(metrics.counter("a_total", "A.", ["lane": "x"]).value == 5)
        #expect(metrics.counter("a_total", "A.", ["lane": "y"]).value == 1)
    }

    @Test("the text is what Prometheus defines, families by name")
    func exposition() {
        let metrics = Metrics()
        metrics.gauge("lag", "Records behind\nthe \\ end.", ["lane": "a\"b\\c\nd"]).set(-2)
        metrics.gauge("answer", "Computed.") { 42 }
        let histogram = metrics.histogram("took_seconds", "Took.", ["t": "raw"], bounds: [0.5, 1])
        for value in [0.25, 0.5, 0.75, 9] { histogram.record(value) }
        metrics.counter("rows_total", "Rows.").add(7)
        #expect(
            metrics.exposition() == """
                # HELP answer Computed.
                # TYPE answer gauge
                answer 42.0
                # HELP lag Records behind\\nthe \\\\ end.
                # TYPE lag gauge
                lag{lane="a\\"b\\\\c\\nd"} -2.0
                # HELP rows_total Rows.
                # TYPE rows_total counter
                rows_total 7
                # HELP took_seconds Took.
                # TYPE took_seconds histogram
                took_seconds_bucket{t="raw",le="0.5"} 2
                took_seconds_bucket{t="raw",le="1.0"} 3
                took_seconds_bucket{t="raw",le="+Inf"} 4
                took_seconds_sum{t="raw"} 10.5
                took_seconds_count{t="raw"} 4

                """)
    }

    @Test("numbers that are none print as Prometheus writes them")
    func oddNumbers() {
        let metrics = Metrics()
        metrics.gauge("a", "A.").set(Double.infinity)
        metrics.gauge("b", "B.").set(-Double.infinity)
        metrics.gauge("c", "C.").set(Double.nan)
        let values = metrics.exposition().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(values == ["a +Inf", "b -Inf", "c NaN"])
    }

    @Test("a histogram estimates quantiles between its bounds")
    func quantiles() {
        let histogram = Histogram(bounds: [10, 20, 40])
        #expect(histogram.snapshot.quantile(0.5) == nil)
        for value in 1...10 { histogram.record(Double(value)) }
        for value in 11...20 { histogram.record(Double(value)) }
        #expect(histogram.snapshot.quantile(0.5) == 10)
        #expect(histogram.snapshot.quantile(0.75) == 15)
        #expect(histogram.snapshot.quantile(1) == 20)
        histogram.record(1000)
        #expect(histogram.snapshot.quantile(1) == 40)
        histogram.record(.nan)
        #expect(histogram.snapshot.count == 21)
    }

    @Test("names that Prometheus does not take are a programmer's error")
    func names() async {
        await #expect(processExitsWith: .failure) { _ = Metrics().counter("9a", "A.") }
        await #expect(processExitsWith: .failure) { _ = Metrics().gauge("a", "A.", ["b-c": ""]) }
        await #expect(processExitsWith: .failure) {
            let metrics = Metrics()
            _ = metrics.counter("a", "A.")
            _ = metrics.gauge("a", "A.")
        }
    }

    @Test(
        "Prometheus' own parser for Python reads the text",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func parses() throws {
        let metrics = Metrics()
        metrics.counter("rows_total", "Rows.", ["lane": "a\"b\\c\nd"]).add(3)
        metrics.histogram("took_seconds", "Took.").record(0.3)
        let script = """
            import sys
            try:
                from prometheus_client.parser import text_string_to_metric_families as parse
            except ImportError:
                sys.exit(77)
            for family in parse(sys.argv[1]):
                for sample in family.samples:
                    if sample.name in ("rows_total", "took_seconds_count"):
                        print(sample.name, sorted(sample.labels.items()), float(sample.value))
            """
        let result = try PythonEnvironment.required().run(script: script, [metrics.exposition()])
        if result.status == 77 { try Test.cancel("needs prometheus-client: run Scripts/bootstrap") }
        #expect(
            result.output == """
                rows_total [('lane', 'a"b\\\\c\\nd')] 3.0
                took_seconds_count [] 1.0

                """, "\(result)")
    }
}
