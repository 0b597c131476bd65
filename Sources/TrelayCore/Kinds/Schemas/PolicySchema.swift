extension KindSchemas {
    /// Who may do what.
    static let policy = #"""
        {
          "$id": "urn:trelay:kind:policy:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "who may publish, approve, advance or freeze what, and how many approvals a kind needs",
          "type": "object",
          "properties": {
            "kinds": {"$ref": "urn:trelay:definitions:1#/$defs/names"},
            "allow": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "publish": {"$ref": "urn:trelay:definitions:1#/$defs/names"},
                "approve": {"$ref": "urn:trelay:definitions:1#/$defs/names"},
                "advance": {"$ref": "urn:trelay:definitions:1#/$defs/names"},
                "freeze": {"$ref": "urn:trelay:definitions:1#/$defs/names"}
              }
            },
            "approvals": {"type": "integer", "minimum": 0, "maximum": 20}
          },
          "required": ["kinds"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
