import DeltaLake
import ObjectStorage

func handleErrors(in folder: String) throws {
    let store = LocalStore(root: folder)
    print(advice { _ = try DeltaTable(store: store, folder: StorePath("nowhere")).snapshot() })
    print(advice { _ = try store.get(StorePath("nothing")) })
    print(advice { _ = try StorePath("../outside") })
    let flaky = FaultyStore(store) { _ in .failBefore(.unavailable) }
    print(advice { _ = try DeltaTable(store: flaky, folder: StorePath("ticks")).snapshot() })
}

/// What a program does about a failure: the kinds of errors are made to tell.
private func advice(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "all is well"
    } catch let error as StoreError {
        return switch error.kind {
        case .notFound: "there is no such object"
        case .unavailable: "try again later"
        case .ambiguous: "read back what is there, then decide"
        case .denied, .outOfSpace, .invalid: "tell the operator: \(error.kind.advice ?? "")"
        case .corrupt, .crashed: "stop: \(error)"
        }
    } catch let error as DeltaError {
        return switch error.kind {
        case .notFound: "there is no such table"
        case .contended: "try again: nothing was written"
        case .unsupported: "use a newer program: \(error)"
        case .mismatch, .invalid: "correct the program: \(error)"
        case .corrupt: "restore the table from a backup: \(error)"
        }
    } catch {
        return "\(error)"
    }
}
