/// The objects of a folder, page by page, in memory that does not grow with their number.
///
/// Objects come at any depth, in the order of their paths' bytes. One that is there all the while
/// comes once; one that is put or deleted meanwhile may come or not. A listing belongs to one
/// owner.
public protocol ObjectListing: AnyObject {
    /// The next objects, at most `ObjectPage.countMax`; not to be asked for after the last page.
    ///
    /// A call that throws may be made again and goes on where the last page ended.
    func next() throws -> ObjectPage
}

/// A part of a listing.
public struct ObjectPage: Sendable, Equatable {
    /// The most objects in a page.
    public static let countMax = 1000

    /// The objects, in order; there may be none although others follow.
    public var objects: [ObjectInfo]
    /// Whether nothing follows.
    public let isLast: Bool

    /// Makes a page.
    public init(_ objects: [ObjectInfo], isLast: Bool) {
        self.objects = objects
        self.isLast = isLast
    }
}

extension ObjectStore {
    /// All objects in a folder, at any depth, in the order of their paths' bytes; with
    /// `startAfter`, only those that come later than it.
    ///
    /// Holds them all in memory: `listing(of:startAfter:)` does not.
    public func list(
        _ folder: StorePath, startAfter: StorePath? = nil
    ) throws -> [ObjectInfo] {
        let listing = listing(of: folder, startAfter: startAfter)
        var page = try listing.next()
        var all = page.objects
        while !page.isLast {
            page = try listing.next()
            all += page.objects
        }
        return all
    }
}
