#include "CHTTP.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

bool chttp_tcp_progress(int socket, uint64_t *received, uint64_t *acknowledged) {
    struct tcp_info information = {0};
    socklen_t length = sizeof information;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &information, &length) != 0) return false;
    // Older kernels fill in less; what they leave out would read as "no progress".
    if (length < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof information.tcpi_bytes_received) return false;
    *received = information.tcpi_bytes_received;
    *acknowledged = information.tcpi_bytes_acked;
    return true;
}
