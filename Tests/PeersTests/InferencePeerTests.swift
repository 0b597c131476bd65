import Testing
import TrelayFormat
import TrelaySystem

@Suite(
    "A client of the Open Inference Protocol that others wrote",
    .enabled(if: InferencePeer.isPresent, "tritonclient[http] is not here: pip install it, or set TRELAY_PYTHON"))
struct InferencePeerTests {
    private static let change: JSONValue = [
        "changes": [
            [
                "op": "put", "kind": "model", "name": "summer",
                "value": [
                    "version": "1.2.0", "runtime": ["engine": "exec", "hook": "adder"],
                    "interface": [
                        "inputs": [["name": "rows", "datatype": "FP32", "shape": [-1, 3]]],
                        "outputs": [["name": "sums", "datatype": "FP32", "shape": [-1]]],
                    ],
                    "inputSchema": ["properties": ["rows": ["items": ["items": ["maximum": 100]]]]],
                    "goldenOutputs": [["input": [[1, 2, 3]], "output": [6]]],
                ],
            ]
        ]
    ]

    @Test("It asks for health and metadata, predicts in both forms, and its mistakes have a reason")
    func client() throws {
        let stage = try InferenceStage()
        defer { stage.close() }
        try stage.publish(Self.change)
        let found = try InferencePeer.run(stage.address)

        #expect(found["live"] == true && found["ready"] == true && found["server"]?["name"] == "trelay")
        #expect(found["modelReady"] == true && found["versionReady"] == true)
        #expect(found["otherReady"] == false && found["otherVersionReady"] == false)
        #expect(found["model"]?["versions"] == ["1.2.0"] && found["model"]?["platform"] == "exec")
        #expect(found["model"]?["inputs"] == [["name": "rows", "datatype": "FP32", "shape": [-1, 3]]])
        for (form, id) in [("json", "a"), ("binary", "b")] {
            #expect(found[form]?["sums"] == [6, 15] && found[form]?["version"] == "1.2.0", "\(form)")
            #expect(found[form]?["id"]?.stringValue == id)
            #expect(found[form]?["parameters"]?["trelay_revision"] == "1")
        }
        #expect(found["standard"]?["sums"] == [0.75])
        for (mistake, status, reason) in [
            ("wrongShape", "400", "shape"), ("wrongType", "400", "FP32, not FP64"),
            ("wrongName", "400", "no input 'columns'"), ("outOfSchema", "400", "/rows/0/2"),
            ("wrongVersion", "404", "1.2.0"), ("unknown", "404", "no model 'nobody'"),
        ] {
            #expect(found[mistake]?["status"]?.stringValue == status, "\(mistake): \(found)")
            #expect(found[mistake]?["message"]?.stringValue?.contains(reason) == true, "\(mistake): \(found)")
        }
    }
}
