// Only in builds with the thread sanitizer. librdkafka starts its threads with C11's thrd_create, which the sanitizer
// does not know: the first allocation in such a thread crashes in the sanitizer. These stand in for the C library's
// functions (the program comes first in the search for symbols) and go by pthreads, which it knows.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

typedef struct {
    thrd_start_t body;
    void *argument;
} thread_start;

static void *run_thread(void *opaque) {
    thread_start start = *(thread_start *)opaque;
    free(opaque);
    return (void *)(intptr_t)start.body(start.argument);
}

int thrd_create(thrd_t *thread, thrd_start_t body, void *argument) {
    thread_start *start = malloc(sizeof(*start));
    if (start == NULL) return thrd_nomem;
    *start = (thread_start){body, argument};
    if (pthread_create(thread, NULL, run_thread, start) == 0) return thrd_success;
    free(start);
    return thrd_error;
}

int thrd_join(thrd_t thread, int *result) {
    void *value = NULL;
    if (pthread_join(thread, &value) != 0) return thrd_error;
    if (result != NULL) *result = (int)(intptr_t)value;
    return thrd_success;
}

int thrd_detach(thrd_t thread) { return pthread_detach(thread) == 0 ? thrd_success : thrd_error; }

#endif
#endif

// A translation unit must not be empty.
typedef int trelay_kafka_thread_sanitizer;
