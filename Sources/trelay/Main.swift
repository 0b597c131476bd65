import TrelayClient
import TrelayCommandLine
import TrelayDashboard
import TrelayKafka
import TrelayLog
import TrelaySystem

/// The `trelay` program: parses the command line, runs one command, and turns errors into one line and an exit code.
@main
enum Main {
    static func main() {
        // A reader that went away (`trelay history | head`) is an error value of the write, not a death.
        SignalDisposition.ignore(SystemSignal.brokenPipe)
        let arguments = Array(CommandLine.arguments.dropFirst())
        ProcessExit.exit(run(arguments, environment: HostInformation.environment))
    }

    /// Runs one command line and returns its exit code; the demo runs its steps through here too.
    static func run(_ arguments: [String], environment: [String: String]) -> Int32 {
        do {
            switch try CommandLineParser(root: CommandTree.root).parse(arguments, environment: environment) {
            case .help(let text):
                try StandardStreams.writeOutput(text)
                return ExitStatus.done
            case .run(let command, let invocation):
                return try command.run?(invocation) ?? ExitStatus.done
            }
        } catch {
            return report(error)
        }
    }

    private static func report(_ error: any Error) -> Int32 {
        if let error = error as? SystemError, error.code == SystemError.brokenPipe { return ExitStatus.done }
        complain(message(error))
        return exitCode(error)
    }

    /// Says on standard error what is wrong, in one line, whatever the data in it contains.
    static func complain(_ message: String) {
        StandardStreams.writeError("trelay: \(TerminalText.sanitized(message))\n")
    }

    private static func message(_ error: any Error) -> String {
        switch error {
        case let error as LogError: error.message
        case let error as ClientError: error.message
        case let error as KafkaError: error.message
        default: "\(error)"
        }
    }

    private static func exitCode(_ error: any Error) -> Int32 {
        if error is UsageError { return ExitStatus.usage }
        if let error = error as? CommandError { return error.exitCode }
        let log = (error as? LogError) ?? (error as? ClientError)?.log
        return log?.code == .timedOut ? ExitStatus.rejected : ExitStatus.failed
    }
}
