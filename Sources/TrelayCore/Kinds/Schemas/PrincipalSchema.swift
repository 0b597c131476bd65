extension KindSchemas {
    /// Who may sign.
    static let principal = #"""
        {
          "$id": "urn:trelay:kind:principal:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "a person or program that signs changes, by public key",
          "type": "object",
          "properties": {
            "publicKey": {
              "title": "an Ed25519 public key: base64 of 32 bytes",
              "type": "string",
              "pattern": "^[A-Za-z0-9+/]{43}=$"
            },
            "description": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
            "expires": {"type": "string", "format": "date-time"}
          },
          "required": ["publicKey"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
