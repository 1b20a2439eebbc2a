/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/session.h"

#include "base/memory.h"
#include "tests/test.h"

#define GET                                                                                                            \
	"GET /ws HTTP/1.1\r\nHost: sip-ws.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"                \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
#define SWITCHING                                                                                                      \
	"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"                            \
	"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
#define OPTIONS "OPTIONS sip:a SIP/2.0\r\n\r\n"
#define RINGING "SIP/2.0 180 Ringing\r\n\r\n"
/* A client's frame, whose mask leaves the text as it is, and a server's. */
#define MASKED_OPTIONS "\x81\x99\0\0\0\0" OPTIONS
#define FRAMED_RINGING "\x81\x17" RINGING
/* Two records of application data. */
#define RECORDS "\x17\x03\x03\0\4abcd\x17\x03\x03\0\2ef"
/* HEP3: IPv4, UDP, 10.0.0.1:5060 > 10.0.0.2:5060, SIP. */
#define HEP_CHUNKS                                                                                                     \
	"\0\0\0\1\0\7\2\0\0\0\2\0\7\x11\0\0\0\3\0\x0a\x0a\0\0\1\0\0\0\4\0\x0a\x0a\0\0\2\0\0\0\7\0\x08\x13\xc4"         \
	"\0\0\0\x08\0\x08\x13\xc4\0\0\0\x0b\0\7\1\0\0\0\x0f\0\x1d" RINGING
#define HEP "HEP3\0\x5c" HEP_CHUNKS

enum {
	CLIENT = 40000,
	SERVER = 5060,
};

/* One connection after the other between two hosts. */
struct scene {
	struct net_counters counters;
	struct tls_keys *keys;
	struct sessions *sessions;
	struct payloads out;
	struct buf told;
	uint64_t frame, streams;
	unsigned transports; /* of what came out: 1 << transport */
};

static struct scene *scene_new(void)
{
	struct scene *scene = memory_new(sizeof(*scene));
	struct hash_key key = {1, 2};

	scene->keys = tls_keys_new(&key);
	scene->sessions = sessions_new(&key, &scene->counters, scene->keys);
	return scene;
}

static void scene_done(struct scene *scene)
{
	sessions_free(scene->sessions);
	tls_keys_free(scene->keys);
	payloads_done(&scene->out);
	buf_done(&scene->told);
	memory_free(scene);
}

struct way {
	uint64_t stream;
	bool back;
};

static struct way way_new(struct scene *scene, bool back)
{
	return (struct way){++scene->streams, back};
}

/* Each payload in brackets; "w" before one that is a message of its own, "+" before one that is not all, "~" after a gap, "." behind
 * the last one. Empty ones that say nothing are left out. */
static void tell(struct scene *scene)
{
	for (size_t i = 0; i < scene->out.count; i++) {
		const struct payload *payload = &scene->out.items[i];

		if (payload->size == 0 && !payload->end)
			continue;
		scene->transports |= 1u << payload->flow.transport;
		buf_printf(&scene->told, "%s%s%s[", payload->gap ? "~" : "", payload->whole ? "w" : "",
		           payload->length > payload->size ? "+" : "");
		buf_add(&scene->told, (struct str){(const char *)payload->bytes, payload->size});
		buf_printf(&scene->told, "]%s", payload->end ? "." : "");
	}
}

enum how {
	AFTER_GAP = 1,
	END = 2,
};

static void take(struct scene *scene, struct way way, unsigned how, struct str text)
{
	struct payload payload = {
		.flow.source = {address_of_ipv4((const uint8_t[]){10, 0, 0, way.back ? 2 : 1}),
	                        way.back ? SERVER : CLIENT},
		.flow.destination = {address_of_ipv4((const uint8_t[]){10, 0, 0, way.back ? 1 : 2}),
	                             way.back ? CLIENT : SERVER},
		.flow.transport = TRANSPORT_TCP,
		.size = text.n,
		.length = text.n,
		.frame = ++scene->frame,
		.stream = way.stream,
		.gap = how & AFTER_GAP,
		.end = how & END,
	};
	uint8_t *copy = memory_new(text.n ? text.n : 1);

	/* Alone in memory of its size, so that a step past its end is noticed. */
	if (text.n)
		memcpy(copy, text.p, text.n);
	payload.bytes = copy;
	payloads_clear(&scene->out);
	sessions_take(scene->sessions, &payload, &scene->out);
	EXPECT(scene->out.count > 0);
	tell(scene);
	memory_free(copy);
}

