/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/scrape.h"

#include "ladder.h"
#include "tests/test.h"

static void feed(void *arg, const struct frame *frame)
{
	analyzer_feed(arg, frame);
}

static void count(void *arg, const struct attempt *attempt, const struct findings *findings,
                  const struct verdict *verdict)
{
	scrape_count(arg, attempt, findings, verdict);
}

/* The text after this ladder; the tally may be changed before. */
static struct buf text_of(const char *ladder, enum breakdown_key by, const struct tally *tally)
{
	struct scrape *scrape = scrape_new(by);
	const struct analyzer_settings settings = {.call = count, .arg = scrape};
	struct analyzer *analyzer = analyzer_new(&settings);
	struct buf out = {0};
	struct totals totals;

	ladder_play(ladder, feed, analyzer);
	analyzer_flush(analyzer);
	analyzer_totals(analyzer, &totals);
	scrape_print(scrape, &(struct scrape_state){.totals = &totals, .tally = tally, .memory_limit = 1 << 20}, &out);
	analyzer_free(analyzer);
	scrape_free(scrape);
	return out;
}

static bool has(const struct buf *text, const char *line)
{
	struct buf wanted = {0};
	bool found;

	buf_printf(&wanted, "\n%s\n", line);
	found = str_has(buf_str(text), buf_str(&wanted));
	buf_done(&wanted);
	if (!found)
		printf("# lacks %s\n", line);
	return found;
}

static const struct tally nothing;

#define LATE_CALL                                                                                                      \
	"0.000  A > B  INVITE  sdp\n"                                                                                  \
	"0.900  B > A  183     sdp  tag=b1\n"                                                                          \
	"7.000  B > A  rtp     for 1.0s\n"                                                                             \
	"9.000  B > A  200     sdp  tag=b1\n"                                                                          \
	"9.020  A > B  ACK     tag=b1\n"

TEST(a_call_is_told_by_outcome_verdict_and_peer)
{
	struct buf text = text_of(LATE_CALL, BREAKDOWN_NONE, &nothing);

	EXPECT(has(&text, "sipwhy_calls_total{outcome=\"answered\"} 1"));
	EXPECT(has(&text, "sipwhy_calls_total{outcome=\"busy\"} 0"));
	EXPECT(has(&text, "sipwhy_call_verdicts_total{verdict=\"clipped\"} 1"));
	EXPECT(has(&text, "sipwhy_peer_calls_total{peer=\"10.0.0.2\",outcome=\"answered\"} 1"));
	EXPECT(has(&text, "sipwhy_peer_verdicts_total{peer=\"10.0.0.2\",verdict=\"clipped\"} 1"));
	EXPECT(!str_has(buf_str(&text), STR("outcome=\"busy\"} 1")));
	EXPECT(!str_has(buf_str(&text), STR("peer=\"other\"")));
	buf_done(&text);
}

TEST(how_long_it_took_is_told_in_seconds)
{
	struct buf text = text_of(LATE_CALL, BREAKDOWN_NONE, &nothing);

	EXPECT(has(&text, "sipwhy_post_dial_delay_seconds_sum 0.900000"));
	EXPECT(has(&text, "sipwhy_early_media_delay_seconds_bucket{le=\"6\"} 0"));
	EXPECT(has(&text, "sipwhy_early_media_delay_seconds_bucket{le=\"8\"} 1"));
	EXPECT(has(&text, "sipwhy_early_media_delay_seconds_sum 7.000000"));
	EXPECT(has(&text, "sipwhy_early_media_cut_in_seconds_sum 6.100000"));
	EXPECT(has(&text, "sipwhy_caller_silence_seconds_count 1"));
	buf_done(&text);
}

TEST(a_trunk_has_two_hosts)
{
	struct buf text = text_of(LATE_CALL, BREAKDOWN_TRUNK, &nothing);

	EXPECT(has(&text, "sipwhy_peer_calls_total{from=\"10.0.0.1\",peer=\"10.0.0.2\",outcome=\"answered\"} 1"));
	buf_done(&text);
}

