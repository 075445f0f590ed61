import ObjectStorage
import Testing

@Suite("Store paths")
struct StorePathTests {
    @Test(
        "a path that could leave the store cannot exist",
        arguments: ["", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a\u{0}b", "a\nb"])
    func refuses(text: String) {
        let error = #expect(throws: StoreError.self) { try StorePath(text) }
        #expect(error?.kind == .invalid)
    }

    @Test("a path longer than a cloud allows cannot exist")
    func refusesLongPaths() throws {
        #expect(throws: StoreError.self) { try StorePath(String(repeating: "a", count: 1025)) }
        #expect(try StorePath(String(repeating: "a", count: 1024)).text.utf8.count == 1024)
    }

    @Test("a path knows its name, its folder, and what it lies in")
    func takesApart() throws {
        let path = try StorePath("a/b=1/c.parquet")
        #expect(path.name == "c.parquet")
        #expect(path.parent.text == "a/b=1")
        #expect(path.parent.parent.parent == .root)
        #expect(path.isWithin(try StorePath("a")))
        #expect(path.isWithin(.root))
        #expect(!path.isWithin(path))
        #expect(try !StorePath("ab/c").isWithin(StorePath("a")))
        #expect(path.relative(to: try StorePath("a")) == "b=1/c.parquet")
        #expect(try StorePath("a").appending("b=1/c.parquet") == path)
    }

    @Test("paths compare by bytes, not by what they look like")
    func comparesBytes() throws {
        let composed = try StorePath("caf\u{e9}")
        let decomposed = try StorePath("cafe\u{301}")
        #expect(composed != decomposed)
        #expect(try StorePath("a-b") < StorePath("a/b"))
        #expect(try StorePath("a/b") < StorePath("a0"))
    }
}
