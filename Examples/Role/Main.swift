import Glibc
import TrelayCore
import TrelayKafka
import TrelayLog
import TrelaySystem
import TrelayTelemetry
import TrelayWorker

/// Runs the role: `example-role HOST:PORT NAMESPACE FOLDER`.
@main
enum Main {
    static func main() throws {
        // First of all, so that the threads that are started later leave these signals to this one.
        let signals = try SignalDescriptor(signals: [SystemSignal.terminate, SystemSignal.interrupt])
        let arguments = CommandLine.arguments
        guard arguments.count == 4 else {
            StandardStreams.writeError("usage: example-role HOST:PORT NAMESPACE FOLDER\n")
            exit(64)
        }
        let (bootstrap, namespace, folder) = (arguments[1], arguments[2], arguments[3])

        let role = try PromptFiles(folder: folder, namespace: namespace)
        let log = KafkaEventLog(settings: KafkaSettings(bootstrap: bootstrap))
        let settings = WorkerSettings(
            // The id is the worker's name in the fleet: keep it the same over restarts, and give it to one process only.
            identity: WorkerIdentity(worker: "prompt-files-1", role: role.name), namespace: namespace,
            // Where the worker keeps its last-known-good file and its crash fuse.
            stateDirectory: folder + "/state", build: "example-role 1")
        let worker = try Worker(
            settings: settings, role: role, log: log, tracer: Tracer(exporter: nil), logger: Logger(label: role.name))

        // The worker runs until it is asked to stop; then it says goodbye to the fleet before it returns.
        let watching = try OSThread(name: "signals") {
            if signals.wait(timeout: nil) != nil { worker.stop() }
        }
        try worker.run { port in print("effective configuration: http://127.0.0.1:\(port)/v1/config") }
        log.close()
        watching.join()
    }
}
