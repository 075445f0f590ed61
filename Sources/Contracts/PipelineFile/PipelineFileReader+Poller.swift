import Pipeline
import YAML

extension PipelineFileReader {
    /// The files of REST sources, as seen from where the program runs.
    func readPollerSources() -> [String] {
        let section = root.section("poller", keys: ["sources"])
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
