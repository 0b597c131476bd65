import TrelayFormat
public import TrelaySystem

/// Runs any program that is given a JSON document on standard input: engine `exec`.
///
/// The log names a hook, and the worker's own settings say which program that is: nobody can have a worker run a program
/// by publishing a change.
public final class HookRuntime: ModelRuntime {
    public let engine = "exec"
    public let needsArtifact = false
    /// What a hook gets unless it is told otherwise. Nothing of this process's own environment, in which secrets may be.
    public static let standardEnvironment = [
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
    ]

    private let hooks: [String: String]
    private let limits: ProcessLimits
    private let environment: [String: String]

    /// - Parameters:
    ///   - hooks: absolute paths of programs by the names that models know them by.
    ///   - environment: all that a hook gets. Nothing secret belongs there.
    public init(
        hooks: [String: String], limits: ProcessLimits = .init(),
        environment: [String: String] = HookRuntime.standardEnvironment
    ) {
        self.hooks = hooks
        self.limits = limits
        self.environment = environment
    }

    public func load(_ declaration: ModelDeclaration, artifact: ArtifactLease?) throws(ModelError) -> any LoadedModel {
        guard let name = declaration.hook else {
            throw ModelError(.modelIncomplete, "a model of the engine exec names its hook in runtime.hook")
        }
        guard let program = hooks[name] else {
            throw ModelError(
                .hookUnknown, "this worker has no hook '\(name)'; start it with --hook \(name)=/path/to/program")
        }
        let hook = Hook(name: name, program: program, limits: limits, environment: environment)
        let model = HookModel(hook: hook, artifact: artifact)
        _ = try hook.run(model.document("load", declaration, inputs: nil))
        return model
    }
}

/// A program by its name, with its limits.
struct Hook: Sendable {
    let name: String
    let program: String
    let limits: ProcessLimits
    let environment: [String: String]

    /// Runs it once and gives what it wrote.
    func run(_ document: JSONObject) throws(ModelError) -> [UInt8] {
        let result: LimitedResult
        do throws(SystemError) {
            result = try LimitedProcess.run(
                program, [], environment: environment, input: document.canonicalBytes(), limits: limits)
        } catch {
            throw ModelError(.hookFailed, "hook '\(name)': \(error)")
        }
        switch result.ending {
        case .exited(0): return result.output
        case .exited(let status): throw failure("ended with status \(status)", result)
        case .signalled(let signal): throw failure("was ended by signal \(signal)", result)
        case .unknown: throw failure("ended, and nobody knows how", result)
        case .timedOut:
            throw ModelError(.hookTimedOut, "hook '\(name)' took longer than \(limits.time) and was ended")
        case .wroteTooMuch:
            throw ModelError(
                .hookWroteTooMuch, "hook '\(name)' wrote more than \(limits.outputBytes) bytes and was ended")
        }
    }

    /// With the last line that it wrote to standard error, as far as it is printable.
    private func failure(_ how: String, _ result: LimitedResult) -> ModelError {
        let text = String(decoding: result.errorOutput, as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).last.map { $0.filter { !$0.isASCII || $0 >= " " } } ?? ""
        let reason = line.isEmpty ? "" : ": " + line.prefix(300)
        return ModelError(.hookFailed, "hook '\(name)' \(how)\(reason)")
    }
}
