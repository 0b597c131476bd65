extension KindSchemas {
    /// A schema of the user's own for a kind: the resource's name is the kind's.
    static let schema = #"""
        {
          "$id": "urn:trelay:kind:schema:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "a JSON Schema that adds the kind of its name, or narrows a built-in one",
          "type": "object",
          "properties": {
            "version": {"$ref": "urn:trelay:definitions:1#/$defs/semanticVersion"},
            "schema": {"$ref": "urn:trelay:definitions:1#/$defs/jsonSchema"},
            "assertFormats": {"type": "boolean"},
            "description": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
          },
          "required": ["version", "schema"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
