/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole program but for its files and options: frames in, text and JSON out, which must be fit to print and
 * strict. The first byte is for the ceiling, the language, whether frames are kept, and whether calls are looked at before they are over. A frame is a byte for its kind, one for the time that
 * passes, two for its length, and its bytes: a raw frame, or what UDP, TCP or RTP carries between two hosts, so that a
 * fuzzer need not invent headers.
 */
#include "analyzer.h"
#include "base/cursor.h"
#include "base/language.h"
#include "report/escape.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum kind {
	KIND_RAW,
	KIND_UDP,
	KIND_UDP_BACK,
	KIND_TCP,
	KIND_TCP_BACK,
	KIND_RTP,
	KIND_RTP_BACK,
	KIND_CLOCK, /* the time jumps; no frame */
	KINDS
};

enum {
	LARGEST = 16 * 1024,
	HEADER_BYTES = 40, /* IPv4 and TCP */
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* The ranges that steer terminals are checked here anew, not by the code under test alone. */
static void check_character(const struct character *character)
{
	must(character->valid && character_is_visible(character->code));
	must(character->code >= ' ' && (character->code < 0x7f || character->code > 0x9f));
	must(character->code < 0x202a || character->code > 0x202e);
}

/* JSON, RFC 8259: one value after the other, without recursion; depth in bits, 1 for an object. */
struct json {
	struct str rest;
	uint64_t objects;
	unsigned depth;
};

static bool json_is(struct json *json, char c)
{
	if (json->rest.n == 0 || json->rest.p[0] != c)
		return false;
	json->rest = str_from(json->rest, 1);
	return true;
}

static void json_string(struct json *json)
{
	struct character character;

	must(json_is(json, '"'));
	while (!json_is(json, '"')) {
		must(character_next(&json->rest, &character));
		check_character(&character);
		if (character.code == '\\')
			must(character_next(&json->rest, &character) && memchr("\"\\u", (int)character.code, 3));
	}
}

static void json_scalar(struct json *json)
{
	static const struct str words[] = {{"null", 4}, {"true", 4}, {"false", 5}};
	size_t n = 0;

	if (json->rest.n && json->rest.p[0] == '"') {
		json_string(json);
		return;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_starts(json->rest, words[i]))
			n = words[i].n;
	while (n < json->rest.n && strchr("-.0123456789", json->rest.p[n]))
		n++;
	must(n > 0);
	json->rest = str_from(json->rest, n);
}

/* A value, or the opening of one; true when a value is complete. */
static bool json_begin(struct json *json)
{
	bool object = json->rest.n && json->rest.p[0] == '{';

	if (!object && !(json->rest.n && json->rest.p[0] == '[')) {
		json_scalar(json);
		return true;
	}
	json->rest = str_from(json->rest, 1);
	must(++json->depth < 64);
	json->objects = json->objects << 1 | object;
	return false;
}

static bool json_end(struct json *json)
{
	if (json->depth == 0 || !json_is(json, json->objects & 1 ? '}' : ']'))
		return false;
	json->objects >>= 1;
	json->depth--;
	return true;
}

static void check_json(struct str line)
{
	struct json json = {.rest = line};
	bool complete = false;

	do {
		if (complete)
			must(json_is(&json, ','));
		else if (json_end(&json))
			complete = true;
		if (!complete || json.rest.p[-1] == ',') {
			if (json.objects & 1) {
				json_string(&json);
				must(json_is(&json, ':'));
			}
			complete = json_begin(&json);
		}
		while (complete && json_end(&json))
			;
	} while (json.depth);
	must(json.rest.n == 0);
}

static void check_text(struct str line)
{
	struct character character;

	while (character_next(&line, &character))
		check_character(&character);
}

/* What a report wrote, line by line. */
static void check(int fd, void (*check_line)(struct str line))
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *bytes = size > 0 ? mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
	struct str text = {bytes, (size_t)size}, line;

	must(bytes != MAP_FAILED && size > 0 && bytes[size - 1] == '\n');
	for (text.n--; str_split(&text, '\n', &line);)
		check_line(line);
	munmap(bytes, (size_t)size);
	close(fd);
}

struct bench {
	struct analyzer *analyzer;
	struct report *text, *json;
	uint64_t calls;
	struct frame frame;
	uint32_t sequence[2];
	uint8_t bytes[HEADER_BYTES + LARGEST];
};

/* In the order they came, and readable. */
static void check_footage(const struct bench *bench, const struct attempt *attempt)
{
	struct reel reel = {0};
	uint64_t last = 0;
	unsigned sum = 0;

	analyzer_footage(bench->analyzer, attempt, &reel);
	for (unsigned i = 0; i < reel.count; i++) {
		const struct frame *frame = &reel.knots[i].frame;

		must(frame->number >= last && frame->number <= bench->frame.number);
		for (uint32_t n = 0; n < frame->captured; n++)
			sum += frame->bytes[n];
		last = frame->number;
	}
	must(sum != UINT32_MAX);
	reel_done(&reel);
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct bench *bench = arg;
	const struct reported reported = {attempt, findings, verdict, ++bench->calls};

	must(report_call(bench->text, &reported) == 0);
	must(report_call(bench->json, &reported) == 0);
	check_footage(bench, attempt);
}

