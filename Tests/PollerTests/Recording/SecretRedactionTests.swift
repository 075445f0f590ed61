import Poller
import Testing

@Suite struct SecretRedactionTests {
    @Test("of the tokens that a source had, the newest are taken out, and no more are kept")
    func bounded() {
        let redact = SecretRedaction(["hush"])
        let count = SecretRedaction.tokensMax
        for number in 0..<(3 * count) {
            redact.remember("token<\(number)>")
            // One that is used all the time is not the oldest.
            redact.remember("often-used")
        }
        #expect(redact("token<\(3 * count - 1)> hush often-used") == "*** *** ***")
        #expect(redact("token<\(2 * count + 1)>") == "***")
        #expect(redact("token<\(2 * count)>") == "token<\(2 * count)>")
    }

    @Test("a token that is forgotten stays taken out where it is a secret as well")
    func secretToo() {
        let redact = SecretRedaction(["hush", ""])
        redact.remember("hush")
        redact.remember("")
        for number in 0...SecretRedaction.tokensMax { redact.remember("token\(number)") }
        #expect(redact("say hush") == "say ***")
        #expect(redact("").isEmpty)
    }

    @Test("copies share the tokens that one of them remembers")
    func shared() {
        let redact = SecretRedaction([])
        let copy = redact
        copy.remember("t0ken")
        #expect(redact("Bearer t0ken") == "Bearer ***")
    }
}
