import Testing
import TrelayFormat

@testable import TrelayModel

@Suite("Paths of the Open Inference Protocol")
struct InferencePathTests {
    @Test(
        "Each path asks for one thing",
        arguments: [
            ("/v2", .server), ("/v2/", .server), ("/v2/health/live", .serverLive), ("/v2/health/ready", .serverReady),
            ("/v2/models/m", .model(name: "m", version: nil)),
            ("/v2/models/m/versions/1.2.0", .model(name: "m", version: "1.2.0")),
            ("/v2/models/m/ready", .modelReady(name: "m", version: nil)),
            ("/v2/models/m/versions/1/ready", .modelReady(name: "m", version: "1")),
            ("/v2/models/m/infer", .infer(name: "m", version: nil)),
            ("/v2/models/a/b:c/versions/1/infer", .infer(name: "a/b:c", version: "1")),
            ("/v2/models/versions/infer", .infer(name: "versions", version: nil)),
            ("/v2/models/ready", .model(name: "ready", version: nil)),
        ] as [(String, InferencePath)])
    func paths(text: String, expected: InferencePath) {
        #expect(InferencePath(text) == expected)
    }

    @Test(
        "Others are none",
        arguments: ["/", "/v1/models", "/v2/models", "/v2/models/", "/v2/health", "/v2/repository/index", "v2", ""])
    func none(text: String) {
        #expect(InferencePath(text) == nil)
    }
}

@Suite("Requests of the Open Inference Protocol")
struct InferenceRequestTests {
    private func read(_ text: String, _ binary: [UInt8]? = nil) throws(ModelError) -> InferenceRequest {
        let json = Array(text.utf8)
        return try InferenceRequest(json + (binary ?? []), headerLength: binary == nil ? nil : json.count)
    }

    @Test("Tensors in one row and in rows, of every type")
    func tensors() throws {
        let request = try read(
            """
            {"id":"7","inputs":[
              {"name":"a","shape":[2,2],"datatype":"FP32","data":[1,2.5,null,4]},
              {"name":"b","shape":[2,2],"datatype":"FP64","data":[[1,2],[3,4]]},
              {"name":"c","shape":[2],"datatype":"INT8","data":[-128,127]},
              {"name":"d","shape":[2],"datatype":"BOOL","data":[true,0]},
              {"name":"e","shape":[1],"datatype":"BYTES","data":["ä"]},
              {"name":"f","shape":[],"datatype":"INT64","data":[9007199254740991]},
              {"name":"g","shape":[0,3],"datatype":"UINT8","data":[]}],
             "outputs":[{"name":"x","parameters":{"binary_data":true}},{"name":"y"}],
             "parameters":{"binary_data_output":false,"more":"things"}}
            """)
        #expect(request.id == "7" && !request.prefersBinary)
        #expect(request.outputs?.map(\.name) == ["x", "y"] && request.outputs?.map(\.isBinary) == [true, false])
        guard case .float32(let floats) = request.inputs[0].values else {
            Issue.record("no floats")
            return
        }
        #expect(floats[0] == 1 && floats[1] == 2.5 && floats[2].isNaN && floats[3] == 4)
        #expect(request.inputs[1].values == .float64([1, 2, 3, 4]))
        #expect(request.inputs[2].values == .integers([-128, 127]))
        #expect(request.inputs[3].values == .booleans([true, false]))
        #expect(request.inputs[4].values == .texts(["ä"]))
        #expect(request.inputs[5].values == .integers([9_007_199_254_740_991]))
        #expect(request.inputs[6].values == .integers([]))
    }

