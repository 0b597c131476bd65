import Testing

/// What every event log must do, whatever it is made of. The tests are in extensions, by subject.
@Suite("Event log conformance", .serialized, .reportsProviders)
struct ConformanceTests {}
