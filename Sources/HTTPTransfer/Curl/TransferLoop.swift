internal import CCurl

/// What the transport's thread does: hands requests to libcurl, waits, and tells how they ended.
final class TransferLoop {
    private let multi: Mailbox.Multi
    private let mailbox: Mailbox
    private let settings: CurlSettings
    /// By the address of their easy handle.
    private var active: [Int: Transfer] = [:]
    /// Easy handles to use again.
    private var idle: [EasyHandle] = []

    private static let noMemory = HTTPFailure(.broken, "no memory for another exchange")
    /// The most easy handles that are kept for later.
    private static let idleMax = 64
    /// How long the thread sleeps where nothing happens; it is woken for all that does.
    private static let sleepMilliseconds: Int32 = 60_000

    init(_ multi: Mailbox.Multi, mailbox: Mailbox, settings: CurlSettings) {
        self.multi = multi
        self.mailbox = mailbox
        self.settings = settings
        let connections = max(1, settings.connectionsMax)
        for (option, value) in [
            (CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX),
            (CURLMOPT_MAX_HOST_CONNECTIONS, max(1, settings.hostConnectionsMax)),
            (CURLMOPT_MAX_TOTAL_CONNECTIONS, connections), (CURLMOPT_MAXCONNECTS, connections),
        ] {
            _ = unsafe curl_multi_set_long(multi.pointer, option, value)
        }
    }

    /// Runs until the transport is closed.
    func run() {
        mailbox.noteThread()
        var isOpen = true
        while isOpen {
            let work = mailbox.take()
            isOpen = !work.isClosing
            if work.isCancelling || work.isClosing { cancelActive() }
            for submission in work.cancelled { cancel(submission) }
            for submission in work.submissions {
                if isOpen { begin(submission) } else { cancel(submission) }
            }
            if isOpen { advance() }
        }
        idle = []
        mailbox.forgetMulti()
        _ = unsafe curl_multi_cleanup(multi.pointer)
        mailbox.noteEnd()
    }

    /// Lets libcurl do what can be done, and waits until there is more.
    private func advance() {
        var running: Int32 = 0
        var code = unsafe curl_multi_perform(multi.pointer, &running)
        endFinished()
        if code == CURLM_OK {
            code = unsafe curl_multi_poll(multi.pointer, nil, 0, Self.sleepMilliseconds, nil)
        }
        guard code != CURLM_OK else { return }
        let reason = unsafe curl_multi_strerror(code).map { unsafe String(cString: $0) } ?? ""
        for transfer in active.values {
            end(transfer, .failure(HTTPFailure(.broken, "libcurl cannot go on: \(reason)")))
        }
    }

    private func endFinished() {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi.pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let easy = unsafe message.pointee.easy_handle,
                let transfer = active[Int(bitPattern: easy)]
            else { continue }
            let code = unsafe message.pointee.data.result
            conclude(transfer, code)
        }
    }

    private func begin(_ submission: Submission) {
        guard let easy = idle.popLast() ?? EasyHandle() else {
            return tell(submission, .failure(Self.noMemory))
        }
        send(Transfer(submission, on: easy))
    }

    /// Hands to libcurl what a transfer sends next.
    private func send(_ transfer: Transfer) {
        do throws(HTTPFailure) {
            try transfer.easy.prepare(transfer, settings)
        } catch {
            return end(transfer, .failure(error))
        }
        active[transfer.easy.address] = transfer
        let code = unsafe curl_multi_add_handle(multi.pointer, transfer.easy.pointer)
        if code != CURLM_OK {
            end(transfer, .failure(HTTPFailure(.broken, "libcurl takes no more exchanges")))
        }
    }

    /// Judges what libcurl is done with.
    private func conclude(_ transfer: Transfer, _ code: CURLcode) {
        let origin = transfer.submission.origin
        countBytes(of: transfer, isAnswered: code == CURLE_OK)
        guard code == CURLE_OK else {
            if let excess = transfer.excess {
                return end(transfer, .failure(HTTPFailure(.tooLarge, "\(origin): \(excess)")))
            }
            let complaint = transfer.easy.complaint(code)
            return end(transfer, .failure(FailureText.failure(code, complaint, at: origin)))
        }
        let status = transfer.easy.number(CURLINFO_RESPONSE_CODE)
        if Redirect.isRedirect(status), let url = transfer.easy.text(CURLINFO_REDIRECT_URL) {
            return follow(transfer, status: status, to: url)
        }
        let response = HTTPResponse(
            status: status, headers: transfer.headers, body: transfer.body)
        end(transfer, .success(response))
    }

    private func follow(_ transfer: Transfer, status: Int, to url: String) {
        do throws(HTTPFailure) {
            let origin = transfer.submission.origin
            transfer.request = try Redirect.next(
                after: transfer.request, status: status, to: url, origin: origin,
                followed: transfer.redirects)
            transfer.spent += transfer.easy.size(CURLINFO_TOTAL_TIME_T)
            guard transfer.spent < transfer.request.limits.timeout.microseconds else {
                throw HTTPFailure(
                    .timedOut, "\(origin): time ran out while redirects were followed")
            }
        } catch {
            return end(transfer, .failure(error))
        }
        transfer.redirects += 1
        mailbox.count { $0.redirects += 1 }
        release(transfer)
        guard let easy = idle.popLast() ?? EasyHandle() else {
            return tell(transfer.submission, .failure(Self.noMemory))
        }
        transfer.goOn(with: easy)
        send(transfer)
    }

    private func cancelActive() {
        for transfer in active.values {
            let origin = transfer.submission.origin
            end(transfer, .failure(HTTPFailure(.cancelled, "\(origin): cancelled under way")))
        }
    }

    private func cancel(_ submission: Submission) {
        let failure = HTTPFailure(.cancelled, "\(submission.origin): cancelled before it began")
        tell(submission, .failure(failure))
    }

    /// Takes a transfer's handle back from libcurl, and keeps it for another.
    private func release(_ transfer: Transfer) {
        if active.removeValue(forKey: transfer.easy.address) != nil {
            _ = unsafe curl_multi_remove_handle(multi.pointer, transfer.easy.pointer)
        }
        if transfer.easy.reset(), idle.count < Self.idleMax { idle.append(transfer.easy) }
    }

    private func end(_ transfer: Transfer, _ result: Result<HTTPResponse, HTTPFailure>) {
        release(transfer)
        tell(transfer.submission, result)
    }

    private func tell(_ submission: Submission, _ result: Result<HTTPResponse, HTTPFailure>) {
        mailbox.finish { statistics in
            if case .success = result { statistics.answered += 1 } else { statistics.failed += 1 }
        }
        submission.completion(result)
    }

    private func countBytes(of transfer: Transfer, isAnswered: Bool) {
        let easy = transfer.easy
        let made = easy.number(CURLINFO_NUM_CONNECTS)
        let received = easy.size(CURLINFO_SIZE_DOWNLOAD_T) + easy.number(CURLINFO_HEADER_SIZE)
        let sent = easy.size(CURLINFO_SIZE_UPLOAD_T) + easy.number(CURLINFO_REQUEST_SIZE)
        mailbox.count { statistics in
            statistics.connectionsMade += made
            if made == 0, isAnswered { statistics.connectionsReused += 1 }
            statistics.bytesReceived += received
            statistics.bytesSent += sent
        }
    }
}
