import Testing

@Suite struct ReadingTests {
    private func code(_ text: String) -> String {
        SourceFile(path: "Sources/A/a.swift", text: text).code.joined(separator: "\n")
    }

    @Test("comments and the texts of strings are blank, the rest is as it was")
    func blanks() {
        #expect(code("a // b\nc") == "a     \nc")
        #expect(code("a /* b /* c */ d */ e") == "a                   e")
        #expect(code(#"x("try! \" ) //") y"#) == #"x("            ") y"#)
        #expect(code(##"x(#"a " \( b"#) y"##) == ##"x("          ") y"##)
        #expect(code("\"\"\"\n a \" b\n \"\"\" c") == "\"  \n      \n   \" c")
        #expect(code("\"open\nnext") == "\"    \nnext")
    }

    @Test("code inside an interpolation is code, strings in it are not")
    func interpolations() {
        #expect(code(#""a \(f(x, "b)") + y) c" d"#) == #""    f(x, "  ") + y   " d"#)
        #expect(code(##"#"a \#(b) \(c)"#"##) == ##""      b       ""##)
    }

    @Test("comments are kept apart")
    func comments() {
        let file = SourceFile(
            path: "Tests/A/a.swift", text: "a \"// no\" // yes\n/* and\nthis */ b")
        #expect(
            file.comments.map { $0.trimmingPrefix { $0 == " " } } == [
                "// yes", "/* and", "this */  ",
            ])
        #expect(file.target == "A")
        #expect(!file.isSource)
    }

    @Test("the manifest's targets are read with their dependencies")
    func manifest() {
        let manifest = Manifest(
            """
            func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
                .target(name: name, dependencies: dependencies)
            }
            // library("Commented", [])
            let package = Package(name: "p", products: [.library(name: "A", targets: ["A"])],
                targets: [
                .systemLibrary(name: "CX", pkgConfig: "x", providers: [.apt(["x-dev"])]),
                library("A", [], settings: hot),
                library(
                    "B", ["A",
                    "CX"]),
                .executableTarget(name: "run", dependencies: ["A", "B"], swiftSettings: base),
                tests("ATests", ["A"]),
            ])
            """)
        #expect(manifest.systemLibraries == ["CX"])
        #expect(
            manifest.targets == [
                .init(name: "A", dependencies: [], isTest: false),
                .init(name: "B", dependencies: ["A", "CX"], isTest: false),
                .init(name: "run", dependencies: ["A", "B"], isTest: false),
                .init(name: "ATests", dependencies: ["A"], isTest: true),
            ])
    }

    @Test("functions are found with the lines between their braces")
    func functions() {
        let text = """
            protocol P {
                func none() -> Int
                init(_ a: Int)
                var read: Int { get }
            }
            struct S {
                var stored = [1: { 2 }]
                let closure = { 3 }
                var computed: Int {
                    1
                }
                init(a: Int = { 1 }()) throws(E)
                where T: Q {
                    x.init {
                        1
                    }
                    self.func2 {}
                }
                func one() { }
                @inlinable
                func
                    two<T>(_ t: T)
                    -> [Int]
                {
                    1
                    2
                }
            }
            """
        let found = FunctionFinder(SourceFile(path: "Sources/A/a.swift", text: text)).functions
        #expect(found.map(\.line) == [4, 9, 12, 19, 21])
        #expect(found.map(\.body) == [5..<5, 10..<11, 14..<18, 20..<20, 25..<27])
    }
}
