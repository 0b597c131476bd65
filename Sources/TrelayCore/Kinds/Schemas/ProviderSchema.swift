extension KindSchemas {
    /// An upstream that answers requests.
    static let provider = #"""
        {
          "$id": "urn:trelay:kind:provider:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "an upstream: its protocol, address, models, prices, limits and credential reference",
          "type": "object",
          "properties": {
            "type": {"enum": ["openai", "anthropic", "open-inference"]},
            "baseURL": {"$ref": "urn:trelay:definitions:1#/$defs/webAddress"},
            "models": {"$ref": "urn:trelay:definitions:1#/$defs/texts"},
            "credential": {"$ref": "urn:trelay:definitions:1#/$defs/credentialReference"},
            "timeoutMilliseconds": {"$ref": "urn:trelay:definitions:1#/$defs/milliseconds"},
            "defaultMaximumTokens": {"type": "integer", "minimum": 1, "maximum": 1000000},
            "timeouts": {"$ref": "urn:trelay:definitions:1#/$defs/timeouts"},
            "prices": {
              "type": "object",
              "maxProperties": 1000,
              "additionalProperties": {
                "type": "object",
                "properties": {
                  "inputPerMillionTokens": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
                  "outputPerMillionTokens": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
                  "cachedInputPerMillionTokens": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
                  "currency": {"title": "a currency code such as USD", "type": "string", "pattern": "^[A-Z]{3}$"}
                },
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              }
            },
            "limits": {
              "type": "object",
              "properties": {
                "requestsPerMinute": {"$ref": "urn:trelay:definitions:1#/$defs/count"},
                "tokensPerMinute": {"$ref": "urn:trelay:definitions:1#/$defs/count"},
                "concurrency": {"$ref": "urn:trelay:definitions:1#/$defs/count"}
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "health": {
              "type": "object",
              "properties": {
                "path": {"title": "a path that begins with /", "type": "string", "pattern": "^/"},
                "intervalMilliseconds": {"$ref": "urn:trelay:definitions:1#/$defs/milliseconds"},
                "failures": {"type": "integer", "minimum": 1, "maximum": 1000}
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            }
          },
          "required": ["type", "baseURL"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