#define TAKE(scene, way, how, text) take(scene, way, how, STR(text))
#define EXPECT_TOLD(want, scene)                                                                                       \
	do {                                                                                                           \
		EXPECT_STR(want, buf_str(&(scene)->told));                                                             \
		buf_clear(&(scene)->told);                                                                             \
	} while (0)

TEST(plain_text_is_handed_on_as_it_is_and_where_it_is)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, false);

	TAKE(scene, way, 0, OPTIONS);
	TAKE(scene, way, 0, "\x16\x03\x01 in the midst of it");
	TAKE(scene, way, END, "and more");
	EXPECT_TOLD("[" OPTIONS "][\x16\x03\x01 in the midst of it][and more].", scene);
	EXPECT_INT(1 << TRANSPORT_TCP, scene->transports);
	TAKE(scene, way_new(scene, false), END, "");
	EXPECT_TOLD("[].", scene);
	scene_done(scene);
}

TEST(plain_text_is_not_copied)
{
	struct scene *scene = scene_new();
	struct payload payload = {.bytes = (const uint8_t *)OPTIONS, .size = 25, .stream = 1};

	sessions_take(scene->sessions, &payload, &scene->out);
	EXPECT_INT(1, scene->out.count);
	EXPECT(scene->out.items[0].bytes == payload.bytes);
	scene_done(scene);
}

TEST(bytes_held_until_it_was_clear_that_they_are_plain_are_not_lost)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, false), other = way_new(scene, true);

	TAKE(scene, way, AFTER_GAP, "H");
	TAKE(scene, way, 0, "E");
	EXPECT_TOLD("", scene);
	TAKE(scene, way, 0, "LLO sip:a SIP/2.0");
	EXPECT_TOLD("~[HE][LLO sip:a SIP/2.0]", scene);
	TAKE(scene, other, 0, "\x17\x03");
	TAKE(scene, other, END, "");
	EXPECT_TOLD("[\x17\x03][].", scene);
	other = way_new(scene, true);
	TAKE(scene, other, 0, "GE");
	TAKE(scene, other, AFTER_GAP, RINGING);
	EXPECT_TOLD("[GE]~[" RINGING "]", scene);
	scene_done(scene);
}

/* All of the text in two pieces cut at every place, and byte by byte. */
static void expect_every_way(const char *want, unsigned transport, struct str text)
{
	for (size_t at = 0; at <= text.n; at++) {
		struct scene *scene = scene_new();
		struct way way = way_new(scene, false);

		for (size_t i = 0; at == text.n && i < text.n; i++)
			take(scene, way, 0, (struct str){text.p + i, 1});
		if (at && at < text.n)
			take(scene, way, 0, (struct str){text.p, at});
		if (at < text.n)
			take(scene, way, 0, str_from(text, at));
		TAKE(scene, way, END, "");
		EXPECT_TOLD(want, scene);
		EXPECT_INT(1 << transport, scene->transports);
		scene_done(scene);
	}
}

TEST(websocket_messages_come_out_however_tcp_cuts_them)
{
	expect_every_way("w[" OPTIONS "]w[" OPTIONS "]", TRANSPORT_WS, STR(GET MASKED_OPTIONS MASKED_OPTIONS));
	expect_every_way("w[" RINGING "]", TRANSPORT_WS, STR(SWITCHING FRAMED_RINGING));
	expect_every_way("w[" RINGING "]w[\r\n]", TRANSPORT_WS, STR(FRAMED_RINGING "\x81\2\r\n"));
}

TEST(hep_messages_come_out_however_tcp_cuts_them)
{
	expect_every_way("w[" RINGING "]w[" RINGING "]", TRANSPORT_UDP, STR(HEP HEP));
	expect_every_way("w[" RINGING "]w[" RINGING "]", TRANSPORT_UDP, STR(HEP "nonsense" HEP));
}

