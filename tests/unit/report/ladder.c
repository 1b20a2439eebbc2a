/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/ladder.h"

#include "played.h"

/* A ladder played and printed again, whole and without frame numbers. */

struct printed {
	struct buf text;
	struct ladder_settings settings;
};

static void print_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                       const struct verdict *verdict)
{
	struct printed *printed = arg;

	ladder_print(&printed->text, attempt, printed->settings);
}

static struct buf print_as(const char *ladder, struct ladder_settings how)
{
	struct printed printed = {.settings = how};
	const struct analyzer_settings settings = {.call = print_call, .arg = &printed};
	struct analyzer *analyzer = analyzer_new(&settings);

	ladder_play(ladder, played_frame, analyzer);
	analyzer_flush(analyzer);
	analyzer_free(analyzer);
	return printed.text;
}

static struct buf print_whole(const char *ladder)
{
	return print_as(ladder, (struct ladder_settings){.whole = true});
}

/* Without the frame numbers and the blanks before them. */
static struct buf bare(struct buf *text)
{
	struct str rest = buf_str(text), line;
	struct buf out = {0};

	while (str_split(&rest, '\n', &line)) {
		for (size_t i = 0; i + 8 < line.n; i++)
			if (memcmp(line.p + i, "  frame ", 8) == 0)
				line.n = i;
		if (line.n)
			buf_printf(&out, STR_FMT "\n", STR_ARG(str_trim(line)));
	}
	buf_done(text);
	return out;
}

static void expect_same(const char *ladder)
{
	struct buf text = print_whole(ladder), got = bare(&text);

	EXPECT_STR(ladder, buf_str(&got));
	buf_done(&got);
}

static bool has_line(const struct buf *text, const char *line)
{
	return str_has(buf_str(text), str_of(line));
}

TEST(a_printed_ladder_is_the_one_that_was_played)
{
	expect_same("0.000  A > B  INVITE  sdp\n"
	            "0.900  B > A  183     sdp  tag=b1\n"
	            "0.910  B > A  rtp     for 8.0s\n"
	            "9.000  B > A  200     sdp  tag=b1\n"
	            "9.020  A > B  ACK     tag=b1\n");
}

TEST(the_pace_of_packets_is_rounded)
{
	struct buf text = print_whole("0.000  A > B  INVITE  sdp\n"
	                              "0.900  B > A  183     sdp  tag=b1\n"
	                              "0.910  B > A  rtp     for 8.0s  every=0.0597s\n"
	                              "9.000  B > A  200     sdp  tag=b1\n");

	EXPECT(has_line(&text, "every=0.060s"));
	buf_done(&text);
}

TEST(icmp_errors_and_lost_fragments_survive_printing)
{
	expect_same("0.000  A > B  INVITE  sdp  x3\n"
	            "0.001  B > A  icmp \"host unreachable\"  of=INVITE  x3  by=10.0.0.9\n");
	expect_same("0.000  A > B  INVITE  sdp\n"
	            "0.900  B > A  183     sdp  tag=b1  frag-lost\n"
	            "1.000  B > A  rtp     for 2.0s\n"
	            "1.001  A > B  icmp \"port unreachable\"  of=rtp  x2\n"
	            "9.000  B > A  200     sdp  tag=b1\n"
	            "9.020  A > B  ACK     tag=b1\n");
}

TEST(words_of_messages_survive_printing)
{
	expect_same("0.000  A > B  INVITE  sdp\n"
	            "0.100  B > A  183     sdp=sendonly  tag=b1  rel\n"
	            "0.200  A > B  PRACK   tag=b1\n"
	            "0.210  B > A  200     of=PRACK  tag=b1\n"
	            "0.300  B > A  183     sdp=zero  tag=b2  rel=7\n"
	            "0.400  A > B  PRACK   tag=b2  rack=7\n"
	            "0.500  B > A  180     tag=b2  x3\n"
	            "9.000  B > A  603 \"Network Blocked\"  tag=b2  Reason: Q.850;cause=21\n"
	            "9.020  A > B  ACK     tag=b2\n");
}

