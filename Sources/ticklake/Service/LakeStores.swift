import ObjectStorage

/// Opens the store that a lake's place names.
enum LakeStores {
    /// A store at the lake's root.
    static func open(_ lake: String) throws -> any ObjectStore {
        if lake.hasPrefix("file://") { return LocalStore(root: String(lake.dropFirst(7))) }
        if lake.contains("://") {
            throw CommandError(
                .usage, "the lake `\(lake)` cannot be opened",
                why: "it is in a store that this version does not reach",
                advice: "name a folder")
        }
        return LocalStore(root: lake)
    }
}
