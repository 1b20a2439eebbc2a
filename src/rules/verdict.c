/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/verdict.h"

#include "rules/verdict_text.h"

/* RFC 3261 17.1.1.2: over UDP a caller repeats the INVITE until a response arrives. One that does not has had one. */
static bool shows_no_response(const struct attempt *a)
{
	return a->invite && a->transport == TRANSPORT_UDP && a->invite->retransmissions > 0;
}

/* What silence and ringing rest on: the responses, and where audio might have come, that it would have been seen. */
static enum confidence sureness_of_silence(const struct attempt *a)
{
	if (is_without_response(a))
		return (shows_no_response(a) || attempt_refused(a)) && !a->times_odd ? CONFIDENCE_HIGH : CONFIDENCE_LOW;
	return confidence_in_silence(a);
}

/* Early audio was heard into, and there was more than a blip of sound in it. */
static bool heard_sound(const struct attempt *a)
{
	ns sum = 0;

	for (enum content content = CONTENT_SOUND; content < CONTENTS; content++)
		sum += carried_time(&a->carried, content);
	return sum >= VERDICT_BLIP;
}

/* Nothing ended the call, and nothing rang: it is the capture that is short, and what came behind it is not known. */
static bool is_cut_short(const struct attempt *a)
{
	return !a->final && !a->cancel && !attempt_first(a, 180);
}

static enum confidence sureness(const struct attempt *a, enum label label)
{
	switch (label) {
	case LABEL_UNVERIFIABLE:
		return CONFIDENCE_CERTAIN;
	case LABEL_NO_EARLY_PHASE:
		return a->half || a->times_odd || (is_without_response(a) && !attempt_refused(a)) ? CONFIDENCE_LOW
		                                                                                  : CONFIDENCE_CERTAIN;
	case LABEL_OK_LOCAL_RINGBACK:
		return a->half || a->cut || a->mid_call || a->times_odd || is_cut_short(a) ? CONFIDENCE_LOW
		                                                                           : CONFIDENCE_HIGH;
	case LABEL_OK_EARLY_MEDIA:
		if (a->outside)
			return CONFIDENCE_LOW;
		/* That what could not be heard into sounded is likely, no more. */
		return heard_sound(a) ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
	case LABEL_WRONG_AUDIO:
		return a->outside ? CONFIDENCE_LOW : CONFIDENCE_HIGH;
	default:
		return a->outside ? CONFIDENCE_LOW : sureness_of_silence(a);
	}
}

/* What happened only at the end explains nothing of what was heard before. */
static bool explains(const struct attempt *a, const struct finding *finding, enum label label, enum severity least)
{
	enum step step = finding->rule->step;

	if (step == STEP_NEVER || (step == STEP_CAPTURE) != (label == LABEL_UNVERIFIABLE) ||
	    (step == STEP_TONE) != (label == LABEL_WRONG_AUDIO))
		return false;
	return step == STEP_CAPTURE || (finding->severity >= least && finding->time < a->end);
}

/* Where packets came and carried nothing, what they carried goes before all that may be wrong with their path. */
static bool comes_before(enum label label, enum step step, enum step other)
{
	if (label == LABEL_SILENT_AUDIO && (step == STEP_CONTENT) != (other == STEP_CONTENT))
		return step == STEP_CONTENT;
	return step < other;
}

/* The first step of the root-cause order that has a finding; within it the most severe, then the first in the catalogue. */
static const struct finding *first_cause(const struct attempt *a, const struct findings *findings, enum label label,
                                         enum severity least)
{
	const struct finding *best = NULL;

	for (unsigned i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->found[i];
		enum step step = f->rule->step;

		if (!explains(a, f, label, least))
			continue;
		if (!best || comes_before(label, step, best->rule->step) ||
		    (step == best->rule->step && f->severity > best->severity))
			best = f;
	}
	return best;
}

/* What is only worth knowing explains a verdict when nothing that is wrong does. */
static const struct finding *explain(const struct attempt *a, const struct findings *findings, enum label label)
{
	const struct finding *cause = first_cause(a, findings, label, SEVERITY_NOTICE);

	return cause ? cause : first_cause(a, findings, label, SEVERITY_INFO);
}

const struct finding *verdict_decline(const struct attempt *a, const struct findings *findings)
{
	if (a->outcome != OUTCOME_DECLINED)
		return NULL;
	for (unsigned i = 0; i < findings->count; i++)
		if (findings->found[i].rule->origin != ORIGIN_NONE)
			return &findings->found[i];
	return NULL;
}

void verdict_of(const struct attempt *attempt, const struct findings *findings, struct verdict *out)
{
	enum label label = label_of(attempt);

	*out = (struct verdict){.label = label, .confidence = sureness(attempt, label)};
	if (!label_is_healthy(label))
		out->because = explain(attempt, findings, label);
	verdict_tell(attempt, label, &out->text);
}

void verdict_done(struct verdict *verdict)
{
	buf_done(&verdict->text);
}
