/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/text.h"

#include "played.h"
#include "report/summary.h"

#define SILENT_CALL                                                                                                    \
	"0.000  A > B  INVITE  sdp\n"                                                                                  \
	"0.900  B > A  183     sdp  tag=b1\n"                                                                          \
	"9.000  B > A  200     sdp  tag=b1\n"                                                                          \
	"9.020  A > B  ACK     tag=b1\n"                                                                               \
	"9.050  B > A  rtp     for 3.0s\n"
#define HEALTHY_CALL                                                                                                   \
	"0.000  A > B  INVITE  sdp\n"                                                                                  \
	"0.900  B > A  180     tag=b1\n"                                                                               \
	"5.000  B > A  200     sdp  tag=b1\n"                                                                          \
	"5.020  A > B  ACK     tag=b1\n"

static const struct report_settings usual = {.all = false}, all = {.all = true};

static char *text_of(const char *ladder, const struct report_settings *settings)
{
	return played_text(ladder, "text", settings);
}

static bool has(const char *text, const char *part)
{
	if (strstr(text, part))
		return true;
	printf("# lacks %s\n# %s\n", part, text);
	return false;
}

TEST(a_silent_call_is_told_symptom_first_then_proof_then_remedy)
{
	char *text = text_of(SILENT_CALL, &usual);
	const char *verdict = strstr(text, "\n  silent-media  (high)   The caller"),
		   *ladder = strstr(text, "B > A  183     sdp  tag=b1");
	const char *heard = strstr(text, "\n  heard   0.0 ........................................ 9.0 "),
		   *finding = strstr(text, "\n  error    em-sdp-no-rtp "), *next = strstr(text, "\n           next ");

	EXPECT(strncmp(text, "call 1   ", 9) == 0);
	EXPECT(has(text, "10.0.0.1 > 10.0.0.2   udp    9.0 s    200 OK\n"));
	EXPECT(verdict && ladder && heard && finding && next);
	EXPECT(verdict < ladder && ladder < heard && heard < finding && finding < next);
	EXPECT(has(text, "silence by phone:  rfc3960 9.0 s   sdp-cuts 9.0 s "));
	EXPECT(has(text, "\nsummary\n  calls      1: 1 answered\n"));
	free(text);
}

TEST(a_healthy_call_is_counted_and_printed_only_when_asked_for)
{
	char *brief = text_of(HEALTHY_CALL, &usual), *whole = text_of(HEALTHY_CALL, &all);

	EXPECT(strncmp(brief, "Nothing wrong was found", 23) == 0);
	EXPECT(!strstr(brief, "call 1"));
	EXPECT(has(brief, "\n  calls      1: 1 answered\n"));
	EXPECT(strncmp(whole, "call 1", 6) == 0);
	EXPECT(has(whole, "  heard   0.0 .......~~~~"));
	free(brief);
	free(whole);
}

TEST(a_capture_without_sip_says_what_was_there_instead)
{
	char *rtp = text_of("0.000  A > B  rtp  for 1.0s\n", &usual), *nothing = text_of("", &usual);

	EXPECT(strncmp(rtp, "No SIP message was found", 24) == 0);
	EXPECT(has(rtp, "\n  frames     50: "));
	EXPECT(strncmp(nothing, "The capture holds no frames.", 28) == 0);
	free(rtp);
	free(nothing);
}

static unsigned count_of(const char *text, const char *part)
{
	unsigned count = 0;

	while ((text = strstr(text, part))) {
		count++;
		text++;
	}
	return count;
}

TEST(what_to_do_about_encrypted_signalling_is_told)
{
	char *text = text_of("0.000  A > B  tls\n", &usual);

	EXPECT(strncmp(text, "No SIP message could be read: what looks like SIP is encrypted.", 63) == 0);
	EXPECT(has(text, "\n  info     cap-encrypted-sip   1 TLS connection"));
	EXPECT(has(text, "\n           next                Let an end of the connection write its TLS key log"));
	free(text);
}

TEST(what_was_advised_for_a_call_is_not_advised_again)
{
	char *text = text_of("0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n9.000  B > A  200  tag=b1\n",
	                     &usual);

	EXPECT(count_of(text, "  cap-no-rtp ") == 2);
	EXPECT(count_of(text, "  next  ") == 1);
	free(text);
}

TEST(a_call_with_a_notice_alone_is_not_forgotten)
{
	static const char ladder[] =
		"0.000  A > B  INVITE\n0.500  B > A  180  tag=b1\n1.000  B > A  200  sdp  tag=b1\n";
	char *brief = text_of(ladder, &usual), *whole = text_of(ladder, &all);

	EXPECT(has(brief, "1 em-delayed-offer; 1 call with nothing but notices is not shown, -a prints it\n"));
	EXPECT(has(whole, "1 em-delayed-offer\n"));
	free(brief);
	free(whole);
}

