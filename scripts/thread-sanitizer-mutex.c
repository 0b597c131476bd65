// Shows the slow path of Swift's Mutex to the thread sanitizer. Loaded by scripts/test-sanitizers with LD_PRELOAD.
//
// On Linux an uncontended Synchronization.Mutex is a compare-and-swap, inlined into the code that uses it: the sanitizer
// sees it. A contended one spins and then sleeps on a futex (FUTEX_LOCK_PI) inside of libswiftSynchronization.so, which
// is not instrumented. So the sanitizer misses that the new owner comes after the old one, and reports everything that
// the mutex protects as a race.
//
// A suppression cannot help: withLock is inlined, so such a report has no frame of the mutex, only frames of the code
// under test, and suppressing those would hide real races. This stands before the two functions of the slow path
// instead and tells the sanitizer what they do: to lock is an acquire of the mutex's address, to unlock is a release of
// it. Nothing is suppressed; scripts/test-sanitizers shows first that data without a mutex is still reported.
//
// Sources: swift/stdlib/public/Synchronization/Mutex/LinuxImpl.swift; clang "swiftcall"; compiler-rt tsan_interface.h.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

typedef void (*annotation)(void *address);

// Absent in processes that are not instrumented, such as the package manager that starts the tests.
static void annotate(const char *name, void *address) {
    annotation function = (annotation)dlsym(RTLD_DEFAULT, name);
    if (function) function(address);
}

// A method takes its self in a register of its own.
#define METHOD __attribute__((swiftcall)) void
#define SELF __attribute__((swift_context)) void *mutex
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"  // _MutexHandle._lockSlow(_: UInt32)
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"      // _MutexHandle._unlockSlow()

typedef METHOD (*lock_function)(uint32_t thread, SELF);
typedef METHOD (*unlock_function)(SELF);
METHOD lock_slow(uint32_t thread, SELF) __asm__(LOCK_SLOW);
METHOD unlock_slow(SELF) __asm__(UNLOCK_SLOW);

METHOD lock_slow(uint32_t thread, SELF) {
    ((lock_function)dlsym(RTLD_NEXT, LOCK_SLOW))(thread, mutex);
    annotate("__tsan_acquire", mutex);
}

METHOD unlock_slow(SELF) {
    annotate("__tsan_release", mutex);
    ((unlock_function)dlsym(RTLD_NEXT, UNLOCK_SLOW))(mutex);
}
