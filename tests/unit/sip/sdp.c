/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/sdp.h"

#include "tests/test.h"

static struct arena arena;

static struct sdp *parse(struct str text)
{
	arena_done(&arena);
	return sdp_parse(&arena, text);
}

#define PARSE(text) parse(STR(text))
#define SESSION "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
#define WHOLE SESSION "m=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 telephone-event/8000\r\n"

static unsigned deviations(const char *text)
{
	struct sdp *sdp = parse(str_of(text));

	EXPECT(sdp);
	return sdp ? sdp->deviations : 0;
}

/* Of one audio line below the ordinary session. */
static struct sdp_media audio_of(const char *lines)
{
	char text[2000];
	int n = snprintf(text, sizeof(text), "%s%s", SESSION, lines);
	const struct sdp_media *audio = sdp_audio(parse((struct str){text, (size_t)n}));

	EXPECT(audio);
	return audio ? *audio : (struct sdp_media){0};
}

TEST(a_whole_description_gives_all_its_facts)
{
	struct sdp *sdp = PARSE(WHOLE "a=ptime:20\r\na=sendonly\r\n");
	const struct sdp_media *audio = sdp_audio(sdp);
	struct address want = {.bytes = {[10] = 255, [11] = 255, 192, 0, 2, 9}};

	EXPECT(sdp && audio);
	if (!sdp || !audio)
		return;
	EXPECT_INT(0, sdp->deviations);
	EXPECT(sdp->origin);
	EXPECT_INT(1, sdp->media_count);
	EXPECT_STR("audio", audio->kind);
	EXPECT_STR("RTP/AVP", audio->proto);
	EXPECT_INT(4000, audio->port);
	EXPECT_INT(4001, audio->rtcp_port);
	EXPECT_STR("192.0.2.9", audio->address_text);
	EXPECT(audio->has_address);
	EXPECT(address_same(&want, &audio->address));
	EXPECT_INT(SDP_SENDONLY, audio->direction);
	EXPECT(audio->has_direction);
	EXPECT_INT(20, audio->ptime_ms);
	EXPECT_INT(2, audio->formats);
	EXPECT_INT(0, audio->format[0].payload_type);
	EXPECT_STR("PCMU", audio->format[0].name);
	EXPECT_INT(8000, audio->format[0].clock);
	EXPECT_INT(96, audio->format[1].payload_type);
	EXPECT_STR("telephone-event", audio->format[1].name);
	EXPECT(!audio->has_ice && !audio->rtcp_mux && !audio->has_preconditions && !audio->has_crypto);
}

TEST(a_media_line_overrides_the_sessions_address_and_direction)
{
	struct sdp *sdp =
		PARSE("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\na=inactive\r\n"
	              "m=audio 1 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\na=recvonly\r\nm=video 2 RTP/AVP 31\r\n");

	EXPECT_INT(0, sdp->deviations);
	EXPECT_INT(2, sdp->media_count);
	EXPECT_STR("2001:db8::1", sdp->media[0].address_text);
	EXPECT(sdp->media[0].has_address);
	EXPECT_INT(SDP_RECVONLY, sdp->media[0].direction);
	EXPECT_STR("192.0.2.9", sdp->media[1].address_text);
	EXPECT_INT(SDP_INACTIVE, sdp->media[1].direction);
	EXPECT(sdp->media[1].has_direction);
}

TEST(without_a_direction_it_is_sendrecv_unwritten)
{
	struct sdp_media audio = audio_of("m=audio 1 RTP/AVP 0\r\n");

	EXPECT_INT(SDP_SENDRECV, audio.direction);
	EXPECT(!audio.has_direction);
}

