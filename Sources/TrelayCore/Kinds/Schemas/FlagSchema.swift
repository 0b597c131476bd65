extension KindSchemas {
    /// A feature flag with segments.
    static let flag = #"""
        {
          "$id": "urn:trelay:kind:flag:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "a feature flag: a default, and values for segments",
          "type": "object",
          "properties": {
            "enabled": {"type": "boolean"},
            "default": true,
            "segments": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {"when": {"$ref": "urn:trelay:definitions:1#/$defs/condition"}, "value": true},
                "required": ["when", "value"],
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              },
              "maxItems": 100
            },
            "description": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
            "owner": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
          },
          "required": ["enabled", "default"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