TEST(hep_tells_of_the_hosts_within)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, false);

	TAKE(scene, way, 0, "HEP3\0\x5c");
	TAKE(scene, way, 0, HEP_CHUNKS "HEP3\0\x5c");
	EXPECT_INT(1, scene->out.count);
	EXPECT_INT(5060, scene->out.items[0].flow.source.port);
	EXPECT_INT(2, scene->out.items[0].frame);
	EXPECT_TOLD("w[" RINGING "]", scene);
	TAKE(scene, way, AFTER_GAP, HEP);
	EXPECT_TOLD("w[" RINGING "]", scene);
	EXPECT_INT(1, scene->counters.hep_malformed);
	scene_done(scene);
}

TEST(the_two_directions_are_read_each_by_itself)
{
	struct scene *scene = scene_new();
	struct way there = way_new(scene, false), back = way_new(scene, true);

	TAKE(scene, there, 0, GET "\x81\x99\0\0");
	TAKE(scene, back, 0, SWITCHING "\x81\x17SIP/2.0 ");
	TAKE(scene, there, 0, "\0\0OPTIONS sip:");
	TAKE(scene, back, 0, "180 Ringing\r\n\r\n");
	TAKE(scene, there, 0, "a SIP/2.0\r\n\r\n");
	EXPECT_TOLD("w[" RINGING "]w[" OPTIONS "]", scene);
	scene_done(scene);
}

TEST(a_websocket_joined_midway_is_found_when_a_frame_begins_with_a_segment)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, false);

	TAKE(scene, way, AFTER_GAP, "a=the end of some message");
	TAKE(scene, way, 0, FRAMED_RINGING);
	EXPECT_TOLD("~[a=the end of some message]w[" RINGING "]", scene);
	scene_done(scene);
}

TEST(what_is_cut_of_a_websocket_message_says_so)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, false);

	TAKE(scene, way, 0, GET "\x81\x17SIP/2.0 1");
	TAKE(scene, way, AFTER_GAP, FRAMED_RINGING "\x81\x17SIP/2.0 2");
	EXPECT_TOLD("w+[SIP/2.0 1]w[" RINGING "]", scene);
	TAKE(scene, way, END, "");
	EXPECT_TOLD("w+[SIP/2.0 2]", scene);
	way = way_new(scene, false);
	TAKE(scene, way, 0, GET "\x81\x17SIP/2.0 3");
	payloads_clear(&scene->out);
	sessions_flush(scene->sessions, &scene->out);
	tell(scene);
	EXPECT_TOLD("w+[SIP/2.0 3]", scene);
	EXPECT_INT(CLIENT, scene->out.items[0].flow.source.port);
	scene_done(scene);
}

TEST(compressed_websocket_messages_are_counted)
{
	struct scene *scene = scene_new();

	TAKE(scene, way_new(scene, true), 0, SWITCHING "\xc1\2xx" FRAMED_RINGING);
	EXPECT_TOLD("w[" RINGING "]", scene);
	EXPECT_INT(1, scene->counters.websocket_compressed);
	EXPECT_INT(0, scene->counters.websocket_refused);
	scene_done(scene);
}

TEST(other_http_becomes_plain)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, true);

	TAKE(scene, way, 0, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	EXPECT_INT(TRANSPORT_TCP, scene->out.items[0].flow.transport);
	TAKE(scene, way, END, RINGING);
	TAKE(scene, way_new(scene, false), 0, "GET /index.html HTTP/1.1\r\nHost: a\r\n\r\n");
	EXPECT_INT(TRANSPORT_TCP, scene->out.items[0].flow.transport);
	TAKE(scene, way_new(scene, false), 0, GET);
	EXPECT_INT(TRANSPORT_WS, scene->out.items[0].flow.transport);
	EXPECT_TOLD("[" RINGING "].", scene);
	scene_done(scene);
}

