/* The C floor: one thread, epoll, one send a frame, nothing stored. What the machine can do when nobody asks for more.
 * Usage: floor-c PORT FRAME_BYTES
 * Speaks as much HTTP, WebSocket and DDP as the generator needs, and trusts it: loopback only. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LARGEST_FD = 65536, BUFFER = 1 << 16, LARGEST_FRAME = 8192 };

struct line {
    char *bytes;
    size_t filled;
    int is_open, is_subscriber;
};

static struct line lines[LARGEST_FD];
static int highest;
static size_t frame_bytes;

/* Blocks a slow reader's server, as a floor may: nothing is dropped. */
static void write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR || errno == EAGAIN) continue;
            return;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
}

static void close_line(int fd) {
    close(fd);
    free(lines[fd].bytes);
    lines[fd] = (struct line){0};
}

static size_t put_header(unsigned char *frame, size_t length) {
    frame[0] = 0x81;
    if (length < 126) {
        frame[1] = (unsigned char)length;
        return 2;
    }
    frame[1] = 126;
    frame[2] = (unsigned char)(length >> 8);
    frame[3] = (unsigned char)length;
    return 4;
}

/* Copies the text between a marker and the next quote. */
static int text_after(const char *json, const char *marker, char *text, size_t room) {
    const char *from = strstr(json, marker);
    if (!from) return 0;
    from += strlen(marker);
    const char *end = strchr(from, '"');
    if (!end || (size_t)(end - from) >= room) return 0;
    memcpy(text, from, (size_t)(end - from));
    text[end - from] = 0;
    return 1;
}

static void take_frame(int fd, char *json) {
    static unsigned char frame[LARGEST_FRAME + 8];
    char id[64], message[2048], body[LARGEST_FRAME];
    if (!strstr(json, "\"sendMessage\"") || !text_after(json, "\"id\":\"", id, sizeof id) || !text_after(json, "\"msg\":\"tick", message, sizeof message)) return;
    lines[fd].is_subscriber = 0;
    int length = snprintf(body, sizeof body, "{\"msg\":\"result\",\"id\":\"%s\"}", id);
    size_t header = put_header(frame, (size_t)length);
    memcpy(frame + header, body, (size_t)length);
    write_all(fd, (char *)frame, header + (size_t)length);

    length = snprintf(body, sizeof body,
        "{\"msg\":\"changed\",\"collection\":\"stream-room-messages\",\"id\":\"id\",\"fields\":{\"eventName\":\"GENERAL\",\"args\":[{\"msg\":\"tick%s\"}]}}", message);
    header = put_header(frame, frame_bytes);
    memset(frame + header, ' ', frame_bytes);
    memcpy(frame + header, body, (size_t)length < frame_bytes ? (size_t)length : frame_bytes);
    for (int other = 0; other <= highest; other++)
        if (lines[other].is_subscriber) write_all(other, (char *)frame, header + frame_bytes);
}

static void take_handshake(int fd) {
    struct line *line = &lines[fd];
    char *end = memmem(line->bytes, line->filled, "\r\n\r\n", 4);
    if (!end) return;
    if (!memmem(line->bytes, line->filled, "/websocket", 10)) {
        const char *ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        write_all(fd, ok, strlen(ok));
        close_line(fd);
        return;
    }
    /* The generator does not check the accept value. */
    const char *accepted = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: floor\r\n\r\n";
    write_all(fd, accepted, strlen(accepted));
    line->is_open = line->is_subscriber = 1;
    line->filled = 0;
}

static void take_frames(int fd) {
    struct line *line = &lines[fd];
    size_t at = 0;
    while (line->filled - at >= 6) {
        unsigned char *frame = (unsigned char *)line->bytes + at;
        size_t length = frame[1] & 0x7f, header = 6;
        if (length == 126) {
            length = ((size_t)frame[2] << 8) | frame[3];
            header = 8;
        }
        if (line->filled - at < header + length) break;
        unsigned char *payload = frame + header, *mask = payload - 4;
        char json[LARGEST_FRAME];
        if (length < sizeof json) {
            for (size_t index = 0; index < length; index++) json[index] = (char)(payload[index] ^ mask[index & 3]);
            json[length] = 0;
            take_frame(fd, json);
        }
        at += header + length;
    }
    memmove(line->bytes, line->bytes + at, line->filled - at);
    line->filled -= at;
}

int main(int count, char **arguments) {
    if (count < 3) return 2;
    frame_bytes = strtoul(arguments[2], NULL, 10);
    if (frame_bytes > LARGEST_FRAME) return 2;
    struct rlimit files = {LARGEST_FD, LARGEST_FD};
    setrlimit(RLIMIT_NOFILE, &files);
    int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poll = epoll_create1(0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 8192)) return 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(poll, events, 256, -1);
        for (int index = 0; index < ready; index++) {
            int fd = events[index].data.fd;
            if (fd == listener) {
                int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
                if (client < 0) continue;
                if (client >= LARGEST_FD) {
                    close(client);
                    continue;
                }
                setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                lines[client].bytes = malloc(BUFFER);
                if (client > highest) highest = client;
                event = (struct epoll_event){.events = EPOLLIN, .data.fd = client};
                epoll_ctl(poll, EPOLL_CTL_ADD, client, &event);
                continue;
            }
            struct line *line = &lines[fd];
            ssize_t read = recv(fd, line->bytes + line->filled, BUFFER - line->filled, 0);
            if (read <= 0) {
                if (read == 0 || errno != EAGAIN) close_line(fd);
                continue;
            }
            line->filled += (size_t)read;
            if (line->is_open) take_frames(fd);
            else take_handshake(fd);
        }
    }
}
