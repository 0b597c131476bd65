// What Swift cannot call itself, or only with more unsafe code than C needs for it. Everything here returns plain
// values: error codes instead of error objects, so that nothing is left for the caller to free.
#pragma once

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stddef.h>
#include <stdint.h>

/// A view of one record header. `value` is NULL for a null value; an empty one has a pointer and size 0.
typedef struct {
    const char *name;
    size_t name_size;
    const void *value;
    size_t value_size;
} trelay_kafka_header;

/// Copies a record into the client's queue (`rd_kafka_producev`, which is variadic). Never blocks.
///
/// `key` and `value` are null unless `has_key` and `has_value` are set: an empty one may come as a NULL pointer.
/// `headers` may be NULL; this function takes them over, also when it fails. `opaque` comes back in the delivery report.
rd_kafka_resp_err_t trelay_kafka_produce(rd_kafka_t *client, const char *topic, int32_t partition, int has_key,
                                         const void *key, size_t key_size, int has_value, const void *value,
                                         size_t value_size, rd_kafka_headers_t *headers, void *opaque);

/// Appends a header; the value is null unless `has_value` is set.
rd_kafka_resp_err_t trelay_kafka_add_header(rd_kafka_headers_t *headers, const char *name, size_t name_size,
                                            int has_value, const void *value, size_t value_size);

/// The headers of a consumed message; NULL if it has none. They belong to the message.
const rd_kafka_headers_t *trelay_kafka_headers(const rd_kafka_message_t *message);

/// Reads the header at `index`. Returns 0 behind the last one.
int trelay_kafka_header_at(const rd_kafka_headers_t *headers, size_t index, trelay_kafka_header *header);

/// Has the queue write to an eventfd when it becomes non-empty. The descriptor must be non-blocking: the library writes
/// to it with the queue's lock held. Only the first record after a poll is announced, so drain until nothing comes.
void trelay_kafka_enable_events(rd_kafka_queue_t *queue, int descriptor);

/// Ends what `trelay_kafka_enable_events` began: when this returns, the descriptor is not written any more.
void trelay_kafka_disable_events(rd_kafka_queue_t *queue);

/// Takes what is there, without waiting (any timeout but 0 is waited out in full unless the buffer fills up).
size_t trelay_kafka_drain(rd_kafka_queue_t *queue, rd_kafka_message_t **messages, size_t capacity);

/// Gives drained messages back. Their memory must not be used afterwards.
void trelay_kafka_release(rd_kafka_message_t **messages, size_t count);

/// Sets one configuration property; the reason of a refusal is written to `reason`.
rd_kafka_conf_res_t trelay_kafka_configure(rd_kafka_conf_t *configuration, const char *name, const char *value,
                                           char *reason, size_t reason_size);

/// The library's own table of all its properties, one per line, name first; to be given back with `free`. NULL if there
/// is no memory. (The library prints it to a stream only.)
char *trelay_kafka_property_table(void);

/// Queues faults of the mock cluster: the next requests with this API key, at this broker, are answered with `error`
/// after `delay_ms`. `rd_kafka_mock_broker_push_request_error_rtts` is variadic.
rd_kafka_resp_err_t trelay_kafka_mock_push_error(rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t api_key,
                                                 rd_kafka_resp_err_t error, int delay_ms);
