import Glibc

/// A shared library that is loaded at run time (dlopen(3)): a program runs without it until something needs it.
///
/// It is never unloaded: libraries that started threads or hold thread-local memory do not survive that.
public struct DynamicLibrary: Sendable {
    /// Of dlopen(3). An address and no pointer, because it is only ever handed back.
    private let handle: UInt
    /// The name under which it was found.
    public let name: String

    /// Loads the first of `names` that there is; a name without a slash is looked up as ld.so(8) says.
    public init(firstOf names: [String]) throws(DynamicLibraryError) {
        var reasons: [String] = []
        for name in names {
            if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
                self.handle = UInt(bitPattern: handle)
                self.name = name
                return
            }
            reasons.append(Self.lastError())
        }
        throw DynamicLibraryError(message: "no shared library: " + reasons.joined(separator: "; "))
    }

    /// A function of the library.
    ///
    /// - Parameter type: its C type, such as `(@convention(c) (Int32) -> Int32).self`. Nobody checks that it is right.
    public func function<Function>(_ symbol: String, _ type: Function.Type) throws(DynamicLibraryError) -> Function {
        precondition(
            MemoryLayout<Function>.size == MemoryLayout<UnsafeMutableRawPointer>.size,
            "the type of a C function is @convention(c)")
        guard let address = dlsym(UnsafeMutableRawPointer(bitPattern: handle), symbol) else {
            throw DynamicLibraryError(message: "\(name) has no function \(symbol): \(Self.lastError())")
        }
        return unsafeBitCast(address, to: type)
    }

    private static func lastError() -> String {
        dlerror().map { String(cString: $0) } ?? "no reason given"
    }
}

/// Why a library or a function of it cannot be had. One line.
public struct DynamicLibraryError: Error, Hashable, Sendable, CustomStringConvertible {
    public var message: String

    public init(message: String) {
        self.message = message
    }

    public var description: String { message }
}
