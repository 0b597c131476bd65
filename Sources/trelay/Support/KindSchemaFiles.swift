import TrelayCommandLine
import TrelayCore
import TrelayFormat

/// `--schema KIND=FILE`: schemas of kinds that are not built in, or that narrow one that is.
enum KindSchemaFiles {
    /// - Throws: where a schema is wrong, with exit code 2; 1 for one that cannot be read.
    static func read(_ assignments: [(key: String, value: String)], _ invocation: Invocation) throws -> GivenSchemas {
        var files: [String: DocumentFile] = [:]
        for (kind, path) in assignments {
            guard Names.isPossibleKind(kind) else {
                throw invocation.usageError("--schema: '\(kind)' is not a kind; use \(Names.kindRule)")
            }
            guard files[kind] == nil else { throw invocation.usageError("--schema names the kind '\(kind)' twice") }
            do throws(FileFault) {
                files[kind] = try DocumentFile(path: path, form: nil, limits: .default)
            } catch {
                throw error.error
            }
        }
        do throws(GivenSchemas.Fault) {
            return try GivenSchemas(files.mapValues(\.value))
        } catch {
            guard let file = error.kind.flatMap({ files[$0] }) else {
                throw CommandError("--schema: \(error.message)", exitCode: ExitStatus.rejected)
            }
            throw file.fault(error.message, at: error.pointer, code: RejectionCode.schemaInvalid.rawValue).error
        }
    }
}
