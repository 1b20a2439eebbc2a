/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/json.h"

#include "played.h"

static const struct report_settings usual = {.all = false};

static char *lines_of(const char *ladder)
{
	return played_text(ladder, "json", &usual);
}

static bool has(const char *text, const char *part)
{
	if (strstr(text, part))
		return true;
	printf("# lacks %s\n# %s\n", part, text);
	return false;
}

#define SILENT_CALL                                                                                                    \
	"0.000  A > B  INVITE  sdp\n"                                                                                  \
	"0.020  B > A  100\n"                                                                                          \
	"0.900  B > A  183     sdp  tag=b1\n"                                                                          \
	"9.000  B > A  200     sdp  tag=b1\n"                                                                          \
	"9.020  A > B  ACK     tag=b1\n"                                                                               \
	"9.050  B > A  rtp     for 3.0s\n"

TEST(a_call_is_one_line_and_the_summary_another)
{
	char *text = lines_of(SILENT_CALL);
	char *second = strchr(text, '\n');

	EXPECT(strncmp(text, "{\"v\":1,\"type\":\"call\",\"call_id\":\"", 32) == 0);
	EXPECT(second && strncmp(second + 1, "{\"v\":1,\"type\":\"summary\",", 24) == 0);
	EXPECT(second && strchr(second + 1, '\n') == text + strlen(text) - 1);
	free(text);
}

TEST(who_called_whom_and_how_it_ended)
{
	char *text = lines_of(SILENT_CALL);

	EXPECT(has(text, "\"caller\":\"10.0.0.1:5060\",\"callee\":\"10.0.0.2:5060\",\"transport\":\"udp\","
	                 "\"start\":\"2026-01-02T03:04:05.000000Z\",\"start_frame\":1,\"outcome\":\"answered\","));
	EXPECT(has(text, "\"final\":{\"code\":200,\"phrase\":\"OK\",\"t\":9.000000,\"frame\":4,\"to_tag\":\""));
	EXPECT(has(text, "{\"code\":100,\"phrase\":\"Trying\",\"t\":0.020000,\"frame\":2,\"to_tag\":null,\"sdp\":false,"
	                 "\"reliable\":false,\"rseq\":null,\"retransmissions\":0,\"reasons\":[]}"));
	EXPECT(has(text, "\"state\":\"early-preview\",\"sdp\":{\"address\":\"10.0.0.2\",\"port\":40000,"
	                 "\"direction\":\"sendrecv\",\"codecs\":[\"PCMU\""));
	free(text);
}

TEST(what_was_heard_and_for_how_long_nothing)
{
	char *text = lines_of(SILENT_CALL);

	EXPECT(has(text,
	           "\"verdict\":{\"label\":\"silent-media\",\"confidence\":\"high\",\"because\":\"em-sdp-no-rtp\","));
	EXPECT(has(
		text,
		"\"heard_policy\":\"sdp-cuts\",\"heard\":[{\"from\":0.000000,\"to\":9.000000,\"what\":\"silence\"}]"));
	EXPECT(has(text, "\"silence_s\":{\"rfc3960\":9.000000,\"sdp-cuts\":9.000000,\"sdp-cuts-180-restores\":9.000000,"
	                 "\"any-18x-rings\":0.900000,\"ignores-early-media\":9.000000}"));
	EXPECT(has(text, "\"decline\":null"));
	free(text);
}

TEST(what_depends_on_audio_nobody_could_see_is_null)
{
	char *text =
		lines_of("0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n9.000  B > A  200  sdp  tag=b1\n");

	EXPECT(has(text, "\"label\":\"unverifiable\""));
	EXPECT(has(text, "\"silence_s\":{\"rfc3960\":null,"));
	EXPECT(has(text, "\"what\":\"unknown\""));
	EXPECT(has(text, "\"media\":{\"visibility\":\"V0\",\"streams\":[],\"heard\":[]}"));
	free(text);
}

