import ObjectStorage
import Testing

extension StoreContract {
    /// Names that a file system, a shell, a URL or a Hive directory might take for something else.
    private static let oddNames = [
        "d=2026-11-22 10:00/ü%25&+#?.parquet", ".hidden", "..two", "a..b", "trail.", " ", "~",
        "-rf",
        "%2F", "%2e%2e", "a%20b", "a b", "a+b", "\\", "a\\b", "\"'`$(x);|<>*?[]{}!", "C:", "nul",
        "A",
        "a", "日本語", "🧊", "caf\u{e9}", "cafe\u{301}", "\u{feff}bom", "\u{202e}rtl",
        "_delta_log.json",
        ".tmp.json", "x.tmp", String(repeating: "n", count: 255),
    ]

    static let names = [
        StoreContract("names may have spaces, signs and letters of any script, and stay apart") {
            store in
            let paths = try oddNames.map { try StorePath("t/\($0)") }
            for (number, path) in paths.enumerated() {
                #expect(try store.putIfAbsent(path, [UInt8(number)]) == .created, "\(path)")
            }
            for (number, path) in paths.enumerated() {
                #expect(try store.get(path) == [UInt8(number)], "\(path)")
            }
            #expect(try store.list(.root).map(\.path) == paths.sorted())
            for path in paths { try store.delete(path) }
            #expect(try store.list(.root).isEmpty)
        },
        StoreContract("the longest path is a path") { store in
            let folder = Array(repeating: String(repeating: "f", count: 100), count: 10)
            let text = folder.joined(separator: "/") + "/" + String(repeating: "n", count: 14)
            let path = try StorePath(text)
            #expect(text.utf8.count == StorePath.byteCountMax)
            try store.put(path, [1])
            #expect(try store.list(.root).map(\.path) == [path])
            #expect(try store.get(path) == [1])
        },
    ]
}
