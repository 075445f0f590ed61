import Pipeline
import YAML

extension PipelineFileReader {
    /// The files of REST sources, as seen from where the program runs, and where the poller's
    /// metrics are served.
    func readPoller() -> (sources: [String], metrics: ListenAddress?) {
        let section = root.section("poller", keys: ["sources", "metrics"])
        let metrics: ListenAddress?? = section.parsed(
            "metrics", expected: "off, or \(ListenAddress.expectation)"
        ) { text in
            text == "off" ? .some(nil) : ListenAddress(text).map { .some($0) }
        }
        return (readSources(section), metrics ?? nil)
    }

    private func readSources(_ section: Section) -> [String] {
        let expected = "a list of files such as [sources/binance-klines.yaml]"
        var seen: Set<String> = []
        return (section.list("sources", expected: expected) ?? []).compactMap { element in
            guard let path = section.scalar(element, "sources", expected: expected) else {
                return nil
            }
            guard seen.insert(path.text).inserted else {
                section.wrong(
                    "sources", "a list with \(Shown.quoted(path.shown)) twice",
                    expected: "each source once", at: path.position)
                return nil
            }
            return Path.join(path.text, besides: root.report.file)
        }
    }
}
