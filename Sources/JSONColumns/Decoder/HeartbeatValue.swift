import Bytes

/// The value of a heartbeat record: `{"ts": "<RFC 3339>"}`.
public enum HeartbeatValue {
    /// The time in nanoseconds since the epoch; nil if the value is no such object.
    ///
    /// Other members are passed over; of several `ts` the last one counts.
    public static func time(of value: RawSpan, depthMax: Int = 64) -> Int64? {
        let parsed = try? JSONValue(parsing: value, depthMax: depthMax)
        guard let text = parsed?["ts"]?.string else { return nil }
        return RFC3339.nanoseconds(Array(text.utf8).span.rawBytes)
    }
}
