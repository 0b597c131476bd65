extension ResourceKind {
    /// An upstream that answers requests.
    static let provider = ResourceKind(
        name: "provider",
        summary: "an upstream: its protocol, address, models and credential reference",
        fields: FieldTable(
            .required("type", .choice(["openai", "anthropic", "open-inference"])),
            .required("baseURL", .form(.webAddress)),
            .optional("models", .array(.text, minimum: 0)),
            .optional("credential", .form(.credentialReference)),
            .optional("timeoutMilliseconds", .integer(1...3_600_000))))
}
