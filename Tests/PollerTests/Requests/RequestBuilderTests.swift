import HTTPTransfer
import Poller
import Testing

@Suite struct RequestBuilderTests {
    private static func builder(_ api: String, request: String = "path: /v1/bars") throws
        -> RequestBuilder
    {
        RequestBuilder(try SourceFixture.read(yaml(api, request)).plan)
    }

    private static func yaml(_ api: String, _ request: String) -> String {
        """
        source: s
        topic: rest-ticks
        api: {base_url: https://api.example.com/base/, \(api)}
        request: {\(request)}
        partitions: {symbol: [A/B C]}
        records:
          fields: {symbol: '{{ partition.symbol }}'}
        mapping: {kind: record}
        """
    }

    private static var scope: TemplateScope {
        var scope = TemplateScope()
        scope["partition.symbol"] = .text("A/B C")
        return scope
    }

    @Test("values are encoded where they stand, in the path and in the query")
    func encoding() throws {
        let builder = try Self.builder(
            "timeout: 5s",
            request:
                "path: '/v1/{{ partition.symbol }}', query: {s: '{{ partition.symbol }}', x: a+b}")
        let request = try builder.request(Self.scope, now: 0)
        #expect(request.url == "https://api.example.com/base/v1/A%2FB%20C?s=A%2FB%20C&x=a%2Bb")
        #expect(request.limits.timeout == .seconds(5))
    }

    @Test("a parameter of a page that is not there yet is left out")
    func absentPage() throws {
        let builder = try Self.builder(
            "timeout: 5s", request: "path: /v1, query: {t: '{{ page.token }}', n: '1'}")
        #expect(
            try builder.request(Self.scope, now: 0).url == "https://api.example.com/base/v1?n=1")
        var scope = Self.scope
        scope["page.token"] = .text("a=b")
        #expect(
            try builder.request(scope, now: 0).url
                == "https://api.example.com/base/v1?t=a%3Db&n=1")
    }

    @Test("every kind of authentication shows who asks, where the vendor looks")
    func authentication() throws {
        let builder = try Self.builder(
            "auth: [{kind: header, name: X-Key, value: k1}, {kind: query, name: key, value: k 2},"
                + " {kind: basic, user: u, password: p}, {kind: body, name: tok, value: k3}]",
            request: "path: /v1, method: POST, body: {json: '{\"s\":\"{{ partition.symbol }}\"}'}")
        let request = try builder.request(Self.scope, now: 0)
        #expect(request.url == "https://api.example.com/base/v1?key=k%202")
        #expect(request.headers.contains(HTTPHeader("X-Key", "k1")))
        #expect(request.headers.contains(HTTPHeader("Authorization", "Basic dTpw")))
        #expect(request.headers.contains(HTTPHeader("Content-Type", "application/json")))
        #expect(String(decoding: request.body ?? [], as: UTF8.self) == #"{"s":"A/B C","tok":"k3"}"#)
    }

    @Test("a signed query is signed as Binance documents it")
    func signature() throws {
        let key = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
        let builder = try Self.builder(
            "auth: {kind: signature, key: \(key), over: [query], query: signature,"
                + " timestamp: {query: timestamp, format: ms}}",
            request: "path: /order, query: {symbol: LTCBTC, side: BUY, type: LIMIT,"
                + " timeInForce: GTC, quantity: '1', price: '0.1', recvWindow: '5000'}")
        let request = try builder.request(Self.scope, now: 1_499_827_319_559_000_000)
        #expect(
            request.url.hasSuffix(
                "&timestamp=1499827319559&signature="
                    + "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"))
    }

    @Test("a next page keeps its query, gets the key again, and leads nowhere else")
    func following() throws {
        let builder = try Self.builder("auth: {kind: query, name: key, value: k1}")
        let url = "https://API.example.com:443/x?cursor=abc&key=old"
        #expect(try Self.next(builder, url) == "https://api.example.com/x?cursor=abc&key=k1")
        for other in [
            "http://api.example.com/x", "https://api.example.com.evil.net/x",
            "https://api.example.com:8443/x", "https://user@api.example.com/x", "ftp://x/",
            "//evil.net/x", "mailto:me",
        ] { #expect(throws: PollProblem.self) { try Self.next(builder, other) } }
    }

    private static func next(_ builder: RequestBuilder, _ url: String) throws -> String {
        try builder.request(
            following: url, from: "https://api.example.com/v1/a/b?q=1&key=k1#x", scope, now: 0
        ).url
    }

    @Test(
        "a relative next page is resolved against the URL that was answered",
        arguments: [
            ("?page=2", "/v1/a/b?page=2"), ("/y?c=1", "/y?c=1"), ("c?d=1", "/v1/a/c?d=1"),
            ("./c", "/v1/a/c"), ("../c", "/v1/c"), ("../../../c", "/c"), (".", "/v1/a/"),
            ("..", "/v1/"), ("//api.example.com/z", "/z"), ("/a/./b/../c?x=/../y", "/a/c?x=/../y"),
            ("", "/v1/a/b?q=1"), ("#top", "/v1/a/b?q=1"), ("?", "/v1/a/b"),
        ])
    func relative(reference: String, target: String) throws {
        let builder = try Self.builder("auth: {kind: query, name: key, value: k1}")
        let mark = target.contains("?") ? "&" : "?"
        #expect(
            try Self.next(builder, reference) == "https://api.example.com\(target)\(mark)key=k1")
    }

    @Test("no form of a secret is left in a text")
    func redaction() {
        let redactor = SecretRedaction(["pa ss/wörd\"", "key1"])
        let texts = [
            "x=pa ss/wörd\"", "x=pa%20ss%2Fw%C3%B6rd%22", "x=pa+ss%2Fw%C3%B6rd%22",
            #"{"x":"pa ss/wörd\""}"#, "key1key1", "a2V5MQ==", "KEY1.example.com",
        ]
        for text in texts {
            let clean = redactor(text)
            #expect(clean.contains("***"), "\(text)")
            #expect(!clean.contains("rd"), "\(clean)")
            #expect(!clean.lowercased().contains("key1"))
        }
        #expect(redactor("nothing here") == "nothing here")
    }
}
