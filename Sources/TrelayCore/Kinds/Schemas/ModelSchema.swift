extension KindSchemas {
    /// The model context: which version of which artifact runs, on what, with which parameters, for whom, and where
    /// it came from.
    static let model = #"""
        {
          "$id": "urn:trelay:kind:model:1",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "a model context: version, artifact, hyperparameters, schemas, dependencies, performance, access, lineage, deployment",
          "type": "object",
          "properties": {
            "version": {"$ref": "urn:trelay:definitions:1#/$defs/semanticVersion"},
            "description": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
            "identity": {
              "type": "object",
              "properties": {
                "vendor": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "family": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "task": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "license": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "tags": {"$ref": "urn:trelay:definitions:1#/$defs/texts"}
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "inputSchema": {"$ref": "urn:trelay:definitions:1#/$defs/jsonSchema"},
            "outputSchema": {"$ref": "urn:trelay:definitions:1#/$defs/jsonSchema"},
            "hyperparameters": {"type": "object"},
            "artifact": {
              "type": "object",
              "properties": {
                "uri": {"$ref": "urn:trelay:definitions:1#/$defs/uri"},
                "sha256": {"$ref": "urn:trelay:definitions:1#/$defs/sha256"},
                "size": {"$ref": "urn:trelay:definitions:1#/$defs/bytes"},
                "mediaType": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "signature": {
                  "type": "object",
                  "properties": {
                    "algorithm": {"enum": ["ed25519"]},
                    "keyID": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                    "value": {"title": "base64", "type": "string", "pattern": "^[A-Za-z0-9+/]+={0,2}$"}
                  },
                  "required": ["algorithm", "keyID", "value"],
                  "patternProperties": {"^x-": true},
                  "additionalProperties": false
                }
              },
              "required": ["uri"],
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "runtime": {
              "type": "object",
              "properties": {
                "engine": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "version": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "hook": {
                  "title": "the name of the worker's hook that runs the model (engine exec)",
                  "$ref": "urn:trelay:definitions:1#/$defs/resourceName"
                },
                "hardware": {
                  "type": "object",
                  "properties": {
                    "accelerator": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                    "memoryBytes": {"$ref": "urn:trelay:definitions:1#/$defs/bytes"},
                    "cores": {"$ref": "urn:trelay:definitions:1#/$defs/count"}
                  },
                  "patternProperties": {"^x-": true},
                  "additionalProperties": false
                }
              },
              "required": ["engine"],
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "interface": {
              "title": "the tensors of the Open Inference Protocol that it takes and gives",
              "type": "object",
              "properties": {
                "inputs": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "name": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                      "datatype": {
                        "enum": [
                          "BOOL", "UINT8", "UINT16", "UINT32", "INT8", "INT16", "INT32", "INT64", "FP32", "FP64", "BYTES"
                        ]
                      },
                      "shape": {
                        "title": "lengths; -1 is any",
                        "type": "array",
                        "items": {"type": "integer", "minimum": -1, "maximum": 16777216},
                        "maxItems": 16
                      }
                    },
                    "required": ["name", "datatype", "shape"],
                    "patternProperties": {"^x-": true},
                    "additionalProperties": false
                  },
                  "minItems": 1,
                  "maxItems": 100
                },
                "outputs": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "name": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                      "datatype": {
                        "enum": [
                          "BOOL", "UINT8", "UINT16", "UINT32", "INT8", "INT16", "INT32", "INT64", "FP32", "FP64", "BYTES"
                        ]
                      },
                      "shape": {
                        "title": "lengths; -1 is any",
                        "type": "array",
                        "items": {"type": "integer", "minimum": -1, "maximum": 16777216},
                        "maxItems": 16
                      }
                    },
                    "required": ["name", "datatype", "shape"],
                    "patternProperties": {"^x-": true},
                    "additionalProperties": false
                  },
                  "minItems": 1,
                  "maxItems": 100
                }
              },
              "required": ["inputs", "outputs"],
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "dependencies": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "name": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                  "version": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                  "type": {"enum": ["library", "package", "model", "driver"]},
                  "optional": {"type": "boolean"}
                },
                "required": ["name"],
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              },
              "maxItems": 1000
            },
            "bindings": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "name": {"$ref": "urn:trelay:definitions:1#/$defs/resourceName"},
                  "type": {"enum": ["database", "vectorStore", "cache", "queue", "http", "tool", "file"]},
                  "uri": {"$ref": "urn:trelay:definitions:1#/$defs/uri"},
                  "credential": {"$ref": "urn:trelay:definitions:1#/$defs/credentialReference"},
                  "optional": {"type": "boolean"}
                },
                "required": ["name", "type"],
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              },
              "maxItems": 1000
            },
            "performance": {
              "type": "object",
              "properties": {
                "latencyP50Milliseconds": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
                "latencyP99Milliseconds": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
                "throughputPerSecond": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
                "memoryBytes": {"$ref": "urn:trelay:definitions:1#/$defs/bytes"},
                "contextTokens": {"$ref": "urn:trelay:definitions:1#/$defs/count"},
                "maximumOutputTokens": {"$ref": "urn:trelay:definitions:1#/$defs/count"},
                "batchSize": {"$ref": "urn:trelay:definitions:1#/$defs/count"},
                "warmUpMilliseconds": {"$ref": "urn:trelay:definitions:1#/$defs/amount"},
                "quality": {"type": "object", "additionalProperties": {"type": "number"}}
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "access": {
              "type": "object",
              "properties": {
                "classification": {"enum": ["public", "internal", "confidential", "restricted"]},
                "consumers": {"$ref": "urn:trelay:definitions:1#/$defs/names"},
                "tenants": {"$ref": "urn:trelay:definitions:1#/$defs/texts"},
                "purposes": {"$ref": "urn:trelay:definitions:1#/$defs/texts"}
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "lineage": {
              "type": "object",
              "properties": {
                "parent": {
                  "type": "object",
                  "properties": {
                    "model": {"$ref": "urn:trelay:definitions:1#/$defs/resourceName"},
                    "version": {"$ref": "urn:trelay:definitions:1#/$defs/semanticVersion"}
                  },
                  "required": ["model"],
                  "patternProperties": {"^x-": true},
                  "additionalProperties": false
                },
                "trainingData": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "name": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                      "version": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                      "uri": {"$ref": "urn:trelay:definitions:1#/$defs/uri"},
                      "sha256": {"$ref": "urn:trelay:definitions:1#/$defs/sha256"}
                    },
                    "required": ["name"],
                    "patternProperties": {"^x-": true},
                    "additionalProperties": false
                  },
                  "maxItems": 1000
                },
                "trainedAt": {"type": "string", "format": "date-time"},
                "trainedBy": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "commit": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                "experiment": {"$ref": "urn:trelay:definitions:1#/$defs/text"}
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "deployment": {
              "type": "object",
              "properties": {
                "targets": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "environment": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                      "region": {"$ref": "urn:trelay:definitions:1#/$defs/text"},
                      "labels": {"$ref": "urn:trelay:definitions:1#/$defs/labels"},
                      "minimumReplicas": {"$ref": "urn:trelay:definitions:1#/$defs/count"},
                      "maximumReplicas": {"$ref": "urn:trelay:definitions:1#/$defs/count"}
                    },
                    "patternProperties": {"^x-": true},
                    "additionalProperties": false,
                    "minProperties": 1
                  },
                  "maxItems": 1000
                }
              },
              "patternProperties": {"^x-": true},
              "additionalProperties": false
            },
            "goldenOutputs": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {"input": true, "output": true, "tolerance": {"$ref": "urn:trelay:definitions:1#/$defs/amount"}},
                "required": ["input", "output"],
                "patternProperties": {"^x-": true},
                "additionalProperties": false
              },
              "maxItems": 100
            }
          },
          "required": ["version"],
          "patternProperties": {"^x-": true},
          "additionalProperties": false
        }
        """#
}
