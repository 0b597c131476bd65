#define _GNU_SOURCE
#include "csystem.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static uint32_t to_epoll(uint32_t interest) {
    uint32_t events = 0;
    if (interest & CSYSTEM_READABLE) events |= EPOLLIN;
    if (interest & CSYSTEM_WRITABLE) events |= EPOLLOUT;
    if (interest & CSYSTEM_HANG_UP) events |= EPOLLRDHUP;
    return events;
}

static uint32_t from_epoll(uint32_t events) {
    uint32_t ready = 0;
    if (events & (EPOLLIN | EPOLLPRI)) ready |= CSYSTEM_READABLE;
    if (events & EPOLLOUT) ready |= CSYSTEM_WRITABLE;
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) ready |= CSYSTEM_HANG_UP;
    return ready;
}

int csystem_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int control(int epoll, int operation, int descriptor, uint32_t interest, uint64_t token) {
    struct epoll_event event = {.events = to_epoll(interest), .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

int csystem_epoll_add(int epoll, int descriptor, uint32_t interest, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, descriptor, interest, token);
}

int csystem_epoll_modify(int epoll, int descriptor, uint32_t interest, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, descriptor, interest, token);
}

int csystem_epoll_remove(int epoll, int descriptor) { return control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0); }

int csystem_epoll_wait(int epoll, csystem_event *events, int capacity, int64_t nanoseconds) {
    struct epoll_event raw[64];
    if (capacity > 64) capacity = 64;
    // Rounded up: a wait that ends a little early would spin until its moment has come.
    int64_t milliseconds = nanoseconds < 0 ? -1 : (nanoseconds + 999999) / 1000000;
    if (milliseconds > INT32_MAX) milliseconds = INT32_MAX;
    int count = epoll_wait(epoll, raw, capacity, (int)milliseconds);
    for (int index = 0; index < count; index++) {
        events[index].token = raw[index].data.u64;
        events[index].ready = from_epoll(raw[index].events);
    }
    return count;
}

int csystem_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int csystem_signalfd(const int *signals, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t index = 0; index < count; index++) sigaddset(&set, signals[index]);
    int error = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (error != 0) {
        errno = error;
        return -1;
    }
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int csystem_signalfd_read(int descriptor) {
    struct signalfd_siginfo information;
    ssize_t count = read(descriptor, &information, sizeof information);
    if (count == (ssize_t)sizeof information) return (int)information.ssi_signo;
    return count < 0 && errno != EAGAIN && errno != EINTR ? -1 : 0;
}

void csystem_signal_ignore(int number) { signal(number, SIG_IGN); }

int csystem_spawn(pid_t *identifier, const char *path, char *const arguments[], char *const environment[],
                  int standard_output, int standard_error) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    int error = posix_spawnattr_init(&attributes);
    if (error != 0) return error;
    error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        posix_spawnattr_destroy(&attributes);
        return error;
    }
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (standard_output >= 0) posix_spawn_file_actions_adddup2(&actions, standard_output, 1);
    if (standard_error >= 0) posix_spawn_file_actions_adddup2(&actions, standard_error, 2);
    error = posix_spawnp(identifier, path, &actions, &attributes, arguments,
                         environment != NULL ? environment : environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static int place(int descriptor, int target) {
    if (descriptor == target) return fcntl(target, F_SETFD, 0);
    return dup2(descriptor, target);
}

static int limit(int resource, int64_t value) {
    struct rlimit limits = {.rlim_cur = (rlim_t)value, .rlim_max = (rlim_t)value};
    return value < 0 ? 0 : setrlimit(resource, &limits);
}

// What the child does between vfork and exec: system calls alone. Returns the errno of the first that failed.
static int become(const char *path, char *const arguments[], char *const environment[], const csystem_limits *limits) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    if (setpgid(0, 0) != 0) return errno;
    if (limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_DATA, limits->data_bytes) != 0) return errno;
    if (limit(RLIMIT_CPU, limits->cpu_seconds) != 0) return errno;
    if (place(limits->standard_input, 0) < 0 || place(limits->standard_output, 1) < 0) return errno;
    if (place(limits->standard_error, 2) < 0) return errno;
#ifdef SYS_close_range
    // Libraries may hold descriptors that an exec would hand on. 4 is CLOSE_RANGE_CLOEXEC; old kernels do not know it.
    syscall(SYS_close_range, 3, ~0U, 4);
