public import ObjectStorage
public import Parquet

/// An upload to a store as the place where a Parquet file goes.
///
/// Whoever began the upload ends it, after the file.
public struct ObjectSink: ByteSink {
    private let upload: any ObjectUpload

    /// Makes a sink of an upload.
    public init(_ upload: any ObjectUpload) { self.upload = upload }

    /// Takes the next bytes of the file.
    public func append(_ bytes: Span<UInt8>) throws { try upload.append(bytes) }
}
