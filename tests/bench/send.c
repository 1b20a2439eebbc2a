/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sends the frames of a pcap file on an interface, at a rate of its own; prints how many were sent and how long it took.
 *
 *	send INTERFACE FILE FRAMES_A_SECOND [FRAMES]     from the file's beginning again until so many are sent
 *
 * Rate 0: with the gaps that the file has.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	AT_ONCE = 64,
	FILE_HEADER = 24,
	RECORD_HEADER = 16,
};

#define NANO 1000000000LL

struct file {
	const uint8_t *bytes;
	size_t size, at;
	int64_t first; /* time */
};

static void fail(const char *what)
{
	fprintf(stderr, "send: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NANO + t.tv_nsec;
}

static void wait_until(int64_t time)
{
	struct timespec t = {time / NANO, time % NANO};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

static struct file map_file(const char *path)
{
	struct file file = {.at = FILE_HEADER};
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *bytes;

	if (fd < 0 || fstat(fd, &about) < 0)
		fail(path);
	file.size = (size_t)about.st_size;
	bytes = mmap(NULL, file.size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (bytes == MAP_FAILED)
		fail(path);
	file.bytes = bytes;
	return file;
}

static int open_socket(const char *interface)
{
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(interface)};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		fail(interface);
	(void)setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on));
	return fd;
}

/* False: the file is at its end. */
static bool next_frame(struct file *file, struct iovec *out, int64_t *time)
{
	uint32_t record[4];

	if (file->at + RECORD_HEADER > file->size)
		return false;
	memcpy(record, file->bytes + file->at, sizeof(record));
	if (file->at + RECORD_HEADER + record[2] > file->size)
		return false;
	*out = (struct iovec){(void *)(uintptr_t)(file->bytes + file->at + RECORD_HEADER), record[2]};
	*time = record[0] * NANO + record[1] * 1000LL;
	if (file->at == FILE_HEADER)
		file->first = *time;
	*time -= file->first;
	file->at += RECORD_HEADER + record[2];
	return true;
}

static void send_all(int fd, struct mmsghdr *messages, unsigned count)
{
	unsigned sent = 0;

	while (sent < count) {
		int n = sendmmsg(fd, messages + sent, count - sent, 0);

		if (n > 0)
			sent += (unsigned)n;
		else if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
			fail("sendmmsg");
	}
}

int main(int argc, char **argv)
{
	struct mmsghdr messages[AT_ONCE] = {0};
	struct iovec pieces[AT_ONCE];
	struct file file;
	uint64_t rate, most, sent = 0;
	int64_t start, time;
	int fd;

	if (argc < 4) {
		fprintf(stderr, "send: usage: send INTERFACE FILE FRAMES_A_SECOND [FRAMES]\n");
		return 2;
	}
	file = map_file(argv[2]);
	rate = strtoull(argv[3], NULL, 10);
	most = argc > 4 ? strtoull(argv[4], NULL, 10) : UINT64_MAX;
	fd = open_socket(argv[1]);
	for (unsigned i = 0; i < AT_ONCE; i++)
		messages[i].msg_hdr = (struct msghdr){.msg_iov = &pieces[i], .msg_iovlen = 1};
	start = now();
	while (sent < most) {
		unsigned at_once = rate ? AT_ONCE : 1, count = 0;

		while (count < at_once && sent + count < most && next_frame(&file, &pieces[count], &time))
			count++;
		if (count == 0 && argc <= 4)
			break;
		if (count == 0)
			file.at = FILE_HEADER;
		if (count)
			wait_until(start + (rate ? (int64_t)((double)sent / (double)rate * NANO) : time));
		send_all(fd, messages, count);
		sent += count;
	}
	printf("%llu frames in %.3f s\n", (unsigned long long)sent, (double)(now() - start) / NANO);
	return 0;
}
