extension KindSchemas {
    /// What several kinds share, for `$ref`.
    static let definitions = #"""
        {
          "$id": "urn:trelay:definitions:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$comment": "What several kinds share.",
          "$defs": {
            "text": {"type": "string", "minLength": 1},
            "resourceName": {
              "title": "the name of a resource",
              "type": "string",
              "minLength": 1,
              "maxLength": 200,
              "pattern": "^[A-Za-z0-9][A-Za-z0-9._:@+/-]*$"
            },
            "semanticVersion": {
              "title": "a semantic version such as 1.4.0",
              "type": "string",
              "maxLength": 256,
              "pattern": "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$"
            },
            "webAddress": {
              "title": "a URL with http:// or https:// and a host, and without a password",
              "type": "string",
              "maxLength": 2048,
              "pattern": "^https?://[^\\u0000-\\u0020\\u007f/?#@:][^\\u0000-\\u0020\\u007f/?#@]*([/?#][^\\u0000-\\u0020\\u007f]*)?$",
              "writeOnly": true
            },
            "uri": {
              "title": "a URI with a scheme such as https: or file:",
              "type": "string",
              "maxLength": 2048,
              "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:[^\\u0000-\\u0020\\u007f]+$",
              "writeOnly": true
            },
            "sha256": {"title": "64 lower-case hexadecimal digits", "type": "string", "pattern": "^[0-9a-f]{64}$"},
            "credentialReference": {
              "title": "a reference, env:NAME, file:/path or credential:NAME (a secret never stands in the log)",
              "type": "string",
              "maxLength": 2048,
              "pattern": "^(env:[A-Za-z_][A-Za-z0-9_]*|file:/[^\\u0000-\\u0020\\u007f]+|credential:[A-Za-z0-9][A-Za-z0-9._:@+/-]*)$",
              "writeOnly": true
            },
            "bytes": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
            "milliseconds": {"type": "integer", "minimum": 1, "maximum": 3600000},
            "timeouts": {
              "title": "how long the parts of a request may take",
              "type": "object",
              "properties": {
                "connectMilliseconds": {"$ref": "#/$defs/milliseconds"},
                "firstByteMilliseconds": {"$ref": "#/$defs/milliseconds"},
                "idleMilliseconds": {"$ref": "#/$defs/milliseconds"},
                "totalMilliseconds": {"$ref": "#/$defs/milliseconds"}
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "count": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
            "amount": {"type": "number", "minimum": 0},
            "window": {
              "title": "a span of time such as 30s, 1m, 24h or 30d",
              "type": "string",
              "pattern": "^[1-9][0-9]{0,5}[smhd]$"
            },
            "names": {"type": "array", "items": {"$ref": "#/$defs/resourceName"}, "maxItems": 1000, "uniqueItems": true},
            "texts": {"type": "array", "items": {"$ref": "#/$defs/text"}, "maxItems": 1000},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 100},
            "jsonSchema": {"title": "a JSON Schema (an object, true or false)", "type": ["object", "boolean"]},
            "condition": {
              "title": "what a request must be like",
              "type": "object",
              "properties": {
                "consumers": {"$ref": "#/$defs/names"},
                "tenants": {"$ref": "#/$defs/texts"},
                "models": {"$ref": "#/$defs/texts"},
                "headers": {"$ref": "#/$defs/labels"},
                "percent": {"type": "number", "minimum": 0, "maximum": 100}
              },
              "minProperties": 1,
              "additionalProperties": false
            }
          }
        }
        """#
}