TEST(a_reason_survives_in_every_message)
{
	expect_same("0.000  A > B  INVITE  sdp  Reason: SIP;cause=302;text=\"moved, \\\"again\\\"; here\"\n"
	            "0.100  B > A  100     Reason: SIP;cause=100\n"
	            "0.300  B > A  183     sdp  tag=b1  rel  Reason: Q.850;cause=1;text=\"vacant\";location=RLN, SIP;cause=404\n"
	            "0.400  A > B  PRACK   tag=b1  Reason: SIP;cause=1\n"
	            "0.410  B > A  200     of=PRACK  tag=b1  Reason: SIP;cause=2\n"
	            "2.000  A > B  CANCEL  Reason: SIP;cause=200;text=\"Call completed elsewhere\"\n"
	            "2.010  B > A  200     of=CANCEL  tag=b1  Reason: SIP;cause=3\n"
	            "2.020  B > A  487     tag=b1  Reason: Q.850;cause=31\n"
	            "2.030  A > B  ACK     tag=b1  Reason: SIP;cause=4\n");
	expect_same("0.000  A > B  INVITE  sdp\n"
	            "1.000  B > A  200     sdp  tag=b1\n"
	            "1.010  A > B  ACK     tag=b1\n"
	            "9.000  A > B  BYE     tag=b1  Reason: Q.850;cause=16\n"
	            "9.010  B > A  200     of=BYE  tag=b1  Reason: SIP;cause=5\n");
}

TEST(what_else_a_refusal_says_survives)
{
	expect_same("0.000  A > B  INVITE  sdp\n"
	            "0.100  B > A  100\n"
	            "9.000  B > A  503     tag=b1  X-Reason: no room  Retry-After: 120  Warning: 399 gw \"a, b\"\n"
	            "9.020  A > B  ACK     tag=b1\n");
}

TEST(notes_on_messages_survive_printing)
{
	expect_same("0.000  A > B  INVITE  sdp  !content-length-short\n"
	            "0.100  B > A  100     !start-line\n"
	            "0.500  B > A  183     sdp  tag=b1  !start-line  !bare-lf\n"
	            "0.700  B > A  183     sdp  tag=b2  !content-type-wrong\n"
	            "9.000  B > A  603     tag=b1  !value\n"
	            "9.020  A > B  ACK     tag=b1\n");
}

TEST(blanks_in_a_reason_are_single_ones_and_do_not_end_it)
{
	struct buf text = print_whole("0.000  A > B  INVITE  sdp\n"
	                              "9.000  B > A  603     tag=b1  Reason: Q.850;cause=21;text=\"a \\ b\"\n");

	EXPECT(has_line(&text, "tag=b1  Reason: Q.850;cause=21;text=\"a b\""));
	buf_done(&text);
}

TEST(a_gap_in_a_stream_survives_printing)
{
	expect_same("0.000  A > B  INVITE  sdp  tcp\n"
	            "0.100  B > A  183     sdp  tag=b1  tcp  gap\n"
	            "9.000  B > A  603     tag=b1  tcp\n"
	            "9.010  A > B  ACK     tag=b1  tcp\n");
}

TEST(tcp_and_retries_are_told)
{
	expect_same("0.000  A > B  INVITE  sdp  tcp\n"
	            "0.100  B > A  407     tag=b1  tcp\n"
	            "0.110  A > B  ACK     tag=b1  tcp\n"
	            "0.200  A > B  INVITE  sdp  cseq=2  tcp\n"
	            "0.900  B > A  486     tag=b2  cseq=2  tcp\n"
	            "0.910  A > B  ACK     tag=b2  cseq=2  tcp\n");
}