TEST(headers_taken_off_are_told)
{
	char *text = text_of(
		"0.000  A > B  INVITE  sdp  vlan\n0.500  B > A  180  tag=b1  gre\n1.000  B > A  603  tag=b1\n", &usual);

	EXPECT(has(text, "\n  taken off  1 VLAN, 1 GRE headers\n"));
	free(text);
}

TEST(what_was_seen_and_could_not_be_read_is_told)
{
	struct net_counters net = {.websocket_compressed = 3,
	                           .websocket_refused = 1,
	                           .hep_malformed = 2,
	                           .turn_unknown = 5,
	                           .tls_without_keys = 4};
	struct totals totals = {.frames = 20, .net = &net};
	struct summary summary = {.calls_of_rule = (uint64_t[256]){0}, .advised = (bool[256]){0}};
	const struct report_settings settings = {.filter = "port 5060"};
	struct buf out = {0};

	summary_print(&(struct lines){&out, false}, &summary, &settings, &(struct closing){&totals, .filtered = 7});
	EXPECT(has(buf_text(&out),
	           "\n  WebSocket  3 messages are compressed (permessage-deflate) and could not be read"));
	EXPECT(has(buf_text(&out), "\n  not read   2 malformed HEP packets, 1 malformed WebSocket message\n"));
	EXPECT(has(buf_text(&out), "\n  TURN       5 packets are relayed between ends that the capture does not show"));
	EXPECT(has(buf_text(&out), "\n  TLS        4 records that no known secret opens\n"));
	EXPECT(has(buf_text(&out), "\n  filtered   7 frames left out by -f port 5060\n"));
	buf_done(&out);
}

TEST(a_summary_now_and_then_says_when_and_what_is_not_in_it_yet)
{
	struct net_counters net = {0};
	struct totals totals = {
		.frames = 20, .sip_messages = 3, .net = &net, .open = {.unanswered = 1, .up = 1, .over = 1}};
	struct summary summary = {.calls_of_rule = (uint64_t[256]){0}, .advised = (bool[256]){0}};
	const struct report_settings settings = {.prompt = true};
	struct closing closing = {&totals, .so_far = 5 * SECOND + 1};
	struct buf out = {0};

	summary_print(&(struct lines){&out, false}, &summary, &settings, &closing);
	EXPECT(strncmp(buf_text(&out), "summary so far   1970-01-01T00:00:05", 36) == 0);
	EXPECT(has(buf_text(&out), "\n  open       2 calls go on, 1 call is over and not judged yet\n"));
	buf_clear(&out);
	totals.calls = summary.seen = 1;
	summary_print(&(struct lines){&out, false}, &summary, &settings, &closing);
	EXPECT(strncmp(buf_text(&out), "Nothing wrong was found so far: ", 32) == 0);
	buf_done(&out);
}

TEST(after_twenty_calls_that_cannot_be_judged_the_others_are_counted)
{
	struct buf ladder = {0};
	char *brief, *whole;

	for (int call = 1; call <= 23; call++) {
		buf_printf(&ladder, "%d.000  A > B  INVITE  sdp  call=%d\n", call, call);
		buf_printf(&ladder, "%d.100  B > A  183     sdp  tag=b1  call=%d\n", call, call);
		buf_printf(&ladder, "%d.900  B > A  200     sdp  tag=b1  call=%d\n", call, call);
	}
	brief = text_of(buf_text(&ladder), &usual);
	whole = text_of(buf_text(&ladder), &all);
	EXPECT(strstr(brief, "\ncall 20 ") && !strstr(brief, "\ncall 21 "));
	EXPECT(has(brief, "3 more calls were promised audio that this capture cannot show"));
	EXPECT(strstr(whole, "\ncall 23 ") && !strstr(whole, "more calls were promised"));
	free(brief);
	free(whole);
	buf_done(&ladder);
}

TEST(unknown_sound_is_marked_and_explained)
{
	char *text = text_of("0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n9.000  B > A  603  tag=b1\n",
	                     &usual);

	EXPECT(has(text, "????"));
	EXPECT(has(text, "  ? unknown\n"));
	EXPECT(has(text, "rfc3960 unknown"));
	free(text);
}

static char *text_of_audio(const char *audio, const char *end)
{
	char ladder[512];

	snprintf(ladder, sizeof(ladder),
	         "0.000  A > B  INVITE  sdp\n0.900  B > A  183     sdp  tag=b1\n0.950  B > A  rtp     %s\n%s", audio,
	         end);
	return text_of(ladder, &all);
}

static bool is_said_of(const char *audio, const char *end, const char *said)
{
	char *text = text_of_audio(audio, end);
	bool found = has(text, said);

	free(text);
	return found;
}

#define BUSY "tone=480+620:0.5-0.5  for 8.0s"

