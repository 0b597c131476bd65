/// What becomes of a piece of an answer.
public enum HTTPStreamFlow: Sendable {
    /// It was taken.
    case accept
    /// It was not: nothing more comes until `HTTPStreamCall.resume`, and then the same bytes again, perhaps cut
    /// differently. The server is slowed down by its connection's buffers.
    case pause
}

/// Takes an answer piece by piece, on the thread of the client's shard: `head` once, `chunk` for each piece, `end` once
/// and last. A request that fails before its answer begins has an `end` only. After `HTTPStreamCall.cancel` nothing more.
///
/// All three may cancel or resume any call, send other requests and answer exchanges, but must not block.
public protocol HTTPStreamReceiver: AnyObject {
    /// The final header; interim answers are left out.
    func head(status: Int, headers: HTTPHeaders)
    /// The bytes are lent for the length of the call.
    func chunk(_ bytes: UnsafeRawBufferPointer) -> HTTPStreamFlow
    /// The answer is complete, or it is not.
    func end(_ result: Result<Void, HTTPError>)
}

/// A request whose answer is streamed. Confined to the client's thread.
public struct HTTPStreamCall {
    let number: Int
    /// Nil if the request was refused at once.
    let client: ClientShard?

    /// Gives the request up: its receiver hears nothing more. An HTTP/1.1 connection is closed by it, which tells the
    /// server. No effect once it has ended.
    public func cancel() {
        client?.cancelStream(number)
    }

    /// Goes on after a `pause`; may call the receiver before it returns. No effect unless paused.
    public func resume() {
        client?.resume(number)
    }
}

extension HTTPClient {
    /// Sends `request` and hands the answer to `receiver` as it comes. Only from the client's thread; nothing here
    /// changes threads. `receiver` is kept until its `end`, or until `cancel`.
    ///
    /// - Returns: the call. If the request is refused at once (`invalidRequest`, `queueFull`, `closed`), `end` has been
    ///   called before this returns.
    public func stream(_ request: HTTPClientRequest, to receiver: any HTTPStreamReceiver) -> HTTPStreamCall {
        let loop = shard.currentLoop
        precondition(loop != nil, "a stream belongs to the thread of the client's shard")
        let number = HTTPCall.nextNumber()
        do throws(HTTPError) {
            try request.check()
            guard let client = loop?.client(of: owner) else { throw HTTPClient.closed }
            guard statistics.admit(maximum: configuration.maximumRequests) else {
                throw HTTPClient.queueFull(configuration.maximumRequests)
            }
            client.start(request, number: number, sink: .stream(receiver))
            return HTTPStreamCall(number: number, client: client)
        } catch {
            receiver.end(.failure(error))
            return HTTPStreamCall(number: number, client: nil)
        }
    }
}
