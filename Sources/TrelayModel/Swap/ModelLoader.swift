import TrelayTelemetry

/// Makes a model ready beside what serves: fetch, verify, load, warm up, golden outputs. Confined to the apply thread.
struct ModelLoader: Sendable {
    let cache: ArtifactCache
    let runtimes: [any ModelRuntime]
    let observer: any SwapObserver

    /// The model as it is to serve. It shares the loaded model with `live` if only what stands beside the artifact has
    /// changed; either way the caller owns one share of its instance.
    ///
    /// - Parameters:
    ///   - live: the model of the same name that serves now.
    ///   - trace: the apply on whose behalf.
    func load(
        _ declaration: ModelDeclaration, live: ServedModel?, trace: TraceContext?
    ) throws(ModelError) -> ServedModel {
        let clock = SwapClock(
            observer: observer, model: declaration.name, version: declaration.version, trace: trace)
        let instance = try self.instance(declaration, live, clock)
        do throws(ModelError) {
            let predictor = try instance.loaded.predictor(for: declaration)
            let model = ServedModel(declaration: declaration, instance: instance, predictor: predictor)
            try prove(model, clock)
            return model
        } catch {
            instance.release(trace: trace)
            throw error
        }
    }

    private func instance(
        _ declaration: ModelDeclaration, _ live: ServedModel?, _ clock: SwapClock
    ) throws(ModelError) -> ModelInstance {
        if let instance = live?.instance, instance.key == declaration.loadKey {
            instance.retain()
            return instance
        }
        let runtime = try runtime(declaration)
        let artifact = try artifact(declaration, clock)
        var clock = clock
        clock.artifactBytes = artifact?.byteCount
        let loaded = try clock.measure(.load) { () throws(ModelError) in
            try runtime.load(declaration, artifact: artifact)
        }
        return ModelInstance(loaded, key: declaration.loadKey, artifact: artifact, clock: clock)
    }

    private func runtime(_ declaration: ModelDeclaration) throws(ModelError) -> any ModelRuntime {
        guard let runtime = runtimes.first(where: { $0.engine == declaration.engine }) else {
            throw ModelError(
                .engineUnknown,
                "this worker runs no models of the engine '\(declaration.engine)'; it has "
                    + runtimes.map(\.engine).sorted().joined(separator: ", "))
        }
        if runtime.needsArtifact, declaration.artifact == nil {
            throw ModelError(.modelIncomplete, "a model of the engine '\(runtime.engine)' has an artifact")
        }
        return runtime
    }

    private func artifact(_ declaration: ModelDeclaration, _ clock: SwapClock) throws(ModelError) -> ArtifactLease? {
        guard let reference = declaration.artifact else { return nil }
        do throws(ModelError) {
            return try clock.measure(.fetch) { () throws(ModelError) in try cache.fetch(reference) }
        } catch {
            throw ModelError(error.code, "\(reference.shownURI): \(error)")
        }
    }

    private func prove(_ model: ServedModel, _ clock: SwapClock) throws(ModelError) {
        let check = GoldenCheck(model: model)
        try clock.measure(.warmUp) { () throws(ModelError) in try check.warmUp() }
        guard !model.declaration.goldens.isEmpty else { return }
        try clock.measure(.golden) { () throws(ModelError) in try check.run() }
    }
}
