/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/strip.h"

#include "base/language.h"
#include "report/escape.h"
#include "report/lines.h"
#include "rules/content.h"
#include "rules/tone_text.h"

enum {
	STRIP_COLUMNS = 40,
	AGENT_COLUMNS = 60,
	AUDIO_LINES = 6,
	LABEL_COLUMNS = 8,
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

	buf_printf(out, "  ");
	lines_label(out, _("heard"), LABEL_COLUMNS);
	buf_printf(out, "0.0 ");
	for (unsigned i = 0; i < STRIP_COLUMNS; i++)
		buf_byte(out, mark_of(heard, attempt->start + length / STRIP_COLUMNS * i,
		                      i + 1 == STRIP_COLUMNS ? attempt->end
		                                             : attempt->start + length / STRIP_COLUMNS * (i + 1)));
	buf_byte(out, ' ');
	print_seconds(out, length);
	/* TRANSLATORS: what each character of the line means */
	buf_printf(out, "   %s\n",
	           heard_is_known(heard) ? _(". silence  ~ local ringback  # early media")
	                                 : _(". silence  ~ local ringback  # early media  ? unknown"));
}

static void print_agent(struct buf *out, const struct attempt *attempt)
{
	struct buf agent = {0};

	if (!attempt->policy_agent.n)
		return;
	escape_terminal(&agent, attempt->policy_agent, AGENT_COLUMNS);
	lines_label(out, "", 2 + LABEL_COLUMNS);
	/* TRANSLATORS: a User-Agent, and how phones of its kind behave: "by the rules of Yealink ...: rfc3960" */
	buf_printf(out, _("by the rules of %s: %s"), buf_text(&agent), policy_name(attempt->policy));
	buf_byte(out, '\n');
	buf_done(&agent);
}

static void print_silence(struct buf *out, const struct attempt *attempt)
{
	/* TRANSLATORS: behind it stand the ways phones behave: "rfc3960 8.1 s" */
	buf_printf(out, "  %s", _("silence by phone:"));
	for (enum policy policy = 0; policy < POLICIES; policy++) {
		ns silence = attempt_silence(attempt, policy);
		struct buf seconds = {0};

		buf_printf(out, "%s%s ", policy ? "   " : "  ", policy_name(policy));
		print_seconds(&seconds, silence);
		if (silence < 0)
			/* TRANSLATORS: how long the silence was */
			buf_printf(out, "%s", _("unknown"));
		else
			buf_printf(out, _("%s s"), buf_text(&seconds));
		buf_done(&seconds);
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
	struct buf source = {0};

	if (passage->content == CONTENT_TONE)
		tone_print(out, &passage->tone);
	else if (passage->content == CONTENT_UNKNOWN && is_played)
		/* TRANSLATORS: of audio in a codec that is not known here */
		buf_printf(out, "%s", _("not decoded; taken for sound"));
	else
		buf_printf(out, "%s", content_words(passage->content));
	if (has_other_source(&attempt->carried, at)) {
		endpoint_format(&source, &at->stream->source);
		/* TRANSLATORS: these three stand behind what was heard: "ringback tone; from 10.0.0.2:20000" */
		buf_printf(out, _("; from %s"), buf_text(&source));
	}
	if (!is_played)
		buf_printf(out, "%s",
		           attempt->backward.refused ? _("; refused, so not played")
		                                     : _("; of a payload type not offered, so not played"));
	buf_done(&source);
}

static void print_passage(struct buf *out, const struct attempt *attempt, const struct carried_passage *at, bool first)
{
	const struct passage *passage = &at->passage;
	const struct lines lines = {out, false};
	struct buf text = {0};
	size_t begin, column;

	buf_printf(out, "  ");
	column = 2 + lines_label(out, first ? _("audio") : "", LABEL_COLUMNS);
	begin = buf_str(out).n;
	print_seconds(out, passage->from - attempt->start);
	buf_printf(out, " - ");
	print_seconds(out, passage->to - attempt->start);
	buf_printf(out, "   ");
	column += buf_str(out).n - begin;
	tell_passage(&text, attempt, at);
	lines_wrap(&lines, column, column, buf_str(&text));
	buf_done(&text);
}

static void print_left(struct buf *out, unsigned left)
{
	lines_label(out, "", 2 + LABEL_COLUMNS);
	/* TRANSLATORS: passages of audio */
	buf_printf(out, _("and %u more in -o json"), left);
	buf_byte(out, '\n');
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
		print_left(out, left);
}

void strip_print(struct buf *out, const struct attempt *attempt)
{
	const struct heard *heard = &attempt->heard[attempt->policy];

	if (heard->span_count == 0 || attempt->end - attempt->start < STRIP_COLUMNS)
		return;
	print_strip(out, attempt, heard);
	print_agent(out, attempt);
	print_audio(out, attempt);
	print_silence(out, attempt);
}
