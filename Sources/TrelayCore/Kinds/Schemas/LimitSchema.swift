extension KindSchemas {
    /// Requests, tokens or spend within a window.
    static let limit = #"""
        {
          "$id": "urn:trelay:kind:limit:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "requests, tokens or spend per key, tenant, route, model and window",
          "type": "object",
          "properties": {
            "scope": {
              "type": "object",
              "properties": {
                "consumer": {"$ref": "urn:trelay:definitions:1#/$defs/resourceName"},
                "tenant": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "route": {"$ref": "urn:trelay:definitions:1#/$defs/resourceName"},
                "model": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "per": {"enum": ["consumer", "tenant", "route", "model"]},
            "window": {"$ref": "urn:trelay:definitions:1#/$defs/window"},
            "requests": {"$ref": "urn:trelay:definitions:1#/$defs/count"},
            "tokens": {"$ref": "urn:trelay:definitions:1#/$defs/count"},
            "spend": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
            "description": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
          },
          "required": ["window"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false,
          "anyOf": [{"required": ["requests"]}, {"required": ["tokens"]}, {"required": ["spend"]}]
        }
        """#
}
