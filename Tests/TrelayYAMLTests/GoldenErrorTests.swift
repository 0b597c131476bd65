import Testing
import TrelayCore
import TrelayFormat
import TrelayYAML

/// Every message in the file of bad documents is the one that people get. Set TRELAY_REWRITE_GOLDEN=1 to rewrite the
/// file, and read what changed with the eyes of somebody who was woken at night.
@Suite("Messages about bad documents")
struct GoldenErrorTests {
    private static let transcript = Result { try GoldenTranscript.read() }

    private static var cases: [GoldenTranscript.Case] { (try? transcript.get().cases) ?? [] }

    @Test("The file is as it would be written, and has mistakes of every kind")
    func file() throws {
        var transcript = try Self.transcript.get()
        if GoldenTranscript.isRewriting {
            for index in transcript.cases.indices { Reader.answer(&transcript.cases[index]) }
            try transcript.write()
            return
        }
        #expect(try GoldenTranscript(transcript.description).description == transcript.description)
        #expect(transcript.cases.count >= 100)
        #expect(Set(transcript.cases.map(\.name)).count == transcript.cases.count)
    }

    @Test(
        "A bad document has the message of the file, in one line of plain text",
        .enabled(if: !GoldenTranscript.isRewriting), arguments: cases)
    func message(_ item: GoldenTranscript.Case) throws {
        var answered = item
        Reader.answer(&answered)
        #expect(answered.message == item.message)
        #expect(answered.codes == item.codes)
        #expect(answered.message.count == 1)
        let message = try #require(answered.message.first)
        #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        #expect(message.unicodeScalars.count <= 400)
    }

    @Test("A secret is not repeated")
    func secrets() {
        let secrets = Self.cases.filter { ($0.document + $0.second).contains { $0.contains("hunter2") } }
        #expect(secrets.count >= 3)
        #expect(!secrets.contains { $0.message.contains { $0.contains("hunter2") } })
    }
}

/// Reads the document of a case as its format says, and notes what is wrong with it.
private enum Reader {
    static func answer(_ item: inout GoldenTranscript.Case) {
        let answer = answer(to: item)
        item.message = [answer.message]
        item.codes = answer.code.map { [$0] } ?? []
    }

    private struct Answer {
        var message: String
        var code: String?

        init(_ message: String) {
            self.message = message
        }

        /// As the command line writes an error in a file, but for the file's name.
        init(_ error: FormatError) {
            let path = error.pointer.tokens.isEmpty ? "" : "at \(error.pointer.abbreviated()): "
            message = error.position.map { "\($0): \(path)\(error.message)" } ?? error.description
            code = error.code.rawValue + (error.pointer.tokens.isEmpty ? "" : " at \(error.pointer)")
        }

        init(_ rejection: Rejection, in document: ParsedDocument) {
            let place = document.sourceMap.position(of: rejection.pointer).map { "\($0.line):\($0.column): " } ?? ""
            message = place + rejection.description
        }

        init(_ error: SchemaError) {
            message = error.description
            code = error.code.rawValue
        }

        init(_ fault: SchemaFault, in document: ParsedDocument) {
            let place = document.sourceMap.position(of: fault.instanceLocation)
            message = (place.map { "\($0.line):\($0.column): " } ?? "") + fault.description
        }
    }

    private static func answer(to item: GoldenTranscript.Case) -> Answer {
        do {
            try read(item)
            return Answer("NOTHING IS WRONG")
        } catch let error as FormatError {
            return Answer(error)
        } catch let error as Failure {
            return error.answer
        } catch {
            return Answer("THE CASE CANNOT BE READ: \(error)")
        }
    }

    private struct Failure: Error {
        var answer: Answer
    }

    private static func read(_ item: GoldenTranscript.Case) throws {
        let bytes = item.documentBytes
        switch item.format {
        case "json": _ = try JSONParser.parseDocument(bytes)
        case "yaml": _ = try YAMLParser.parseDocument(bytes)
        case "cbor": _ = try CBORDecoder.decode(hexadecimal(item.document))
        case "cbor, deterministic":
            _ = try CBORDecoder.decode(hexadecimal(item.document), requiresDeterministic: true)
        case "json patch":
            let target = try YAMLParser.parseDocument(item.secondBytes).value
            _ = try JSONPatch(YAMLParser.parseDocument(bytes).value).apply(to: target)
        case "json schema": _ = try schema(bytes)
        case "value of a json schema":
            let schema = try schema(item.secondBytes)
            let document = try YAMLParser.parseDocument(bytes)
            guard let fault = schema.validate(document.value, maximumErrors: 1).faults.first else { return }
            throw Failure(answer: Answer(fault, in: document))
        case "change set": try publish(bytes, after: item.second.isEmpty ? nil : item.secondBytes)
        default: throw FormatError(code: .syntax, message: "THERE IS NO FORMAT '\(item.format)'")
        }
    }

    private static func hexadecimal(_ lines: [String]) -> [UInt8] {
        lines.flatMap { $0.split(separator: " ") }.compactMap { UInt8($0, radix: 16) }
    }

    private static func schema(_ bytes: [UInt8]) throws -> Schema {
        let document = try YAMLParser.parseDocument(bytes).value
        do throws(SchemaError) {
            return try Schema.compile(document, options: SchemaOptions(assertsFormats: true))
        } catch {
            throw Failure(answer: Answer(error))
        }
    }

    // MARK: Change sets

    /// Does what `trelay publish` does, and then what the fold does.
    private static func publish(_ bytes: [UInt8], after former: [UInt8]?) throws {
        var fold = Fold(partitionCount: 1)
        if let former {
            let document = try YAMLParser.parseDocument(former)
            let outgoing = try EventCodec.encode(
                changeSet(document, id: "e1").json(), key: "shop",
                metadata: EventMetadata(id: "e1", source: "test", type: EventType.change))
            let verdict = fold.apply(
                Record(
                    partition: 0, offset: 0, timestamp: Timestamp(milliseconds: 0), key: outgoing.key,
                    value: outgoing.value, headers: outgoing.headers))
            if let rejection = verdict?.outcome.rejection { throw Failure(answer: Answer("THE STATE: \(rejection)")) }
        }
        let document = try YAMLParser.parseDocument(bytes)
        let changeSet = try changeSet(document, id: "e2")
        do throws(Rejection) {
            try changeSet.check()
            _ = try fold.state(of: "shop").preview(changeSet)
        } catch {
            throw Failure(answer: Answer(error, in: document))
        }
    }

    private static func changeSet(_ document: ParsedDocument, id: String) throws -> ChangeSet {
        do throws(Rejection) {
            let defaults = ChangeSet.Defaults(namespace: "shop", id: id, author: "ana", reason: "a test")
            return try ChangeSet.decode(document.value, defaults: defaults)
        } catch {
            throw Failure(answer: Answer(error, in: document))
        }
    }
}
