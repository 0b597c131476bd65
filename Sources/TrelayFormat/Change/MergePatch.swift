/// JSON merge patch (RFC 7396): a patch looks like the value, with null for what is to be removed.
///
/// A patch cannot say that a member shall *be* null: null removes. Values whose objects have null members therefore
/// cannot be reached by a patch and must be written whole; `canProduce(_:)` tells.
public enum MergePatch {
    /// The target after the patch. It never fails: a patch that is not an object replaces the target.
    ///
    /// - Parameter target: nil if there is nothing yet.
    public static func apply(_ patch: JSONValue, to target: JSONValue?) -> JSONValue {
        guard case .object(let patch) = patch else { return patch }
        return .object(merge(patch, into: target?.objectValue ?? JSONObject()))
    }

    /// The smallest patch that turns one value into the other, member by member; arrays and scalars are replaced whole.
    ///
    /// `apply(difference(from: a, to: b), to: a) == b` whenever `canProduce(b)`. Otherwise the members of `b` that are
    /// null are absent from the result, unless the same place of `a` has null too.
    public static func difference(from: JSONValue, to: JSONValue) -> JSONValue {
        guard case .object(let from) = from, case .object(let to) = to else { return to }
        var patch: [JSONObject.Member] = []
        for (key, old, new) in MemberPairs(from, to) {
            switch (old, new) {
            case (let old?, let new?) where old != new:
                patch.append(JSONObject.Member(key: key, value: difference(from: old, to: new)))
            case (nil, let new?):
                patch.append(JSONObject.Member(key: key, value: new))
            case (.some, nil):
                patch.append(JSONObject.Member(key: key, value: .null))
            default:
                break
            }
        }
        return .object(JSONObject(canonical: patch))
    }

    /// Whether a patch can have this result whatever it is applied to: no object that a patch would merge, however
    /// deep, has a null member. Nulls inside arrays are fine, as arrays are replaced whole.
    public static func canProduce(_ value: JSONValue) -> Bool {
        guard case .object(let object) = value else { return true }
        return object.members.allSatisfy { !$0.value.isNull && canProduce($0.value) }
    }

    /// Both are sorted, so that this is one pass, and linear for objects of any size.
    private static func merge(_ patch: JSONObject, into target: JSONObject) -> JSONObject {
        var result: [JSONObject.Member] = []
        result.reserveCapacity(max(target.count, patch.count))
        for (key, old, new) in MemberPairs(target, patch) {
            switch (old, new) {
            case (let old?, nil): result.append(JSONObject.Member(key: key, value: old))
            case (_, .null?), (nil, nil): break
            case (let old, let new?): result.append(JSONObject.Member(key: key, value: apply(new, to: old)))
            }
        }
        return JSONObject(canonical: result)
    }
}
