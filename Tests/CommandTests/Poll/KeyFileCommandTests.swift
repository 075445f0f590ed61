import Foundation
import HTTPServing
import Synchronization
import TestSupport
import Testing

/// A process whose key is replaced in its file while the vendor answers.
@Suite struct KeyFileCommandTests {
    private final class Place: Sendable { let path = Mutex("") }

    @Test("the new key is taken up from the file, as seen from the source's")
    func replaced() throws {
        let key = Place()
        let vendor = try HTTPServer { request in
            if request.header("X-Key") == "k3y-two" {
                return ServedResponse(text: #"{"rows":[{"s":"ACME"}]}"#, type: "application/json")
            }
            let path = key.path.withLock { $0 }
            try? "k3y-two\n".write(toFile: path, atomically: true, encoding: .utf8)
            return ServedResponse(status: 401, text: "k3y-one is good no more")
        }
        defer { vendor.stop() }
        let folder = try SourceFolder([
            "source": """
            source: s
            topic: rest-ticks
            api:
              base_url: \(vendor.origin)
              auth: {kind: header, name: X-Key, value: '${file:key}'}
            request: {path: /rows}
            records: {path: rows, fields: {symbol: s}}
            mapping: {kind: record}
            """
        ])
        try folder.write("key", "k3y-one\n")
        key.path.withLock { $0 = folder.path("key") }
        let result = try folder.run(["poll", "check"])
        #expect(result.status == 0, "\(result)")
        #expect(!result.description.contains("k3y"), "\(result)")
    }
}
