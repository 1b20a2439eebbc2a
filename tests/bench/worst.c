/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the worst messages cost: of each nasty shape one of 64 KiB is fed to the library, as an INVITE and as its 183, and timed alone,
 * with its share of judging and of writing JSON; the cheapest of several runs counts. Beside the time stands how many ordinary messages
 * could have been fed instead. Then the same of one message of 1 MiB over TCP, and of what is no SIP.
 *
 *	bench-worst [MOST-MS [MOST-MS-TCP]]
 *	bench-worst --work
 *
 * With a most it fails when something takes longer. --work feeds each shape once in each of several sizes, says which, and times
 * nothing: tests/work.py counts instructions, which are the same each time.
 */
#include <sipwhy/sipwhy.h>

#include "base/buf.h"
#include "put.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
	REPEATS = 7,
	DATAGRAM = 65000,
	STREAM = 1 << 20,
	SEGMENT = 1400,
	LINKTYPE_RAW = 101,
	UDP = 17,
	TCP = 6,
	SCTP = 132,
};

enum place {
	IN_HEADER, /* among the fields */
	IN_SDP,
	IN_BODY, /* of the type that first says */
	INSTEAD, /* of a message; a tilde is a zero */
};

/* first, then each as often as there is room for it, then last. */
static const struct shape {
	const char *name;
	enum place place;
	const char *first, *each, *last;
	bool several; /* messages, where bytes are a stream */
} shapes[] = {
	{"an ordinary message", IN_HEADER, "", "", ""},
	{"unknown fields", IN_HEADER, "", "X:\r\n", ""},
	{"fields without a colon", IN_HEADER, "", "x\r\n", ""},
	{"one long field", IN_HEADER, "User-Agent: ", "a", "\r\n"},
	{"a folded field", IN_HEADER, "Subject: a", "\r\n b", "\r\n"},
	{"folds of nothing", IN_HEADER, "Subject:", "\r\n ", "\r\n"},
	{"blanks", IN_HEADER, "Subject:", " ", "\r\n"},
	{"many Vias", IN_HEADER, "", "Via: SIP/2.0/UDP h;branch=z9hG4bK\r\n", ""},
	{"Vias in a line", IN_HEADER, "Via: SIP/2.0/UDP h", ",SIP/2.0/UDP h", "\r\n"},
	{"Via parameters", IN_HEADER, "Via: SIP/2.0/UDP h", ";p=1", "\r\n"},
	{"many Contacts", IN_HEADER, "", "m:<sip:a@b>\r\n", ""},
	{"Contacts in a line", IN_HEADER, "Contact: <sip:a@b>", ",<sip:a@b>", "\r\n"},
	{"Record-Routes in a line", IN_HEADER, "Record-Route: <sip:a@b>", ",<sip:a@b>", "\r\n"},
	{"many Routes", IN_HEADER, "", "Route: <sip:a@b;lr>\r\n", ""},
	{"parameters of the caller", IN_HEADER, "f: <sip:a@b>", ";p=1", "\r\n"},
	{"parameters of a URI", IN_HEADER, "Contact: <sip:a@b", ";a=b", ">\r\n"},
	{"fields of a URI", IN_HEADER, "Contact: <sip:a@b?a=b", "&a=b", ">\r\n"},
	{"a quoted name", IN_HEADER, "Contact: \"", "\\\"", "\" <sip:a@b>\r\n"},
	{"quotes that do not end", IN_HEADER, "Contact: ", "\"a", "\r\n"},
	{"angle brackets", IN_HEADER, "Contact: ", "<", "\r\n"},
	{"commas of Accept", IN_HEADER, "Accept: a/b", ",a/b", "\r\n"},
	{"commas and no more", IN_HEADER, "Accept: ", ",", "\r\n"},
	{"words of Allow", IN_HEADER, "Allow: A", ",A", "\r\n"},
	{"words of Supported", IN_HEADER, "Supported: a", ",a", "\r\n"},
	{"words of Require", IN_HEADER, "Require: a", ",a", "\r\n"},
	{"parameters of Content-Type", IN_HEADER, "Content-Type: application/sdp", ";a=b", "\r\n"},
	{"Authorization", IN_HEADER, "Authorization: Digest a=b", ",a=b", "\r\n"},
	{"Warnings", IN_HEADER, "Warning: 399 h \"a\"", ",399 h \"a\"", "\r\n"},
	{"Reasons", IN_HEADER, "", "Reason: Q.850;cause=16;text=\"a\"\r\n", ""},
	{"Reasons in a line", IN_HEADER, "Reason: Q.850;cause=16", ",SIP;cause=603", "\r\n"},
	{"parameters of Reason", IN_HEADER, "Reason: Q.850", ";cause=1", "\r\n"},
	{"asserted identities", IN_HEADER, "P-Asserted-Identity: <tel:+1>", ",<tel:+1>", "\r\n"},
	{"History-Info", IN_HEADER, "History-Info: <sip:a@b?Reason=SIP%3bcause%3d603>", ",<sip:a@b>;index=1.1", "\r\n"},
	{"Diversion", IN_HEADER, "Diversion: <sip:a@b>", ",<sip:a@b>;reason=busy", "\r\n"},
	{"a signed token", IN_HEADER, "Identity: ", "YWFh", ".YWFh.YWFh;info=<https://a>\r\n"},
	{"fields of vendors", IN_HEADER, "", "X-Asterisk-HangupCause: a\r\n", ""},
	{"charging", IN_HEADER, "P-Charging-Vector: icid-value=1", ";a=b", "\r\n"},
	{"many Call-IDs", IN_HEADER, "", "i: a\r\n", ""},
	{"many lengths", IN_HEADER, "", "l: 1\r\n", ""},
	{"a length of many digits", IN_HEADER, "Content-Length: ", "1", "\r\n"},
	{"SDP attributes", IN_SDP, "", "a=a\r\n", ""},
	{"empty SDP attributes", IN_SDP, "", "a=\r\n", ""},
	{"SDP formats", IN_SDP, "m=audio 4000 RTP/AVP", " 1", "\r\n"},
	{"SDP media", IN_SDP, "", "m=audio 1 RTP/AVP 0\r\n", ""},
	{"payload types", IN_SDP, "", "a=rtpmap:96 a/1\r\n", ""},
	{"format parameters", IN_SDP, "", "a=fmtp:96 a=1;b=2\r\n", ""},
	{"candidates", IN_SDP, "", "a=candidate:1 1 UDP 1 10.0.0.1 1 typ host\r\n", ""},
	{"keys", IN_SDP, "", "a=crypto:1 A inline:a\r\n", ""},
	{"preconditions", IN_SDP, "", "a=curr:qos local none\r\n", ""},
	{"a long SDP line", IN_SDP, "a=", "a", "\r\n"},
	{"bandwidths", IN_SDP, "", "b=AS:1\r\n", ""},
	{"addresses", IN_SDP, "", "c=IN IP4 10.0.0.1\r\n", ""},
	{"parts of a body", IN_BODY, "Content-Type: multipart/mixed;boundary=a\r\n\r\n", "--a\r\n\r\n", "--a--\r\n"},
	{"parts with fields", IN_BODY, "Content-Type: multipart/mixed;boundary=a\r\n\r\n",
         "--a\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n", "--a--\r\n"},
	{"dashes", IN_BODY, "Content-Type: multipart/mixed;boundary=-\r\n\r\n", "-", "\r\n"},
	{"a long request", INSTEAD, "INVITE sip:", "a", "@b SIP/2.0\r\n\r\n"},
	{"line ends", INSTEAD, "", "\r\n", "INVITE sip:a@b SIP/2.0\r\n\r\n"},
	{"bare line ends", INSTEAD, "INVITE sip:a@b SIP/2.0\n", "a:b\n", "\n"},
	{"messages in a row", INSTEAD, "", "SIP/2.0 183 a\r\ni:a\r\nCSeq:1 INVITE\r\nl:0\r\n\r\n", "", true},
	{"nearly messages", INSTEAD, "", "SIP/2.0 ", ""},
	{"RTCP", INSTEAD, "\x81\xc9~\x01xxxx", "\x80\xca~\x01xxxx", ""},
	{"STUN", INSTEAD, "~\x01\xfc\x40\x21\x12\xa4\x42xxxxxxxxxxxx", "~\x06~\x04xxxx", ""},
	{"DTLS", INSTEAD, "", "\x16\xfe\xfd~~~~~~~~~\x04xxxx", ""},
	{"HEP", INSTEAD, "HEP3\xfc\x00", "~~~\x20~\x08xx", ""},
	{"RTP", INSTEAD, "\x80\x08\x01\x01", "a", ""},
};

