/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lets RTP come in on an interface, at more than a million packets a second from one core: a program in the kernel writes
 * them, and they are received as if a driver had (BPF_F_TEST_XDP_LIVE_FRAMES). Sockets send a tenth of that.
 *
 *	pour INTERFACE STREAMS PACKETS_A_SECOND SECONDS
 *
 * All streams take turns, so that each has its packets 20 ms apart when there are a fiftieth as many of them as packets a
 * second, of which there are 500 at least. Destinations are port 16384 and every second one of 10.7.0.1 and on, and the
 * hardware address of nobody. Prints how many were sent and how long it took.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	AT_ONCE = 64, /* frames handed over together */
	LOOKS = 4096, /* at the clock for one frame: verifiers want an end */
	COUNT_AT = 0, /* in the state of the program: of the packets so far */
	START_AT = 8, /* when the first was due */
	STATE = 16,
	PICO = 1000, /* in a nanosecond */

	/* Where things are in a frame. */
	IP = 14,
	UDP = IP + 20,
	RTP = UDP + 8,
	PAYLOAD = RTP + 12,
	FRAME = PAYLOAD + 160, /* 20 ms of G.711 */

	HOST_BITS = 12, /* streams of one destination address */
	FIRST_PORT = 16384,
};

#define NANO 1000000000LL

