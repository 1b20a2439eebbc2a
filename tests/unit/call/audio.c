/* SPDX-License-Identifier: BSD-2-Clause */
/* What ladders cannot say of SDP and RTP: several m= lines, ICE, NAT. */
#include "call/audio.h"

#include "analyzer.h"
#include "tests/test.h"

enum {
	IP_AND_UDP = 28, /* IPv4 and UDP */
	PACKETS = 50,
};

typedef void look_fn(const struct attempt *attempt);

struct tap {
	struct analyzer *analyzer;
	look_fn *look;
	unsigned seen;
	uint64_t frame;
};

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct tap *tap = arg;

	tap->seen++;
	tap->look(attempt);
}

static uint8_t *put16(uint8_t *at, unsigned value)
{
	*at++ = (uint8_t)(value >> 8);
	*at++ = (uint8_t)value;
	return at;
}

/* A datagram from 10.0.0.from to 10.0.0.to. */
static void send(struct tap *tap, double second, unsigned from, unsigned from_port, unsigned to, unsigned to_port,
                 const void *bytes, size_t size)
{
	uint8_t packet[2048] = {0x45,          0,  0, 0, 0,          0, 0, 0, 64, 17, 0, 0, 10, 0, 0,
	                        (uint8_t)from, 10, 0, 0, (uint8_t)to};
	struct frame frame = {.number = ++tap->frame, .linktype = LINKTYPE_RAW, .bytes = packet};
	uint8_t *at = packet + 20;

	put16(packet + 2, (unsigned)(IP_AND_UDP + size));
	at = put16(at, from_port);
	at = put16(at, to_port);
	at = put16(at, (unsigned)(8 + size));
	memcpy(at + 2, bytes, size);
	frame.time = 1700000000 * SECOND + (ns)(second * 1000) * MILLISECOND;
	frame.captured = frame.length = (uint32_t)(IP_AND_UDP + size);
	analyzer_feed(tap->analyzer, &frame);
}

static void send_rtp(struct tap *tap, double second, unsigned from, unsigned from_port, unsigned to, unsigned to_port,
                     uint8_t payload_type)
{
	for (unsigned i = 0; i < PACKETS; i++) {
		const uint8_t packet[32] = {
			0x80, payload_type, 0, (uint8_t)(i + 1), 0, 0, (uint8_t)i, 0, 0, 0, 7, 7, 1, 2, 3};

		send(tap, second + i * 0.02, from, from_port, to, to_port, packet, sizeof(packet));
	}
}

#define A 1
#define B 2
#define SDP(host, lines) "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 " host "\r\nt=0 0\r\n" lines

/* From A a request, from B a response. */
static void send_sip(struct tap *tap, double second, const char *start, const char *sdp)
{
	bool request = strncmp(start, "SIP/", 4) != 0;
	struct buf text = {0};

	buf_printf(&text,
	           "%s\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=a1\r\nTo: <sip:b@h>%s\r\n"
	           "Call-ID: one\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
	           start, request ? "" : ";tag=b1", strlen(sdp), sdp);
	send(tap, second, request ? A : B, 5060, request ? B : A, 5060, text.p, text.n);
	buf_done(&text);
}

#define OFFER "INVITE sip:b@h SIP/2.0"
#define PROGRESS "SIP/2.0 183 Session Progress"
#define ANSWER "SIP/2.0 200 OK"

static struct tap tap_open(look_fn *look)
{
	return (struct tap){.look = look};
}

/* A call of nine seconds whose SDP in the 183 and the 200 are the same. */
static void begin(struct tap *tap, const char *offer, const char *answer)
{
	struct analyzer_settings settings = {.call = take_call, .arg = tap};

	tap->analyzer = analyzer_new(&settings);
	send_sip(tap, 0, OFFER, offer);
	send_sip(tap, 0.5, PROGRESS, answer);
}

static void end_without_audio(struct tap *tap)
{
	analyzer_flush(tap->analyzer);
	analyzer_free(tap->analyzer);
	EXPECT_INT(1, tap->seen);
}

static void end(struct tap *tap, const char *answer)
{
	send_sip(tap, 9, ANSWER, answer);
	send_rtp(tap, 9.1, B, 40000, A, 30000, 0);
	end_without_audio(tap);
}

static void look_for_none(const struct attempt *attempt)
{
	EXPECT_INT(0, attempt->backward.early_packets);
	EXPECT(attempt->elsewhere == NULL);
	EXPECT(attempt->promise != NULL);
}

static void look_for_audio(const struct attempt *attempt)
{
	EXPECT_INT(PACKETS, attempt->backward.early_packets);
	EXPECT(attempt->elsewhere == NULL);
	EXPECT_INT(VISIBILITY_PROVEN, attempt->visibility);
}

#define AUDIO_AND_VIDEO(audio, video) "m=audio " audio " RTP/AVP 0\r\nm=video " video " RTP/AVP 96\r\n"

TEST(video_is_neither_early_audio_nor_audio_elsewhere)
{
	const char *answer = SDP("10.0.0.2", AUDIO_AND_VIDEO("40000", "40002"));
	struct tap tap = tap_open(look_for_none);

	begin(&tap, SDP("10.0.0.1", AUDIO_AND_VIDEO("30000", "30002")), answer);
	send_rtp(&tap, 1, B, 40002, A, 30002, 96);
	end(&tap, answer);
}