TEST(a_decline_is_told_by_its_origin)
{
	struct buf text = text_of(
		"0.000  A > B  INVITE  sdp\n0.900  B > A  180  tag=b1  User-Agent: PJSUA v2.13\n8.000  B > A  603  tag=b1\n",
		BREAKDOWN_NONE, &nothing);

	EXPECT(has(&text, "sipwhy_calls_total{outcome=\"declined\"} 1"));
	EXPECT(has(&text, "sipwhy_declined_calls_total{origin=\"user\"} 1"));
	EXPECT(has(&text, "sipwhy_findings_total{rule=\"dec-603-user\"} 1"));
	buf_done(&text);
}

TEST(frames_and_budgets_are_told)
{
	struct buf text = text_of(LATE_CALL, BREAKDOWN_NONE, &nothing);

	EXPECT(has(&text, "sipwhy_frames_total{kind=\"sip\"} 4"));
	EXPECT(has(&text, "sipwhy_sip_messages_total 4"));
	EXPECT(has(&text, "sipwhy_budget_used{of=\"calls\"} 0"));
	EXPECT(has(&text, "sipwhy_budget_limit{of=\"calls\"} 131072"));
	EXPECT(has(&text, "sipwhy_budget_used{of=\"host-pairs\"} 1"));
	EXPECT(has(&text, "sipwhy_evictions_total{of=\"host-pairs\"} 0"));
	EXPECT(has(&text, "sipwhy_evictions_total{of=\"looks\"} 0"));
	EXPECT(has(&text, "sipwhy_budget_used{of=\"bursts\"} 3"));
	EXPECT(has(&text, "sipwhy_budget_used{of=\"refusals\"} 0"));
	EXPECT(has(&text, "sipwhy_budget_limit_bytes{of=\"calls\"} 167772160"));
	EXPECT(has(&text, "sipwhy_memory_limit_bytes 1048576"));
	buf_done(&text);
}

TEST(how_long_evidence_stays_is_told_since_some_is_gone)
{
	struct scrape *scrape = scrape_new(BREAKDOWN_NONE);
	struct analyzer *analyzer =
		analyzer_new(&(struct analyzer_settings){.call = count, .arg = scrape, .footage = true});
	struct totals totals;
	struct buf text = {0};

	analyzer_totals(analyzer, &totals);
	totals.reach.audio = 90 * SECOND;
	scrape_print(scrape, &(struct scrape_state){.totals = &totals, .tally = &nothing}, &text);
	EXPECT(has(&text, "sipwhy_evidence_reach_seconds{of=\"audio\"} 90.000000"));
	EXPECT(!str_has(buf_str(&text), STR("reach_seconds{of=\"signalling\"}")));
	analyzer_free(analyzer);
	scrape_free(scrape);
	buf_done(&text);
}

TEST(interfaces_are_named_unless_their_names_are_an_attempt)
{
	const struct tally tally = {
		.drops = {.kernel = 100, .interface = 7},
		.named = {{STR("eth0"), {.kernel = 10, .interface = 2}},
	                  {STR("eth\"1\\"), {.kernel = 20}},
	                  {STR("a\nsipwhy_calls_total 9"), {.kernel = 30}},
	                  {STR("\xff"), {.kernel = 1}},
	                  {STR("\xfe"), {.kernel = 1}},
	                  {STR(""), {.kernel = 1}}},
		.count = 6,
	};
	struct buf text = text_of(LATE_CALL, BREAKDOWN_NONE, &tally);

	EXPECT(has(&text, "sipwhy_dropped_frames_total{interface=\"eth0\",by=\"kernel\"} 10"));
	EXPECT(has(&text, "sipwhy_dropped_frames_total{interface=\"eth\\\"1\\\\\",by=\"kernel\"} 20"));
	EXPECT(has(&text, "sipwhy_dropped_frames_total{interface=\"\",by=\"kernel\"} 70"));
	EXPECT(has(&text, "sipwhy_dropped_frames_total{interface=\"\",by=\"interface\"} 5"));
	EXPECT(!str_has(buf_str(&text), STR("\nsipwhy_calls_total 9")));
	buf_done(&text);
}

TEST_MAIN