TEST(every_static_payload_type_has_its_name)
{
	struct sdp_media audio = audio_of("m=audio 1 RTP/AVP 0 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18\r\n");
	static const char *const names[] = {"PCMU", "GSM",   "G723", "DVI4", "DVI4", "LPC",  "PCMA", "G722", "L16",
	                                    "L16",  "QCELP", "CN",   "MPA",  "G728", "DVI4", "DVI4", "G729"};

	EXPECT_INT(17, audio.formats);
	for (unsigned i = 0; i < audio.formats; i++)
		EXPECT_STR(names[i], audio.format[i].name);
	EXPECT_INT(44100, audio.format[8].clock);
}

TEST(an_rtpmap_names_its_type_and_overrides_a_static_one)
{
	struct sdp_media audio =
		audio_of("m=audio 1 UDP/TLS/RTP/SAVPF 111 0 97\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:0 X/16000\r\n"
	                 "a=rtpmap:98 other/1\r\n");

	EXPECT_STR("opus", audio.format[0].name);
	EXPECT_INT(48000, audio.format[0].clock);
	EXPECT_INT(2, audio.format[0].channels);
	EXPECT_INT(0, audio.format[1].channels);
	EXPECT_STR("X", audio.format[1].name);
	EXPECT_STR("", audio.format[2].name);
	EXPECT_INT(0, audio.format[2].clock);
}

TEST(capabilities_of_rfc_3407_are_no_codecs)
{
	struct sdp_media audio = audio_of(
		"m=audio 1 RTP/AVP 0\r\na=sqn: 0\r\na=cdsc: 1 audio RTP/AVP 8 18\r\na=cpar: a=rtpmap:8 X/1\r\n");

	EXPECT_INT(1, audio.formats);
	EXPECT_STR("PCMU", audio.format[0].name);
}

TEST(a_port_with_a_count_is_read)
{
	struct sdp_media audio = audio_of("m=audio 5004/2 RTP/AVP 0\r\n");

	EXPECT_INT(5004, audio.port);
}

TEST(a_refused_stream_keeps_its_place_and_port_zero)
{
	struct sdp *sdp = PARSE(SESSION "m=audio 0 RTP/AVP 0\r\nm=video 2 RTP/AVP 31\r\n");

	EXPECT_INT(2, sdp->media_count);
	EXPECT_INT(0, sdp->media[0].port);
	EXPECT_INT(0, sdp->media[0].rtcp_port);
	EXPECT_INT(2, sdp->media[1].port);
}

TEST(rtcp_has_a_port_of_its_own_or_shares)
{
	EXPECT_INT(53020, audio_of("m=audio 4000 RTP/AVP 0\r\na=rtcp:53020 IN IP4 192.0.2.1\r\n").rtcp_port);
	EXPECT_INT(4000, audio_of("m=audio 4000 RTP/AVP 0\r\na=rtcp:53020\r\na=rtcp-mux\r\n").rtcp_port);
	EXPECT(audio_of("m=audio 4000 RTP/AVP 0\r\na=rtcp-mux\r\n").rtcp_mux);
	EXPECT_INT(0, audio_of("m=audio 65535 RTP/AVP 0\r\n").rtcp_port);
}

TEST(ice_crypto_and_fingerprint_are_seen_at_either_level)
{
	EXPECT(audio_of("a=ice-ufrag:x\r\nm=audio 9 RTP/AVP 0\r\n").has_ice);
	EXPECT(audio_of("m=audio 9 RTP/AVP 0\r\na=candidate:1 1 UDP 1 192.0.2.1 5000 typ host\r\n").has_ice);
	EXPECT(audio_of("m=audio 9 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n").has_crypto);
	EXPECT(audio_of("a=fingerprint:sha-256 AA\r\nm=audio 9 UDP/TLS/RTP/SAVP 0\r\n").has_fingerprint);
	EXPECT(!audio_of("m=audio 9 RTP/AVP 0\r\na=icecream:1\r\n").has_ice);
}

