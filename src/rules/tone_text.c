/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/tone_text.h"

#include "base/language.h"
#include "call/carried.h"
#include "media/plan.h"

enum {
	MOST_NAMED = 5, /* countries; those beyond are counted */
};

/* What plans of tones call it. */
static const char *tone_kind(enum tone_class class)
{
	static const char *const words[TONE_CLASSES] = {
		[TONE_NONE] = N_("a tone of no known meaning"),
		[TONE_OTHER] = N_("a tone of no known meaning"),
		[TONE_RINGBACK] = N_("ringback tone"),
		[TONE_BUSY] = N_("busy tone"),
		[TONE_CONGESTION] = N_("congestion tone"),
		[TONE_BUSY_OR_CONGESTION] = N_("busy or congestion tone"),
		[TONE_SIT] = N_("special information tone"),
		[TONE_DIAL] = N_("dial tone"),
	};

	return _(words[class]);
}

/* Of special information tones there are several in one country. */
const char *tone_words(enum tone_class class)
{
	return class == TONE_SIT ? _("a special information tone") : tone_kind(class);
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
}

/* Seconds, to a hundredth, and without the last digit where that is 0. */
static void print_seconds(struct buf *out, unsigned milliseconds)
{
	unsigned hundredths = (milliseconds + 5) / 10;

	buf_printf(out, "%u.%u", hundredths / 100, hundredths / 10 % 10);
	if (hundredths % 10)
		buf_printf(out, "%u", hundredths % 10);
}

/* "0.4-0.2-0.4-2.0" */
static void print_row(struct buf *out, const uint16_t *cadence, unsigned first, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (i)
			buf_byte(out, '-');
		print_seconds(out, cadence[(first + i) % count]);
	}
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

static unsigned cadence_length(const struct tone *tone)
{
	unsigned count = 0;

	while (count < TONE_MAX_CADENCE && tone->cadence[count])
		count++;
	return count;
}

/* hz: its pitches in words. */
static void print_steps(struct buf *out, const struct tone *tone, const char *hz)
{
	unsigned count = cadence_length(tone);
	struct buf on = {0}, off = {0};

	if (tone->class == TONE_SIT) {
		print_row(&on, tone->cadence, 0, count < 3 ? count : 3);
		/* TRANSLATORS: pitches one after the other, and how long each is: "985 > 1371 > 1777 Hz, 0.38-0.27-0.38 s" */
		buf_printf(out, _("%s Hz, %s s"), hz, buf_text(&on));
	} else if (count > 2) {
		print_row(&on, tone->cadence, first_on(tone->cadence, count), count);
		/* TRANSLATORS: how long the tone is on, off, on, off: "400+450 Hz, 0.4-0.2-0.4-2.0 s on and off" */
		buf_printf(out, _("%s Hz, %s s on and off"), hz, buf_text(&on));
	} else {
		print_seconds(&on, tone->cadence[0]);
		print_seconds(&off, tone->cadence[1]);
		if (count == 2)
			buf_printf(out, _("%s Hz, %s s on / %s s off"), hz, buf_text(&on), buf_text(&off));
		else
			buf_printf(out, _("%s Hz, %s s on"), hz, buf_text(&on));
	}
	buf_done(&on);
	buf_done(&off);
}

