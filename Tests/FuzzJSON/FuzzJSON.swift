import FuzzTargets

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.json.run(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
