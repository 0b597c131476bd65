import Testing
import TrelaySystem

@testable import TrelayTelemetry

@Suite("Metrics")
struct MetricTests {
    @Test("The exposition is Prometheus' text, in the order of registration and of labels")
    func exposition() {
        let registry = MetricRegistry()
        let nacks = registry.counter("trelay_nacks_total", "Refusals, by code.")
        let revision = registry.gauge("trelay_revision", "The live revision.")
        let stages = registry.histogram("trelay_stage_seconds", "Stages.", buckets: [0.25, 1, 2.5])
        _ = registry.counter("trelay_never_total", "Never counted.")
        registry.gauge("trelay_read", "Read at the scrape.") { 1.5 }
        nacks.increment([("code", "schemaInvalid")])
        nacks.increment(by: 2, [("code", "conflict")])
        nacks.increment(by: -5, [("code", "conflict")])
        revision.set(7, [("namespace", "prod")])
        revision.add(1, [("namespace", "prod")])
        for value in [0.125, 0.25, 0.5, 9, .nan, .infinity] { stages.observe(value, [("stage", "fold")]) }
        #expect(
            registry.exposition() == """
                # HELP trelay_nacks_total Refusals, by code.
                # TYPE trelay_nacks_total counter
                trelay_nacks_total{code="conflict"} 2
                trelay_nacks_total{code="schemaInvalid"} 1
                # HELP trelay_revision The live revision.
                # TYPE trelay_revision gauge
                trelay_revision{namespace="prod"} 8
                # HELP trelay_stage_seconds Stages.
                # TYPE trelay_stage_seconds histogram
                trelay_stage_seconds_bucket{stage="fold",le="0.25"} 2
                trelay_stage_seconds_bucket{stage="fold",le="1"} 3
                trelay_stage_seconds_bucket{stage="fold",le="2.5"} 3
                trelay_stage_seconds_bucket{stage="fold",le="+Inf"} 4
                trelay_stage_seconds_sum{stage="fold"} 9.875
                trelay_stage_seconds_count{stage="fold"} 4
                # HELP trelay_read Read at the scrape.
                # TYPE trelay_read gauge
                trelay_read 1.5

                """)
    }

    @Test("No value can break out of its line")
    func escaping() {
        let registry = MetricRegistry()
        let gauge = registry.gauge("g", "back\\slash\r\nand \"quote\"")
        gauge.set(1, [("a", "x\"y\\z\r\nevil 1")])
        #expect(
            registry.exposition()
                == "# HELP g back\\\\slash\r\\nand \"quote\"\n# TYPE g gauge\ng{a=\"x\\\"y\\\\z\r\\nevil 1\"} 1\n")
    }

    @Test("Numbers are written as Go reads them")
    func numbers() {
        let pairs: [(Double, String)] = [
            (0, "0"), (-3, "-3"), (0.1, "0.1"), (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (1e300, "1e+300"), (9_007_199_254_740_992, "9007199254740992"),
        ]
        for (value, text) in pairs { #expect(MetricText.number(value) == text) }
    }

    @Test("One set of labels is one series, in whatever order it is given")
    func labelOrder() {
        let registry = MetricRegistry()
        let counter = registry.counter("c_total", "c")
        counter.increment([("b", "2"), ("a", "1")])
        counter.increment([("a", "1"), ("b", "2")])
        #expect(registry.exposition().hasSuffix("\nc_total{a=\"1\",b=\"2\"} 2\n"))
    }

    @Test("Labels that are not allowed are left out and counted")
    func badLabels() {
        let registry = MetricRegistry()
        let histogram = registry.histogram("h", "h", buckets: [1])
        for name in ["", "0a", "a-b", "a:b", "__a", "é", "le"] { histogram.observe(1, [(name, "x")]) }
        histogram.observe(1, [("a", "x"), ("a", "y")])
        #expect(
            registry.exposition() == """
                # HELP trelay_dropped_series_total Writes lost for label sets that are too many or not allowed.
                # TYPE trelay_dropped_series_total counter
                trelay_dropped_series_total{metric="h"} 8

                """)
    }

    @Test("Label sets are bounded: those that are known go on, new ones are dropped and counted")
    func cardinality() {
        let registry = MetricRegistry()
        let gauge = registry.gauge("g", "g")
        for number in 0..<1_005 { gauge.set(1, [("n", "\(number)")]) }
        gauge.set(5, [("n", "0")])
        var text = registry.exposition()
        #expect(text.contains("g{n=\"0\"} 5\n"))
        #expect(!text.contains("g{n=\"1000\"}"))
        #expect(text.hasSuffix("trelay_dropped_series_total{metric=\"g\"} 5\n"))
        gauge.remove([("n", "0")])
        gauge.set(1, [("n", "new")])
        text = registry.exposition()
        #expect(!text.contains("g{n=\"0\"}"))
        #expect(text.contains("g{n=\"new\"} 1\n"))
    }

    @Test("A name registered twice is one metric")
    func registeredTwice() {
        let registry = MetricRegistry()
        registry.counter("c_total", "c").increment()
        registry.counter("c_total", "c").increment()
        #expect(registry.exposition() == "# HELP c_total c\n# TYPE c_total counter\nc_total 2\n")
    }

    @Test("A name that is not one, or is something else already, is a mistake of the program")
    func badNames() async {
        await #expect(processExitsWith: .failure) { _ = MetricRegistry().counter("no-name", "") }
        await #expect(processExitsWith: .failure) { _ = MetricRegistry().histogram("h", "", buckets: [2, 1]) }
        await #expect(processExitsWith: .failure) {
            let registry = MetricRegistry()
            _ = registry.counter("c", "")
            _ = registry.gauge("c", "")
        }
    }

    @Test("No increment is lost between threads")
    func threads() throws {
        let registry = MetricRegistry()
        let counter = registry.counter("c_total", "c")
        let threads = try (0..<4).map { _ in
            try OSThread(name: "test") { for _ in 0..<1_000 { counter.increment([("a", "b")]) } }
        }
        for thread in threads { thread.join() }
        #expect(registry.exposition().hasSuffix("c_total{a=\"b\"} 4000\n"))
    }
}
