import TrelayFormat

/// An error that does not know yet to which value of the document it belongs.
struct YAMLFailure: Error {
    /// What the error is about.
    enum Subject {
        /// The document as a whole.
        case document
        /// What comes next in the document.
        case next
        /// The value that was read last, if it ends on this line or below it; else what comes next.
        case latest(line: Int)
        /// Whatever this byte of the text belongs to, counted without a byte order mark.
        case byte(Int)
    }

    let code: FormatError.Code
    let message: String
    let position: SourcePosition?
    let subject: Subject

    init(_ code: FormatError.Code, _ message: String, at position: SourcePosition?, subject: Subject) {
        self.code = code
        self.message = message
        self.position = position
        self.subject = subject
    }

    /// The error with its place in the document.
    ///
    /// - Parameters:
    ///   - builder: what was built before.
    ///   - bytes: the whole text.
    func formatError(_ builder: YAMLDocumentBuilder, in bytes: [UInt8]) -> FormatError {
        let pointer =
            switch subject {
            case .byte(let offset): YAMLPlace.pointer(ofByte: offset, in: bytes)
            default: builder.pointer(of: subject)
            }
        return FormatError(code: code, message: message, pointer: pointer, position: position)
    }
}

extension YAMLDocumentBuilder {
    /// The value that a failure is about; the one that comes next if only the bytes can tell.
    func pointer(of subject: YAMLFailure.Subject) -> JSONPointer {
        switch subject {
        case .document: .root
        case .latest(let line) where (latest?.line ?? 0) >= line: latest?.pointer ?? pointer
        case .latest, .next, .byte: pointer
        }
    }
}
