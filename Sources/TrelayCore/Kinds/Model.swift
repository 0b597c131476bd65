extension ResourceKind {
    /// The model context: which version of which artifact runs, with which parameters.
    static let model = ResourceKind(
        name: "model",
        summary: "a model context: version, artifact, hyperparameters, input and output schemas",
        fields: FieldTable(
            .required("version", .form(.semanticVersion)),
            .optional(
                "artifact",
                .object(
                    FieldTable(
                        .required("uri", .form(.uri)),
                        .optional("sha256", .form(.hexadecimalDigest)),
                        .optional("size", .integer(0...9_007_199_254_740_991))))),
            .optional("hyperparameters", .anyObject),
            .optional("inputSchema", .schema),
            .optional("outputSchema", .schema),
            .optional("description", .text)))
}
