extension ResourceKind {
    /// A versioned template, put before or after what the caller sends.
    static let prompt = ResourceKind(
        name: "prompt",
        summary: "a prompt template by version, its variables and where it is injected",
        fields: FieldTable(
            .required("version", .text),
            .required("template", .text),
            .optional("variables", .array(.text, minimum: 0)),
            .optional("inject", .choice(["before", "after"]))))
}
