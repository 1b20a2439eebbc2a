/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes a capture to stdout of what passes a busy place in DAYS days: calls with every outcome over UDP, TCP and in fragments, with
 * audio before the answer and some after it, registrations, keep-alives, and the noise of scanners. A call's Call-ID says what its
 * outcome is to be; how many there are is said on stderr. The same bytes for the same arguments.
 *
 *	week DAYS CALLS-A-DAY [steps]
 *
 * With steps the clock that stamps the packets is set several times a day, forward and back.
 */
#include "put.h"
#include "traffic.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	PHONES = 200,
	KEEP_ALIVE_S = 30,
	REGISTER_S = 3600,
	PING_S = 10,
	NOISE_A_CALL = 5, /* packets of scanners for each call */
	EARLY_PACKETS = 40,
	TALK_PACKETS = 50,
	FRAGMENT = 1200,
	UDP = 17,
	MORE_FRAGMENTS = 0x2000,
	STEPS_A_DAY = 7,
};

#define DAY_US (86400 * UINT64_C(1000000))

/* What is to happen. */
struct thing {
	uint64_t due_us, order;
	void (*step)(struct thing *thing);
	uint64_t number;
	const struct line *line; /* of a call's script: where it is */
	unsigned repeated, carrier;
	uint32_t sent[2]; /* over TCP, there and back */
	uint16_t audio;   /* packets of it */
	struct party party;
};

static struct thing **heap;
static size_t heap_count, heap_room;
static uint64_t end_us, calls_a_day, calls, ordered;