    @Test(
        "What does not fit is refused with its place",
        arguments: [
            ("", "no JSON"), ("[]", "not a array"), ("{}", "no 'inputs'"), (#"{"inputs":[]}"#, "no 'inputs'"),
            (#"{"inputs":[{"shape":[1],"datatype":"FP32","data":[1]}]}"#, "no name"),
            (#"{"inputs":[{"name":"a","shape":[1],"data":[1]}]}"#, "no datatype"),
            (#"{"inputs":[{"name":"a","shape":[1],"datatype":"FP16","data":[1]}]}"#, "FP16 is not one of"),
            (#"{"inputs":[{"name":"a","datatype":"FP32","data":[1]}]}"#, "shape"),
            (#"{"inputs":[{"name":"a","shape":[-1],"datatype":"FP32","data":[1]}]}"#, "shape"),
            (#"{"inputs":[{"name":"a","shape":[1.5],"datatype":"FP32","data":[1]}]}"#, "shape"),
            (#"{"inputs":[{"name":"a","shape":[99999999,99999999],"datatype":"FP32","data":[1]}]}"#, "shape"),
            (#"{"inputs":[{"name":"a","shape":[3],"datatype":"FP32","data":[1,2]}]}"#, "3 elements, the data has 2"),
            (#"{"inputs":[{"name":"a","shape":[2,2],"datatype":"FP32","data":[[1,2],[3]]}]}"#, "rows of an array"),
            (#"{"inputs":[{"name":"a","shape":[4],"datatype":"FP32","data":[[1,2],[3,4]]}]}"#, "[2, 2], not [4]"),
            (#"{"inputs":[{"name":"a","shape":[1],"datatype":"FP32"}]}"#, "has no data"),
            (#"{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":7}]}"#, "an array, not a number"),
            (#"{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":["1"]}]}"#, "is no FP32"),
            (#"{"inputs":[{"name":"a","shape":[1],"datatype":"UINT8","data":[256]}]}"#, "is no UINT8"),
            (#"{"inputs":[{"name":"a","shape":[1],"datatype":"INT32","data":[1.5]}]}"#, "is no INT32"),
            (#"{"inputs":[{"name":"a","shape":[1],"datatype":"BOOL","data":[2]}]}"#, "is no BOOL"),
            (#"{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","data":[null]}]}"#, "is no BYTES"),
            (
                #"{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","parameters":{"shared_memory_region":"x"}}]}"#,
                "shared memory"
            ),
            (
                #"{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{"name":"y","parameters":{"classification":3}}]}"#,
                "classification"
            ),
        ])
    func refused(text: String, part: String) {
        let error = #expect(throws: ModelError.self) { try read(text) }
        #expect(error?.code == .inputInvalid)
        #expect(error?.message.contains(part) == true, "\(String(describing: error))")
    }

    @Test("Binary tensors are read and written alike", arguments: Datatype.allCases)
    func binary(datatype: Datatype) throws {
        let values: TensorValues =
            switch datatype {
            case .bool: .booleans([true, false, true])
            case .fp32: .float32([1.5, -.infinity, .leastNonzeroMagnitude])
            case .fp64: .float64([.pi, -0.0, .greatestFiniteMagnitude])
            case .bytes: .texts(["", "ä", "longer"])
            case .int64: .integers([.min, 0, .max])
            case .uint32: .integers([0, 1, Int64(UInt32.max)])
            case .int32: .integers([Int64(Int32.min), -1, Int64(Int32.max)])
            case .uint16: .integers([0, 1, 65_535])
            case .int16: .integers([-32_768, -1, 32_767])
            case .uint8: .integers([0, 1, 255])
            case .int8: .integers([-128, -1, 127])
            }
        let tensor = Tensor(name: "a", datatype: datatype, shape: [3], values: values)
        let bytes = BinaryTensor.bytes(tensor)
        if let width = datatype.width { #expect(bytes.count == 3 * width) }
        func text(_ size: Int) -> String {
            #"{"inputs":[{"name":"a","shape":[3],"datatype":"\#(datatype.rawValue)","#
                + #""parameters":{"binary_data_size":\#(size)}}],"parameters":{"binary_data_output":true}}"#
        }
        let request = try read(text(bytes.count), bytes)
        #expect(request.inputs == [tensor] && request.prefersBinary)
        // One byte too many, one too few, and a size that is not there.
        #expect(throws: ModelError.self) { try read(text(bytes.count), bytes + [0]) }
        #expect(throws: ModelError.self) { try read(text(bytes.count), Array(bytes.dropLast())) }
        #expect(throws: ModelError.self) { try read(text(bytes.count - 1), bytes) }
        #expect(throws: ModelError.self) { try read(text(-1), bytes) }
    }

    @Test("A header length that is not that of the header", arguments: [-1, 3, 1_000])
    func headerLength(length: Int) {
        #expect(throws: ModelError.self) {
            try InferenceRequest(Array(#"{"inputs":[]}"#.utf8), headerLength: length)
        }
    }

    @Test("Numbers that JSON has not become null, and rows become arrays")
    func nested() {
        let tensor = Tensor(name: "a", datatype: .fp32, shape: [2, 2], values: .float32([1, .nan, .infinity, 4]))
        #expect(tensor.nested == [[1, nil], [nil, 4]])
        let scalar = Tensor(name: "a", datatype: .bool, shape: [], values: .booleans([true]))
        #expect(scalar.nested == true)
    }
}