TEST(tls_without_keys_shows_nothing_and_is_told_as_tls)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, false);

	TAKE(scene, way, 0, "\x17");
	EXPECT_INT(TRANSPORT_TCP, scene->out.items[0].flow.transport);
	TAKE(scene, way, 0, "\x03\x03\0\4abcd\x17\x03\x03\0\2e");
	EXPECT_INT(TRANSPORT_TLS, scene->out.items[0].flow.transport);
	EXPECT_INT(0, scene->out.items[0].size);
	TAKE(scene, way, 0, "f");
	EXPECT_TOLD("", scene);
	scene_done(scene);
}

TEST(tls_joined_midway_is_found_when_a_record_begins_with_a_segment)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, false);

	TAKE(scene, way, AFTER_GAP, "zzz");
	TAKE(scene, way, 0, RECORDS);
	EXPECT_INT(TRANSPORT_TLS, scene->out.items[0].flow.transport);
	EXPECT_TOLD("~[zzz]", scene);
	scene_done(scene);
}

TEST(bytes_that_only_begin_like_a_record_are_plain)
{
	struct scene *scene = scene_new();

	TAKE(scene, way_new(scene, false), 0, "\x17\x03\x03\0\4abcdSIP?");
	EXPECT_INT(TRANSPORT_TCP, scene->out.items[0].flow.transport);
	EXPECT_INT(13, scene->out.items[0].size);
	scene_done(scene);
}

TEST(ports_that_are_used_again_begin_anew)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, false);

	TAKE(scene, way, 0, GET MASKED_OPTIONS);
	TAKE(scene, way, END, "");
	way = way_new(scene, false);
	TAKE(scene, way, 0, OPTIONS);
	EXPECT_TOLD("w[" OPTIONS "][" OPTIONS "]", scene);
	TAKE(scene, way, END, "");
	TAKE(scene, way_new(scene, false), 0, HEP);
	EXPECT_TOLD("[].w[" RINGING "]", scene);
	scene_done(scene);
}

TEST(a_stray_stream_does_not_disturb_the_connection_and_takes_its_place_when_that_ends)
{
	struct scene *scene = scene_new();
	struct way way = way_new(scene, false), stray = way_new(scene, false);

	TAKE(scene, way, 0, GET "\x81\x99\0\0");
	TAKE(scene, stray, AFTER_GAP, OPTIONS);
	TAKE(scene, way, 0, "\0\0" OPTIONS);
	EXPECT_TOLD("~[" OPTIONS "]w[" OPTIONS "]", scene);
	TAKE(scene, way, END, "");
	TAKE(scene, stray, 0, FRAMED_RINGING);
	EXPECT_TOLD("w[" RINGING "]", scene);
	scene_done(scene);
}

TEST(many_connections_stay_within_the_budget)
{
	struct scene *scene = scene_new();

	for (int i = 0; i < SESSION_MAX + 10; i++) {
		struct payload payload = {
			.flow.source.port = (uint16_t)i,
			.flow.destination.port = (uint16_t)(i >> 8),
			.bytes = (const uint8_t *)OPTIONS,
			.size = 25,
			.stream = (uint64_t)i + 1,
		};

		payloads_clear(&scene->out);
		sessions_take(scene->sessions, &payload, &scene->out);
		EXPECT_INT(1, scene->out.count);
	}
	EXPECT_INT(10, scene->counters.sessions_evicted);
	scene_done(scene);
}

TEST(what_many_connections_hold_stays_within_the_budget)
{
	static char text[40000];
	struct scene *scene = scene_new();

	memset(text, 'a', sizeof(text));
	memcpy(text, "\x81\x7e\xff\xffSIP/2.0 ", 12);
	for (int i = 0; i < 400; i++) {
		struct payload payload = {
			.flow.source.port = (uint16_t)i,
			.bytes = (const uint8_t *)text,
			.size = sizeof(text),
			.stream = (uint64_t)i + 1,
		};

		payloads_clear(&scene->out);
		sessions_take(scene->sessions, &payload, &scene->out);
	}
	EXPECT(scene->counters.sessions_evicted >= 400 - SESSION_MAX_BYTES / 65536);
	EXPECT(scene->counters.sessions_evicted < 400);
	scene_done(scene);
}

TEST_MAIN