static bool take_finding(void *arg, const struct attempt *attempt, const struct finding *finding)
{
	struct bench *bench = arg;

	must(report_finding(bench->text, attempt, finding) == 0);
	must(report_finding(bench->json, attempt, finding) == 0);
	return true;
}

static void put_u16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void put_u32(uint8_t *p, uint32_t value)
{
	put_u16(p, value >> 16);
	put_u16(p + 2, value);
}

static size_t put_transport(struct bench *bench, enum kind kind, bool back, size_t size)
{
	uint8_t *p = bench->bytes + 20;
	bool rtp = kind == KIND_RTP || kind == KIND_RTP_BACK;
	unsigned ports[2] = {rtp ? 20000 : 5060, rtp ? 30000 : 5060};

	put_u16(p, ports[back]);
	put_u16(p + 2, ports[!back]);
	if (kind != KIND_TCP && kind != KIND_TCP_BACK) {
		put_u16(p + 4, 8 + size);
		put_u16(p + 6, 0);
		return 28;
	}
	put_u32(p + 4, bench->sequence[back]);
	put_u32(p + 8, bench->sequence[!back]);
	put_u32(p + 12, 0x50180000);
	put_u32(p + 16, 0);
	bench->sequence[back] += (uint32_t)size;
	return HEADER_BYTES;
}

/* The payload between 10.0.0.1 and 10.0.0.2. */
static void put_frame(struct bench *bench, enum kind kind, const uint8_t *payload, size_t size)
{
	bool back = kind == KIND_UDP_BACK || kind == KIND_TCP_BACK || kind == KIND_RTP_BACK;
	bool tcp = kind == KIND_TCP || kind == KIND_TCP_BACK;
	size_t headers = put_transport(bench, kind, back, size);

	put_u32(bench->bytes, 0x45000000u + (uint32_t)(headers + size));
	put_u32(bench->bytes + 4, 0);
	put_u32(bench->bytes + 8, tcp ? 0x40060000 : 0x40110000);
	put_u32(bench->bytes + 12, 0x0a000001u + back);
	put_u32(bench->bytes + 16, 0x0a000001u + !back);
	if (size)
		memcpy(bench->bytes + headers, payload, size);
	bench->frame.linktype = LINKTYPE_RAW;
	bench->frame.bytes = bench->bytes;
	bench->frame.captured = bench->frame.length = (uint32_t)(headers + size);
}

static const int linktypes[] = {LINKTYPE_ETHERNET,  LINKTYPE_NULL, LINKTYPE_RAW,  LINKTYPE_LOOP,
                                LINKTYPE_LINUX_SLL, LINKTYPE_IPV4, LINKTYPE_IPV6, LINKTYPE_LINUX_SLL2};

static void feed(struct bench *bench, struct cursor *cursor)
{
	uint8_t head = cursor_u8(cursor), delta = cursor_u8(cursor);
	enum kind kind = head % KINDS;
	size_t size = cursor_u16(cursor) & (LARGEST - 1);
	const uint8_t *payload;

	size = size < cursor_left(cursor) ? size : cursor_left(cursor);
	payload = cursor_take(cursor, size);
	bench->frame.time += delta * 20 * MILLISECOND;
	if (kind == KIND_CLOCK) {
		bench->frame.time = (ns)(head >> 3) * 100000000 * SECOND + delta * SECOND;
		return;
	}
	if (kind == KIND_RAW) {
		bench->frame.linktype = linktypes[head >> 3 & 7];
		bench->frame.bytes = payload;
		bench->frame.captured = (uint32_t)size;
		bench->frame.length = (uint32_t)size + (head & 0x40 ? 100 : 0);
	} else {
		put_frame(bench, kind, payload, size);
	}
	bench->frame.number++;
	analyzer_feed(bench->analyzer, &bench->frame);
}

static void finish(struct bench *bench)
{
	struct totals totals;
	uint64_t sum = 0;

	analyzer_flush(bench->analyzer);
	analyzer_totals(bench->analyzer, &totals);
	for (unsigned i = 0; i < totals.counter_count; i++)
		sum += totals.counters[i].value;
	must(sum == totals.frames && totals.frames == bench->frame.number && totals.calls == bench->calls);
	must(report_close(bench->text, &(struct closing){.totals = &totals}) == 0);
	must(report_close(bench->json, &(struct closing){.totals = &totals}) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct report_settings all = {.all = true, .ladder = true};
	const struct place places[] = {{reporter_catalogue[0], "text"}, {reporter_catalogue[1], "json"}};
	int text = memfd_create("text", 0), json = memfd_create("json", 0);
	static struct bench bench;
	struct cursor cursor = cursor_of(data, size);
	uint8_t first = cursor_u8(&cursor);
	const struct analyzer_settings settings = {
		.max_calls = first % 16,
		.max_bytes = 64 * 1024,
		.footage = first & 0x40,
		.call = take_call,
		.finding = first & 0x20 ? take_finding : NULL,
		.arg = &bench,
	};

	language_choose(first & 0x80 ? STR("ja") : STR("en"));
	memset(&bench, 0, sizeof(bench));
	bench.text = report_on(dup(text), &places[0], &all);
	bench.json = report_on(dup(json), &places[1], &all);
	bench.analyzer = analyzer_new(&settings);
	while (cursor_left(&cursor))
		feed(&bench, &cursor);
	finish(&bench);
	analyzer_free(bench.analyzer);
	check(text, check_text);
	check(json, check_json);
	return 0;
}