static void print_measured(struct buf *out, const struct tone *tone)
{
	struct buf hz = {0};

	print_pitches(&hz, tone);
	if (!cadence_length(tone)) {
		/* TRANSLATORS: a tone that is on all the time: "425 Hz without a pause" */
		buf_printf(out, _("%s Hz without a pause"), buf_text(&hz));
	} else {
		print_steps(out, tone, buf_text(&hz));
		if (tone->cycles)
			/* TRANSLATORS: of a tone: so often it went on and off */
			buf_printf(out, language_plural(", %u cycle", ", %u cycles", tone->cycles), tone->cycles);
	}
	buf_done(&hz);
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

/* The countries at which is_one holds, as a list; those beyond most are counted. */
static void print_countries(struct buf *out, const struct fits *fits,
                            bool (*is_one)(const struct plan_fit *, enum tone_class), enum tone_class class,
                            unsigned most)
{
	unsigned count = 0;
	struct buf named = {0};

	for (unsigned i = 0; i < fits->count; i++) {
		if (!is_one(&fits->at[i], class))
			continue;
		if (count < most)
			buf_printf(&named, "%s%s", count ? _(", ") : "", fits->at[i].plan->cc);
		count++;
	}
	if (count > most)
		/* TRANSLATORS: a list of country codes: "br, ch, cl, cz, de and 20 more" */
		buf_printf(out, _("%s and %u more"), buf_text(&named), count - most);
	else
		buf_printf(out, "%s", buf_text(&named));
	buf_done(&named);
}

static bool means(const struct plan_fit *fit, enum tone_class class)
{
	return fit->class == class;
}

/* One more is named sooner than counted. */
static void print_where(struct buf *out, const struct fits *fits, enum tone_class class)
{
	print_countries(out, fits, means, class, count_of(fits, class) == MOST_NAMED + 1 ? MOST_NAMED + 1 : MOST_NAMED);
}

static bool is_disputed(const struct plan_fit *fit, enum tone_class class)
{
	return fit->disputed;
}

/* Two lists were asked; where the other one says something else of a country, it says so. */
static void print_disputed(struct buf *out, const struct fits *fits)
{
	struct buf where = {0};

	print_countries(&where, fits, is_disputed, TONE_NONE, MOST_NAMED);
	if (where.n)
		/* TRANSLATORS: %s is a list of country codes */
		buf_printf(out, _("; the lists of tones disagree about %s"), buf_text(&where));
	buf_done(&where);
}

static void print_both(struct buf *out, const struct fits *fits)
{
	struct buf busy = {0}, congestion = {0};

	print_where(&busy, fits, TONE_BUSY);
	print_where(&congestion, fits, TONE_CONGESTION);
	/* TRANSLATORS: lists of country codes */
	buf_printf(out, _(": busy tone in %s, congestion tone in %s (--tone-plan CC tells which)"), buf_text(&busy),
	           buf_text(&congestion));
	buf_done(&busy);
	buf_done(&congestion);
}

static void print_name(struct buf *out, const struct tone *tone, const struct fits *fits)
{
	struct buf where = {0};

	print_where(&where, fits, tone->class);
	if (tone->class == TONE_SIT && sit_name(tone->sit))
		/* TRANSLATORS: the second is "intercept", "vacant code", "reorder" or "no circuit" */
		buf_printf(out, _(": %s (%s, as North America codes it)"), tone_kind(tone->class), sit_name(tone->sit));
	else
		/* TRANSLATORS: of a tone, what it means: ": ringback tone" */
		buf_printf(out, _(": %s"), tone_kind(tone->class));
	if (where.n)
		/* TRANSLATORS: %s is a list of country codes, in which the tone means that */
		buf_printf(out, _(", as in %s"), buf_text(&where));
	buf_done(&where);
}

static void print_meaning(struct buf *out, const struct tone *tone, const struct fits *fits)
{
	struct buf others = {0}, where = {0};

	print_name(out, tone, fits);
	for (enum tone_class class = TONE_OTHER; class < TONE_CLASSES; class ++) {
		if (class == tone->class || !count_of(fits, class))
			continue;
		buf_clear(&where);
		print_where(&where, fits, class);
		if (others.n)
			buf_printf(&others, "%s", _(", "));
		/* TRANSLATORS: what a tone means elsewhere: "busy tone in br, ch" */
		buf_printf(&others, _("%s in %s"), tone_kind(class), buf_text(&where));
	}
	if (others.n)
		/* TRANSLATORS: what a tone means elsewhere: "; but busy tone in br, ch" */
		buf_printf(out, _("; but %s"), buf_text(&others));
	buf_done(&others);
	buf_done(&where);
}

void tone_print(struct buf *out, const struct tone *tone)
{
	struct fits fits;

	fits.count = plan_fits(tone, fits.at);
	print_measured(out, tone);
	if (tone->class == TONE_BUSY_OR_CONGESTION && count_of(&fits, TONE_BUSY) && count_of(&fits, TONE_CONGESTION))
		print_both(out, &fits);
	else
		print_meaning(out, tone, &fits);
	print_disputed(out, &fits);
}
