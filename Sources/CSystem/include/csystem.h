// What the Glibc module hides from Swift: headers that it leaves out, macros and variadic calls.
#pragma once

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// epoll(7). Events carry a 64-bit token; the bits are those of EPOLLIN and its siblings.
enum { CSYSTEM_READABLE = 1, CSYSTEM_WRITABLE = 2, CSYSTEM_HANG_UP = 4 };
typedef struct {
    uint64_t token;
    uint32_t ready;
} csystem_event;
int csystem_epoll_create(void);
int csystem_epoll_add(int epoll, int descriptor, uint32_t interest, uint64_t token);
int csystem_epoll_modify(int epoll, int descriptor, uint32_t interest, uint64_t token);
int csystem_epoll_remove(int epoll, int descriptor);
// Waits for at most `nanoseconds`; negative waits for ever. Returns the number of events or -1.
int csystem_epoll_wait(int epoll, csystem_event *events, int capacity, int64_t nanoseconds);

// eventfd(2), non-blocking and close-on-exec.
int csystem_eventfd(void);

// signalfd(2), non-blocking; blocks the signals in the calling thread.
int csystem_signalfd(const int *signals, size_t count);
// The number of the next signal, 0 when there is none, -1 on an error.
int csystem_signalfd_read(int descriptor);
void csystem_signal_ignore(int signal);

// posix_spawn(3) of a program found on PATH, with an empty signal mask and default dispositions. Descriptors below
// zero are inherited; a null environment passes on this process's own. Returns 0 or an errno.
int csystem_spawn(pid_t *identifier, const char *path, char *const arguments[], char *const environment[],
                  int standard_output, int standard_error);
// How a program is started that is not trusted. A negative number is no limit.
typedef struct {
    int standard_input;
    int standard_output;
    int standard_error;
    int64_t data_bytes;
    int64_t cpu_seconds;
} csystem_limits;
// Starts the program at `path` as the leader of a process group of its own, with no signal blocked, no core dumps and
// no descriptor but the standard ones. Returns 0 or an errno.
int csystem_spawn_limited(pid_t *identifier, const char *path, char *const arguments[], char *const environment[],
                          const csystem_limits *limits);
// Whether a child has ended; it stays to be waited for.
int csystem_has_ended(pid_t identifier);
// memfd_create(2): a file in memory that no child inherits by accident.
int csystem_memory_file(const char *name);
// Nobody can write to a sealed file any more.
int csystem_seal(int descriptor);
// Gives free pages of the heap back to the system.
void csystem_trim_memory(void);
// pidfd_open(2): readable when the child has ended; -1 where the kernel has no such thing.
int csystem_process_descriptor(pid_t identifier);
// A pipe of which neither end survives an exec.
int csystem_pipe(int *read_end, int *write_end);
// Decodes a status of waitpid(2): 1 and the exit code, or 0 and the signal.
int csystem_exited(int status, int *code);

void csystem_thread_set_name(const char *name);
// All signals but those that the CPU raises: blocked, such a fault would end the process without the runtime's report.
void csystem_deliverable_signals(sigset_t *set);

int csystem_terminal_size(int descriptor, int *rows, int *columns);
// Switches a terminal to single keys without echo; `saved` has room for csystem_terminal_state_size() bytes.
size_t csystem_terminal_state_size(void);
int csystem_terminal_raw(int descriptor, void *saved);
int csystem_terminal_restore(int descriptor, const void *saved);

// Columns of one Unicode scalar on a terminal; negative for control characters. Does not depend on the locale.
int csystem_scalar_width(uint32_t scalar);

// The process's environment: `environ` is a global variable, which Swift 6 does not let anyone touch.
char **csystem_environment(void);
