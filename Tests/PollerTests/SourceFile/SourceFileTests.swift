import Contracts
import Poller
import Testing

@Suite struct SourceFileTests {
    private static func problems(_ yaml: String) -> [String] {
        do throws(SourceProblems) {
            _ = try SourceFixture.readOrProblems(yaml)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("all mistakes are said at once, with line, column and the nearest key")
    func mistakes() {
        let problems = Self.problems(
            """
            source: my source
            topic: rest-tick
            api: {base_url: example.com, ath: {kind: none}}
            request: {path: '/x/{{ partition.symbl }}'}
            partitions: {symbol: [A, A]}
            cursor: {kind: time}
            paging: {kind: tokn, from: x}
            records:
              fields: {time: {from: t, time: milli}, v: {from: v, as: text, round: 9}}
              where: record.v >
            mapping: {kind: bars}
            responses: [{when: status == 429, action: rate_limited, wait: {default: soon}}]
            """)
        let text = problems.joined(separator: "\n")
        for part in [
            "source.yaml:1:9", "source.yaml:2:8", "did you mean 'rest-ticks'?",
            "source.yaml:3:17", "unknown key 'ath' in 'api'", "did you mean 'auth'?",
            "source.yaml:4:17", "did you mean 'partition.symbol'?", "source.yaml:5:",
            "'cursor.start' is missing", "did you mean 'token'?", "source.yaml:9:",
            "source.yaml:10:10", "did you mean 'bar'?", "'round' beside 'as'", "source.yaml:12:73",
        ] {
            #expect(text.contains(part), "\(part) is not in:\n\(text)")
        }
    }

    @Test("a reference among partitions is refused, as its value would be shown")
    func referencedPartition() {
        let values = ["[A, '${env:HOME}']", "{values: [A, '${env:HOME}'], group: 2}"]
        for (value, place) in zip(values, ["1:26", "1:35"]) {
            do throws(SourceProblems) {
                _ = try SourceFixture.readOrProblems(
                    "partitions: {symbol: \(value)}", environment: ["HOME": "s3cret"])
                Issue.record("a source")
            } catch {
                let found = error.problems.map(\.description).first {
                    $0.contains("a list with '${env:HOME}', which the state and every message")
                }
                #expect(found?.hasPrefix("source.yaml:\(place): ") == true, "\(error.problems)")
                #expect(!"\(error.problems)".contains("s3cret"))
            }
        }
    }

    @Test("an empty file is a list of what is missing")
    func empty() {
        let text = Self.problems("{}").joined(separator: "\n")
        for key in ["source", "topic", "base_url", "path", "kind", "fields"] {
            #expect(text.contains(key), "\(text)")
        }
    }

    @Test("no problem shows what a reference stands for")
    func secrets() {
        let yaml = """
            source: s
            topic: rest-ticks
            api: {base_url: '${env:SECRET}', auth: {kind: header, name: x, value: '${env:SECRET}'}}
            request: {path: '${env:SECRET}'}
            records:
              fields: {symbol: {from: '${env:SECRET}[', required: '${env:SECRET}'}}
            mapping: {kind: record}
            """
        do throws(SourceProblems) {
            _ = try SourceFixture.readOrProblems(yaml, environment: ["SECRET": "hush-hush-7"])
            Issue.record("that is no source")
        } catch {
            #expect(!error.problems.isEmpty)
            for problem in error.problems { #expect(!problem.description.contains("hush-hush")) }
        }
    }
}