static void add(struct buf *out, const char *text)
{
	buf_add(out, str_of(text));
}

static void fill(struct buf *out, const struct shape *shape, size_t size)
{
	size_t each = strlen(shape->each);
	size_t rest = strlen(shape->last) + 300; /* what is behind it */

	add(out, shape->first);
	while (each && out->n + each + rest < size)
		add(out, shape->each);
	add(out, shape->last);
}

static void add_sdp(struct buf *out, const struct shape *shape, size_t size)
{
	add(out, "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n");
	if (shape->place == IN_SDP)
		fill(out, shape, size);
}

static void make(const struct shape *shape, bool response, size_t size, struct buf *out)
{
	buf_clear(out);
	if (shape->place == INSTEAD) {
		fill(out, shape, size);
		for (size_t i = 0; i < out->n; i++)
			out->p[i] = out->p[i] == '~' ? '\0' : out->p[i];
		return;
	}
	add(out, response ? "SIP/2.0 183 Progress\r\n" : "INVITE sip:b@10.0.0.2 SIP/2.0\r\n");
	add(out, "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:+15550001@a>;tag=a\r\n");
	add(out, response ? "To: <sip:+15550002@b>;tag=b\r\n" : "To: <sip:+15550002@b>\r\n");
	add(out, "Call-ID: worst\r\nCSeq: 1 INVITE\r\nContact: <sip:a@10.0.0.1>\r\n");
	if (shape->place == IN_HEADER)
		fill(out, shape, size);
	if (shape->place == IN_BODY) {
		fill(out, shape, size);
		return;
	}
	add(out, "Content-Type: application/sdp\r\n\r\n");
	add_sdp(out, shape, size);
}

