import TrelayFormat

extension ResourceKind {
    /// Sends matching requests to weighted targets.
    static let route = ResourceKind(
        name: "route",
        summary: "what it matches, weighted targets, fallbacks, prompt, retries and timeout",
        fields: FieldTable(
            .optional("match", .object(FieldTable(.optional("model", .text), .optional("path", .text)))),
            .required(
                "targets",
                .array(
                    .object(
                        FieldTable(
                            .required("provider", .form(.resourceName)),
                            .optional("model", .text),
                            .required("weight", .integer(0...1_000_000)))),
                    minimum: 1)),
            .optional(
                "fallbacks",
                .array(
                    .object(FieldTable(.required("provider", .form(.resourceName)), .optional("model", .text))),
                    minimum: 0)),
            .optional("prompt", .form(.resourceName)),
            .optional("retries", .integer(0...10)),
            .optional("timeoutMilliseconds", .integer(1...3_600_000))),
        check: totalWeightFault,
        references: routeReferences)

    /// With nothing but zeros no target could ever be chosen.
    @Sendable private static func totalWeightFault(_ value: JSONValue) -> FieldFault? {
        let targets = value["targets"]?.arrayValue ?? []
        guard targets.contains(where: { ($0["weight"]?.integerValue ?? 0) > 0 }) else {
            return FieldFault("every weight is 0; give at least one target a weight", at: ["targets"])
        }
        return nil
    }

    @Sendable private static func routeReferences(_ value: JSONValue) -> [Reference] {
        var references: [Reference] = []
        for list in ["targets", "fallbacks"] {
            for (index, target) in (value[list]?.arrayValue ?? []).enumerated() {
                guard let name = target["provider"]?.stringValue else { continue }
                references.append(
                    Reference(
                        path: [list, String(index), "provider"], target: ResourceKey(kind: "provider", name: name)))
            }
        }
        if let name = value["prompt"]?.stringValue {
            references.append(Reference(path: ["prompt"], target: ResourceKey(kind: "prompt", name: name)))
        }
        return references
    }
}
