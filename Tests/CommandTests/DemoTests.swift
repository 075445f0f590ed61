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
}
