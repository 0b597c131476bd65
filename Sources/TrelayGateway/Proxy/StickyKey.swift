import TrelayHTTP

/// What keeps a caller at one target of a weighted route.
enum StickyKey {
    static let header = "x-trelay-key"

    /// The header `x-trelay-key`, else the request's `user`, else the request's own identifier: requests of nobody in
    /// particular are spread by the weights.
    static func of(_ caller: CallerRequest, _ headers: HTTPHeaders, identifier: String) -> String {
        headers[first: header] ?? caller.user ?? identifier
    }
}
