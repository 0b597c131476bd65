public import TrelayCrypto
public import TrelayFormat

/// What the log says about one namespace up to a position. A value: copies share storage and stay as they are.
public struct NamespaceState: Sendable {
    public let namespace: String
    /// Counts accepted change sets, without gaps; 0 before the first.
    public internal(set) var revision = 0
    /// Hash chain over the accepted change sets; `Digest.zero` before the first.
    public internal(set) var chain = Digest.zero
    public internal(set) var resources = ResourceMap()
    public internal(set) var recentEvents = RecentEvents()
    /// Rejections that the ledger no longer holds.
    public internal(set) var droppedRejections = 0
    /// The event that made the current revision; nil before the first.
    public internal(set) var lastAccepted: LastAccepted?

    var ledger = BoundedQueue<LedgerEntry>()
    /// Follows from `resources`.
    var references = ReferenceIndex()
    /// Follows from `resources`.
    var kinds = KindCatalog()
    var place = Place.none

    /// Hashing every record for its position would cost as much as folding it: the last one is kept instead, and
    /// hashed when someone asks.
    enum Place: Sendable {
        case none
        case record(Record)
        case restored(LogPosition)
    }

    /// The empty state.
    public init(namespace: String) {
        self.namespace = namespace
    }

    /// The last record that was folded; nil before the first.
    public var position: LogPosition? {
        switch place {
        case .none: nil
        case .restored(let position): position
        case .record(let record):
            LogPosition(partition: record.partition, offset: record.offset, recordDigest: record.digest())
        }
    }

    /// The last rejected records, oldest first.
    public var rejections: [LedgerEntry] { ledger.ordered }

    /// Digest of the resources: `resources.digest()`.
    public func digest() -> Digest { resources.digest() }

    /// The kinds that resources may have: those that are built in, and those that `schema` resources make.
    public var kindNames: [String] {
        ResourceKind.names + kinds.ownKinds.filter { ResourceKind.named($0) == nil }
    }

    /// What a `$ref` of a schema in this namespace may lead to, by its URI.
    public var schemaDocuments: [String: JSONValue] {
        do throws(KindCatalog.SchemaFailure) {
            return try OwnSchemas(resources.schemaValues).documents
        } catch {
            // No state has schemas that claim each other's names.
            return ResourceKind.schemaDocuments
        }
    }

    /// True for a record that this state has folded already: the consumer has been put back.
    func hasFolded(_ record: Record) -> Bool {
        switch place {
        case .none: false
        case .record(let last): last.partition == record.partition && record.offset <= last.offset
        case .restored(let last): last.partition == record.partition && record.offset <= last.offset
        }
    }

    /// The next link: SHA-256 of the chain so far, where in which namespace, which event, and what its body says.
    ///
    /// Public so that an auditor can compute it without a fold.
    ///
    /// - Parameter content: the digest of the body as a value, so that its JSON and its CBOR form make the same chain.
    public static func link(
        after chain: Digest, namespace: String, revision: Int, eventID: String, content: Digest
    ) -> Digest {
        var hasher = SHA256Hasher()
        hasher.update(utf8: "trelay.chain.v2\n")
        hasher.update(descriptionOf: chain)
        hasher.update(utf8: "\n")
        hasher.update(utf8: namespace)
        hasher.update(utf8: "\n")
        hasher.update(utf8: String(revision))
        hasher.update(utf8: "\n")
        hasher.update(utf8: eventID)
        hasher.update(utf8: "\n")
        hasher.update(descriptionOf: content)
        hasher.update(utf8: "\n")
        return hasher.finalize()
    }
}

extension NamespaceState: Hashable {
    public static func == (left: NamespaceState, right: NamespaceState) -> Bool {
        left.namespace == right.namespace && left.revision == right.revision && left.chain == right.chain
            && left.resources == right.resources && left.recentEvents == right.recentEvents
            && left.droppedRejections == right.droppedRejections && left.lastAccepted == right.lastAccepted
            && left.position == right.position && left.rejections == right.rejections
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(namespace)
        hasher.combine(revision)
        hasher.combine(chain)
    }
}
