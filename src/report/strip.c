/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/strip.h"

#include "report/escape.h"
#include "report/lines.h"
#include "rules/content.h"
#include "rules/tone_text.h"

enum {
	STRIP_COLUMNS = 40,
	AGENT_COLUMNS = 60,
	AUDIO_LINES = 6,
};

static const char marks[] = {
	[SOUND_SILENCE] = '.',
	[SOUND_LOCAL_RINGBACK] = '~',
	[SOUND_EARLY_MEDIA] = '#',
	[SOUND_UNKNOWN] = '?',
};

/* What fills most of from..to. */
static char mark_of(const struct heard *heard, ns from, ns to)
{
	ns longest = -1;
	char mark = '?';

	for (unsigned i = 0; i < heard->span_count; i++) {
		const struct span *span = &heard->spans[i];
		ns begin = span->from > from ? span->from : from, end = span->to < to ? span->to : to;

		if (end > begin && end - begin > longest) {
			longest = end - begin;
			mark = marks[span->sound];
		}
	}
	return mark;
}

static void print_seconds(struct buf *out, ns duration)
{
	clock_seconds(out, duration, 1);
}

static void print_strip(struct buf *out, const struct attempt *attempt, const struct heard *heard)
{
	ns length = attempt->end - attempt->start;

	buf_printf(out, "  heard   0.0 ");
	for (unsigned i = 0; i < STRIP_COLUMNS; i++)
		buf_byte(out, mark_of(heard, attempt->start + length / STRIP_COLUMNS * i,
		                      i + 1 == STRIP_COLUMNS ? attempt->end
		                                             : attempt->start + length / STRIP_COLUMNS * (i + 1)));
	buf_byte(out, ' ');
	print_seconds(out, length);
	buf_printf(out, "   . silence  ~ local ringback  # early media%s\n",
	           heard_is_known(heard) ? "" : "  ? unknown");
	if (attempt->policy_agent.n) {
		buf_printf(out, "          by the rules of ");
		escape_terminal(out, attempt->policy_agent, AGENT_COLUMNS);
		buf_printf(out, ": %s\n", policy_name(attempt->policy));
	}
}

static void print_silence(struct buf *out, const struct attempt *attempt)
{
	buf_printf(out, "  silence by phone:");
	for (enum policy policy = 0; policy < POLICIES; policy++) {
		ns silence = attempt_silence(attempt, policy);

		buf_printf(out, "%s%s ", policy ? "   " : "  ", policy_name(policy));
		if (silence < 0) {
			buf_printf(out, "unknown");
			continue;
		}
		print_seconds(out, silence);
		buf_printf(out, " s");
	}
	buf_byte(out, '\n');
}

/* Clicks and pauses are in the JSON. */
static bool is_worth_a_line(const struct carried_passage *at)
{
	return at->early && (at->passage.content == CONTENT_TONE || at->passage.to - at->passage.from >= SECOND ||
	                     at->passage.content == CONTENT_KEEPALIVE);
}

/* Two forks play at once. */
static bool has_other_source(const struct carried *carried, const struct carried_passage *at)
{
	for (unsigned i = 0; i < carried->passage_count; i++)
		if (is_worth_a_line(&carried->passages[i]) &&
		    !endpoint_same(&carried->passages[i].stream->source, &at->stream->source))
			return true;
	return false;
}

static void tell_passage(struct buf *out, const struct attempt *attempt, const struct carried_passage *at)
{
	const struct passage *passage = &at->passage;
	bool is_played = is_playable(attempt, at);

	if (passage->content == CONTENT_TONE)
		tone_print(out, &passage->tone);
	else if (passage->content == CONTENT_UNKNOWN)
		buf_printf(out, is_played ? "not decoded; taken for sound" : "not decoded");
	else if (passage->content == CONTENT_SOUND)
		buf_printf(out, "sound, of no clear kind");
	else
		buf_printf(out, "%s", content_name(passage->content));
	if (has_other_source(&attempt->carried, at)) {
		buf_printf(out, "; from ");
		endpoint_format(out, &at->stream->source);
	}
	if (!is_played)
		buf_printf(out, attempt->backward.refused ? "; refused, so not played"
		                                          : "; of a payload type not offered, so not played");
}

static void print_passage(struct buf *out, const struct attempt *attempt, const struct carried_passage *at, bool first)
{
	const struct passage *passage = &at->passage;
	const struct lines lines = {out, false};
	struct buf text = {0};
	size_t begin = buf_str(out).n, column;

	buf_printf(out, "  %-6s  ", first ? "audio" : "");
	print_seconds(out, passage->from - attempt->start);
	buf_printf(out, " - ");
	print_seconds(out, passage->to - attempt->start);
	buf_printf(out, "   ");
	column = buf_str(out).n - begin;
	tell_passage(&text, attempt, at);
	lines_wrap(&lines, column, column, buf_str(&text));
	buf_done(&text);
}

static void print_audio(struct buf *out, const struct attempt *attempt)
{
	const struct carried *carried = &attempt->carried;
	unsigned printed = 0, left = 0;

	for (unsigned i = 0; i < carried->passage_count; i++) {
		if (!is_worth_a_line(&carried->passages[i]))
			continue;
		if (printed < AUDIO_LINES)
			print_passage(out, attempt, &carried->passages[i], printed++ == 0);
		else
			left++;
	}
	if (left)
		buf_printf(out, "          and %u more in -o json\n", left);
}

void strip_print(struct buf *out, const struct attempt *attempt)
{
	const struct heard *heard = &attempt->heard[attempt->policy];

	if (heard->span_count == 0 || attempt->end - attempt->start < STRIP_COLUMNS)
		return;
	print_strip(out, attempt, heard);
	print_audio(out, attempt);
	print_silence(out, attempt);
}
