import Glibc
import Testing
import TrelayCore
import TrelayFormat
import TrelaySystem
import TrelayWorker

@testable import TrelayGateway

// One after the other: a test sets a variable, and others read the environment.
@Suite("Credentials of a gateway", .serialized)
struct CredentialTests {
    private let credentials = ProcessCredentials()

    @Test("A variable of the environment that has a value is a credential, one that has none is not")
    func environment() throws {
        #expect(credentials.problem(with: "env:PATH") == nil)
        let missing = try #require(credentials.problem(with: "env:TRELAY_TEST_NOBODY_SETS_THIS"))
        #expect(missing.contains("not set"))
        #expect(setenv("TRELAY_TEST_EMPTY", "", 1) == 0)
        #expect(credentials.problem(with: "env:TRELAY_TEST_EMPTY") == missing)
        #expect(setenv("TRELAY_TEST_EMPTY", "secret", 1) == 0)
        #expect(credentials.problem(with: "env:TRELAY_TEST_EMPTY") == nil)
    }

    @Test("A file with content is a credential; a missing and an empty one are not")
    func file() throws {
        let folder = try TemporaryFolder()
        try DurableFile.replace(folder.file("key"), with: Array("secret".utf8), synchronize: false)
        try DurableFile.replace(folder.file("empty"), with: [], synchronize: false)
        #expect(credentials.problem(with: "file:" + folder.file("key")) == nil)
        #expect(credentials.problem(with: "file:" + folder.file("empty")) == "the file is empty")
        #expect(credentials.problem(with: "file:" + folder.file("no"))?.contains("No such file") == true)
        #expect(credentials.problem(with: "file:" + folder.path) != nil)
    }

    @Test("A FIFO and an endless device are refused at once")
    func notRegular() throws {
        let folder = try TemporaryFolder()
        let fifo = folder.file("fifo")
        #expect(try ChildProcess.spawn("mkfifo", [fifo]).wait(timeout: .seconds(60)) == .exited(0))
        for path in [fifo, "/dev/zero"] {
            #expect(credentials.problem(with: "file:" + path)?.contains("not a regular file") == true)
        }
    }

    @Test("A reference of an unknown kind is a problem that says which kinds there are")
    func unknown() {
        #expect(credentials.problem(with: "vault:x")?.contains("env:NAME") == true)
    }

    @Test("A provider without a credential refuses the configuration; one that does not change is not looked at")
    func role() throws {
        #expect(setenv("TRELAY_TEST_PROVIDER", "secret", 1) == 0)
        let role = GatewayRole(namespace: "shop", credentials: credentials)
        let provider = Fixture.provider("openai", ["credential": "env:TRELAY_TEST_PROVIDER"])
        let first = Fixture.configuration([("provider/p", provider)], revision: 1)
        let changes = role.live.resources.changes(to: first.resources)
        _ = role.commit(try role.prepare(first, changes: changes))
        #expect(role.snapshot.providers["p"]?.credential == Credential("secret"))
        #expect(unsetenv("TRELAY_TEST_PROVIDER") == 0)

        let refusal = try #require(throws: RoleRefusal.self) { try role.prepare(first, changes: changes) }
        #expect(refusal.code == "credentialMissing")
        #expect(refusal.path == "/provider/p/credential")
        // It serves with what it has: a stranger's change does not make it look again.
        let next = Fixture.configuration([("provider/p", provider), ("provider/q", Fixture.provider())], revision: 2)
        let prepared = try role.prepare(next, changes: role.live.resources.changes(to: next.resources))
        #expect(prepared.snapshot.revision == 2)
        #expect(prepared.snapshot.providers["p"]?.credential == Credential("secret"))
    }

    @Test("A credential has no white space around it, and what no header can hold is a problem")
    func shape() throws {
        let folder = try TemporaryFolder()
        func credential(_ content: String) -> Result<Credential, CredentialProblem> {
            Result { () throws(CredentialProblem) in
                try? DurableFile.replace(folder.file("key"), with: Array(content.utf8), synchronize: false)
                return try credentials.credential("file:" + folder.file("key"))
            }
        }
        #expect(credential("secret\n") == .success(Credential("secret")))
        #expect(credential(" \t\r\n") == .failure(CredentialProblem("the file holds nothing but white space")))
        for content in ["two words", "two\nlines", "sécret", "nul\0"] {
            guard case .failure(let problem) = credential(content) else {
                Issue.record("\(content) passes")
                continue
            }
            #expect(!problem.message.contains(content))
        }
    }

    @Test("A credential is never printed")
    func stars() {
        let credential = Credential("secret")
        var dumped = ""
        dump(credential, to: &dumped)
        for text in ["\(credential)", String(reflecting: credential), dumped, "\([credential])"] {
            #expect(!text.contains("secret"))
        }
    }
}
