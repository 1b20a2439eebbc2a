/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/strip.h"

#include "report/escape.h"

enum {
	STRIP_COLUMNS = 40,
	AGENT_COLUMNS = 60,
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

void strip_print(struct buf *out, const struct attempt *attempt)
{
	const struct heard *heard = &attempt->heard[attempt->policy];

	if (heard->span_count == 0 || attempt->end - attempt->start < STRIP_COLUMNS)
		return;
	print_strip(out, attempt, heard);
	print_silence(out, attempt);
}
