#define _GNU_SOURCE // open_memstream
#include "CRdKafka.h"
#include <stdio.h>

// What a present but empty key, value or header points to: the library takes NULL for null.
static const char empty[1] = "";

static const void *present(int has, const void *bytes) {
    if (!has) return NULL;
    return bytes ? bytes : empty;
}

rd_kafka_resp_err_t trelay_kafka_produce(rd_kafka_t *client, const char *topic, int32_t partition, int has_key,
                                         const void *key, size_t key_size, int has_value, const void *value,
                                         size_t value_size, rd_kafka_headers_t *headers, void *opaque) {
    rd_kafka_resp_err_t error;
    if (headers == NULL) {
        return rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
                                 RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                 RD_KAFKA_V_KEY(present(has_key, key), has_key ? key_size : 0),
                                 RD_KAFKA_V_VALUE((void *)present(has_value, value), has_value ? value_size : 0),
                                 RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
    }
    error = rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
                              RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                              RD_KAFKA_V_KEY(present(has_key, key), has_key ? key_size : 0),
                              RD_KAFKA_V_VALUE((void *)present(has_value, value), has_value ? value_size : 0),
                              RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
    // The library owns the headers if, and only if, it took the message.
    if (error) rd_kafka_headers_destroy(headers);
    return error;
}

rd_kafka_resp_err_t trelay_kafka_add_header(rd_kafka_headers_t *headers, const char *name, size_t name_size,
                                            int has_value, const void *value, size_t value_size) {
    return rd_kafka_header_add(headers, name, (ssize_t)name_size, present(has_value, value),
                               has_value ? (ssize_t)value_size : 0);
}

const rd_kafka_headers_t *trelay_kafka_headers(const rd_kafka_message_t *message) {
    rd_kafka_headers_t *headers = NULL;
    return rd_kafka_message_headers(message, &headers) ? NULL : headers;
}

int trelay_kafka_header_at(const rd_kafka_headers_t *headers, size_t index, trelay_kafka_header *header) {
    if (rd_kafka_header_get_all(headers, index, &header->name, &header->value, &header->value_size)) return 0;
    header->name_size = 0;
    while (header->name[header->name_size]) header->name_size++;
    return 1;
}

void trelay_kafka_enable_events(rd_kafka_queue_t *queue, int descriptor) {
    static const uint64_t one = 1; // what an eventfd takes
    rd_kafka_queue_io_event_enable(queue, descriptor, &one, sizeof(one));
}

void trelay_kafka_disable_events(rd_kafka_queue_t *queue) { rd_kafka_queue_io_event_enable(queue, -1, NULL, 0); }

size_t trelay_kafka_drain(rd_kafka_queue_t *queue, rd_kafka_message_t **messages, size_t capacity) {
    ssize_t count = rd_kafka_consume_batch_queue(queue, 0, messages, capacity);
    return count > 0 ? (size_t)count : 0;
}

void trelay_kafka_release(rd_kafka_message_t **messages, size_t count) {
    for (size_t index = 0; index < count; index++) rd_kafka_message_destroy(messages[index]);
}

rd_kafka_conf_res_t trelay_kafka_configure(rd_kafka_conf_t *configuration, const char *name, const char *value,
                                           char *reason, size_t reason_size) {
    return rd_kafka_conf_set(configuration, name, value, reason, reason_size);
}

rd_kafka_resp_err_t trelay_kafka_mock_push_error(rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t api_key,
                                                 rd_kafka_resp_err_t error, int delay_ms) {
    return rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, api_key, 1, error, delay_ms);
}

char *trelay_kafka_property_table(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (stream == NULL) return NULL;
    rd_kafka_conf_properties_show(stream);
    fclose(stream);
    return text;
}
