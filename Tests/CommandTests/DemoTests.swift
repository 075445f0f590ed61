import Foundation
import TestSupport
import Testing

/// `demo` as a newcomer calls it, shorter.
@Suite struct DemoTests {
    @Test("the demo fills a fresh lake from the embedded broker, and its tables hold together")
    func demo() throws {
        let folder = try TemporaryFolder()
        let result = try Program.run(
            ["demo", "--seconds", "3", "--rate", "3000", "--lake", folder.path("lake")])
        #expect(result.status == 0, "\(result)")
        for table in ["bronze/ticks", "silver/bars", "gold/daily_bars", "gold/sector_summary"] {
            #expect(result.output.contains(table), "\(result)")
        }
        let verified = try Program.run(["verify", folder.path("lake"), "--rows"])
        #expect(verified.status == 0, "\(verified)")
    }

    @Test("for machines it prints one JSON object with the tables and the proof")
    func json() throws {
        let folder = try TemporaryFolder()
        let result = try Program.run(
            [
                "demo", "--seconds", "1", "--rate", "500", "--lake", folder.path("lake"), "--json",
            ])
        #expect(result.status == 0, "\(result)")
        let outcome = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(outcome["ok"] as? Bool == true)
        #expect(outcome["lake"] as? String == folder.path("lake"))
        #expect(outcome["records"] as? Int ?? 0 > 500)
        #expect((outcome["tables"] as? [Any])?.count ?? 0 > 5)
        #expect(outcome["violations"] as? Int == 0)
    }
}
