/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/plan.h"

static const struct plan plans[] = {
#include "media/plans.inc"
};

enum {
	PLANS = sizeof(plans) / sizeof(plans[0]),
	PITCH_TOLERANCE = 12,  /* Hz; exchanges keep within 1 % or 2 % of the pitch their country asks for */
	LOWEST_CARRIED = 300,  /* Hz, of a telephone channel: modulation is heard, what modulates is not */
	CADENCE_TOLERANCE = 5, /* percent, and ... */
	CADENCE_SLACK = 10,    /* ms */
};

const struct plan *plan_all(unsigned *count)
{
	*count = PLANS;
	return plans;
}

const struct plan *plan_find(struct str cc)
{
	if (str_ieq(cc, STR("gb")))
		cc = STR("uk");
	for (unsigned i = 0; i < PLANS; i++)
		if (str_ieq(cc, str_of(plans[i].cc)))
			return &plans[i];
	return NULL;
}

static bool is_near(unsigned a, unsigned b)
{
	return a <= b + PITCH_TOLERANCE && b <= a + PITCH_TOLERANCE;
}

static bool has_pitch(const uint16_t hz[TONE_MAX_PITCHES], unsigned wanted)
{
	for (unsigned i = 0; i < TONE_MAX_PITCHES && hz[i]; i++)
		if (is_near(hz[i], wanted))
			return true;
	return false;
}

/* Whether the choice explains this line of a spectrum: modulation shows as a line at each side of the pitch. */
static bool explains(const struct plan_pitch *choice, unsigned hz)
{
	if (has_pitch(choice->hz, hz))
		return true;
	return choice->modulate &&
	       (is_near(choice->hz[0] + choice->modulate, hz) || is_near(choice->hz[0] - choice->modulate, hz));
}

static bool sounds_like(const struct plan_pitch *choice, const uint16_t hz[TONE_MAX_PITCHES])
{
	for (unsigned i = 0; i < TONE_MAX_PITCHES && hz[i]; i++)
		if (!explains(choice, hz[i]))
			return false;
	if (choice->modulate) /* one of the lines at its sides alone is another tone */
		return has_pitch(hz, choice->hz[0]) || (hz[0] && hz[1]);
	for (unsigned i = 0; i < TONE_MAX_PITCHES && choice->hz[i]; i++)
		if (choice->hz[i] >= LOWEST_CARRIED && !has_pitch(hz, choice->hz[i]))
			return false;
	return hz[0] != 0;
}

static bool is_sequence_of(const struct plan_pitch *choice, const uint16_t hz[TONE_MAX_PITCHES])
{
	for (unsigned i = 0; i < TONE_MAX_PITCHES; i++)
		if (!is_near(choice->hz[i], hz[i]))
			return false;
	return true;
}

static unsigned length_of(const uint16_t cadence[TONE_MAX_CADENCE])
{
	unsigned length = 0;

	while (length < TONE_MAX_CADENCE && cadence[length])
		length++;
	return length;
}

static bool is_as_long(unsigned measured, unsigned wanted)
{
	unsigned slack = CADENCE_SLACK + wanted * CADENCE_TOLERANCE / 100;

	return measured <= wanted + slack && wanted <= measured + slack;
}

/* A cycle may be measured from any of its tones on, and a row may write a cycle twice. */
static bool beats_like(const uint16_t row[TONE_MAX_CADENCE], const uint16_t measured[TONE_MAX_CADENCE])
{
	unsigned wanted = length_of(row), got = length_of(measured), compared = got;

	if (wanted == 0 || got == 0)
		return wanted == got;
	if (got % 2 ? wanted != got + 1 : wanted % got && got % wanted)
		return false;
	if (got % 2) /* without the last pause, that was not measured */
		got++;
	else
		compared = wanted > got ? wanted : got;
	for (unsigned shift = 0; shift < wanted; shift += 2) {
		unsigned i = 0;

		while (i < compared && is_as_long(measured[i % got], row[(i + shift) % wanted]))
			i++;
		if (i == compared)
			return true;
	}
	return false;
}

bool plan_tone_fits(const struct plan_tone *row, const struct tone *tone)
{
	bool is_rising = tone->class == TONE_SIT && tone->hz[0] < tone->hz[1] && tone->hz[1] < tone->hz[2];

	if (row->sequence != is_rising)
		return false;
	if (!row->sequence && !beats_like(row->cadence, tone->cadence))
		return false;
	for (unsigned i = 0; i < PLAN_MAX_CHOICES && row->choices[i].hz[0]; i++)
		if (row->sequence ? is_sequence_of(&row->choices[i], tone->hz)
		                  : sounds_like(&row->choices[i], tone->hz))
			return true;
	return false;
}

static bool rings_like(const struct plan_tone *row, const uint16_t hz[TONE_MAX_PITCHES], unsigned on)
{
	if (row->class != TONE_RINGBACK || (on && !is_as_long(on, row->cadence[0])))
		return false;
	for (unsigned i = 0; i < PLAN_MAX_CHOICES && row->choices[i].hz[0]; i++)
		if (sounds_like(&row->choices[i], hz))
			return true;
	return false;
}

bool plan_rings(const uint16_t hz[TONE_MAX_PITCHES], unsigned on)
{
	for (const struct plan *plan = plans; plan < plans + PLANS; plan++)
		for (const struct plan_tone *row = plan->tones; row < plan->tones + PLAN_MAX_TONES && row->class; row++)
			if (rings_like(row, hz, on))
				return true;
	return false;
}

static struct plan_fit *fit_of(struct plan_fit *fits, unsigned count, const struct plan *plan, enum tone_class class)
{
	for (unsigned i = 0; i < count; i++)
		if (fits[i].plan == plan && fits[i].class == class)
			return &fits[i];
	return NULL;
}

unsigned plan_fits(const struct tone *tone, struct plan_fit out[PLAN_MAX_FITS])
{
	unsigned count = 0;

	for (const struct plan *plan = plans; plan < plans + PLANS; plan++)
		for (const struct plan_tone *row = plan->tones; row < plan->tones + PLAN_MAX_TONES && row->class;
		     row++) {
			if (!plan_tone_fits(row, tone))
				continue;
			struct plan_fit *fit = fit_of(out, count, plan, row->class);

			if (fit)
				fit->disputed = fit->disputed && row->disputed;
			else if (count < PLAN_MAX_FITS)
				out[count++] = (struct plan_fit){plan, row->class, row->disputed};
		}
	return count;
}
