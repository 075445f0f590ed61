internal import CCurl
internal import Glibc
internal import Platform

/// Carries requests by libcurl, on one thread: HTTP/1.1, and HTTP/2 where TLS agrees on it, over
/// connections that are kept and used again.
///
/// Completions are called on that thread and hold all other exchanges up while they run. A
/// transport that is let go cancels what is under way.
public final class CurlTransport: HTTPTransport {
    private let mailbox: Mailbox
    private let thread: NamedThread

    /// Starts the thread; no connection is made yet.
    ///
    /// - Throws: `.invalid` where a file cannot be read or the proxy is none.
    public init(_ settings: CurlSettings = CurlSettings()) throws(HTTPFailure) {
        try SettingsCheck.check(settings)
        guard globalCode == CURLE_OK, let made = unsafe curl_multi_init() else {
            throw HTTPFailure(.broken, "libcurl does not start: there is no memory for it")
        }
        let multi = unsafe Mailbox.Multi(pointer: made)
        let mailbox = Mailbox(multi, exchangesMax: max(1, settings.exchangesMax))
        self.mailbox = mailbox
        thread = NamedThread("http-transfer") {
            TransferLoop(multi, mailbox: mailbox, settings: settings).run()
        }
    }

    deinit {
        mailbox.beginClosing()
    }

    /// What was done so far.
    public var statistics: HTTPStatistics { mailbox.statistics }

    /// Starts an exchange and returns at once.
    ///
    /// Failures known before anything is sent are told before it returns.
    public func start(
        _ request: HTTPRequest,
        _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) {
        do throws(HTTPFailure) {
            let origin = try HTTPOrigin(of: request.url)
            try RequestCheck.check(request)
            let submission = Submission(request: request, origin: origin, completion: completion)
            if let refusal = mailbox.submit(submission) { throw refusal }
        } catch {
            completion(.failure(error))
        }
    }

    /// Ends all exchanges begun so far, each with `.cancelled`; later ones go on.
    public func cancelAll() {
        mailbox.cancelAll()
    }

    /// Ends all exchanges, each with `.cancelled`, cuts the connections, and ends the thread.
    ///
    /// All completions have been called when it returns, but where one of them calls it. Later
    /// requests fail; closing again does nothing.
    public func close() {
        mailbox.beginClosing()
        mailbox.waitForEnd()
    }
}

/// Begun once for the process; libcurl 7.84 and later allow that from any thread.
private let globalCode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