TEST(the_verdict_names_the_sounds_as_they_came)
{
	EXPECT(is_said_of(BUSY, "9.000  B > A  486     tag=b1\n", "second 0.9 on: busy tone (400 RTP\n"));
	EXPECT(is_said_of(BUSY, "9.000  B > A  486     tag=b1\n", "packets), which goes with the 486.\n"));
	EXPECT(is_said_of("tone=440+480:2-4  for 4.0s",
	                  "5.000  B > A  rtp  speech  for 4.0s\n9.000  B > A  480  tag=b1\n",
	                  "second 0.9 on: ringback tone, then"));
	char *text = text_of("0.000  A > B  INVITE  sdp  codecs=18\n0.900  B > A  183  sdp  codecs=18  tag=b1\n"
	                     "0.950  B > A  rtp  pt=18  bytes=20  for 8.0s\n9.000  B > A  486  tag=b1\n",
	                     &all);

	EXPECT(has(text, "second 0.9 on: audio that is not\n"));
	EXPECT(has(text, "   not decoded; taken for sound\n"));
	free(text);
}

TEST(what_was_not_played_is_not_taken_for_sound)
{
	EXPECT(is_said_of("pt=18  bytes=20  for 8.0s", "9.000  B > A  486  tag=b1\n",
	                  "not decoded; of a payload type not offered, so not played\n"));
}

TEST(what_the_phone_was_not_told_to_play_is_not_called_heard)
{
	char *text = text_of("0.000  A > B  INVITE  sdp\n0.300  B > A  rtp  tone=440+480:2-4  for 3.0s\n"
	                     "3.400  B > A  200  sdp  tag=b1\n3.420  A > B  ACK  tag=b1\n",
	                     &all);

	EXPECT(has(text, "Early media reached the caller's phone, though no 18x with SDP told it to\n"));
	EXPECT(!strstr(text, "The caller heard early media"));
	free(text);
}

TEST(two_stories_are_told_as_two)
{
	EXPECT(is_said_of(BUSY, "9.000  B > A  404     tag=b1\n",
	                  "busy tone from second 0.9 on, but the response was 404."));
	EXPECT(is_said_of(BUSY, "9.000  B > A  200     sdp  tag=b1\n", "and then the call was"));
	EXPECT(is_said_of(BUSY, "9.000  A > B  CANCEL\n9.010  B > A  487  tag=b1\n",
	                  "second 0.9 on and gave up: no response"));
}

TEST(the_pause_that_an_announcement_cut_short_is_not_told_as_measured)
{
	EXPECT(is_said_of("tone=440+480:2-4  for 4.0s",
	                  "4.950  B > A  rtp  speech  for 4.0s\n9.000  B > A  480  tag=b1\n",
	                  "440+480 Hz, 2.0 s on: ringback tone"));
}

TEST(audio_of_two_sources_is_told_with_them)
{
	char *text = text_of("0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1\n"
	                     "0.950  B > A  rtp  tone=440+480:2-4  for 5.0s\n1.900  P > A  183  sdp  tag=c1\n"
	                     "1.950  C > A  rtp  tone=480+620:0.5-0.5  for 5.0s\n9.000  P > A  486  tag=c1\n",
	                     &all);

	EXPECT(has(text, "ringback tone, as in ca, us; from 10.0.0.2:"));
	EXPECT(has(text, "; from 10.0.0."));
	free(text);
	text = text_of_audio(BUSY, "9.000  B > A  486  tag=b1\n");
	EXPECT(!strstr(text, "; from "));
	free(text);
}

TEST(a_long_line_of_audio_is_wrapped)
{
	EXPECT(is_said_of("tone=425:0.48-0.48  for 8.0s", "9.000  B > A  486     tag=b1\n",
	                  "\n                      "));
}

TEST(lines_of_findings_are_wrapped_at_words)
{
	char *text = text_of(SILENT_CALL, &usual), *rest = strstr(text, "\n  error ");

	for (char *line = rest ? strtok(rest, "\n") : NULL; line && strcmp(line, "summary") != 0;
	     line = strtok(NULL, "\n"))
		EXPECT(strlen(line) <= 100);
	free(text);
}

TEST(no_escape_sequences_go_to_a_file)
{
	char *text = text_of("0.000  A > B  INVITE  sdp\n1.500  B > A  603 \"\x1b[2J\"  tag=b1\n", &usual);

	EXPECT(!strchr(text, '\x1b'));
	EXPECT(has(text, "603 \\x1b[2J\n"));
	free(text);
}

TEST(the_same_call_gives_the_same_text)
{
	char *one = text_of(SILENT_CALL, &all), *two = text_of(SILENT_CALL, &all);

	EXPECT(strcmp(one, two) == 0);
	free(one);
	free(two);
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

TEST(what_is_certain_of_a_call_that_goes_on_is_said_and_what_became_of_it)
{
	const struct report_settings settings = {.prompt = true};
	char *text = played_each(LATE_CALL, "text", &settings);

	EXPECT(strncmp(text, "so far   ", 9) == 0);
	EXPECT(strstr(text, "   udp    3.0 s    goes on\n"));
	EXPECT(strstr(text, "  error    em-sdp-no-rtp"));
	EXPECT(strstr(text, "  was      em-sdp-no-rtp       told when the call was 3.0 s old, and no longer so: "));
	free(text);
}

TEST_MAIN
