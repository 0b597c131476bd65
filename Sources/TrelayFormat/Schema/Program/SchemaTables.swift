/// The tables of a program, in place. An array would count references and check bounds at each use; these are valid for
/// as long as the body of `withTables` runs.
struct SchemaTables {
    let nodes: UnsafeBufferPointer<SchemaNode>
    let instructions: UnsafeBufferPointer<SchemaInstruction>
    let nodeLists: UnsafeBufferPointer<NodeIndex>
    let objects: ObjectRules
    let values: ValueRules
    let root: NodeIndex

    struct ObjectRules {
        let tables: UnsafeBufferPointer<ObjectTable>
        let members: UnsafeBufferPointer<MemberRule>
        let patterns: UnsafeBufferPointer<PatternRule>
        let requirements: UnsafeBufferPointer<Requirement>
        let dynamicAnchors: UnsafeBufferPointer<DynamicAnchor>
    }

    struct ValueRules {
        let strings: UnsafeBufferPointer<String>
        let constants: UnsafeBufferPointer<JSONValue>
        let patterns: UnsafeBufferPointer<Pattern>
        let patternSources: UnsafeBufferPointer<String>
        let divisors: UnsafeBufferPointer<Divisor>
    }
}

extension SchemaProgram {
    func withTables<Result>(_ body: (UnsafePointer<SchemaTables>) -> Result) -> Result {
        nodes.withUnsafeBufferPointer { nodes in
            instructions.withUnsafeBufferPointer { instructions in
                nodeLists.withUnsafeBufferPointer { nodeLists in
                    withObjectRules { objects in
                        withValueRules { values in
                            let tables = SchemaTables(
                                nodes: nodes, instructions: instructions, nodeLists: nodeLists, objects: objects,
                                values: values, root: root)
                            return withUnsafePointer(to: tables, body)
                        }
                    }
                }
            }
        }
    }

    private func withObjectRules<Result>(_ body: (SchemaTables.ObjectRules) -> Result) -> Result {
        objectTables.withUnsafeBufferPointer { tables in
            members.withUnsafeBufferPointer { members in
                patternRules.withUnsafeBufferPointer { patterns in
                    requirements.withUnsafeBufferPointer { requirements in
                        dynamicAnchors.withUnsafeBufferPointer { anchors in
                            body(
                                SchemaTables.ObjectRules(
                                    tables: tables, members: members, patterns: patterns, requirements: requirements,
                                    dynamicAnchors: anchors))
                        }
                    }
                }
            }
        }
    }

    private func withValueRules<Result>(_ body: (SchemaTables.ValueRules) -> Result) -> Result {
        strings.withUnsafeBufferPointer { strings in
            values.withUnsafeBufferPointer { values in
                patterns.withUnsafeBufferPointer { patterns in
                    patternSources.withUnsafeBufferPointer { sources in
                        divisors.withUnsafeBufferPointer { divisors in
                            body(
                                SchemaTables.ValueRules(
                                    strings: strings, constants: values, patterns: patterns, patternSources: sources,
                                    divisors: divisors))
                        }
                    }
                }
            }
        }
    }
}