TEST(a_mandatory_precondition_is_unmet_until_current_status_reaches_it)
{
	struct sdp_media audio =
		audio_of("m=audio 9 RTP/AVP 0\r\na=curr:qos local none\r\na=curr:qos remote none\r\n"
	                 "a=des:qos mandatory local sendrecv\r\na=des:qos optional remote sendrecv\r\n");

	EXPECT(audio.has_preconditions);
	EXPECT(audio.precondition_unmet);
	audio = audio_of("m=audio 9 RTP/AVP 0\r\na=curr:qos local sendrecv\r\na=curr:qos remote none\r\n"
	                 "a=des:qos mandatory local sendrecv\r\na=des:qos optional remote sendrecv\r\n");
	EXPECT(audio.has_preconditions);
	EXPECT(!audio.precondition_unmet);
	audio = audio_of("m=audio 9 RTP/AVP 0\r\na=curr:qos e2e send\r\na=des:qos mandatory e2e sendrecv\r\n");
	EXPECT(audio.precondition_unmet);
	audio = audio_of("m=audio 9 RTP/AVP 0\r\na=curr:qos e2e sendrecv\r\na=des:qos mandatory e2e recv\r\n");
	EXPECT(!audio.precondition_unmet);
	audio = audio_of("m=audio 9 RTP/AVP 0\r\na=des:qos mandatory remote send\r\n");
	EXPECT(audio.precondition_unmet);
	EXPECT(!audio_of("m=audio 9 RTP/AVP 0\r\n").has_preconditions);
}

