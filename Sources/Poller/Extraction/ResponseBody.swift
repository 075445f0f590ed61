package import JSONColumns
import Bytes

/// The content of an answer: its bytes, and what they are as JSON.
package struct ResponseBody: Sendable {
    /// The bytes, decompressed.
    package let bytes: [UInt8]
    /// The JSON value; nil where the bytes are none.
    package let json: JSONValue?
    /// Why the bytes are no JSON; nil where they are.
    package let problem: JSONError?
    private static let textMax = 65_536

    /// Parses bytes, whose number the caller has bounded.
    package init(_ bytes: [UInt8], depthMax: Int = 64) {
        self.bytes = bytes
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes, depthMax: depthMax)
            problem = nil
        } catch {
            json = nil
            problem = error
        }
    }

    /// The JSON value, or the beginning of the text where there is none, for conditions on it.
    package var value: JSONValue {
        json ?? .string(String(decoding: bytes.prefix(ResponseBody.textMax), as: UTF8.self))
    }
}
