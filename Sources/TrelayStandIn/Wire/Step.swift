/// One thing that the upstream does with a connection to answer a request.
enum Step: Hashable, Sendable {
    case send([UInt8])
    case pause(Duration)
    /// The same bytes again and again; nil: until the client goes.
    case `repeat`([UInt8], count: Int?, pause: Duration)
    /// Ends the connection in order, whatever was promised.
    case close
    /// Ends the connection with a TCP reset.
    case reset
    /// Nothing more, ever.
    case hang
}

/// The steps of one answer, taken one at a time. Pure: whoever plays them keeps the time and the socket.
struct Script: Sendable {
    enum Action: Hashable {
        case send([UInt8])
        case pause(Duration)
        case close
        case reset
        case hang
        case finished
    }

    private let steps: [Step]
    private var position = 0
    /// How often the current step was repeated.
    private var repetitions = 0
    private var mustPause = false

    init(_ steps: [Step]) {
        self.steps = steps
    }

    mutating func next() -> Action {
        guard position < steps.count else { return .finished }
        switch steps[position] {
        case .repeat(let bytes, let count, let pause): return repetition(bytes, count, pause)
        case .send(let bytes):
            position += 1
            return .send(bytes)
        case .pause(let duration):
            position += 1
            return .pause(duration)
        case .close: return .close
        case .reset: return .reset
        case .hang: return .hang
        }
    }

    private mutating func repetition(_ bytes: [UInt8], _ count: Int?, _ pause: Duration) -> Action {
        if let count, repetitions >= count {
            position += 1
            repetitions = 0
            mustPause = false
            return next()
        }
        if mustPause && pause > .zero {
            mustPause = false
            return .pause(pause)
        }
        repetitions &+= 1
        mustPause = true
        return .send(bytes)
    }
}
