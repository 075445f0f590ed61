/// A source without partitions and cursor, of which a test says how it shows who asks.
enum AuthSource {
    /// The source's file; what is under `auth` begins at line 5, column 9.
    static func yaml(_ auth: String, _ more: String = "") -> String {
        """
        source: s
        topic: rest-ticks
        api:
          base_url: https://api.example.com
          auth: \(auth)
        request: {path: /v1}
        records: {path: rows, fields: {symbol: {value: ACME}, id: id}}
        mapping: {kind: record}
        \(more)
        """
    }
}
