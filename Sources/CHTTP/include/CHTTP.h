// What Swift cannot call of libcurl and libmicrohttpd by itself, and nothing more: their variadic functions, one
// wrapper per argument type, and the kernel's newer TCP counters.
#pragma once

#include <curl/curl.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- libcurl: curl_easy_setopt and its sisters are variadic; each wrapper fixes the type of one argument.

/// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION have this shape.
typedef size_t (*chttp_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*chttp_before_request_callback)(
    void *context, char *remote_address, char *local_address, int remote_port, int local_port);
typedef int (*chttp_socket_callback)(CURL *easy, curl_socket_t socket, int what, void *context, void *socket_context);
typedef int (*chttp_timer_callback)(CURLM *multi, long milliseconds, void *context);

CURLcode chttp_easy_set_long(CURL *easy, CURLoption option, long value);
CURLcode chttp_easy_set_offset(CURL *easy, CURLoption option, curl_off_t value);
/// libcurl copies the text (all string options but CURLOPT_POSTFIELDS).
CURLcode chttp_easy_set_string(CURL *easy, CURLoption option, const char *value);
/// The pointee must live as long as the easy handle uses it: libcurl does not copy it.
CURLcode chttp_easy_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode chttp_easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
CURLcode chttp_easy_set_data_callback(CURL *easy, CURLoption option, chttp_data_callback callback);
/// The callback for CURLOPT_PREREQFUNCTION, with its context: called each time before the request is written.
CURLcode chttp_easy_set_before_request(CURL *easy, chttp_before_request_callback callback, void *context);
/// Takes a copy of the body (CURLOPT_COPYPOSTFIELDS).
CURLcode chttp_easy_set_body(CURL *easy, const void *bytes, curl_off_t count);
CURLcode chttp_easy_get_long(CURL *easy, CURLINFO information, long *value);
CURLcode chttp_easy_get_offset(CURL *easy, CURLINFO information, curl_off_t *value);
CURLcode chttp_easy_get_pointer(CURL *easy, CURLINFO information, void **value);

CURLMcode chttp_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode chttp_multi_set_socket_callback(CURLM *multi, chttp_socket_callback callback, void *context);
CURLMcode chttp_multi_set_timer_callback(CURLM *multi, chttp_timer_callback callback, void *context);
/// The next finished transfer: its easy handle and result. False when there is none.
bool chttp_multi_next_finished(CURLM *multi, CURL **easy, CURLcode *result);
/// curl_global_init with everything; call once, before any other thread uses libcurl.
CURLcode chttp_curl_start(void);

// ---- libmicrohttpd: MHD_start_daemon and the information calls are variadic.

struct chttp_server_options {
    int listen_socket;
    unsigned int connection_limit;
    /// Bytes of the pool that holds one connection's header and buffers.
    size_t connection_memory;
    /// Handed to every callback.
    void *context;
    MHD_AccessHandlerCallback access;
    void *(*request_line)(void *context, const char *uri, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
};

/// A daemon without threads of its own, on an epoll descriptor that the caller watches; NULL if it cannot start.
struct MHD_Daemon *chttp_server_start(const struct chttp_server_options *options);
int chttp_server_epoll(struct MHD_Daemon *daemon);
int chttp_connection_socket(struct MHD_Connection *connection);
/// Bytes of request line and header; 0 before the header is complete.
size_t chttp_connection_header_bytes(struct MHD_Connection *connection);
/// A response whose bytes come from `reader` until it ends (MHD_SIZE_UNKNOWN is a macro with a cast).
struct MHD_Response *chttp_stream_response(
    size_t block_bytes, MHD_ContentReaderCallback reader, void *context, MHD_ContentReaderFreeCallback release);

/// The values a content reader returns to end a stream (macros with casts).
static const ssize_t chttp_stream_end = -1;
static const ssize_t chttp_stream_failed = -2;

// ---- The kernel's counters of one TCP connection (glibc's struct tcp_info is older than these fields).

/// Bytes received from the peer, and bytes of ours that the peer acknowledged. False if the kernel cannot tell.
bool chttp_tcp_progress(int socket, uint64_t *received, uint64_t *acknowledged);
