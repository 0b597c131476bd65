extension KindSchemas {
    /// An ordered rule set over a model's input and output.
    static let rules = #"""
        {
          "$id": "urn:trelay:kind:rules:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "an ordered rule set over a model's input and output: the first rule whose schema is satisfied decides",
          "type": "object",
          "properties": {
            "model": {"$ref": "urn:trelay:definitions:1#/$defs/resourceName"},
            "rules": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "id": {"$ref": "urn:trelay:definitions:1#/$defs/resourceName"},
                  "when": {"$ref": "urn:trelay:definitions:1#/$defs/jsonSchema"},
                  "then": {
                    "type": "object",
                    "properties": {
                      "decision": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                      "reason": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
                    },
                    "required": ["decision"],
                    "patternProperties": {"^x-": true},
                    "additionalProperties": false
                  }
                },
                "required": ["id", "when", "then"],
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              },
              "maxItems": 500,
              "minItems": 1
            },
            "description": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
          },
          "required": ["rules"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
