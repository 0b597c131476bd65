extension KindSchemas {
    /// A versioned template, put before or after what the caller sends.
    static let prompt = #"""
        {
          "$id": "urn:trelay:kind:prompt:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "a prompt template by version, its variables and where it is injected",
          "type": "object",
          "properties": {
            "version": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
            "template": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
            "variables": {"$ref": "urn:trelay:definitions:1#/$defs/texts"},
            "inject": {"enum": ["before", "after"]},
            "role": {"enum": ["system", "user"]}
          },
          "required": ["version", "template"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