TEST(proxies_and_forks_get_their_letters_and_a_legend)
{
	struct buf text = print_whole("0.000  A > P  INVITE  sdp\n"
	                              "0.010  P > B  INVITE  sdp\n"
	                              "0.020  P > C  INVITE  sdp\n"
	                              "0.500  C > P  183     sdp  tag=c1\n"
	                              "0.510  P > A  183     sdp  tag=c1\n"
	                              "0.600  B > P  180     tag=b1\n"
	                              "0.610  P > A  180     tag=b1\n"
	                              "5.000  B > P  200     sdp  tag=b1\n"
	                              "5.010  P > A  200     sdp  tag=b1\n"
	                              "5.020  A > P  ACK     tag=b1\n"
	                              "5.030  P > B  ACK     tag=b1\n");

	EXPECT(has_line(&text, "# A 10.0.0.1:5060  P 10.0.0.16:5060  B 10.0.0.2:5060  C 10.0.0.3:5060\n"));
	EXPECT(has_line(&text, "0.510  P > A  183     sdp  tag=c1 "));
	EXPECT(has_line(&text, "0.610  P > A  180     tag=b1 "));
	EXPECT(has_line(&text, "5.030  P > B  ACK     tag=b1 "));
	buf_done(&text);
}

TEST(the_legs_of_a_call_are_told_with_it)
{
	static const char ladder[] = "0.000  A > B  INVITE  sdp  leg\n"
				     "0.020  B > C  INVITE  sdp  call=2  leg\n"
				     "0.800  C > B  407     tag=c1  call=2\n"
				     "0.820  B > C  INVITE  sdp  cseq=2  call=2  leg\n"
				     "0.900  C > B  183     sdp  tag=c2  cseq=2  call=2\n"
				     "0.920  B > A  183     tag=b1\n"
				     "0.950  C > B  rtp     for 3.0s  call=2\n"
				     "9.000  C > B  200     sdp  tag=c2  cseq=2  call=2\n"
				     "9.010  B > A  200     sdp  tag=b1\n"
				     "9.020  B > A  rtp     for 1.0s\n";
	struct buf text = print_whole(ladder), got = bare(&text);

	EXPECT(has_line(&got, ladder));
	buf_done(&got);
}

TEST(frame_numbers_stand_at_the_end_of_each_line)
{
	struct buf text =
		print_whole("0.000  A > B  INVITE  sdp\n1.000  B > A  486  tag=b1\n1.010  A > B  ACK  tag=b1\n");

	EXPECT_STR("0.000  A > B  INVITE  sdp                                     frame 1\n"
	           "1.000  B > A  486     tag=b1                                  frame 2\n"
	           "1.010  A > B  ACK     tag=b1                                  frame 3\n",
	           buf_str(&text));
	buf_done(&text);
}

TEST(audio_tells_ports_payload_type_and_another_source)
{
	struct buf text = print_whole("0.000  A > B  INVITE  sdp\n"
	                              "0.500  B > A  183     sdp  tag=b1\n"
	                              "0.600  B > A  rtp     for 1.0s  pt=8\n"
	                              "3.000  B > A  rtp     for 0.5s  from=40010  ssrc=2\n"
	                              "4.000  A > B  rtp     for 0.5s\n"
	                              "9.000  B > A  200     sdp  tag=b1\n"
	                              "9.010  A > B  ACK     tag=b1\n"
	                              "9.100  B > A  rtp     for 2.0s\n");

	EXPECT(has_line(&text, "B > A  rtp     for 1.0s  pt=8 "));
	EXPECT(has_line(&text, "B > A  rtp     for 0.5s  from=40010  ssrc=2 "));
	EXPECT(has_line(&text, "A > B  rtp     for 0.5s "));
	EXPECT(has_line(&text, "9.100  B > A  rtp     for 2.0s"));
	buf_done(&text);
}

