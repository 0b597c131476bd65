extension KindSchemas {
    /// How a change reaches the fleet.
    static let strategy = #"""
        {
          "$id": "urn:trelay:kind:strategy:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "a named rollout strategy",
          "type": "object",
          "properties": {
            "type": {"enum": ["allAtOnce", "linear", "exponential", "canary", "atomic"]},
            "stages": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "percent": {"type": "number", "exclusiveMinimum": 0, "maximum": 100},
                  "bake": {"$ref": "urn:trelay:definitions:1#/$defs/window"}
                },
                "required": ["percent"],
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              },
              "maxItems": 100,
              "minItems": 1
            },
            "onFailure": {"enum": ["rollback", "halt"]}
          },
          "required": ["type"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
