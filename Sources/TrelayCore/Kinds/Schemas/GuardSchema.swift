extension KindSchemas {
    /// How much a change may change.
    static let guardLimits = #"""
        {
          "$id": "urn:trelay:kind:guard:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "limits on the size of a change and on how far it goes from what is there",
          "type": "object",
          "properties": {
            "kinds": {"$ref": "urn:trelay:definitions:1#/$defs/names"},
            "maximumChanges": {"$ref": "urn:trelay:definitions:1#/$defs/count"},
            "maximumValueBytes": {"$ref": "urn:trelay:definitions:1#/$defs/bytes"},
            "maximumGrowthPercent": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
            "maximumShrinkPercent": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
            "mayEmpty": {"type": "boolean"}
          },
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