TEST(audio_to_a_place_nobody_named_is_shown_with_its_port)
{
	struct buf text = print_whole("0.000  A > B  INVITE  sdp\n"
	                              "0.500  B > A  183     sdp  tag=b1\n"
	                              "0.600  B > A  rtp     for 3.0s  to=30010\n"
	                              "9.000  B > A  603     tag=b1\n"
	                              "9.010  A > B  ACK     tag=b1\n");

	EXPECT(has_line(&text, "B > A  rtp     for 3.0s  to=30010 "));
	buf_done(&text);
}

TEST(what_follows_the_answer_is_left_out_unless_asked_for)
{
	const char *ladder = "0.000  A > B  INVITE  sdp\n"
			     "1.000  B > A  200     sdp  tag=b1\n"
			     "1.010  A > B  ACK     tag=b1\n"
			     "60.00  A > B  BYE     tag=b1\n"
			     "60.01  B > A  200     of=BYE  tag=b1\n";
	struct buf brief = print_as(ladder, (struct ladder_settings){.indent = 2}), whole = print_whole(ladder);

	EXPECT(has_line(&brief, "ACK"));
	EXPECT(!has_line(&brief, "BYE"));
	EXPECT(has_line(&brief, "\n  # \xe2\x80\xa6 2 more lines after the answer"));
	EXPECT(has_line(&whole, "60.000  A > B  BYE     tag=b1"));
	EXPECT(has_line(&whole, "60.010  B > A  200     of=BYE  tag=b1"));
	EXPECT(!has_line(&whole, "#"));
	buf_done(&brief);
	buf_done(&whole);
}

TEST(a_long_early_phase_is_shown_by_its_ends)
{
	struct buf ladder = {0}, brief;

	buf_printf(&ladder, "0.000  A > B  INVITE  sdp\n");
	for (unsigned i = 1; i <= 90; i++)
		buf_printf(&ladder, "%u.000  B > A  183  tag=b%u\n", i, i);
	buf_printf(&ladder, "99.00  B > A  603  tag=b1\n");
	brief = print_as(buf_text(&ladder), (struct ladder_settings){0});
	EXPECT(has_line(&brief, " INVITE "));
	EXPECT(has_line(&brief, "# \xe2\x80\xa6 40 more lines; -l shows all\n"));
	EXPECT(has_line(&brief, " 603 "));
	buf_done(&ladder);
	buf_done(&brief);
}

/* What comes from the wire cannot add lines or steer the terminal. */
TEST(text_from_the_wire_is_escaped)
{
	struct buf text = print_whole(
		"0.000  A > B  INVITE  sdp\n"
		"1.000  B > A  603 \"No\x1b[31m\"  tag=b1  Reason: Q.850;cause=21;text=\"a\xe2\x80\xae\"\n");

	EXPECT(has_line(&text, "603 \"No\\x1b[31m\""));
	EXPECT(has_line(&text, ";text=\"a\\u{202e}\""));
	buf_done(&text);
}

/* The ladders of the rules are printed as ladders that play alike. */
TEST(printing_what_was_printed_changes_nothing)
{
	for (unsigned i = 0; rule_catalogue[i]; i++) {
		const char *ladders[] = {rule_catalogue[i]->fires, rule_catalogue[i]->silent};

		for (unsigned n = 0; n < 2; n++) {
			struct buf once, twice;

			if (strstr(ladders[n], "call=2"))
				continue; /* two calls print two ladders */
			twice = print_whole(ladders[n]);
			once = bare(&twice);
			twice = print_whole(buf_text(&once));
			twice = bare(&twice);
			if (!str_eq(buf_str(&once), buf_str(&twice)))
				printf("# %s:\n" STR_FMT "then\n" STR_FMT, rule_catalogue[i]->id,
				       STR_ARG(buf_str(&once)), STR_ARG(buf_str(&twice)));
			EXPECT(str_eq(buf_str(&once), buf_str(&twice)));
			buf_done(&once);
			buf_done(&twice);
		}
	}
}

TEST_MAIN