static double spent_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* fragment: what stands in the header beside the identification (RFC 791 3.1). */
static void feed(struct sipwhy *sipwhy, uint8_t protocol, uint32_t fragment, const uint8_t *payload, size_t size,
                 bool back)
{
	static int64_t time = INT64_C(1767312000000000000);
	static uint8_t bytes[65536];
	struct sipwhy_frame frame = {.linktype = LINKTYPE_RAW, .bytes = bytes};
	uint8_t *at = put32(bytes, 0x45000000 | (uint32_t)(size + 20));

	at = put32(put32(at, fragment), 64u << 24 | (uint32_t)protocol << 16);
	at = put32(put32(at, 0x0a000001 + back), 0x0a000002 - back);
	put_bytes(at, payload, size);
	frame.time_ns = time += 1000000;
	frame.captured = frame.length = size + 20;
	sipwhy_feed(sipwhy, &frame);
}

static void feed_datagram(struct sipwhy *sipwhy, const struct buf *message, bool response)
{
	static uint8_t bytes[65536];

	put_bytes(put16(put16(put16(put16(bytes, 5060), 5060), (uint32_t)message->n + 8), 0), message->p, message->n);
	feed(sipwhy, UDP, 0, bytes, message->n + 8, response);
}

/* In the smallest there are, the last one first, and every second before the others. */
static void feed_fragments(struct sipwhy *sipwhy, const struct buf *message, bool response)
{
	static uint8_t bytes[65536];
	size_t size = message->n + 8, count = (size + 7) / 8;

	put_bytes(put16(put16(put16(put16(bytes, 5060), 5060), (uint32_t)size), 0), message->p, message->n);
	for (size_t i = 0; i < 2 * count; i++) {
		size_t number = count - 1 - i % count;
		bool last = number == count - 1;

		if (number % 2 == i / count)
			feed(sipwhy, UDP, 1u << 16 | (last ? 0 : 0x2000) | (uint32_t)number, bytes + number * 8,
			     last ? size - number * 8 : 8, response);
	}
}

