extension KindSchemas {
    /// Where a worker finds a secret. Never the secret itself.
    static let credential = #"""
        {
          "$id": "urn:trelay:kind:credential:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "a secret by reference (env: or file:); never plain text in the log",
          "type": "object",
          "properties": {
            "reference": {
              "title": "env:NAME or file:/path (a secret never stands in the log)",
              "type": "string",
              "maxLength": 2048,
              "pattern": "^(env:[A-Za-z_][A-Za-z0-9_]*|file:/[^\\u0000-\\u0020\\u007f]+)$",
              "writeOnly": true
            },
            "description": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
          },
          "required": ["reference"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
