import TrelayCommandLine
import TrelayCore
import TrelayFormat

/// A JSON Schema in a file.
struct SchemaFile {
    static let assertFormat = Option(long: "assert-format", help: "a value that breaks its format is not valid")

    let document: DocumentFile
    let schema: Schema

    /// - Throws: a `CommandError`: with exit code 2 for a schema that is broken, and where; 1 for one that cannot be read.
    init(path: String, _ options: DocumentOptions, _ folders: SchemaFolders, assertsFormats: Bool) throws {
        do throws(FileFault) {
            try self.init(try options.readByName(path), folders, assertsFormats: assertsFormats)
        } catch {
            throw error.error
        }
    }

    init(_ document: DocumentFile, _ folders: SchemaFolders, assertsFormats: Bool) throws(FileFault) {
        self.document = document
        do throws(SchemaError) {
            schema = try Schema.compile(
                document.value, options: Self.options(folders, assertsFormats: assertsFormats))
        } catch {
            throw Self.fault(error, document, folders)
        }
    }

    /// Trelay's own schemas are known, and what the folders have.
    static func options(_ folders: SchemaFolders, assertsFormats: Bool) -> SchemaOptions {
        SchemaOptions(
            documents: ResourceKind.schemaDocuments,
            resolve: { (uri) throws(SchemaError) in try folders.document(uri) }, assertsFormats: assertsFormats)
    }

    /// In the file that is to blame: the schema's own, or one that it refers to.
    private static func fault(_ error: SchemaError, _ document: DocumentFile, _ folders: SchemaFolders) -> FileFault {
        switch folders.answer(error.documentURI) {
        case .failure(let fault): return fault
        case .success(let file): return file.fault(message(error), at: error.pointer, code: error.code.rawValue)
        case nil: break
        }
        guard isOf(document, error.documentURI) else {
            let place = error.pointer.tokens.isEmpty ? "" : "#\(error.pointer)"
            return FileFault(
                file: document.name, code: error.code.rawValue,
                message: "\(error.documentURI)\(place): \(message(error))")
        }
        return document.fault(message(error), at: error.pointer, code: error.code.rawValue)
    }

    private static func message(_ error: SchemaError) -> String {
        guard error.code == .unresolvedReference, error.message.hasPrefix("nothing is known under") else {
            return error.message
        }
        return error.message + "; --resolve PREFIX=DIR says where its file is"
    }

    /// A document is known by the URI under which it was found: the schema itself has none.
    private static func isOf(_ document: DocumentFile, _ uri: String) -> Bool {
        uri.utf8.isEmpty || document.value["$id"]?.stringValue.map { $0.utf8.elementsEqual(uri.utf8) } == true
    }
}