TEST(metrics_count_from_the_last_try)
{
	char *text = lines_of("0.000  A > B  INVITE  sdp\n"
	                      "0.100  B > A  407     tag=b9\n"
	                      "0.110  A > B  ACK     tag=b9\n"
	                      "1.000  A > B  INVITE  sdp  cseq=2\n"
	                      "1.500  B > A  183     sdp  tag=b1  cseq=2\n"
	                      "2.000  B > A  rtp     for 6.0s\n"
	                      "3.000  B > A  180     tag=b1  cseq=2\n"
	                      "9.000  B > A  200     sdp  tag=b1  cseq=2\n"
	                      "9.250  A > B  ACK     tag=b1  cseq=2\n");

	EXPECT(has(text, "\"metrics\":{\"pdd_s\":0.500000,\"first_18x_s\":0.500000,\"first_180_s\":2.000000,"
	                 "\"first_183_s\":0.500000,\"early_sdp_s\":0.500000,\"early_rtp_s\":1.000000,"
	                 "\"first_audible_s\":1.000000,\"answer_s\":8.000000,\"setup_s\":8.250000,\"ring_s\":6.000000,"
	                 "\"first_100_s\":null,\"srd_s\":0.500000,\"srd_failed_s\":null,\"cut_in_s\":0.500000,"
	                 "\"early_media_s\":5.980000,\"answer_delay_s\":6.000000,\"answer_clip_s\":null,\"sdd_s\":null,"
	                 "\"sdt_s\":null,\"release\":null}"));
	EXPECT(has(text, "\"start_frame\":1,"));
	free(text);
}

TEST(without_a_response_metrics_are_null)
{
	char *text = lines_of("0.000  A > B  INVITE  sdp\n");

	EXPECT(has(text, "\"outcome\":\"unknown\",\"final\":null,\"provisionals\":[],\"early_dialogs\":[]"));
	EXPECT(has(text, "\"metrics\":{\"pdd_s\":null,\"first_18x_s\":null,\"first_180_s\":null,\"first_183_s\":null,"
	                 "\"early_sdp_s\":null,\"early_rtp_s\":null,\"first_audible_s\":null,\"answer_s\":null,"
	                 "\"setup_s\":null,\"ring_s\":null,\"first_100_s\":null,\"srd_s\":null,\"srd_failed_s\":null,"
	                 "\"cut_in_s\":null,\"early_media_s\":null,\"answer_delay_s\":null,\"answer_clip_s\":null,"
	                 "\"sdd_s\":null,\"sdt_s\":null,\"release\":null}"));
	free(text);
}

TEST(streams_tell_what_came_before_and_after_the_final)
{
	char *text = lines_of("0.000  A > B  INVITE  sdp\n"
	                      "0.900  B > A  183     sdp  tag=b1\n"
	                      "1.000  B > A  rtp     for 1.0s\n"
	                      "9.000  B > A  200     sdp  tag=b1\n"
	                      "9.020  A > B  ACK     tag=b1\n"
	                      "9.050  B > A  rtp     for 2.0s\n"
	                      "9.060  A > B  rtp     for 1.0s  pt=8\n");

	EXPECT(has(text, "\"visibility\":\"V4\",\"streams\":[{\"direction\":\"backward\",\"source\":\"10.0.0.2:40000\","
	                 "\"destination\":\"10.0.0.1:30000\",\"ssrc\":\"0x"));
	EXPECT(has(text,
	           "\"payload_type\":0,\"codec\":\"PCMU\",\"early_packets\":50,\"late_packets\":100,"
	           "\"first_t\":1.000000,\"last_t\":11.030000,\"lost\":0,\"jitter_ms\":0.000,\"audible_s\":1.000000}"));
	EXPECT(has(text,
	           "{\"direction\":\"forward\",\"source\":\"10.0.0.1:30000\",\"destination\":\"10.0.0.2:40000\""));
	EXPECT(has(text, "\"payload_type\":8,\"codec\":\"PCMA\",\"early_packets\":0,\"late_packets\":50,"));
	free(text);
}

TEST(what_the_audio_carried_is_told_in_passages)
{
	char *text = lines_of("0.000  A > B  INVITE  sdp\n"
	                      "0.900  B > A  183     sdp  tag=b1\n"
	                      "1.000  B > A  rtp     tone=480+620:0.5-0.5  for 6.0s\n"
	                      "9.000  B > A  486     tag=b1\n"
	                      "9.020  A > B  ACK     tag=b1\n");

	EXPECT(has(text, "\"heard\":[{\"from\":1.000000,\"to\":"));
	EXPECT(has(text, "\"content\":\"tone\",\"tone\":{\"class\":\"busy\",\"hz\":["));
	EXPECT(has(text, "\"cadence_s\":[0.500,0.500],\"cycles\":"));
	EXPECT(has(text, "\"sit\":null,\"fits\":[\"ca\",\"hk\",\"kr\",\"ph\",\"tw\",\"us\"]},\"level_dbm0\":-"));
	free(text);
}

