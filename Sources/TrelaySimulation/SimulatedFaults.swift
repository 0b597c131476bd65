/// How often things go wrong by themselves. Every decision is drawn from the seed of the log.
///
/// Time passes in ticks: each append and each look of a reader is one, and a reader that waits while a fault is open
/// looks once a millisecond. So faults end by themselves under a real worker, and a single-threaded test steps through
/// them with polls of timeout zero.
public struct SimulatedFaults: Hashable, Sendable {
    /// How often (of a thousand) new records stay invisible to a reader for a while.
    public var delayPerThousand = 0
    /// The longest such delay, in ticks of that reader.
    public var maximumDelayTicks = 20
    /// How often (of a thousand polls) the batch before is delivered once more.
    public var redeliveryPerThousand = 0
    /// How often (of a thousand ticks) the connection of everybody breaks.
    public var disconnectPerThousand = 0
    /// The longest such break, in ticks of everybody.
    public var maximumDisconnectTicks = 50
    /// How often (of a thousand appends) the answer is lost: the outcome is `inDoubt`, and the record is written or not.
    public var lostAnswerPerThousand = 0
    /// The largest batch for one partition; each poll draws a size from one to this.
    public var maximumBatchRecords: Int?

    public init() {}

    public static let none = SimulatedFaults()

    /// All faults at rates at which a few hundred records meet each of them.
    public static let all: SimulatedFaults = {
        var faults = SimulatedFaults()
        faults.delayPerThousand = 150
        faults.redeliveryPerThousand = 100
        faults.disconnectPerThousand = 20
        faults.lostAnswerPerThousand = 50
        faults.maximumBatchRecords = 7
        return faults
    }()
}
