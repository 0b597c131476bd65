import Glibc
import Testing
import TrelayCore
import TrelayFormat
import TrelayGateway
import TrelaySystem
import TrelayWorker

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
        let role = GatewayRole.make(namespace: "shop", credentials: credentials)
        let next = Configuration(namespace: "shop", revision: 1, resources: ResourceMap())
        let value: JSONValue = ["credential": "env:TRELAY_TEST_NOBODY_SETS_THIS"]
        let entry = ResourceEntry(
            value: value, digest: value.digest(), createdRevision: 1, changedRevision: 1, changedBy: "e")
        let change = ResourceChange(key: ResourceKey(kind: "provider", name: "p"), old: nil, new: entry)
        let refusal = try #require(throws: RoleRefusal.self) { try role.prepare(next, changes: [change]) }
        #expect(refusal.code == "credentialMissing")
        #expect(refusal.path == "/provider/p/credential")
        #expect(try role.prepare(next, changes: []).revision == 1)
    }
}