TEST(what_is_not_decoded_is_unknown_and_not_called_audible)
{
	char *text = lines_of("0.000  A > B  INVITE  sdp  codecs=18\n"
	                      "0.900  B > A  183     sdp  tag=b1  codecs=18\n"
	                      "1.000  B > A  rtp     pt=18  bytes=20  for 6.0s\n"
	                      "9.000  B > A  486     tag=b1\n"
	                      "9.020  A > B  ACK     tag=b1\n");

	EXPECT(has(text, "\"content\":\"unknown\",\"tone\":null,\"level_dbm0\":null}"));
	EXPECT(has(text, "\"audible_s\":null}"));
	EXPECT(has(text, "\"first_audible_s\":null"));
	free(text);
}

TEST(a_decline_names_its_origin_and_whom_to_ask)
{
	char *text = lines_of("0.000  A > B  INVITE  sdp\n"
	                      "1.500  B > A  603 \"Network Blocked\"  tag=b1  Reason: Q.850;cause=21;"
	                      "text=\"v=analytics1;url=https://example.com/r?a=1;id=7\";location=LN\n");

	EXPECT(has(text, "\"outcome\":\"declined\""));
	EXPECT(has(text, "\"reasons\":[{\"protocol\":\"Q.850\",\"cause\":21,\"text\":\"v=analytics1;"));
	EXPECT(has(text, "\"location\":\"LN\"}]"));
	EXPECT(has(text,
	           "\"decline\":{\"origin\":\"network-analytics\",\"confidence\":\"certain\",\"rule\":\"dec-603plus\","
	           "\"redress\":{\"name\":null,\"url\":\"https://example.com/r?a=1\",\"tel\":null,\"email\":null,\"id\":\"7\"},"
	           "\"timing\":\"no-ring\",\"features\":{\"since_invite_s\":1.500000,\"since_180_s\":null,"));
	EXPECT(has(text, "\"ending\":{\"word\":\"blocked-by-analytics\",\"text\":\""));
	free(text);
}

TEST(the_card_of_a_608_names_whom_to_ask)
{
	char *text = lines_of("0.000  A > B  INVITE  sdp\n"
	                      "0.900  B > A  608  tag=b1  Call-Info: <data:application/jose,h."
	                      "eyJqY2FyZCI6WyJ2Y2FyZCIsW1siZm4iLHt9LCJ0ZXh0IiwiRGVzayJdXV19.s>;purpose=jwscard\n");

	EXPECT(has(text, "\"redress\":{\"name\":\"Desk\",\"url\":null,\"tel\":null,\"email\":null,\"id\":null}"));
	free(text);
}

TEST(what_stands_beside_the_reason_is_told)
{
	char *text = lines_of("0.000  A > B  INVITE  sdp\n"
	                "1.500  B > A  603  tag=b1  Retry-After: 120 (later)  Error-Info: <sip:why@h>  X-Reason: a  X-Telnyx-Error: D51  "
	                "Warning: 399 gw.example \"one, two\", 304 h \"no\"\n");
	EXPECT(has(text, "\"retry_after_s\":120,\"warnings\":[{\"code\":399,\"server\":\"gw.example\",\"text\":\"one, two\"},"
	                 "{\"code\":304,\"server\":\"h\",\"text\":\"no\"}],\"error_info\":\"\\u003csip:why@h\\u003e\","
	                 "\"vendor\":[{\"name\":\"X-Reason\",\"value\":\"a\"},{\"name\":\"X-Telnyx-Error\",\"value\":\"D51\"}]"));
	free(text);
}

TEST(text_from_the_wire_is_escaped)
{
	char *text = lines_of("0.000  A > B  INVITE  sdp\n"
	                      "1.500  B > A  603 \"<b>\x1b[31m\xff\"  tag=b1\n");

	EXPECT(has(text, "\"phrase\":\"\\u003cb\\u003e\\u001b[31m\xef\xbf\xbd\""));
	free(text);
}

TEST(the_summary_counts_calls_and_frames)
{
	char *text = lines_of(SILENT_CALL);

	EXPECT(has(text, "\"type\":\"summary\",\"frames\":155,"));
	EXPECT(has(text, "\"sip_messages\":5,\"calls\":1,\"outcomes\":{"));
	EXPECT(has(text, "\"answered\":1,"));
	EXPECT(has(text, "\"silent-media\":1,"));
	EXPECT(has(
		text,
		"\"drops\":{\"kernel\":0,\"interface\":0,\"interfaces\":[],\"evicted\":0,\"tcp_gaps\":0,\"fragments_lost\":0,"));
	EXPECT(has(text, "\"tls_damaged\":0},\"filtered\":0,\"layers\":{},\"counters\":{\"sip\":5,\"rtp\":150,"));
	free(text);
}