TEST(lines_that_must_be_there_and_are_not_are_noted)
{
	EXPECT_INT(
		SDP_NO_VERSION,
		deviations(
			"o=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_NO_ORIGIN, deviations("v=0\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(
		SDP_NO_NAME,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(
		SDP_EMPTY_NAME,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(
		SDP_NO_TIME,
		deviations("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_NO_CONNECTION,
	           deviations("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
}

TEST(an_address_for_each_media_line_needs_none_for_the_session)
{
	EXPECT_INT(
		0,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\nc=IN IP4 192.0.2.9\r\n"));
}

TEST(lines_in_another_order_are_noted_and_read)
{
	EXPECT_INT(
		SDP_ORDER,
		deviations(
			"v=0\r\ns=-\r\no=- 1 1 IN IP4 192.0.2.9\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(
		SDP_ORDER,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nb=AS:1\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(
		SDP_ORDER,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\na=x\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_AFTER_ATTRIBUTE, deviations(SESSION "m=audio 1 RTP/AVP 0\r\na=x\r\nc=IN IP4 192.0.2.9\r\n"));
	EXPECT_INT(
		0,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nr=1\r\nt=5 6\r\na=x\r\nm=audio 1 RTP/AVP 0\r\n"
			"b=AS:1\r\na=y\r\nm=audio 1 RTP/AVP 0\r\ni=x\r\n"));
}

TEST(line_feeds_alone_are_noted)
{
	struct sdp *sdp = PARSE("v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\nm=audio 1 RTP/AVP 0\n");

	EXPECT_INT(SDP_BARE_LF, sdp->deviations);
	EXPECT_INT(1, sdp->media_count);
}

TEST(a_missing_final_line_end_is_noted)
{
	struct sdp *sdp = PARSE(SESSION "m=audio 1 RTP/AVP 0\r\na=sendonly");

	EXPECT_INT(SDP_NO_FINAL_CRLF, sdp->deviations);
	EXPECT_INT(SDP_SENDONLY, sdp->media[0].direction);
}

TEST(empty_lines_and_zeroes_behind_the_last_line_are_no_deviation)
{
	EXPECT_INT(0, PARSE(WHOLE "\r\n\r\n\0\0")->deviations);
	EXPECT_INT(0, PARSE("\r\n" WHOLE)->deviations);
}

TEST(a_line_that_is_none_is_noted_and_passed_over)
{
	EXPECT_INT(SDP_BAD_LINE, deviations(SESSION "garbage\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_UNKNOWN_LINE, deviations(SESSION "y=unknown\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_BAD_LINE, deviations(SESSION "\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_BAD_LINE, deviations(SESSION "m =audio 1 RTP/AVP 0\r\nm=audio 1 RTP/AVP 0\r\n"));
}

TEST(a_media_line_whose_port_is_no_number_keeps_its_place_and_its_attributes)
{
	struct sdp *sdp = PARSE(SESSION "m=audio x RTP/AVP 0\r\na=sendonly\r\nm=audio 1 RTP/AVP 0\r\n");

	EXPECT_INT(SDP_BAD_MEDIA, sdp->deviations);
	EXPECT_INT(2, sdp->media_count);
	EXPECT(sdp->media[0].port_bad && !sdp->media[1].port_bad);
	EXPECT(sdp_is_audio(&sdp->media[0]) && !sdp_is_refused(&sdp->media[0]));
	EXPECT_INT(SDP_SENDONLY, sdp->media[0].direction);
	EXPECT_INT(SDP_SENDRECV, sdp->media[1].direction);
	EXPECT_INT(1, sdp_line(sdp, sdp_audio(sdp)));
	EXPECT(!sdp_audio(PARSE(SESSION "m=audio x RTP/AVP 0\r\n")));
	EXPECT_INT(SDP_BAD_MEDIA, deviations(SESSION "m=audio 65536 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_BAD_MEDIA, deviations(SESSION "m=audio\r\n"));
	EXPECT_INT(SDP_BAD_MEDIA, deviations(SESSION "m=audio 1 RTP/AVP\r\n"));
	EXPECT_INT(0, deviations(SESSION "m=video 0 RTP/AVP\r\n"));
	EXPECT_INT(SDP_BAD_MEDIA, deviations(SESSION "m=audio 1 RTP/AVP 0 pcmu\r\n"));
	EXPECT_INT(SDP_BAD_MEDIA, deviations(SESSION "m=audio 1 RTP/AVP 128\r\n"));
}

TEST(formats_of_other_transports_are_not_numbers)
{
	struct sdp *sdp = PARSE(SESSION "m=image 1 udptl t38\r\n");

	EXPECT_INT(0, sdp->deviations);
	EXPECT_INT(0, sdp->media[0].formats);
	EXPECT(!sdp_audio(sdp));
}

TEST(an_address_that_is_none_is_noted_and_a_name_is_not)
{
	EXPECT_INT(
		SDP_BAD_ADDRESS,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 300.1.1.1\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(
		SDP_BAD_ADDRESS,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP6 2001:::1\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(
		SDP_BAD_ADDRESS,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=192.0.2.9\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(
		0,
		deviations(
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 gw.example.com\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n"));
	EXPECT(!sdp_audio(PARSE("c=IN IP4 gw.example.com\r\nm=audio 1 RTP/AVP 0\r\n"))->has_address);
	EXPECT_STR("gw.example.com",
	           sdp_audio(PARSE("c=IN IP4 gw.example.com\r\nm=audio 1 RTP/AVP 0\r\n"))->address_text);
}

TEST(a_multicast_address_is_read_without_its_ttl)
{
	const struct sdp_media *audio = sdp_audio(PARSE("c=IN IP4 233.252.0.1/127\r\nm=audio 1 RTP/AVP 0\r\n"));

	EXPECT_STR("233.252.0.1", audio->address_text);
	EXPECT(audio->has_address);
}

TEST(what_is_too_much_is_noted_and_the_rest_stays)
{
	static char text[20000];
	size_t n = (size_t)snprintf(text, sizeof(text), "%s", SESSION);
	struct sdp *sdp;

	for (int i = 0; i < 20; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "m=audio %d RTP/AVP 0\r\n", i + 1);
	sdp = parse((struct str){text, n});
	EXPECT_INT(SDP_MAX_MEDIA, sdp->media_count);
	EXPECT_INT(SDP_TOO_MUCH, sdp->deviations);

	n = (size_t)snprintf(text, sizeof(text), "%sm=audio 1 RTP/AVP", SESSION);
	for (int i = 0; i < 100; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, " %d", i);
	n += (size_t)snprintf(text + n, sizeof(text) - n, "\r\n");
	sdp = parse((struct str){text, n});
	EXPECT_INT(SDP_MAX_FORMATS, sdp->media[0].formats);
	EXPECT_INT(SDP_TOO_MUCH, sdp->deviations);

	n = (size_t)snprintf(text, sizeof(text), "%sm=audio 1 RTP/AVP 0\r\n", SESSION);
	for (int i = 0; i < 200; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "a=x:%d\r\n", i);
	EXPECT_INT(SDP_TOO_MUCH, parse((struct str){text, n})->deviations);

	n = (size_t)snprintf(text, sizeof(text), "%sm=audio 1 RTP/AVP 0\r\na=x:%09000d\r\nm=audio 2 RTP/AVP 0\r\n",
	                     SESSION, 0);
	sdp = parse((struct str){text, n});
	EXPECT_INT(1, sdp->media_count);
	EXPECT(sdp->deviations & SDP_TOO_MUCH);
}

TEST(a_body_without_any_line_of_sdp_is_none)
{
	EXPECT(!PARSE(""));
	EXPECT(!PARSE("hello world\r\n"));
	EXPECT(!PARSE("\x1f\x8b\x08\0"));
	EXPECT(!PARSE("<xml a=\"b\"/>"));
}

TEST(directions_say_who_sends)
{
	EXPECT(sdp_sends(SDP_SENDRECV) && sdp_sends(SDP_SENDONLY));
	EXPECT(!sdp_sends(SDP_RECVONLY) && !sdp_sends(SDP_INACTIVE));
	EXPECT_STR("recvonly", str_of(sdp_direction_name(SDP_RECVONLY)));
	EXPECT(!sdp_audio(NULL));
}

TEST(a_plain_description_of_three_codecs_takes_no_more_than_250_bytes)
{
	char *before;

	/* The first allocation makes the chunk. */
	PARSE(WHOLE);
	before = arena.free;
	EXPECT(sdp_parse(&arena, STR(SESSION "m=audio 4000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\n"
	                                     "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
	                                     "a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n")));
	EXPECT(arena.free - before <= 250);
}

TEST(crypto_lines_give_tag_and_suite_and_never_the_key)
{
	struct sdp_media audio = audio_of("m=audio 4000 RTP/SAVP 0\r\n"
	                                  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRETSECRET|2^20\r\n"
	                                  "a=crypto:x OWN_SUITE inline:SECRETSECRET\r\n");

	EXPECT_INT(2, audio.details->crypto_count);
	EXPECT_INT(1, audio.details->crypto[0].tag);
	EXPECT(!audio.details->crypto[0].tag_bad && audio.details->crypto[1].tag_bad);
	EXPECT_STR("AES_CM_128_HMAC_SHA1_80", audio.details->crypto[0].suite);
	EXPECT_STR("OWN_SUITE", audio.details->crypto[1].suite);
	EXPECT(audio.has_crypto);
	EXPECT(!memmem(arena.chunks, (size_t)(arena.free - (char *)arena.chunks), "SECRET", 6));
}

TEST(a_crypto_line_may_ask_for_packets_without_a_tag)
{
	struct sdp_media audio = audio_of("m=audio 9 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n"
	                                  "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:x UNAUTHENTICATED_SRTP\r\n");

	EXPECT(!audio.details->crypto[0].untagged && audio.details->crypto[1].untagged);
}

TEST(no_more_than_eight_crypto_lines_are_kept)
{
	char text[1200];
	size_t n = (size_t)snprintf(text, sizeof(text), "m=audio 4000 RTP/SAVP 0\r\n");
	struct sdp_media audio;

	for (int i = 1; i < 12; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "a=crypto:%d X inline:y\r\n", i);
	audio = audio_of(text);
	EXPECT_INT(SDP_MAX_CRYPTO, audio.details->crypto_count);
	EXPECT_INT(8, audio.details->crypto[7].tag);
}

TEST(what_a_line_does_not_have_stands_in_an_empty_constant)
{
	struct sdp *sdp = PARSE(SESSION "m=audio 1 RTP/AVP 0\r\nm=video 2 RTP/AVP 31\r\n");

	EXPECT(sdp->media[0].details && sdp->media[0].details == sdp->media[1].details);
	EXPECT_INT(0, sdp->media[0].details->crypto_count);
	EXPECT_INT(0, sdp->media[0].details->fingerprint.n);
	EXPECT_INT(SDP_SETUP_NONE, sdp->media[0].setup);
}

TEST(fingerprint_and_setup_of_the_session_are_those_of_its_lines)
{
	struct sdp *sdp = PARSE(SESSION "a=fingerprint:sha-256 AA:BB\r\na=setup:actpass\r\n"
	                                "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
	                                "a=setup:passive\r\na=fingerprint:sha-1 CC\r\n");

	EXPECT_STR("sha-256", sdp->media[0].details->fingerprint);
	EXPECT_INT(1, sdp->media[0].details->fingerprints);
	EXPECT_INT(2, sdp->media[1].details->fingerprints);
	EXPECT_INT(SDP_SETUP_ACTPASS, sdp->media[0].setup);
	EXPECT_INT(SDP_SETUP_PASSIVE, sdp->media[1].setup);
	EXPECT_STR("passive", str_of(sdp_setup_name(SDP_SETUP_PASSIVE)));
	EXPECT_INT(SDP_SETUP_ACTIVE, audio_of("m=audio 9 RTP/AVP 0\r\na=setup:active\r\n").setup);
	EXPECT_INT(SDP_SETUP_HOLDCONN, audio_of("m=audio 9 RTP/AVP 0\r\na=setup:holdconn\r\n").setup);
	EXPECT_INT(SDP_SETUP_OTHER, audio_of("m=audio 9 RTP/AVP 0\r\na=setup:whatever\r\n").setup);
}

TEST(candidates_are_counted_and_an_address_of_no_use_makes_it_ice_only)
{
	static const char two[] = "a=candidate:1 1 UDP 1 192.0.2.1 5000 typ host\r\n"
				  "a=candidate:2 1 UDP 1 192.0.2.2 5000 typ host\r\n";
	char text[300];
	struct sdp_media audio;

	snprintf(text, sizeof(text), "m=audio 4000 RTP/AVP 0\r\n%s", two);
	audio = audio_of(text);
	EXPECT_INT(2, audio.details->candidates);
	EXPECT(audio.has_ice && !audio.has_ice_ufrag && !audio.ice_only);
	snprintf(text, sizeof(text), "m=audio 9 RTP/AVP 0\r\n%s", two);
	EXPECT(audio_of(text).ice_only);
	audio = audio_of("a=ice-ufrag:x\r\nm=audio 4000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n");
	EXPECT(audio.ice_only && audio.has_ice_ufrag);
	EXPECT(!audio_of("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n").ice_only);
}

TEST(an_agent_is_known_by_its_username_fragment_at_either_level)
{
	uint64_t x = sdp_ice_fragment(STR("x"));

	EXPECT(x && x != sdp_ice_fragment(STR("y")));
	EXPECT_INT(0, sdp_ice_fragment(STR_NONE));
	EXPECT(audio_of("a=ice-ufrag:x\r\nm=audio 4000 RTP/AVP 0\r\n").details->ice_fragment == x);
	EXPECT(audio_of("a=ice-ufrag:y\r\nm=audio 4000 RTP/AVP 0\r\na=ice-ufrag: x\r\n").details->ice_fragment == x);
	EXPECT_INT(0, audio_of("m=audio 4000 RTP/AVP 0\r\n").details->ice_fragment);
}

TEST(a_bundled_line_with_port_zero_is_not_refused)
{
	struct sdp *sdp = PARSE(SESSION "m=audio 0 RTP/AVP 0\r\na=bundle-only\r\nm=audio 0 RTP/AVP 0\r\n");

	EXPECT(sdp->media[0].bundle_only && !sdp_is_refused(&sdp->media[0]));
	EXPECT(!sdp->media[1].bundle_only && sdp_is_refused(&sdp->media[1]));
}

TEST(the_audio_line_that_counts_is_the_first_that_is_not_refused)
{
	struct sdp *sdp = PARSE(SESSION "m=audio 0 RTP/SAVP 0\r\nm=video 5 RTP/AVP 31\r\nm=audio 6 RTP/AVP 0\r\n");

	EXPECT_INT(2, sdp_line(sdp, sdp_audio(sdp)));
	sdp = PARSE(SESSION "m=video 5 RTP/AVP 31\r\nm=audio 0 RTP/SAVP 0\r\nm=audio 0 RTP/AVP 0\r\n");
	EXPECT_INT(1, sdp_line(sdp, sdp_audio(sdp)));
}

TEST(small_facts_of_a_line_are_seen)
{
	struct sdp_media audio = audio_of("m=audio 4000 RTP/AVP 0\r\na=ptime:20.0\r\na=maxptime:150\r\n"
	                                  "a=content:g.3gpp.cat\r\na=key-mgmt:mikey AQA\r\n"
	                                  "a=altc:1 IP6 2001:db8::1 5000\r\n");

	EXPECT_INT(20, audio.ptime_ms);
	EXPECT_INT(150, audio.maxptime_ms);
	EXPECT_STR("g.3gpp.cat", audio.details->content);
	EXPECT(audio.is_cat && audio.has_key_mgmt && audio.has_altc);
	EXPECT(!audio.has_acfg && !audio.has_zrtp);
	EXPECT(audio_of("m=audio 1 RTP/SAVP 0\r\na=acfg:1 t=1\r\n").has_acfg);
	EXPECT(audio_of("m=audio 1 RTP/SAVP 0\r\na=zrtp-hash:1.10 abcd\r\n").has_zrtp);
	EXPECT_INT(SDP_FAMILY_IP4, audio.family);
	EXPECT_INT(SDP_FAMILY_IP6, audio_of("m=audio 1 RTP/AVP 0\r\nc=IN IP6 ::\r\n").family);
	EXPECT_INT(SDP_FAMILY_OTHER, audio_of("m=audio 1 RTP/AVP 0\r\nc=ATM NSAP 1\r\n").family);
	EXPECT_INT(SDP_FAMILY_NONE, sdp_audio(PARSE("m=audio 1 RTP/AVP 0\r\n"))->family);
	EXPECT(PARSE(SESSION "a=group:ANAT 1 2\r\nm=audio 1 RTP/AVP 0\r\n")->has_anat);
	EXPECT(!PARSE(SESSION "a=group:BUNDLE 1 2\r\nm=audio 1 RTP/AVP 0\r\n")->has_anat);
}

TEST(preconditions_are_told_apart_by_status_type)
{
	struct sdp_media audio = audio_of("m=audio 9 RTP/AVP 0\r\na=curr:qos local send\r\na=curr:qos remote none\r\n"
	                                  "a=des:qos mandatory local sendrecv\r\na=des:qos mandatory remote recv\r\n"
	                                  "a=des:qos optional e2e sendrecv\r\na=conf:qos remote sendrecv\r\n");

	EXPECT_INT(SDP_WAY_SEND, sdp_current(&audio, SDP_STATUS_LOCAL));
	EXPECT_INT(0, sdp_current(&audio, SDP_STATUS_REMOTE));
	EXPECT_INT(SDP_WAY_SEND | SDP_WAY_RECV, sdp_desired(&audio, SDP_STATUS_LOCAL));
	EXPECT_INT(SDP_WAY_RECV, sdp_unmet(&audio, SDP_STATUS_LOCAL));
	EXPECT_INT(SDP_WAY_RECV, sdp_unmet(&audio, SDP_STATUS_REMOTE));
	EXPECT_INT(0, sdp_unmet(&audio, SDP_STATUS_E2E));
	EXPECT_INT(SDP_WAY_SEND | SDP_WAY_RECV, sdp_confirmed(&audio, SDP_STATUS_REMOTE));
	EXPECT(audio.precondition_unmet);
	EXPECT_STR("remote", str_of(sdp_status_name(SDP_STATUS_REMOTE)));
	EXPECT_STR("sendrecv", str_of(sdp_way_name(SDP_WAY_SEND | SDP_WAY_RECV)));
	EXPECT_STR("none", str_of(sdp_way_name(0)));
}

TEST(what_a_description_lacks_for_audio_are_three_facts)
{
	EXPECT_INT(0, sdp_lacks(PARSE(WHOLE)));
	EXPECT_INT(0, sdp_lacks(PARSE(SESSION "m=audio 0 RTP/AVP 0\r\n")));
	EXPECT_INT(SDP_LACKS_AUDIO, sdp_lacks(PARSE(SESSION "m=video 1 RTP/AVP 31\r\n")));
	EXPECT_INT(SDP_LACKS_AUDIO, sdp_lacks(PARSE(SESSION)));
	EXPECT_INT(SDP_LACKS_ADDRESS, sdp_lacks(PARSE("v=0\r\nm=audio 1 RTP/AVP 0\r\n")));
	EXPECT_INT(SDP_LACKS_PORT, sdp_lacks(PARSE(SESSION "m=audio $ RTP/AVP 0\r\n")));
	EXPECT_INT(SDP_LACKS_PORT | SDP_LACKS_ADDRESS, sdp_lacks(PARSE("v=0\r\nm=audio $ RTP/AVP 0\r\n")));
	EXPECT_INT(0, sdp_lacks(PARSE(SESSION "m=audio $ RTP/AVP 0\r\nm=audio 1 RTP/AVP 0\r\n")));
}

TEST(blanks_that_strict_parsers_stumble_over_are_noted)
{
	EXPECT_INT(SDP_SPACES, deviations(SESSION "m=audio  1 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_SPACES, deviations(SESSION "m= audio 1 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_SPACES, deviations(SESSION "m=audio 1 RTP/AVP 0 \r\n"));
	EXPECT_INT(SDP_SPACES, deviations(SESSION "m=audio 1 RTP/AVP 0\r\nc=IN IP4 192.0.2.1 \r\n"));
	EXPECT_INT(SDP_SPACES, deviations(SESSION "m=audio 1 RTP/AVP\t0\r\n"));
	EXPECT_INT(0, deviations("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns= \r\nt=0 0\r\n"));
	EXPECT_INT(0, deviations(SESSION "m=audio 1 RTP/AVP 0\r\na=fmtp:101  0-15 \r\n"));
}

TEST(versions_origins_and_repeats_against_the_grammar_are_noted)
{
	EXPECT_INT(SDP_BAD_VERSION, deviations("v=1\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nt=0 0\r\n"));
	EXPECT_INT(SDP_BAD_ORIGIN, deviations("v=0\r\no=- 1 1 IN IP4\r\ns=-\r\nt=0 0\r\n"));
	EXPECT_INT(SDP_REPEATED, deviations("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\ns=-\r\nt=0 0\r\n"));
	EXPECT_INT(SDP_AFTER_ATTRIBUTE, deviations(SESSION "m=audio 1 RTP/AVP 0\r\na=x\r\nb=AS:1\r\n"));
}

TEST(every_deviation_has_a_row_of_its_own)
{
	unsigned all = (SDP_REPEATED << 1) - 1, count = 0;
	const struct deviation_row *row;

	for (; (row = sdp_deviation_next(&all)); count++)
		EXPECT(row->name[0] && row->text[0]);
	EXPECT_INT(0, all);
	EXPECT_INT(19, count);
}

TEST_MAIN
