import Testing
import TrelayFormat

/// A change of a schema, and for whom it is compatible.
struct CompatibilityCase: CustomTestStringConvertible {
    var sentence: String
    var old: String
    var new: String
    var level: SchemaCompatibility.Level

    init(_ sentence: String, _ old: String, _ new: String, _ level: SchemaCompatibility.Level) {
        (self.sentence, self.old, self.new, self.level) = (sentence, old, new, level)
    }

    var testDescription: String { sentence }

    static let all = scalars + choices + objects + arrays + references + combinations + annotations

    private static let scalars = [
        CompatibilityCase("integer widens to number", #"{"type":"integer"}"#, #"{"type":"number"}"#, .readers),
        CompatibilityCase("number narrows to integer", #"{"type":"number"}"#, #"{"type":"integer"}"#, .writers),
        CompatibilityCase("string turns into integer", #"{"type":"string"}"#, #"{"type":"integer"}"#, .none),
        CompatibilityCase("null becomes possible", #"{"type":"string"}"#, #"{"type":["string","null"]}"#, .readers),
        CompatibilityCase("a type is added to nothing", "{}", #"{"type":"string"}"#, .writers),
        CompatibilityCase(
            "all types are as good as none", "true",
            #"{"type":["null","boolean","number","string","array","object"]}"#, .both),
        CompatibilityCase(
            "integer and number together are number", #"{"type":["integer","number"]}"#, #"{"type":"number"}"#, .both),
        CompatibilityCase("minimum is lowered", #"{"minimum":5}"#, #"{"minimum":3}"#, .readers),
        CompatibilityCase("minimum is raised", #"{"minimum":5}"#, #"{"minimum":7}"#, .writers),
        CompatibilityCase("maximum is added", "{}", #"{"maximum":7}"#, .writers),
        CompatibilityCase("maximum is removed", #"{"maximum":7}"#, "true", .readers),
        CompatibilityCase(
            "both bounds move the same way", #"{"minimum":1,"maximum":5}"#, #"{"minimum":2,"maximum":6}"#, .none),
        CompatibilityCase("a bound becomes exclusive", #"{"maximum":7}"#, #"{"exclusiveMaximum":7}"#, .writers),
        CompatibilityCase(
            "above 0 is from 1 on for integers", #"{"type":"integer","exclusiveMinimum":0}"#,
            #"{"type":"integer","minimum":1}"#, .both),
        CompatibilityCase(
            "above 0 is not from 1 on for numbers", #"{"type":"number","exclusiveMinimum":0}"#,
            #"{"type":"number","minimum":1}"#, .writers),
        CompatibilityCase(
            "a bound of numbers is nothing to strings", #"{"type":"string"}"#, #"{"type":"string","minimum":3}"#,
            .both),
        CompatibilityCase("multiples of 6 are multiples of 3", #"{"multipleOf":6}"#, #"{"multipleOf":3}"#, .readers),
        CompatibilityCase(
            "integers are multiples of 1", #"{"type":"integer"}"#, #"{"type":"number","multipleOf":1}"#, .both),
        CompatibilityCase("multiples of 4 and of 6 differ", #"{"multipleOf":4}"#, #"{"multipleOf":6}"#, .none),
        CompatibilityCase("maxLength is raised", #"{"maxLength":3}"#, #"{"maxLength":4}"#, .readers),
        CompatibilityCase("minLength is raised", #"{"minLength":3}"#, #"{"minLength":4}"#, .writers),
        CompatibilityCase("a pattern is added", #"{"type":"string"}"#, #"{"type":"string","pattern":"a"}"#, .writers),
        CompatibilityCase("a pattern changes", #"{"pattern":"^a"}"#, #"{"pattern":"^a+"}"#, .none),
        CompatibilityCase(
            "a pattern is kept while a length is added", #"{"pattern":"^a"}"#, #"{"pattern":"^a","maxLength":9}"#,
            .writers),
        CompatibilityCase("a format is a mere annotation", "{}", #"{"format":"date"}"#, .both),
    ]

    private static let choices = [
        CompatibilityCase("a choice is added", #"{"enum":["a","b"]}"#, #"{"enum":["a","b","c"]}"#, .readers),
        CompatibilityCase("a choice is removed", #"{"enum":["a","b"]}"#, #"{"enum":["a"]}"#, .writers),
        CompatibilityCase("a choice is exchanged", #"{"enum":["a","b"]}"#, #"{"enum":["a","c"]}"#, .none),
        CompatibilityCase("choices change their order", #"{"enum":["a",1]}"#, #"{"enum":[1,"a"]}"#, .both),
        CompatibilityCase("a constant is a choice of one", #"{"const":1}"#, #"{"enum":[1.0]}"#, .both),
        CompatibilityCase("a constant changes", #"{"const":1}"#, #"{"const":2}"#, .none),
        CompatibilityCase("choices open up to a type", #"{"enum":["a","b"]}"#, #"{"type":"string"}"#, .readers),
        CompatibilityCase(
            "choices that were never possible", #"{"type":"string","enum":["a",1]}"#, #"{"const":"a"}"#, .both),
        CompatibilityCase("two booleans are all booleans", #"{"type":"boolean"}"#, #"{"enum":[true,false]}"#, .both),
        CompatibilityCase(
            "a few integers are a range", #"{"type":"integer","minimum":1,"maximum":3}"#, #"{"enum":[1,2,3]}"#, .both),
        CompatibilityCase(
            "choices meet a pattern", #"{"enum":["ab","ac"]}"#, #"{"type":"string","pattern":"^a","maxLength":2}"#,
            .readers),
        CompatibilityCase("true turns into false", "true", "false", .writers),
        CompatibilityCase("false turns into anything", "false", #"{"type":"string"}"#, .readers),
        CompatibilityCase(
            "what is impossible is false", #"{"type":"integer","minimum":3,"maximum":2}"#, "false", .both),
    ]

    private static let objects = [
        CompatibilityCase(
            "a property becomes required", #"{"type":"object"}"#, #"{"type":"object","required":["a"]}"#, .writers),
        CompatibilityCase("a property becomes optional", #"{"required":["a","b"]}"#, #"{"required":["a"]}"#, .readers),
        CompatibilityCase(
            "a property is added to an open object", #"{"properties":{"a":{"type":"string"}}}"#,
            #"{"properties":{"a":{"type":"string"},"b":{"type":"string"}}}"#, .writers),
        CompatibilityCase(
            "a property that may be anything is added to an open object", #"{"type":"object"}"#,
            #"{"type":"object","properties":{"a":true}}"#, .both),
        CompatibilityCase(
            "an optional property is added to a closed object",
            #"{"properties":{"a":{}},"additionalProperties":false}"#,
            #"{"properties":{"a":{},"b":{"type":"string"}},"additionalProperties":false}"#, .readers),
        CompatibilityCase(
            "a required property is added to a closed object", #"{"properties":{"a":{}},"additionalProperties":false}"#,
            #"{"type":"object","properties":{"a":{},"b":{}},"required":["b"],"additionalProperties":false}"#, .none),
        CompatibilityCase(
            "an optional property is removed from a closed object",
            #"{"properties":{"a":{},"b":{}},"additionalProperties":false}"#,
            #"{"properties":{"a":{}},"additionalProperties":false}"#, .writers),
        CompatibilityCase(
            "an object is closed", #"{"properties":{"a":{}}}"#,
            #"{"properties":{"a":{}},"additionalProperties":false}"#,
            .writers),
        CompatibilityCase(
            "an object is opened to strings", #"{"additionalProperties":false}"#,
            #"{"additionalProperties":{"type":"string"}}"#, .readers),
        CompatibilityCase(
            "a property is named that was of that kind already", #"{"additionalProperties":{"type":"string"}}"#,
            #"{"properties":{"a":{"type":"string"}},"additionalProperties":{"type":"string"}}"#, .both),
        CompatibilityCase(
            "a property widens", #"{"properties":{"a":{"type":"integer"}}}"#,
            #"{"properties":{"a":{"type":"number"}}}"#, .readers),
        CompatibilityCase(
            "one property widens and another narrows",
            #"{"properties":{"a":{"type":"integer"},"b":{"type":"number"}}}"#,
            #"{"properties":{"a":{"type":"number"},"b":{"type":"integer"}}}"#, .none),
        CompatibilityCase(
            "a named property is covered by a pattern",
            #"{"properties":{"x-a":{"type":"string"}},"additionalProperties":false}"#,
            #"{"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false}"#, .readers),
        CompatibilityCase(
            "what a pattern names widens",
            #"{"patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}"#,
            #"{"patternProperties":{"^x":{"type":"number"}},"additionalProperties":false}"#, .readers),
        CompatibilityCase(
            "a pattern is added to a closed object", #"{"properties":{"a":{}},"additionalProperties":false}"#,
            #"{"properties":{"a":{}},"patternProperties":{"^x":{"type":"string"}},"additionalProperties":false}"#,
            .readers),
        CompatibilityCase(
            "a pattern is removed that additional properties make up for",
            #"{"patternProperties":{"^x":{"type":"integer"}},"additionalProperties":{"type":"string"}}"#,
            #"{"additionalProperties":{"type":["integer","string"]}}"#, .readers),
        CompatibilityCase("maxProperties is raised", #"{"maxProperties":1}"#, #"{"maxProperties":2}"#, .readers),
        CompatibilityCase(
            "two required properties are at least two", #"{"required":["a","b"]}"#,
            #"{"required":["a","b"],"minProperties":2}"#, .both),
        CompatibilityCase(
            "names of properties are restricted", "{}", #"{"propertyNames":{"maxLength":3}}"#, .writers),
        CompatibilityCase(
            "the names of a closed object are known", #"{"properties":{"abc":{}},"additionalProperties":false}"#,
            #"{"propertyNames":{"maxLength":3}}"#, .readers),
        CompatibilityCase(
            "a dependency is added", "{}", #"{"dependentRequired":{"a":["b"]}}"#, .writers),
        CompatibilityCase(
            "a dependency on what is required anyway", #"{"required":["b"]}"#,
            #"{"required":["b"],"dependentRequired":{"a":["b"]}}"#, .both),
        CompatibilityCase(
            "a property that cannot be there has no dependencies", #"{"properties":{"a":false}}"#,
            #"{"properties":{"a":false},"dependentRequired":{"a":["b"]}}"#, .both),
        CompatibilityCase(
            "a required property is refused", #"{"required":["a"],"properties":{"a":{}}}"#,
            #"{"type":"object","required":["a"],"properties":{"a":false}}"#, .writers),
        CompatibilityCase(
            "a dependent schema widens", #"{"dependentSchemas":{"a":{"minProperties":3}}}"#,
            #"{"dependentSchemas":{"a":{"minProperties":2}}}"#, .readers),
    ]

    private static let arrays = [
        CompatibilityCase(
            "items widen", #"{"items":{"type":"integer"}}"#, #"{"items":{"type":"number"}}"#, .readers),
        CompatibilityCase("items are restricted", #"{"type":"array"}"#, #"{"type":"array","items":false}"#, .writers),
        CompatibilityCase("no items is at most none", #"{"items":false}"#, #"{"maxItems":0}"#, .both),
        CompatibilityCase(
            "a tuple grows at its end", #"{"prefixItems":[{"type":"string"}],"items":false}"#,
            #"{"prefixItems":[{"type":"string"},{"type":"string"}],"items":false}"#, .readers),
        CompatibilityCase(
            "a list becomes a tuple of the same", #"{"items":{"type":"string"}}"#,
            #"{"prefixItems":[{"type":"string"}],"items":{"type":"string"}}"#, .both),
        CompatibilityCase("minItems is lowered", #"{"minItems":2}"#, #"{"minItems":1}"#, .readers),
        CompatibilityCase(
            "a schema for an item that is never there", #"{"maxItems":1}"#,
            #"{"maxItems":1,"prefixItems":[true,{"type":"string"}]}"#, .both),
        CompatibilityCase("items become unique", "{}", #"{"uniqueItems":true}"#, .writers),
        CompatibilityCase("a single item is unique", #"{"maxItems":1}"#, #"{"maxItems":1,"uniqueItems":true}"#, .both),
        CompatibilityCase("uniqueItems false says nothing", "{}", #"{"uniqueItems":false}"#, .both),
        CompatibilityCase(
            "what is contained widens", #"{"contains":{"type":"integer"}}"#, #"{"contains":{"type":"number"}}"#,
            .readers),
        CompatibilityCase(
            "fewer need to be contained", #"{"contains":{"const":1},"minContains":3}"#,
            #"{"contains":{"const":1},"minContains":2}"#, .readers),
        CompatibilityCase(
            "all items are contained", #"{"items":{"type":"string"},"minItems":1}"#, #"{"contains":{"type":"string"}}"#,
            .readers),
    ]

    private static let references = [
        CompatibilityCase(
            "a schema moves into $defs", #"{"properties":{"a":{"type":"string"}}}"#,
            ##"{"properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{"a":{"type":"string"}}}"##, .both),
        CompatibilityCase(
            "what is referred to widens", ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"integer"}}}"##,
            ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"number"}}}"##, .readers),
        CompatibilityCase(
            "an anchor is as good as a pointer", ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"integer"}}}"##,
            ##"{"$ref":"#b","$defs":{"a":{"$anchor":"b","type":"integer"}}}"##, .both),
        CompatibilityCase(
            "an embedded resource is followed by its $id", #"{"type":"integer"}"#,
            #"{"$id":"https://example.com/a","$ref":"b","$defs":{"b":{"$id":"b","type":"integer"}}}"#, .both),
        CompatibilityCase(
            "a recursive list widens", ##"{"properties":{"value":{"type":"integer"},"next":{"$ref":"#"}}}"##,
            ##"{"properties":{"value":{"type":"number"},"next":{"$ref":"#"}}}"##, .readers),
        CompatibilityCase(
            "a recursive list is unrolled once", ##"{"type":"object","properties":{"next":{"$ref":"#"}}}"##,
            ##"{"type":"object","properties":{"next":{"type":"object","properties":{"next":{"$ref":"#"}}}}}"##, .both),
        CompatibilityCase(
            "a tree gets a required property", ##"{"type":"object","properties":{"left":{"$ref":"#"}}}"##,
            ##"{"type":"object","properties":{"left":{"$ref":"#"}},"required":["key"]}"##, .writers),
        CompatibilityCase(
            "what was shown under an assumption that failed is not shown",
            ##"""
            {"properties":{"p":{"$ref":"#/$defs/x"},"q":{"$ref":"#/$defs/y"}},
             "$defs":{"x":{"properties":{"a":{"$ref":"#/$defs/y"},"b":{"type":"string"}}},
                      "y":{"properties":{"a":{"$ref":"#/$defs/x"}}}}}
            """##,
            ##"""
            {"properties":{"p":{"anyOf":[{"$ref":"#/$defs/x"},true]},"q":{"$ref":"#/$defs/y"}},
             "$defs":{"x":{"properties":{"a":{"$ref":"#/$defs/y"},"b":{"type":"integer"}}},
                      "y":{"properties":{"a":{"$ref":"#/$defs/x"}}}}}
            """##, .none),
        CompatibilityCase(
            "a $dynamicRef with one target is a reference",
            ##"{"$dynamicAnchor":"n","type":"object","properties":{"a":{"$dynamicRef":"#n"}}}"##,
            ##"{"type":"object","properties":{"a":{"$ref":"#"}}}"##, .both),
        CompatibilityCase(
            "the metaschema is referred to before and after",
            #"{"properties":{"a":{"$ref":"https://json-schema.org/draft/2020-12/schema"}}}"#,
            #"{"title":"t","properties":{"a":{"$ref":"https://json-schema.org/draft/2020-12/schema"}}}"#, .both),
    ]

    private static let combinations = [
        CompatibilityCase(
            "conjuncts are one schema", #"{"allOf":[{"minimum":1},{"maximum":5}]}"#, #"{"minimum":1,"maximum":5}"#,
            .both),
        CompatibilityCase(
            "a conjunct is added", #"{"allOf":[{"minimum":1}]}"#, #"{"allOf":[{"minimum":1},{"maximum":5}]}"#,
            .writers),
        CompatibilityCase(
            "an alternative is added", #"{"anyOf":[{"type":"string"}]}"#,
            #"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#, .readers),
        CompatibilityCase(
            "alternatives change their order", #"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#,
            #"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#, .both),
        CompatibilityCase(
            "an alternative narrows", #"{"anyOf":[{"type":"string"},{"type":"number"}]}"#,
            #"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#, .writers),
        CompatibilityCase(
            "types are alternatives", #"{"type":["string","null"]}"#, #"{"anyOf":[{"type":"null"},{"type":"string"}]}"#,
            .both),
        CompatibilityCase(
            "numbers are integers or not", #"{"type":"number"}"#,
            #"{"anyOf":[{"type":"integer"},{"type":"number","not":{"type":"integer"}}]}"#, .both),
        CompatibilityCase(
            "a discriminated union grows",
            #"{"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"const":"a"}}}]}"#,
            """
            {"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"const":"a"}}},
                      {"type":"object","required":["k"],"properties":{"k":{"const":"b"},"size":{"type":"integer"}}}]}
            """, .readers),
        CompatibilityCase(
            "exclusive alternatives that are disjoint", #"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#,
            #"{"oneOf":[{"type":"string"},{"type":"integer"}]}"#, .both),
        CompatibilityCase(
            "exclusive alternatives that overlap", #"{"anyOf":[{"minimum":1},{"maximum":5}]}"#,
            #"{"oneOf":[{"minimum":1},{"maximum":5}]}"#, .writers),
        CompatibilityCase(
            "the same exclusive alternatives in another order", #"{"oneOf":[{"minimum":1},{"maximum":5}]}"#,
            #"{"oneOf":[{"maximum":5},{"minimum":1}]}"#, .both),
        CompatibilityCase("less is excluded", #"{"not":{"type":"number"}}"#, #"{"not":{"type":"integer"}}"#, .readers),
        CompatibilityCase("not null is everything else", #"{"type":"string"}"#, #"{"not":{"type":"null"}}"#, .readers),
        CompatibilityCase(
            "a condition is kept while its consequence widens",
            #"{"if":{"required":["a"]},"then":{"minProperties":3}}"#,
            #"{"if":{"required":["a"]},"then":{"minProperties":2}}"#, .readers),
        CompatibilityCase(
            "a condition changes", #"{"if":{"required":["a"]},"then":{"minProperties":3}}"#,
            #"{"if":{"required":["b"]},"then":{"minProperties":3}}"#, .none),
        CompatibilityCase(
            "unevaluated properties are refused", #"{"properties":{"a":{}}}"#,
            #"{"properties":{"a":{}},"unevaluatedProperties":false}"#, .writers),
        CompatibilityCase(
            "what is the same with unevaluated properties",
            #"{"properties":{"o":{"properties":{"a":{}},"unevaluatedProperties":false},"n":{"type":"integer"}}}"#,
            #"{"properties":{"o":{"properties":{"a":{}},"unevaluatedProperties":false},"n":{"type":"number"}}}"#,
            .readers),
    ]

    private static let annotations = [
        CompatibilityCase(
            "annotations change", #"{"title":"a","type":"string","default":"x"}"#,
            #"{"description":"b","type":"string","examples":["y"],"deprecated":true}"#, .both),
        CompatibilityCase(
            "annotations of a property change", #"{"properties":{"a":{"readOnly":true}}}"#,
            #"{"properties":{"a":{"writeOnly":true,"$comment":"c"}}}"#, .both),
        CompatibilityCase("an unknown keyword changes", #"{"x-owner":"a"}"#, #"{"x-owner":"b"}"#, .both),
        CompatibilityCase("nothing changes", #"{"type":"string"}"#, #"{"type":"string"}"#, .both),
    ]
}