static void feed_stream(struct sipwhy *sipwhy, const struct buf *message, bool response)
{
	uint8_t bytes[20 + SEGMENT];
	size_t size;

	for (size_t at = 0; at < message->n; at += size) {
		size = message->n - at < SEGMENT ? message->n - at : SEGMENT;
		put32(put32(put32(put32(put32(bytes, 5060u << 16 | 5060), (uint32_t)at + 1), 1), 0x50180000 | 65535),
		      0);
		put_bytes(bytes + 20, message->p + at, size);
		feed(sipwhy, TCP, 0, bytes, size + 20, response);
	}
}

typedef void feed_fn(struct sipwhy *sipwhy, const struct buf *message, bool response);

static struct sipwhy *start(void)
{
	struct sipwhy *sipwhy = NULL;

	if (sipwhy_open(&sipwhy, NULL) < 0 || sipwhy_write(sipwhy, "json", open("/dev/null", O_WRONLY)) < 0)
		exit(2);
	return sipwhy;
}

/* A function of its own: tests/work.py counts what happens within. */
__attribute__((noinline)) static void work(struct sipwhy *sipwhy, feed_fn *feed_it, const struct buf *messages,
                                           unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		feed_it(sipwhy, &messages[i], i > 0);
	sipwhy_flush(sipwhy);
}

static double cost(feed_fn *feed_it, const struct buf *messages, unsigned count, double least)
{
	struct sipwhy *sipwhy = start();
	double before = spent_ms(), cost;

	work(sipwhy, feed_it, messages, count);
	cost = (spent_ms() - before) / count;
	sipwhy_close(&sipwhy);
	return cost < least ? cost : least;
}

/* Both together cost less than twice the worse; that is taken off by feeding each alone, too. */
static double worst_of(const struct shape *shape, feed_fn *feed_it, size_t size)
{
	struct buf messages[2] = {{0}};
	double request = 1e9, both = 1e9;

	make(shape, false, size, &messages[0]);
	make(shape, true, size, &messages[1]);
	for (unsigned i = 0; i < REPEATS; i++) {
		request = cost(feed_it, messages, 1, request);
		both = cost(feed_it, messages, 2, both);
	}
	buf_done(&messages[0]);
	buf_done(&messages[1]);
	return both > request ? both : request;
}

static bool measure(feed_fn *feed_it, size_t size, double ordinary, double most)
{
	bool good = true;

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (shapes[i].several && size == STREAM)
			continue;
		double ms = worst_of(&shapes[i], feed_it, size);
		bool bad = most > 0 && i && ms > most;

		printf("%8.3f ms  %7.1f  %s%s\n", ms, ms / ordinary, shapes[i].name, bad ? "  TOO LONG" : "");
		good = good && !bad;
	}
	return good;
}

/* A line for each call of work(): how it was fed, what, how many bytes. */
static void work_once(const char *way, feed_fn *feed_it, const struct shape *shape, size_t size)
{
	struct buf messages[2] = {{0}};
	struct sipwhy *sipwhy = start();

	make(shape, false, size, &messages[0]);
	make(shape, true, size, &messages[1]);
	work(sipwhy, feed_it, messages, 2);
	printf("%s\t%s\t%zu\n", way, shape->name, messages[0].n + messages[1].n);
	sipwhy_close(&sipwhy);
	buf_done(&messages[0]);
	buf_done(&messages[1]);
}

static void work_at_all(void)
{
	for (size_t size = DATAGRAM / 4; size <= DATAGRAM / 2; size *= 2) {
		for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
			work_once("UDP", feed_datagram, &shapes[i], size);
			work_once("TCP", feed_stream, &shapes[i], size);
		}
		work_once("fragments", feed_fragments, &shapes[1], size);
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--work") == 0) {
		work_at_all();
		return 0;
	}
	double most = argc > 1 ? strtod(argv[1], NULL) : 0, most_tcp = argc > 2 ? strtod(argv[2], NULL) : 0;
	double ordinary = worst_of(&shapes[0], feed_datagram, DATAGRAM);
	bool good;

	printf("one datagram of 64 KiB; beside it, how many ordinary messages take as long\n");
	good = measure(feed_datagram, DATAGRAM, ordinary, most);
	printf("the same in fragments of 8 bytes\n");
	printf("%8.3f ms\n", worst_of(&shapes[1], feed_fragments, DATAGRAM));
	printf("1 MiB over TCP\n");
	good = measure(feed_stream, STREAM, ordinary, most_tcp) && good;
	return good ? 0 : 1;
}
