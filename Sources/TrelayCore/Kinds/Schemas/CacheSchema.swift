extension KindSchemas {
    /// What may be answered from memory.
    static let cache = #"""
        {
          "$id": "urn:trelay:kind:cache:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "what may be cached, for how long, keyed by what",
          "type": "object",
          "properties": {
            "routes": {"$ref": "urn:trelay:definitions:1#/$defs/names"},
            "ttl": {"$ref": "urn:trelay:definitions:1#/$defs/window"},
            "keyedBy": {
              "type": "array",
              "items": {"enum": ["body", "model", "consumer", "tenant", "prompt"]},
              "maxItems": 1000,
              "minItems": 1,
              "uniqueItems": true
            },
            "maximumBytes": {"$ref": "urn:trelay:definitions:1#/$defs/bytes"},
            "maximumEntries": {"$ref": "urn:trelay:definitions:1#/$defs/count"}
          },
          "required": ["routes", "ttl"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
