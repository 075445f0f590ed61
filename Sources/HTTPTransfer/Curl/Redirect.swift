/// Where a response sends us, and what is sent there.
enum Redirect {
    /// True for the statuses that name another place for the same thing.
    static func isRedirect(_ status: Int) -> Bool {
        [301, 302, 303, 307, 308].contains(status)
    }

    /// The request to the new place.
    ///
    /// - Parameters:
    ///   - url: absolute, as libcurl resolved it.
    ///   - origin: that of the first request; its header fields belong there only.
    static func next(
        after request: HTTPRequest, status: Int, to url: String, origin: HTTPOrigin, followed: Int
    ) throws(HTTPFailure) -> HTTPRequest {
        guard followed < request.limits.redirectsMax else {
            throw HTTPFailure(
                .redirected,
                "\(origin): more than \(request.limits.redirectsMax) redirects. is this the "
                    + "address that the vendor documents?")
        }
        let place: HTTPOrigin
        do throws(HTTPFailure) {
            place = try HTTPOrigin(of: url)
        } catch {
            throw HTTPFailure(.redirected, "\(origin): a redirect to what is no place to go to")
        }
        guard place == origin else {
            throw HTTPFailure(
                .redirected,
                "\(origin): a redirect to \(place.scheme)://\(place), another origin, is not "
                    + "followed: it would get the credentials. if it is right, configure it")
        }
        var next = request
        next.url = url
        // RFC 9110, section 15.4: what browsers always did with 301 and 302.
        let isRewritten =
            status == 303 && request.method != "HEAD"
            || (status == 301 || status == 302) && request.method == "POST"
        if isRewritten {
            next.method = "GET"
            next.body = nil
            next.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        return next
    }
}
