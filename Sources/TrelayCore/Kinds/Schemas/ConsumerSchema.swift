extension KindSchemas {
    /// A caller of the gateway.
    static let consumer = #"""
        {
          "$id": "urn:trelay:kind:consumer:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "a caller of the gateway: hashed API key, tenant, allowed routes and models",
          "type": "object",
          "properties": {
            "keySHA256": {
              "title": "the SHA-256 of the key in 64 lower-case hexadecimal digits (the key itself never stands in the log)",
              "type": "string",
              "pattern": "^[0-9a-f]{64}$",
              "writeOnly": true
            },
            "tenant": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
            "routes": {"$ref": "urn:trelay:definitions:1#/$defs/names"},
            "models": {"$ref": "urn:trelay:definitions:1#/$defs/texts"},
            "description": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
            "expires": {"type": "string", "format": "date-time"}
          },
          "required": ["keySHA256"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
