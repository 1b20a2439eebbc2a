/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/heard.h"

#include "tests/test.h"

#define AT(seconds) ((ns)((seconds)*10) * (SECOND / 10))

/* The sound of each tenth of a second, one letter: . silence, ~ ringback, # early media, ? unknown. */
static struct buf strip_of(const struct heard *heard)
{
	struct buf strip = {0};

	for (unsigned i = 0; i < heard->span_count; i++) {
		const struct span *span = &heard->spans[i];

		EXPECT(i == 0 || (heard->spans[i - 1].to == span->from && heard->spans[i - 1].sound != span->sound));
		for (ns at = span->from; at < span->to; at += SECOND / 10)
			buf_byte(&strip, ".~#?"[span->sound]);
	}
	return strip;
}

/* One second each of the time from second 0 to seconds. */
static void expect_heard(enum policy policy, const struct cue *cues, unsigned count, int seconds, const char *wanted)
{
	struct arena arena = {0};
	struct heard heard = heard_play(&arena, policy, cues, count, 0, seconds * SECOND);
	struct buf strip = strip_of(&heard), seen = {0};

	for (int i = 0; i < seconds; i++)
		buf_byte(&seen, strip.p[i * 10 + 5]);
	EXPECT_STR(wanted, buf_str(&seen));
	EXPECT_INT(seconds * 10, strip.n);
	buf_done(&seen);
	buf_done(&strip);
	arena_done(&arena);
}

