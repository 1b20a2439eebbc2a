/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames that the capture itself lost. */
#include "rules/general.h"

/* Stretches in which frames were lost, all of them together; the time of the first one proves it. */
static struct loss sum_losses(const struct losses *losses, unsigned *stretches)
{
	struct loss sum = losses->whole;

	*stretches = 0;
	for (unsigned i = 0; i < losses->count; i++) {
		const struct loss *loss = &losses->at[i];

		if (!loss->told && !loss->streams)
			continue;
		if ((*stretches)++ == 0)
			sum = *loss;
		else
			sum.told += loss->told;
		if (loss->streams > sum.streams)
			sum.streams = loss->streams;
	}
	return sum;
}

static unsigned count_down(const struct losses *losses)
{
	unsigned count = losses->down > 0;

	for (unsigned i = 0; i < losses->count; i++)
		count += losses->at[i].down;
	return count;
}

static void tell_told(unsigned long long frames, struct finding *out)
{
	finding_printf(out,
	               language_plural("what seems to be missing in calls may just not have been captured: by its own "
	                               "account the capture lost %llu frame, of which it does not say when",
	                               "what seems to be missing in calls may just not have been captured: by its own "
	                               "account the capture lost %llu frames, of which it does not say when",
	                               frames),
	               frames);
}

static void tell_stretches(unsigned count, const struct loss *sum, struct finding *out)
{
	const char *frame = word_frame(out, sum->frame, sum->until);

	if (sum->told)
		finding_printf(
			out,
			language_plural("what seems to be missing in calls may just not have been captured: it lost "
		                        "frames, as it says, in %u stretch of time, the first before %s",
		                        "what seems to be missing in calls may just not have been captured: it lost "
		                        "frames, as it says, in %u stretches of time, the first before %s",
		                        count),
			count, frame);
	else
		finding_printf(
			out,
			language_plural(
				"what seems to be missing in calls may just not have been captured: it lost frames in %u "
				"stretch of time, the first before %s",
				"what seems to be missing in calls may just not have been captured: it lost frames in %u "
				"stretches of time, the first before %s",
				count),
			count, frame);
}

/* Behind tell_told. */
static void tell_stretches_too(unsigned count, const struct loss *sum, struct finding *out)
{
	const char *frame = word_frame(out, sum->frame, sum->until);

	if (sum->told)
		finding_printf(out,
		               language_plural(
				       ", and it lost frames, as it says, in %u stretch of time, the first before %s",
				       ", and it lost frames, as it says, in %u stretches of time, the first before %s",
				       count),
		               count, frame);
	else
		finding_printf(out,
		               language_plural(", and it lost frames in %u stretch of time, the first before %s",
		                               ", and it lost frames in %u stretches of time, the first before %s",
		                               count),
		               count, frame);
}

static void tell_down(unsigned count, bool alone, struct finding *out)
{
	if (alone)
		finding_printf(out,
		               language_plural("what seems to be missing in calls may just not have been captured: an "
		                               "interface was down in %u stretch of time",
		                               "what seems to be missing in calls may just not have been captured: an "
		                               "interface was down in %u stretches of time",
		                               count),
		               count);
	else
		finding_printf(out,
		               language_plural("; an interface was down in %u stretch of time",
		                               "; an interface was down in %u stretches of time", count),
		               count);
}

void general_tell_loss(struct general *general, const struct general_facts *facts)
{
	const struct losses *losses = media_losses(facts->media);
	unsigned stretches, down = count_down(losses);
	struct loss sum = sum_losses(losses, &stretches);
	bool lost = stretches || losses->whole.told;
	struct finding *out;

	if ((!lost && !down) || facts->calls == 0)
		return;
	out = general_add(general, "cap-loss", lost ? sum.frame : facts->last_frame, lost ? sum.until : facts->last);
	if (!out)
		return;
	if (losses->whole.told)
		tell_told(losses->whole.told, out);
	if (stretches && losses->whole.told)
		tell_stretches_too(stretches, &sum, out);
	else if (stretches)
		tell_stretches(stretches, &sum, out);
	if (sum.streams)
		finding_printf(out,
		               _("; up to %u streams of audio without a common host lack packets at the same moment"),
		               sum.streams);
	if (down)
		tell_down(down, !lost, out);
}
