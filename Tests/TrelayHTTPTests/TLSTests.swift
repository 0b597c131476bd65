import Glibc
import Testing
import TrelaySystem

@testable import TrelayHTTP

private let openssl = "/usr/bin/openssl"

@Suite("TLS of the client", .enabled(if: DurableFile.exists(openssl)))
struct TLSTests {
    @Test("A certificate that no one vouches for is refused; one that is trusted is not; its name must match")
    func verification() throws {
        let folder = "/tmp/trelay-tls-\(HostInformation.processIdentifier)"
        try DurableFile.createDirectory(folder)
        let key = "\(folder)/key.pem"
        let certificate = "\(folder)/certificate.pem"
        defer { for path in [key, certificate] { try? DurableFile.remove(path) } }
        defer { rmdir(folder) }
        let made = try run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ])
        #expect(made.wait(timeout: patience) == .exited(0))

        let port = try freePort()
        let server = try run(["s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", key, "-www"])
        defer {
            server.signal(SIGKILL)
            _ = server.wait(timeout: patience)
        }
        #expect(eventually { (try? RawClient(port: port)) != nil })

        #expect(try code("https://localhost:\(port)/", trusting: nil) == .tlsFailed)
        #expect(try code("https://127.0.0.1:\(port)/", trusting: certificate) == .tlsFailed)
        #expect(try code("https://localhost:\(port)/", trusting: certificate) == nil)
    }

    private func code(_ url: String, trusting certificate: String?) throws -> HTTPError.Code? {
        var configuration = HTTPClientConfiguration()
        configuration.certificateAuthorityFile = certificate
        let client = try HTTPClient(configuration)
        defer { client.close() }
        do {
            let answer = try client.sendAndWait(HTTPClientRequest(url: url))
            #expect(answer.status == 200)
            return nil
        } catch {
            #expect(!error.isRetriable)
            return error.code
        }
    }

    private func run(_ arguments: [String]) throws -> ChildProcess {
        try ChildProcess.spawn(
            openssl, arguments, environment: nil, standardOutput: .null, standardError: .null)
    }

    private func freePort() throws -> UInt16 {
        let listener = try Socket.listen(host: "127.0.0.1", port: 0, backlog: 1, sharesPort: false)
        Socket.close(listener.socket)
        return listener.port
    }
}
