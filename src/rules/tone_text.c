/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/tone_text.h"

#include "call/carried.h"
#include "media/plan.h"

enum {
	MOST_NAMED = 5, /* countries; those beyond are counted */
};

static const char *tone_words(enum tone_class class)
{
	static const char *const words[TONE_CLASSES] = {
		[TONE_NONE] = "a tone of no known meaning", [TONE_OTHER] = "a tone of no known meaning",
		[TONE_RINGBACK] = "ringback tone",          [TONE_BUSY] = "busy tone",
		[TONE_CONGESTION] = "congestion tone",      [TONE_BUSY_OR_CONGESTION] = "busy or congestion tone",
		[TONE_SIT] = "special information tone",    [TONE_DIAL] = "dial tone",
	};

	return words[class];
}

/* Of special information tones there are several in one country. */
void tone_name_print(struct buf *out, enum tone_class class)
{
	buf_printf(out, "%s%s", class == TONE_SIT ? "a " : "", tone_words(class));
}

/* What was measured */

static void sort(uint16_t hz[TONE_MAX_PITCHES], unsigned count)
{
	for (unsigned i = 1; i < count; i++)
		for (unsigned k = i; k > 0 && hz[k] < hz[k - 1]; k--) {
			uint16_t higher = hz[k - 1];

			hz[k - 1] = hz[k];
			hz[k] = higher;
		}
}

/* Pitches at one time by height, as tone plans write them; those of a special information tone as they come. */
static void print_pitches(struct buf *out, const struct tone *tone)
{
	uint16_t hz[TONE_MAX_PITCHES];
	unsigned count = 0;

	while (count < TONE_MAX_PITCHES && tone->hz[count]) {
		hz[count] = tone->hz[count];
		count++;
	}
	if (tone->class != TONE_SIT)
		sort(hz, count);
	for (unsigned i = 0; i < count; i++)
		buf_printf(out, "%s%u", !i ? "" : tone->class == TONE_SIT ? " > " : "+", hz[i]);
	buf_add(out, STR(" Hz"));
}

/* Seconds, to a hundredth, and without the last digit where that is 0. */
static void print_seconds(struct buf *out, unsigned milliseconds)
{
	unsigned hundredths = (milliseconds + 5) / 10;

	buf_printf(out, "%u.%u", hundredths / 100, hundredths / 10 % 10);
	if (hundredths % 10)
		buf_printf(out, "%u", hundredths % 10);
}

static void print_row(struct buf *out, const uint16_t *cadence, unsigned first, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (i)
			buf_byte(out, '-');
		print_seconds(out, cadence[(first + i) % count]);
	}
	buf_add(out, STR(" s"));
}

/* A cycle is written with its longest pause at the end, wherever the stream began. */
static unsigned first_on(const uint16_t *cadence, unsigned count)
{
	unsigned longest = 1;

	if (count % 2)
		return 0;
	for (unsigned i = 3; i < count; i += 2)
		if (cadence[i] > cadence[longest])
			longest = i;
	return (longest + 1) % count;
}

static void print_cadence(struct buf *out, const struct tone *tone)
{
	unsigned count = 0;

	while (count < TONE_MAX_CADENCE && tone->cadence[count])
		count++;
	if (count == 0) {
		buf_add(out, STR(" without a pause"));
		return;
	}
	buf_add(out, STR(", "));
	if (tone->class == TONE_SIT) {
		print_row(out, tone->cadence, 0, count < 3 ? count : 3);
	} else if (count > 2) {
		print_row(out, tone->cadence, first_on(tone->cadence, count), count);
		buf_add(out, STR(" on and off"));
	} else {
		print_seconds(out, tone->cadence[0]);
		buf_add(out, STR(" s on"));
		if (count == 2) {
			buf_add(out, STR(" / "));
			print_seconds(out, tone->cadence[1]);
			buf_add(out, STR(" s off"));
		}
	}
	if (tone->cycles)
		buf_printf(out, ", %u cycle%s", tone->cycles, tone->cycles == 1 ? "" : "s");
}

/* Where it means what */

struct fits {
	struct plan_fit at[PLAN_MAX_FITS];
	unsigned count;
};

static unsigned count_of(const struct fits *fits, enum tone_class class)
{
	unsigned count = 0;

	for (unsigned i = 0; i < fits->count; i++)
		count += fits->at[i].class == class;
	return count;
}

static void print_countries(struct buf *out, const struct fits *fits, enum tone_class class)
{
	unsigned count = count_of(fits, class), named = 0;

	/* One more is named sooner than counted. */
	unsigned most = count == MOST_NAMED + 1 ? count : MOST_NAMED;

	for (unsigned i = 0; i < fits->count && named < most; i++)
		if (fits->at[i].class == class)
			buf_printf(out, "%s%s", named++ ? ", " : "", fits->at[i].plan->cc);
	if (count > named)
		buf_printf(out, " and %u more", count - named);
}

/* Two lists were asked; where the other one says something else of a country, it says so. */
static void print_disputed(struct buf *out, const struct fits *fits)
{
	unsigned count = 0, named = 0;

	for (unsigned i = 0; i < fits->count; i++)
		count += fits->at[i].disputed;
	if (!count)
		return;
	buf_add(out, STR("; the lists of tones disagree about "));
	for (unsigned i = 0; i < fits->count && named < MOST_NAMED; i++)
		if (fits->at[i].disputed)
			buf_printf(out, "%s%s", named++ ? ", " : "", fits->at[i].plan->cc);
	if (count > named)
		buf_printf(out, " and %u more", count - named);
}

static void print_both(struct buf *out, const struct fits *fits)
{
	buf_add(out, STR(": busy tone in "));
	print_countries(out, fits, TONE_BUSY);
	buf_add(out, STR(", congestion tone in "));
	print_countries(out, fits, TONE_CONGESTION);
	buf_add(out, STR(" (--tone-plan CC tells which)"));
}

static void print_meaning(struct buf *out, const struct tone *tone, const struct fits *fits)
{
	bool any = false;

	buf_printf(out, ": %s", tone_words(tone->class));
	if (tone->class == TONE_SIT && sit_name(tone->sit))
		buf_printf(out, " (%s, as North America codes it)", sit_name(tone->sit));
	if (count_of(fits, tone->class)) {
		buf_add(out, STR(", as in "));
		print_countries(out, fits, tone->class);
	}
	for (enum tone_class class = TONE_OTHER; class < TONE_CLASSES; class ++) {
		if (class == tone->class || !count_of(fits, class))
			continue;
		buf_printf(out, "%s %s in ", any ? "," : "; but", tone_words(class));
		print_countries(out, fits, class);
		any = true;
	}
}

void tone_print(struct buf *out, const struct tone *tone)
{
	struct fits fits;

	fits.count = plan_fits(tone, fits.at);
	print_pitches(out, tone);
	print_cadence(out, tone);
	if (tone->class == TONE_BUSY_OR_CONGESTION && count_of(&fits, TONE_BUSY) && count_of(&fits, TONE_CONGESTION))
		print_both(out, &fits);
	else
		print_meaning(out, tone, &fits);
	print_disputed(out, &fits);
}