/* splitmix64 */
static uint64_t any(void)
{
	static uint64_t state = 1;
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* What is to happen next is at the front. */

static bool is_before(const struct thing *a, const struct thing *b)
{
	return a->due_us != b->due_us ? a->due_us < b->due_us : a->order < b->order;
}

static void swap(size_t a, size_t b)
{
	struct thing *kept = heap[a];

	heap[a] = heap[b];
	heap[b] = kept;
}

static void wait_for(struct thing *thing, uint64_t us)
{
	size_t at = heap_count++;

	thing->due_us += us;
	thing->order = ordered++;
	if (heap_count > heap_room) {
		heap_room = heap_room ? 2 * heap_room : 1024;
		heap = realloc(heap, heap_room * sizeof(struct thing *));
		if (!heap)
			fail("no memory");
	}
	heap[at] = thing;
	for (; at && is_before(heap[at], heap[(at - 1) / 2]); at = (at - 1) / 2)
		swap(at, (at - 1) / 2);
}

static struct thing *take_next(void)
{
	struct thing *first = heap[0];
	size_t at = 0, child;

	heap[0] = heap[--heap_count];
	while ((child = 2 * at + 1) < heap_count) {
		if (child + 1 < heap_count && is_before(heap[child + 1], heap[child]))
			child++;
		if (!is_before(heap[child], heap[at]))
			break;
		swap(at, child);
		at = child;
	}
	return first;
}

static struct thing *begin(void (*step)(struct thing *), uint64_t due_us)
{
	struct thing *thing = calloc(1, sizeof(*thing));

	if (!thing)
		fail("no memory");
	thing->step = step;
	thing->due_us = due_us;
	return thing;
}

/* Calls */

struct line {
	unsigned pause_ms; /* before it */
	enum act act;
	unsigned repeats, each_ms;
};

static const struct line answered[] = {
	{0, INVITE, 0, 0},  {40, TRYING, 0, 0}, {900, PROGRESS, 0, 0},         {20, EARLY, EARLY_PACKETS, 20},
	{20, ANSWER, 0, 0}, {30, ACK, 0, 0},    {20, EARLY, TALK_PACKETS, 20}, {45000, BYE, 0, 0},
	{25, BYE_OK, 0, 0}, {0, END, 0, 0},
};
static const struct line rung[] = {
	{0, INVITE, 0, 0}, {40, TRYING, 0, 0}, {600, RINGING, 0, 0}, {7000, ANSWER, 0, 0},
	{30, ACK, 0, 0},   {90000, BYE, 0, 0}, {25, BYE_OK, 0, 0},   {0, END, 0, 0},
};
static const struct line declined[] = {
	{0, INVITE, 0, 0},   {40, TRYING, 0, 0}, {500, PROGRESS, 0, 0}, {20, EARLY, EARLY_PACKETS, 20},
	{20, DECLINE, 0, 0}, {30, ACK, 0, 0},    {0, END, 0, 0},
};
static const struct line busy[] = {
	{0, INVITE, 0, 0}, {40, TRYING, 0, 0}, {300, BUSY, 0, 0}, {30, ACK, 0, 0}, {0, END, 0, 0},
};
static const struct line no_answer[] = {
	{0, INVITE, 0, 0},          {40, TRYING, 0, 0}, {600, RINGING, 0, 0},
	{30000, UNAVAILABLE, 0, 0}, {30, ACK, 0, 0},    {0, END, 0, 0},
};
/* Audio is promised, none comes, the caller gives up. */
static const struct line silent[] = {
	{0, INVITE, 0, 0},     {40, TRYING, 0, 0},     {800, PROGRESS, 0, 0}, {11000, CANCEL, 0, 0},
	{20, CANCEL_OK, 0, 0}, {10, TERMINATED, 0, 0}, {30, ACK, 0, 0},       {0, END, 0, 0},
};
static const struct line given_up[] = {
	{0, INVITE, 0, 0},     {40, TRYING, 0, 0},     {700, RINGING, 0, 0}, {4000, CANCEL, 0, 0},
	{20, CANCEL_OK, 0, 0}, {10, TERMINATED, 0, 0}, {30, ACK, 0, 0},      {0, END, 0, 0},
};
static const struct line unanswered[] = {
	{0, INVITE, 0, 0},    {500, INVITE, 0, 0},  {1000, INVITE, 0, 0},
	{2000, INVITE, 0, 0}, {4000, INVITE, 0, 0}, {0, END, 0, 0},
};
/* What gets lost is sent again (RFC 3261 17.1.1.2, 13.3.1.4). */
static const struct line again[] = {
	{0, INVITE, 0, 0},    {500, INVITE, 0, 0}, {40, TRYING, 0, 0}, {600, RINGING, 0, 0},
	{9000, ANSWER, 0, 0}, {500, ANSWER, 0, 0}, {30, ACK, 0, 0},    {8000, BYE, 0, 0},
	{500, BYE, 0, 0},     {25, BYE_OK, 0, 0},  {0, END, 0, 0},
};

static const struct {
	const struct line *lines;
	const char *outcome;
	unsigned share; /* of 100 */
} scripts[] = {
	{answered, "answered", 30}, {rung, "answered", 22},      {declined, "declined", 10},
	{busy, "busy", 8},          {no_answer, "no-answer", 8}, {silent, "cancelled", 7},
	{given_up, "cancelled", 6}, {unanswered, "unknown", 4},  {again, "answered", 5},
};

enum carrier {
	OVER_UDP,
	OVER_TCP,
	IN_FRAGMENTS, /* the INVITE */
	IN_DISORDER,  /* likewise, the last fragment first */
};

static void put_in_fragments(const struct thing *call, const char *text, size_t size)
{
	const struct party *p = &call->party;
	uint32_t identification = (uint32_t)(call->number & 0xffff) << 16;
	uint8_t datagram[LARGEST];
	size_t whole = size + 8;

	put_bytes(put16(put16(put16(put16(datagram, p->from.port), p->to.port), (uint32_t)whole), 0), text, size);
	if (call->carrier == IN_DISORDER)
		put_packet(p->from.address, p->to.address, UDP, identification | FRAGMENT / 8, datagram + FRAGMENT,
		           whole - FRAGMENT);
	put_packet(p->from.address, p->to.address, UDP, identification | MORE_FRAGMENTS, datagram, FRAGMENT);
	if (call->carrier == IN_FRAGMENTS)
		put_packet(p->from.address, p->to.address, UDP, identification | FRAGMENT / 8, datagram + FRAGMENT,
		           whole - FRAGMENT);
}

static void put_in_connection(struct thing *call, enum act act, const char *text, size_t size)
{
	const struct party *p = &call->party;
	bool back = is_response(act);
	uint32_t *sent = &call->sent[back];

	if (act == INVITE && call->sent[0] == 1)
		put_tcp(p->from, p->to, SYN, 0, NULL, 0);
	put_tcp(back ? p->to : p->from, back ? p->from : p->to, PSH_ACK, *sent, text, size);
	*sent += (uint32_t)size;
}

static void put_act(struct thing *call, enum act act)
{
	struct party *p = &call->party;
	char text[4096];
	size_t size;

	if (act == EARLY) {
		put_rtp(p->audio_to, p->audio_from, (uint32_t)call->number, call->audio++);
		return;
	}
	size = print_message(text, sizeof(text), p, act);
	if (call->carrier == OVER_TCP)
		put_in_connection(call, act, text, size);
	else if (act == INVITE && call->carrier >= IN_FRAGMENTS)
		put_in_fragments(call, text, size);
	else
		put_message(p, act);
}

static void step_call(struct thing *call)
{
	const struct line *line = call->line;

	if (line->act == END) {
		if (call->carrier == OVER_TCP)
			put_tcp(call->party.from, call->party.to, FIN_ACK, call->sent[0], NULL, 0);
		free(call);
		return;
	}
	put_act(call, line->act);
	if (call->repeated++ < line->repeats) {
		wait_for(call, (uint64_t)line->each_ms * 1000);
		return;
	}
	call->repeated = 0;
	call->line++;
	wait_for(call, (uint64_t)call->line->pause_ms * 1000);
}

static struct party party_of(uint64_t number, const char *outcome)
{
	struct party p = {.caller = 15550000000 + any() % 20000, .callee = 15560000000 + any() % 20000};

	snprintf(p.id, sizeof(p.id), "%s@%llu.example.com", outcome, (unsigned long long)number);
	p.from = (struct end){0xc0a80100 + (uint32_t)(any() % PHONES), PORT_SIP};
	p.to = (struct end){0x0a000001 + (uint32_t)(any() % 4), PORT_SIP};
	p.audio_from = (struct end){p.from.address, (uint16_t)(16384 + 2 * (number % 8192))};
	p.audio_to = (struct end){0x0a000101 + (uint32_t)(any() % 4), (uint16_t)(16384 + 2 * (number % 8192))};
	return p;
}

static enum carrier any_carrier(void)
{
	unsigned drawn = any() % 100;

	if (drawn < 15)
		return OVER_TCP;
	return drawn < 22 ? IN_FRAGMENTS : drawn < 25 ? IN_DISORDER : OVER_UDP;
}

static void begin_call(uint64_t due_us)
{
	static char long_header[FRAGMENT + 16];
	struct thing *call = begin(step_call, due_us);
	unsigned drawn = any() % 100, script = 0;

	while (drawn >= scripts[script].share)
		drawn -= scripts[script++].share;
	call->number = ++calls;
	call->line = scripts[script].lines;
	call->carrier = any_carrier();
	call->sent[0] = call->sent[1] = 1;
	call->party = party_of(call->number, scripts[script].outcome);
	if (call->carrier == OVER_TCP)
		call->party.from.port = (uint16_t)(20000 + call->number % 40000);
	if (call->carrier >= IN_FRAGMENTS) {
		snprintf(long_header, sizeof(long_header), "X-Long: %0*u\r\n", FRAGMENT, 0u);
		call->party.extra = long_header;
	}
	wait_for(call, 0);
}

/* Most of a day's calls come by day. */
static uint64_t until_next(uint64_t a_day)
{
	uint64_t hour = (now_us - START_US) % DAY_US / (DAY_US / 24), mean = DAY_US / a_day;

	mean = hour >= 8 && hour < 20 ? mean * 2 / 3 : mean * 2;
	return mean / 2 + any() % (mean + 1);
}

static void again_after(struct thing *thing, uint64_t us)
{
	if (thing->due_us + us < end_us)
		wait_for(thing, us);
	else
		free(thing);
}

static void step_calls(struct thing *thing)
{
	begin_call(thing->due_us);
	again_after(thing, until_next(calls_a_day));
}

/* What else there is */

static struct party phone(uint64_t number)
{
	struct party p = party_of(number, "phone");

	p.from.address = 0xc0a80100 + (uint32_t)number;
	return p;
}

static void step_register(struct thing *thing)
{
	struct party p = phone(thing->number);

	put_message(&p, REGISTER);
	put_message(&p, REGISTER_OK);
	again_after(thing, (uint64_t)REGISTER_S * SECOND_US);
}

static void step_keep_alive(struct thing *thing)
{
	struct party p = phone(thing->number);

	put_udp(p.from, p.to, "\r\n\r\n", 4);
	again_after(thing, (uint64_t)KEEP_ALIVE_S * SECOND_US);
}

static void step_ping(struct thing *thing)
{
	struct party p = {.caller = 1, .callee = 2, .from = {0x0a000001, PORT_SIP}, .to = {0x0a000002, PORT_SIP}};

	snprintf(p.id, sizeof(p.id), "ping-%llu", (unsigned long long)thing->number++);
	put_message(&p, OPTIONS);
	put_message(&p, OPTIONS_OK);
	again_after(thing, (uint64_t)PING_S * SECOND_US);
}

/* Strangers from everywhere. */
static void step_noise(struct thing *thing)
{
	struct party p = party_of(any() % 60000, "scan");
	struct end stranger = {0x2d000000 + (uint32_t)(any() % 0xffffff), (uint16_t)(1024 + any() % 60000)};
	static const uint8_t zeros[800];
	static const char junk[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
	char text[2048];
	size_t size;

	p.from = p.audio_from = stranger;
	switch (any() % 8) {
	case 0:
		p = party_of(++calls, "unknown");
		p.from = p.audio_from = stranger;
		put_message(&p, INVITE);
		break;
	case 1:
		put_message(&p, REGISTER);
		break;
	case 2:
		put_udp(stranger, p.to, junk, sizeof(junk) - 1);
		break;
	case 3:
		put_tcp(stranger, p.to, SYN, 0, NULL, 0);
		break;
	case 4:
		size = print_message(text, sizeof(text), &p, REGISTER);
		put_tcp(stranger, p.to, PSH_ACK, 1, text, size / 2);
		break;
	case 5:
		put_rtp(stranger, p.audio_to, (uint32_t)any(), (uint16_t)any());
		break;
	case 6:
		put_packet(stranger.address, p.to.address, UDP, (uint32_t)(any() & 0xffff) << 16 | MORE_FRAGMENTS,
		           zeros, sizeof(zeros));
		break;
	default:
		put_message(&p, OPTIONS);
	}
	again_after(thing, until_next(calls_a_day * NOISE_A_CALL));
}

static void step_clock(struct thing *thing)
{
	static const int steps_ms[] = {700, 0, 3600 * 1000, 0, -600 * 1000, 0, -300};

	clock_step_us = steps_ms[thing->number++ % (sizeof(steps_ms) / sizeof(steps_ms[0]))] * INT64_C(1000);
	again_after(thing, DAY_US / STEPS_A_DAY);
}

static void begin_all(bool steps)
{
	wait_for(begin(step_calls, START_US), 0);
	wait_for(begin(step_noise, START_US + 1), 0);
	wait_for(begin(step_ping, START_US + 2), 0);
	for (unsigned i = 0; i < PHONES; i++) {
		struct thing *registers = begin(step_register, START_US), *lives = begin(step_keep_alive, START_US);

		registers->number = lives->number = i;
		wait_for(registers, (uint64_t)i * REGISTER_S * SECOND_US / PHONES);
		wait_for(lives, (uint64_t)i * KEEP_ALIVE_S * SECOND_US / PHONES);
	}
	if (steps)
		wait_for(begin(step_clock, START_US + DAY_US / STEPS_A_DAY), 0);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		fail("usage: week DAYS CALLS-A-DAY [steps]");
	end_us = START_US + strtoull(argv[1], NULL, 10) * DAY_US;
	calls_a_day = strtoull(argv[2], NULL, 10);
	if (!calls_a_day)
		fail("no calls");
	begin_capture();
	now_us = START_US;
	begin_all(argc > 3);
	while (heap_count) {
		struct thing *next = take_next();

		now_us = next->due_us;
		next->step(next);
	}
	if (fflush(stdout))
		fail("cannot write");
	fprintf(stderr, "%llu calls\n", (unsigned long long)calls);
	free(heap);
	return 0;
}
