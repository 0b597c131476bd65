public import TrelayFormat

/// Tells good answers from mixed ones: what an upstream echoes must be one of the combinations that the stamped
/// revision allows. Pure.
///
/// Answers are checked after the run, by what was observed: a revision serves before whoever published it can have
/// told a checker about it.
public struct LoadChecker: Hashable, Sendable {
    /// What may serve a request together. A field that is nil is not looked at.
    public struct Combination: Hashable, Sendable {
        /// The kinds that it is for; nil for all.
        public var kinds: Set<LoadKind>?
        /// As stamped.
        public var route: String?
        /// As stamped.
        public var target: String?
        /// As stamped.
        public var promptVersion: String?
        /// As echoed.
        public var upstream: String?
        /// As echoed, or as an inference names it.
        public var model: String?
        /// As an inference names it.
        public var modelVersion: String?
        /// What the system prompt holds, as echoed; empty: there must be none.
        public var prompt: String?

        public init() {}
    }

    /// By the revision as it is stamped.
    public private(set) var revisions: [String: [Combination]] = [:]

    public init() {}

    /// Adds combinations to those that a revision allows.
    public mutating func allow(revision: String, _ combinations: [Combination]) {
        revisions[revision, default: []] += combinations
    }

    /// Nil if the observation is good; else why it is mixed.
    public func fault(of observation: LoadObservation) -> String? {
        guard let revision = observation.revision else { return "no revision is stamped" }
        guard let combinations = revisions[revision] else { return "revision \(revision) is not in the table" }
        let allowed = combinations.filter { $0.kinds?.contains(observation.kind) ?? true }
        guard !allowed.isEmpty else { return "revision \(revision) allows no \(observation.kind.rawValue)" }
        let faults = allowed.map { $0.fault(of: observation) }
        if faults.contains(nil) { return nil }
        let first = allowed.count == 1 ? faults.first ?? nil : nil
        return "revision \(revision) does not allow it" + (first.map { ": \($0)" } ?? "")
    }

    // MARK: The file

    /// Reads `{"revisions":{"7":[{"upstream":"east","model":"small","target":"east","prompt_version":"3",
    /// "prompt":"Be brief.","route":"chat","model_version":"2","kinds":["chat","stream"]}]}}`; every member of a
    /// combination may be left out.
    public init(json value: JSONValue) throws(StandInError) {
        guard let revisions = value["revisions"]?.objectValue else { throw Self.invalid("it has no 'revisions'") }
        for (revision, list) in revisions {
            guard let list = list.arrayValue else { throw Self.invalid("revision \(revision) has no list") }
            var combinations: [Combination] = []
            for item in list { combinations.append(try Combination(json: item, revision: revision)) }
            allow(revision: revision, combinations)
        }
    }

    fileprivate static func invalid(_ message: String) -> StandInError {
        StandInError(code: .invalidExpectation, message: "the table of allowed combinations is not valid: \(message)")
    }
}

extension LoadChecker.Combination {
    fileprivate init(json: JSONValue, revision: String) throws(StandInError) {
        guard let object = json.objectValue else {
            throw LoadChecker.invalid("a combination of revision \(revision) is no object")
        }
        for (name, value) in object {
            if name == "kinds" {
                let kinds = value.arrayValue?.compactMap { $0.stringValue.flatMap(LoadKind.init(rawValue:)) }
                guard let kinds, kinds.count == value.arrayValue?.count else {
                    throw LoadChecker.invalid("the kinds of revision \(revision) are not known")
                }
                self.kinds = Set(kinds)
                continue
            }
            guard let text = value.stringValue, set(name, text) else {
                throw LoadChecker.invalid("revision \(revision) has a member '\(name)' that is not known or no text")
            }
        }
    }

    private mutating func set(_ member: String, _ text: String) -> Bool {
        switch member {
        case "route": route = text
        case "target": target = text
        case "prompt_version": promptVersion = text
        case "upstream": upstream = text
        case "model": model = text
        case "model_version": modelVersion = text
        case "prompt": prompt = text
        default: return false
        }
        return true
    }

    /// What of the observation it does not allow.
    fileprivate func fault(of observation: LoadObservation) -> String? {
        let pairs: [(String, String?, String?)] = [
            ("upstream", upstream, observation.upstream), ("model", model, observation.model),
            ("model version", modelVersion, observation.modelVersion), ("route", route, observation.route),
            ("target", target, observation.target), ("prompt version", promptVersion, observation.promptVersion),
        ]
        for (name, wanted, seen) in pairs {
            guard let wanted, wanted != seen else { continue }
            return "the \(name) is \(seen ?? "not told"), not \(wanted)"
        }
        guard let prompt, !holds(observation.prompt, prompt) else { return nil }
        return "the prompt is another"
    }

    private func holds(_ seen: EchoText?, _ wanted: String) -> Bool {
        guard !wanted.isEmpty else { return seen == nil || seen == .whole("") }
        if case .whole(let text) = seen { return text.contains(wanted) }
        return seen == EchoText(wanted)
    }
}
