internal import DeltaLake
internal import ObjectStorage
internal import Pipeline

/// Runs a body and turns the lake's errors into what the engine does about them.
func mappingErrors<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as StoreError {
        let advice = error.kind.advice.map { ". \($0)" } ?? ""
        throw PortError(reaction(to: error), "\(error)\(advice)")
    } catch let error as DeltaError {
        throw PortError(reaction(to: error), "\(error)")
    }
}

private func reaction(to error: StoreError) -> PortError.Reaction {
    switch error.kind {
    case .notFound, .unavailable, .ambiguous, .crashed, .outOfSpace, .denied: .rebuild
    case .corrupt, .invalid: .halt(.inconsistent)
    }
}

private func reaction(to error: DeltaError) -> PortError.Reaction {
    switch error.kind {
    case .contended: .rebuild
    case .notFound, .unsupported, .corrupt, .mismatch, .invalid: .halt(.inconsistent)
    }
}