#endif
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(path, arguments, environment);
    return errno;
}

int csystem_spawn_limited(pid_t *identifier, const char *path, char *const arguments[], char *const environment[],
                          const csystem_limits *limits) {
    // posix_spawn has no place for setrlimit, and limits that are set afterwards come too late for a program that
    // forks at once. The child of vfork shares this thread's memory until it has become the program, and the thread
    // waits for it: no handler may run there, so every signal is blocked.
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = vfork();
    if (child == 0) {
        // Through a pipe that an exec closes, and not through the memory: a sanitizer makes a fork of this.
        int failure = become(path, arguments, environment, limits);
        ssize_t written = write(ends[1], &failure, sizeof failure);
        _exit(written == (ssize_t)sizeof failure ? 127 : 126);
    }
    int error = child < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    int failure = 0;
    ssize_t count;
    while ((count = read(ends[0], &failure, sizeof failure)) < 0 && errno == EINTR) {}
    close(ends[0]);
    if (error == 0 && count == (ssize_t)sizeof failure) {
        waitpid(child, NULL, 0);
        error = failure != 0 ? failure : EINVAL;
    }
    if (error == 0) *identifier = child;
    return error;
}

int csystem_has_ended(pid_t identifier) {
    siginfo_t information = {0};
    int code = waitid(P_PID, (id_t)identifier, &information, WEXITED | WNOHANG | WNOWAIT);
    // No such child is an end, too: somebody else has waited for it.
    if (code != 0) return errno != EINTR;
    return information.si_pid == identifier;
}

int csystem_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int csystem_seal(int descriptor) {
    return fcntl(descriptor, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

void csystem_trim_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

int csystem_process_descriptor(pid_t identifier) {
#ifdef SYS_pidfd_open
    // The kernel sets close-on-exec by itself.
    return (int)syscall(SYS_pidfd_open, identifier, 0);
#else
    (void)identifier;
    return -1;
#endif
}

int csystem_pipe(int *read_end, int *write_end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    *read_end = ends[0];
    *write_end = ends[1];
    return 0;
}

int csystem_exited(int status, int *code) {
    if (WIFEXITED(status)) {
        *code = WEXITSTATUS(status);
        return 1;
    }
    *code = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return 0;
}

void csystem_thread_set_name(const char *name) {
    char truncated[16];
    strncpy(truncated, name, sizeof truncated - 1);
    truncated[sizeof truncated - 1] = 0;
    pthread_setname_np(pthread_self(), truncated);
}

void csystem_deliverable_signals(sigset_t *set) {
    static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGABRT};
    sigfillset(set);
    for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) sigdelset(set, faults[index]);
}

int csystem_terminal_size(int descriptor, int *rows, int *columns) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return -1;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}

size_t csystem_terminal_state_size(void) { return sizeof(struct termios); }

int csystem_terminal_raw(int descriptor, void *saved) {
    struct termios state;
    if (tcgetattr(descriptor, &state) != 0) return -1;
    memcpy(saved, &state, sizeof state);
    cfmakeraw(&state);
    // Output keeps its newline handling, and Ctrl-C stays what users expect of it: a key, handled by the dashboard.
    state.c_oflag |= OPOST;
    state.c_cc[VMIN] = 0;
    state.c_cc[VTIME] = 0;
    return tcsetattr(descriptor, TCSAFLUSH, &state);
}

int csystem_terminal_restore(int descriptor, const void *saved) {
    return tcsetattr(descriptor, TCSAFLUSH, (const struct termios *)saved);
}

static locale_t unicode_locale;
static pthread_once_t unicode_locale_once = PTHREAD_ONCE_INIT;

static void make_unicode_locale(void) { unicode_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

int csystem_scalar_width(uint32_t scalar) {
    pthread_once(&unicode_locale_once, make_unicode_locale);
    if (unicode_locale == (locale_t)0) return scalar < 0x20 || scalar == 0x7f ? -1 : 1;
    // Of this thread and for this moment: setlocale would change the process.
    locale_t before = uselocale(unicode_locale);
    int width = wcwidth((wchar_t)scalar);
    uselocale(before);
    return width;
}

char **csystem_environment(void) { return environ; }