TEST(headers_that_tell_how_packets_came_are_counted)
{
	char *text = lines_of(
		"0.000  A > B  INVITE  sdp  vlan\n0.500  B > A  180  tag=b1  gre\n1.000  B > A  603  tag=b1\n");

	EXPECT(has(text, "\"layers\":{\"vlan\":1,\"gre\":1},"));
	free(text);
}

TEST(with_several_inputs_each_frame_has_its_file)
{
	struct input files[] = {{.name = STR("one.pcap")}, {.name = STR("two.pcap")}};
	struct inputs inputs = {.file = files, .count = 2, .several = true};
	struct report_settings settings = {.inputs = &inputs};
	char *text = played_text(SILENT_CALL, "json", &settings);

	EXPECT(has(text, "\"frame\":4,"));
	EXPECT(has(text, "\"vendor\":[],\"file\":\"one.pcap\"}"));
	EXPECT_STR("one.pcap", inputs_name(&inputs, frame_id(4, 0)));
	EXPECT_STR("two.pcap", inputs_name(&inputs, frame_id(4, 1)));
	EXPECT_STR("", inputs_name(&inputs, frame_id(4, 2)));
	inputs.several = false;
	EXPECT_STR("", inputs_name(&inputs, frame_id(4, 1)));
	free(text);
}

TEST(a_full_disk_is_told_once)
{
	EXPECT(access("/dev/full", W_OK) != 0 || played_into(SILENT_CALL, "json:/dev/full", &usual) < 0);
}

/* What all messages of a call share is held once and printed with each of them. */
TEST(long_text_from_the_wire_is_cut_and_the_line_is_whole)
{
	struct buf ladder = {.ceiling = 1 << 20}, value = {.ceiling = 1 << 16};
	char *text;

	for (unsigned i = 0; i < 2000; i++)
		buf_byte(&value, 'x');
	buf_printf(&ladder, "0.0  A > B  INVITE  sdp\n1.0  B > A  603  tag=b1  Reason: Q.850;cause=21;text=\"%s\"\n",
	           buf_text(&value));
	text = lines_of(buf_text(&ladder));
	value.n = 1025;
	EXPECT(!strstr(text, buf_text(&value)));
	value.n = 1024;
	buf_add(&value, STR("\xe2\x80\xa6\""));
	EXPECT(has(text, buf_text(&value)));
	EXPECT(strstr(text, "}\n{\"v\":1,\"type\":\"summary\""));
	free(text);
	buf_done(&ladder);
	buf_done(&value);
}

/* Its audio comes late, and another call's meanwhile. */
#define LATE_CALL                                                                                                      \
	"0.000  A > B  INVITE  sdp  call=9\n"                                                                          \
	"0.010  B > A  200     sdp  tag=b9  call=9\n"                                                                  \
	"0.030  B > A  rtp     for 20.0s  call=9\n"                                                                    \
	"0.000  A > B  INVITE  sdp\n"                                                                                  \
	"0.900  B > A  183     sdp  tag=b1\n"                                                                          \
	"6.000  B > A  rtp     for 2.5s\n"                                                                             \
	"9.000  B > A  200     sdp  tag=b1\n"                                                                          \
	"9.020  A > B  ACK     tag=b1\n"

TEST(what_is_certain_of_a_call_that_goes_on_is_a_line_of_its_own)
{
	char *text = played_each(LATE_CALL, "json", &usual);

	EXPECT(strncmp(text, "{\"v\":1,\"type\":\"finding\",\"call_id\":\"", 35) == 0);
	EXPECT(has(text, "\"told_s\":3.000000,\"id\":\"em-sdp-no-rtp\",\"severity\":\"error\",\"confidence\":\"medium\","
	                 "\"t\":0.900000,\"frames\":["));
	EXPECT(has(text, "none came until now"));
	free(text);
}

TEST(what_the_judgement_does_not_keep_is_withdrawn)
{
	char *each = played_each(LATE_CALL, "json", &usual), *plain = lines_of(LATE_CALL);

	EXPECT(has(each, "\"withdrawn\":[\"em-sdp-no-rtp\"]"));
	EXPECT(!strstr(plain, "withdrawn") && !strstr(plain, "\"type\":\"finding\""));
	free(each);
	free(plain);
}

TEST_MAIN