static void fail(const char *what)
{
	fprintf(stderr, "pour: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int bpf(enum bpf_cmd command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int make_state(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = sizeof(uint32_t), .value_size = STATE, .max_entries = 1};
	int fd = bpf(BPF_MAP_CREATE, &attr);

	if (fd < 0)
		fail("BPF_MAP_CREATE");
	return fd;
}

static void access_state(int map, enum bpf_cmd command, uint64_t state[STATE / sizeof(uint64_t)])
{
	uint32_t key = 0;
	union bpf_attr attr = {.map_fd = (uint32_t)map, .key = (uintptr_t)&key, .value = (uintptr_t)state};

	if (bpf(command, &attr) < 0)
		fail("BPF_MAP_...");
}

/* The frame as it is before the program writes into it what differs. */
static void make_frame(uint8_t frame[FRAME])
{
	static const uint8_t head[] = {
		2,    0,    0,    0, 0, 9, 2, 0, 0,  0,  0, 8, 8,  0,                    /* Ethernet */
		0x45, 0xb8, 0,    0, 0, 0, 0, 0, 64, 17, 0, 0, 10, 8, 0, 1, 10, 7, 0, 0, /* IPv4 */
		0x40, 0,    0x40, 0, 0, 0, 0, 0,                                         /* UDP without checksum */
		0x80, 8,                                                                 /* RTP, PCMA */
	};

	memset(frame, 0xd5, FRAME);
	memset(frame, 0, PAYLOAD);
	memcpy(frame, head, sizeof(head));
	frame[IP + 3] = FRAME - IP;
	frame[UDP + 5] = FRAME - UDP;
}

/* Of the IP header, but for the complement and what the program adds to it. */
static uint32_t sum_of(const uint8_t frame[FRAME])
{
	uint32_t sum = 0;

	for (unsigned i = IP; i < UDP; i += 2)
		sum += (uint32_t)(frame[i] << 8 | frame[i + 1]);
	return sum;
}

#define ALU(op, to, number)                                                                                            \
	{                                                                                                              \
		BPF_ALU64 | (op) | BPF_K, (to), 0, 0, (int32_t)(number)                                                \
	}
#define ALU_X(op, to, from)                                                                                            \
	{                                                                                                              \
		BPF_ALU64 | (op) | BPF_X, (to), (from), 0, 0                                                           \
	}
#define LOAD(size, to, from, at)                                                                                       \
	{                                                                                                              \
		BPF_LDX | (size) | BPF_MEM, (to), (from), (at), 0                                                      \
	}
#define STORE(size, to, at, from)                                                                                      \
	{                                                                                                              \
		BPF_STX | (size) | BPF_MEM, (to), (from), (at), 0                                                      \
	}
#define TO_NETWORK(to, bits)                                                                                           \
	{                                                                                                              \
		BPF_ALU | BPF_END | BPF_TO_BE, (to), 0, 0, (bits)                                                      \
	}

/*
 * r6 is which packet this is, then which of its stream; r7 when it is due, then which stream; r8 what is written.
 * Waiting is done here, since each run of a program takes some milliseconds to begin.
 */
static int load_program(int map, uint32_t streams, double rate, uint32_t sum)
{
	const struct bpf_insn program[] = {
		ALU_X(BPF_MOV, 9, 1),
		{BPF_LD | BPF_DW | BPF_IMM, 8, BPF_PSEUDO_MAP_VALUE, 0, map},
		{0, 0, 0, 0, 0},
		LOAD(BPF_DW, 6, 8, COUNT_AT),
		ALU_X(BPF_MOV, 7, 6),
		ALU(BPF_MUL, 7, NANO * PICO / rate),
		ALU(BPF_DIV, 7, PICO),
		LOAD(BPF_DW, 1, 8, START_AT),
		ALU_X(BPF_ADD, 7, 1),
		ALU_X(BPF_MOV, 1, 6),
		ALU(BPF_ADD, 1, 1),
		STORE(BPF_DW, 8, COUNT_AT, 1),
		ALU(BPF_MOV, 8, LOOKS),
		{BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ktime_get_ns},
		{BPF_JMP | BPF_JGE | BPF_X, 0, 7, 2, 0},
		ALU(BPF_SUB, 8, 1),
		{BPF_JMP | BPF_JNE | BPF_K, 8, 0, -4, 0},
		LOAD(BPF_W, 2, 9, offsetof(struct xdp_md, data)),
		LOAD(BPF_W, 3, 9, offsetof(struct xdp_md, data_end)),
		ALU(BPF_MOV, 0, XDP_DROP),
		ALU_X(BPF_MOV, 4, 2),
		ALU(BPF_ADD, 4, PAYLOAD),
		{BPF_JMP | BPF_JLE | BPF_X, 4, 3, 1, 0},
		{BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
		ALU_X(BPF_MOV, 7, 6),
		ALU(BPF_MOD, 7, streams),
		ALU(BPF_DIV, 6, streams),
		/* ports, as the stream has it in its lower bits */
		ALU_X(BPF_MOV, 8, 7),
		ALU(BPF_AND, 8, (1 << HOST_BITS) - 1),
		ALU(BPF_LSH, 8, 1),
		ALU(BPF_ADD, 8, FIRST_PORT),
		TO_NETWORK(8, 16),
		STORE(BPF_H, 2, UDP, 8),
		STORE(BPF_H, 2, UDP + 2, 8),
		/* the address, as it has it in the others, and the checksum */
		ALU_X(BPF_MOV, 8, 7),
		ALU(BPF_RSH, 8, HOST_BITS),
		ALU(BPF_ADD, 8, 1),
		STORE(BPF_B, 2, IP + 19, 8),
		ALU(BPF_ADD, 8, sum),
		ALU_X(BPF_MOV, 1, 8),
		ALU(BPF_RSH, 1, 16),
		ALU(BPF_AND, 8, 0xffff),
		ALU_X(BPF_ADD, 8, 1),
		ALU(BPF_XOR, 8, 0xffff),
		TO_NETWORK(8, 16),
		STORE(BPF_H, 2, IP + 10, 8),
		/* sequence number, timestamp, SSRC */
		ALU_X(BPF_MOV, 8, 6),
		TO_NETWORK(8, 16),
		STORE(BPF_H, 2, RTP + 2, 8),
		ALU(BPF_MUL, 6, 160),
		TO_NETWORK(6, 32),
		STORE(BPF_W, 2, RTP + 4, 6),
		STORE(BPF_W, 2, RTP + 8, 7),
		ALU(BPF_MOV, 0, XDP_PASS),
		{BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)program,
		.insn_cnt = sizeof(program) / sizeof(program[0]),
		.license = (uintptr_t) "BSD",
	};
	int fd = bpf(BPF_PROG_LOAD, &attr);

	if (fd < 0)
		fail("BPF_PROG_LOAD");
	return fd;
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NANO + t.tv_nsec;
}

static void pour(int program, unsigned interface, uint8_t frame[FRAME], uint32_t count)
{
	struct xdp_md context = {.data_end = FRAME, .ingress_ifindex = interface};
	union bpf_attr attr = {.test.prog_fd = (uint32_t)program};

	attr.test.data_in = (uintptr_t)frame;
	attr.test.data_size_in = FRAME;
	attr.test.ctx_in = (uintptr_t)&context;
	attr.test.ctx_size_in = sizeof(context);
	attr.test.repeat = count;
	attr.test.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
	attr.test.batch_size = AT_ONCE;
	if (bpf(BPF_PROG_TEST_RUN, &attr) < 0)
		fail("BPF_PROG_TEST_RUN");
}

int main(int argc, char **argv)
{
	uint8_t frame[FRAME];
	unsigned interface;
	uint64_t state[STATE / sizeof(uint64_t)] = {0};
	int map, program;
	double rate;

	if (argc != 5) {
		fprintf(stderr, "pour: usage: pour INTERFACE STREAMS PACKETS_A_SECOND SECONDS\n");
		return 2;
	}
	interface = if_nametoindex(argv[1]);
	if (!interface)
		fail(argv[1]);
	rate = strtod(argv[3], NULL);
	make_frame(frame);
	map = make_state();
	program = load_program(map, (uint32_t)strtoul(argv[2], NULL, 10), rate, sum_of(frame));
	state[START_AT / sizeof(uint64_t)] = (uint64_t)now();
	access_state(map, BPF_MAP_UPDATE_ELEM, state);
	pour(program, interface, frame, (uint32_t)(rate * strtod(argv[4], NULL)));
	access_state(map, BPF_MAP_LOOKUP_ELEM, state);
	printf("%llu frames in %.3f s\n", (unsigned long long)state[COUNT_AT],
	       (double)(now() - (int64_t)state[START_AT / sizeof(uint64_t)]) / NANO);
	return 0;
}
