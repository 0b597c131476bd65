public import TrelayFormat

/// What bounds the work and the memory of a fold.
///
/// The limits decide verdicts: all who fold a log must use the same.
public struct FoldLimits: Sendable {
    /// Key, value and headers of a record together. Below Kafka's default of 1 MiB for a batch.
    public var maximumRecordBytes = 900_000
    /// Changes of one change set.
    public var maximumChanges = 500
    /// Canonical form of the value of one resource. What is bigger travels by reference.
    public var maximumValueBytes = 65_536
    /// Resources of one namespace.
    public var maximumResources = 100_000
    /// Event ids that are remembered at least, to recognise repeated ones.
    public var maximumRecentEvents = 10_000
    /// Rejections that the ledger of a namespace keeps; more drive the oldest out and are counted.
    public var maximumRejections = 1_000
    /// Steps that the users' own schemas may take over all values of a change set: a record of the greatest size takes
    /// fewer, unless a schema branches without end.
    public var maximumSchemaSteps = 1_000_000
    /// Steps that changed schemas may take over the resources that are there already, all together.
    public var maximumRevalidationSteps = 5_000_000
    /// Limits of reading a body. Not as deep as the parser's own default, so that a state which holds the values a
    /// few levels deeper can be read back with that.
    public var parse: ParseLimits

    public init() {
        parse = .default
        parse.maximumDepth = 48
    }
}
