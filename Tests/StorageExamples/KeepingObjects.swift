import ObjectStorage

func keepObjects(in folder: String) throws {
    let store = LocalStore(root: folder)
    let first = try store.putIfAbsent(StorePath("locks/leader"), Array("me".utf8))
    let second = try store.putIfAbsent(StorePath("locks/leader"), Array("you".utf8))
    print(first, second)

    let upload = try store.beginPut(StorePath("big/object"))
    for piece in 0..<3 { try upload.append([UInt8](repeating: UInt8(piece), count: 1000).span) }
    try upload.finish()
    print(try store.getSuffix(StorePath("big/object"), count: 2).bytes)

    let listing = store.listing(of: .root, startAfter: nil)
    var page = try listing.next()
    for object in page.objects { print(object.path, object.size) }
    while !page.isLast {
        page = try listing.next()
        for object in page.objects { print(object.path, object.size) }
    }
}
