extension KindSchemas {
    /// Sends matching requests to weighted targets.
    static let route = #"""
        {
          "$id": "urn:trelay:kind:route:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "what it matches, weighted targets, fallbacks, prompt, segments, retries and timeout",
          "type": "object",
          "properties": {
            "match": {
              "type": "object",
              "properties": {
                "model": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "path": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "targets": {"$ref": "#/$defs/targets"},
            "fallbacks": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "provider": {"$ref": "urn:trelay:definitions:1#/$defs/resourceName"},
                  "model": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
                },
                "required": ["provider"],
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              },
              "maxItems": 1000
            },
            "prompt": {"$ref": "urn:trelay:definitions:1#/$defs/resourceName"},
            "retries": {"type": "integer", "minimum": 0, "maximum": 10},
            "timeoutMilliseconds": {"$ref": "urn:trelay:definitions:1#/$defs/milliseconds"},
            "timeouts": {"$ref": "urn:trelay:definitions:1#/$defs/timeouts"},
            "policy": {"enum": ["weighted", "lowestCost", "lowestLatency"]},
            "segments": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "when": {"$ref": "urn:trelay:definitions:1#/$defs/condition"},
                  "targets": {"$ref": "#/$defs/targets"}
                },
                "required": ["when", "targets"],
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              },
              "maxItems": 100
            }
          },
          "required": ["targets"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false,
          "$defs": {
            "targets": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "provider": {"$ref": "urn:trelay:definitions:1#/$defs/resourceName"},
                  "model": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                  "weight": {"type": "integer", "minimum": 0, "maximum": 1000000}
                },
                "required": ["provider", "weight"],
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              },
              "maxItems": 1000,
              "minItems": 1
            }
          }
        }
        """#
}