TEST(video_on_the_port_of_the_audio_is_told_by_its_payload_type)
{
	const char *answer = SDP("10.0.0.2", AUDIO_AND_VIDEO("40000", "40000"));
	struct tap tap = tap_open(look_for_none);

	begin(&tap, SDP("10.0.0.1", AUDIO_AND_VIDEO("30000", "30000")), answer);
	send_rtp(&tap, 1, B, 40000, A, 30000, 96);
	end(&tap, answer);
}

TEST(the_second_audio_line_counts_where_the_first_is_refused)
{
	const char *answer = SDP("10.0.0.2", "m=audio 0 RTP/SAVP 0\r\nm=audio 40002 RTP/AVP 0\r\n");
	struct tap tap = tap_open(look_for_audio);

	begin(&tap, SDP("10.0.0.1", "m=audio 30000 RTP/SAVP 0\r\nm=audio 30002 RTP/AVP 0\r\n"), answer);
	send_rtp(&tap, 1, B, 40002, A, 30002, 0);
	end(&tap, answer);
}

#define ICE_AT(port) "m=audio " port " UDP/TLS/RTP/SAVPF 0\r\na=ice-ufrag:abcd\r\n"

TEST(with_ice_any_ports_of_the_two_hosts_may_carry_it)
{
	const char *answer = SDP("10.0.0.2", ICE_AT("40000"));
	struct tap tap = tap_open(look_for_audio);

	begin(&tap, SDP("0.0.0.0", ICE_AT("9")), answer);
	send_rtp(&tap, 1, B, 40000, A, 51000, 0);
	end(&tap, answer);
}

static void look_for_latched(const struct attempt *attempt)
{
	EXPECT_INT(PACKETS, attempt->backward.early_packets);
	EXPECT_INT(PACKETS, attempt->forward.early_packets);
}

TEST(what_is_sent_to_where_the_caller_sends_from_arrives)
{
	const char *answer = SDP("10.0.0.2", "m=audio 40000 RTP/AVP 0\r\n");
	struct tap tap = tap_open(look_for_latched);

	begin(&tap, SDP("192.168.1.5", "m=audio 30000 RTP/AVP 0\r\n"), answer);
	send_rtp(&tap, 1, A, 61000, B, 40000, 0);
	send_rtp(&tap, 3, B, 40000, A, 61000, 0);
	end(&tap, answer);
}

TEST(any_source_that_no_other_call_named_may_be_a_media_server)
{
	const char *answer = SDP("10.0.0.2", "m=audio 40000 RTP/AVP 0\r\n");
	struct tap tap = tap_open(look_for_audio);

	begin(&tap, SDP("10.0.0.1", "m=audio 30000 RTP/AVP 0\r\n"), answer);
	send_rtp(&tap, 1, 77, 41000, A, 30000, 0);
	end(&tap, answer);
}

static void look_for_unknown(const struct attempt *attempt)
{
	EXPECT(attempt_needs_rtp(attempt));
}

TEST(where_the_offer_gives_a_name_missing_audio_is_no_claim)
{
	const char *answer = SDP("10.0.0.2", "m=audio 40000 RTP/AVP 0\r\n");
	struct tap tap = tap_open(look_for_unknown);

	begin(&tap, SDP("phone.example.com", "m=audio 30000 RTP/AVP 0\r\n"), answer);
	end(&tap, answer);
}

static void look_for_sealed(const struct attempt *attempt)
{
	EXPECT_INT(VISIBILITY_BYPASS, attempt->visibility);
	EXPECT_INT(UNSEEN_SEALED, attempt->unseen);
}

static void look_for_no_rtp(const struct attempt *attempt)
{
	EXPECT_INT(VISIBILITY_NONE, attempt->visibility);
}

/* ESP in UDP (RFC 3948 2.1): SPI, sequence number, and what only its receiver can read. */
static void send_esp(struct tap *tap, double second, unsigned from, unsigned to)
{
	uint8_t packet[200] = {0xc5, 1, 2, 3, 0, 0, 0, 1};

	for (size_t i = 8; i < sizeof(packet); i++)
		packet[i] = (uint8_t)(i * 167 + 13);
	send(tap, second, from, 4500, to, 4500, packet, sizeof(packet));
}

static void play_esp(look_fn *look, unsigned from, unsigned to)
{
	struct tap tap = tap_open(look);

	begin(&tap, SDP("10.0.0.1", "m=audio 30000 RTP/AVP 0\r\n"), SDP("10.0.0.2", "m=audio 40000 RTP/AVP 0\r\n"));
	send_esp(&tap, 1, from, to);
	send_esp(&tap, 1.1, to, from);
	end_without_audio(&tap);
}

TEST(audio_may_be_in_the_encrypted_packets_of_the_two_hosts)
{
	play_esp(look_for_sealed, B, A);
}

TEST(encrypted_packets_of_others_hide_none)
{
	play_esp(look_for_no_rtp, 78, 77);
	play_esp(look_for_no_rtp, 78, A);
}

TEST_MAIN
