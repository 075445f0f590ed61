extension Array where Element: FixedWidthInteger & BitwiseCopyable {
    /// Appends integers that lie little endian in memory, as many as there are whole ones.
    @inlinable public mutating func append(littleEndian bytes: RawSpan) {
        let size = MemoryLayout<Element>.size
        let added = bytes.byteCount / size
        let first = count
        append(contentsOf: repeatElement(0, count: added))
        unsafe withUnsafeMutableBufferPointer { target in
            unsafe bytes.withUnsafeBytes { source in
                for index in 0..<added {
                    // Both are within bounds: there are `added` integers on either side.
                    unsafe target[first &+ index] = Element(
                        littleEndian: source.loadUnaligned(
                            fromByteOffset: index &* size, as: Element.self))
                }
            }
        }
    }
}