/* Under all policies in their order. */
static void expect_all(const struct cue *cues, unsigned count, int seconds, const char *const wanted[POLICIES])
{
	for (enum policy policy = 0; policy < POLICIES; policy++)
		expect_heard(policy, cues, count, seconds, wanted[policy]);
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

TEST(nothing_is_silence)
{
	static const char *const wanted[POLICIES] = {"....", "....", "....", "....", "...."};

	expect_all(NULL, 0, 4, wanted);
}

TEST(ringing_rings_under_all)
{
	static const struct cue cues[] = {{SECOND, CUE_RINGING}};
	static const char *const wanted[POLICIES] = {".~~~", ".~~~", ".~~~", ".~~~", ".~~~"};

	expect_all(cues, COUNT(cues), 4, wanted);
}

TEST(bare_progress_rings_under_one)
{
	static const struct cue cues[] = {{SECOND, CUE_PROGRESS}};
	static const char *const wanted[POLICIES] = {"....", "....", "....", ".~~~", "...."};

	expect_all(cues, COUNT(cues), 4, wanted);
}

TEST(sdp_ends_ringing_where_sdp_cuts)
{
	static const struct cue cues[] = {{SECOND, CUE_RINGING}, {2 * SECOND, CUE_PROGRESS_SDP}};
	static const char *const wanted[POLICIES] = {".~~~", ".~..", ".~..", ".~~~", ".~~~"};

	expect_all(cues, COUNT(cues), 4, wanted);
}

TEST(a_later_180_restores_ringing_under_its_policy)
{
	static const struct cue cues[] = {{SECOND, CUE_PROGRESS_SDP}, {2 * SECOND, CUE_RINGING}};
	static const char *const wanted[POLICIES] = {"..~~", "....", "..~~", ".~~~", "..~~"};

	expect_all(cues, COUNT(cues), 4, wanted);
}

TEST(a_later_180_with_sdp_restores_it_too)
{
	static const struct cue cues[] = {{SECOND, CUE_PROGRESS_SDP}, {2 * SECOND, CUE_RINGING_SDP}};

	expect_heard(POLICY_SDP_CUTS_180_RESTORES, cues, COUNT(cues), 4, "..~~");
}

TEST(a_first_180_with_sdp_cuts)
{
	static const struct cue cues[] = {{SECOND, CUE_RINGING_SDP}};
	static const char *const wanted[POLICIES] = {".~~~", "....", "....", ".~~~", ".~~~"};

	expect_all(cues, COUNT(cues), 4, wanted);
}

TEST(sdp_in_a_182_cuts_and_does_not_ring)
{
	static const struct cue cues[] = {{SECOND, CUE_RINGING}, {2 * SECOND, CUE_OTHER_SDP}};
	static const char *const wanted[POLICIES] = {".~~~", ".~..", ".~..", ".~~~", ".~~~"};

	expect_all(cues, COUNT(cues), 4, wanted);
}

TEST(audio_is_heard_but_by_the_one_that_ignores_it)
{
	static const struct cue cues[] = {{SECOND, CUE_RINGING},
	                                  {2 * SECOND, CUE_PROGRESS_SDP},
	                                  {3 * SECOND, CUE_RTP_STARTS},
	                                  {3 * SECOND, CUE_SOUND_STARTS}};
	static const char *const wanted[POLICIES] = {".~~##", ".~.##", ".~.##", ".~~##", ".~~~~"};

	expect_all(cues, COUNT(cues), 5, wanted);
}

TEST(audio_without_sdp_does_not_end_ringing_where_sdp_cuts)
{
	static const struct cue cues[] = {
		{SECOND, CUE_RINGING}, {2 * SECOND, CUE_RTP_STARTS}, {2 * SECOND, CUE_SOUND_STARTS}};
	static const char *const wanted[POLICIES] = {".~##", ".~~~", ".~~~", ".~##", ".~~~"};

	expect_all(cues, COUNT(cues), 4, wanted);
}

TEST(ringing_resumes_a_second_after_audio_ended)
{
	static const struct cue cues[] = {{0, CUE_RINGING},
	                                  {SECOND, CUE_PROGRESS_SDP},
	                                  {SECOND, CUE_RTP_STARTS},
	                                  {SECOND, CUE_SOUND_STARTS},
	                                  {3 * SECOND, CUE_RTP_STOPS}};
	static const char *const wanted[POLICIES] = {"~##.~~", "~##...", "~##...", "~##...", "~~~~~~"};

	expect_all(cues, COUNT(cues), 6, wanted);
}

TEST(audio_that_comes_back_is_heard_again)
{
	static const struct cue cues[] = {{0, CUE_PROGRESS_SDP},        {0, CUE_RTP_STARTS},
	                                  {0, CUE_SOUND_STARTS},        {SECOND, CUE_RTP_STOPS},
	                                  {4 * SECOND, CUE_RTP_STARTS}, {4 * SECOND, CUE_SOUND_STARTS}};
	static const char *const wanted[POLICIES] = {"#...##", "#...##", "#...##", "#...##", "......"};

	expect_all(cues, COUNT(cues), 6, wanted);
}

TEST(a_retry_begins_afresh)
{
	static const struct cue cues[] = {
		{0, CUE_RINGING}, {SECOND, CUE_PROGRESS_SDP}, {2 * SECOND, CUE_RETRY}, {3 * SECOND, CUE_RINGING}};
	static const char *const wanted[POLICIES] = {"~~.~~", "~..~~", "~..~~", "~~.~~", "~~.~~"};

	expect_all(cues, COUNT(cues), 5, wanted);
}

TEST(a_retry_after_audio_may_ring)
{
	static const struct cue cues[] = {{0, CUE_PROGRESS_SDP},   {0, CUE_RTP_STARTS},     {0, CUE_SOUND_STARTS},
	                                  {SECOND, CUE_RTP_STOPS}, {3 * SECOND, CUE_RETRY}, {3 * SECOND, CUE_RINGING}};
	static const char *const wanted[POLICIES] = {"#..~~", "#..~~", "#..~~", "#..~~", "...~~"};

	expect_all(cues, COUNT(cues), 5, wanted);
}

TEST(what_comes_after_the_end_is_not_heard)
{
	static const struct cue cues[] = {{SECOND, CUE_RINGING}, {9 * SECOND, CUE_PROGRESS_SDP}};

	expect_heard(POLICY_SDP_CUTS, cues, COUNT(cues), 3, ".~~");
}

TEST(silence_is_counted_within_its_limits)
{
	static const struct cue cues[] = {{2 * SECOND, CUE_RINGING}};
	struct arena arena = {0};
	struct heard heard = heard_play(&arena, POLICY_RFC3960, cues, COUNT(cues), 0, 5 * SECOND);

	EXPECT_INT(2 * SECOND, heard_silence(&heard, 0, 5 * SECOND));
	EXPECT_INT(AT(1.5), heard_silence(&heard, AT(0.5), 5 * SECOND));
	EXPECT_INT(0, heard_silence(&heard, 3 * SECOND, 5 * SECOND));
	EXPECT(heard_is_known(&heard));
	arena_done(&arena);
}

TEST(where_audio_would_matter_the_sound_is_unknown)
{
	static const struct cue without[] = {{SECOND, CUE_RINGING}, {2 * SECOND, CUE_PROGRESS_SDP}};
	static const struct cue with[] = {{SECOND, CUE_RINGING},
	                                  {2 * SECOND, CUE_PROGRESS_SDP},
	                                  {2 * SECOND, CUE_RTP_STARTS},
	                                  {2 * SECOND, CUE_SOUND_STARTS}};
	struct arena arena = {0};
	struct heard a = heard_play(&arena, POLICY_SDP_CUTS, without, COUNT(without), 0, 4 * SECOND);
	struct heard b = heard_play(&arena, POLICY_SDP_CUTS, with, COUNT(with), 0, 4 * SECOND);
	struct heard both = heard_merge(&arena, &a, &b);
	struct buf strip = strip_of(&both);

	EXPECT_STR("..........~~~~~~~~~~????????????????????", buf_str(&strip));
	EXPECT(!heard_is_known(&both));
	buf_done(&strip);
	arena_done(&arena);
}

TEST(an_early_phase_of_no_length_has_no_sound)
{
	struct arena arena = {0};
	struct heard heard = heard_play(&arena, POLICY_RFC3960, NULL, 0, SECOND, SECOND);

	EXPECT_INT(0, heard.span_count);
	EXPECT_INT(0, heard_silence(&heard, 0, 2 * SECOND));
	arena_done(&arena);
}

TEST(packets_that_carry_silence_end_ringing_and_bring_nothing)
{
	static const struct cue cues[] = {
		{SECOND, CUE_RINGING}, {2 * SECOND, CUE_PROGRESS_SDP}, {3 * SECOND, CUE_RTP_STARTS}};
	static const char *const wanted[POLICIES] = {".~~...", ".~....", ".~....", ".~~...", ".~~~~~"};

	expect_all(cues, COUNT(cues), 6, wanted);
}

TEST(sound_in_packets_comes_and_goes)
{
	static const struct cue cues[] = {{SECOND, CUE_PROGRESS_SDP},
	                                  {SECOND, CUE_RTP_STARTS},
	                                  {2 * SECOND, CUE_SOUND_STARTS},
	                                  {4 * SECOND, CUE_SOUND_STOPS},
	                                  {5 * SECOND, CUE_SOUND_STARTS}};
	static const char *const wanted[POLICIES] = {"..##.#", "..##.#", "..##.#", "..##.#", "......"};

	expect_all(cues, COUNT(cues), 6, wanted);
}

TEST(sound_is_worth_nothing_without_packets)
{
	static const struct cue cues[] = {{SECOND, CUE_PROGRESS_SDP},
	                                  {SECOND, CUE_RTP_STARTS},
	                                  {SECOND, CUE_SOUND_STARTS},
	                                  {3 * SECOND, CUE_RTP_STOPS}};
	static const char *const wanted[POLICIES] = {".##...", ".##...", ".##...", ".##...", "......"};

	expect_all(cues, COUNT(cues), 6, wanted);
}

TEST_MAIN
