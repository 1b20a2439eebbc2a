/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/general.h"

void instances_note(struct instances *instances, uint64_t frame, ns time)
{
	if (instances->count++)
		return;
	instances->frame = frame;
	instances->time = time;
}

static struct rule_setting setting_of(const struct general *general, const char *id)
{
	unsigned i = 0;

	while (!str_eq(str_of(rule_catalogue[i]->id), str_of(id)))
		i++;
	return general->settings ? general->settings[i] : (struct rule_setting){0};
}

struct finding *general_add(struct general *general, const char *id, uint64_t frame, ns time)
{
	const struct rule *rule = rule_find(str_of(id));
	struct rule_setting setting = setting_of(general, id);
	struct finding *out;

	if (setting.off)
		return NULL;
	out = &general->found.found[general->found.count++];
	*out = (struct finding){.rule = rule, .severity = rule->severity, .confidence = rule->confidence};
	if (setting.has_severity)
		out->severity = setting.severity;
	finding_frame(out, frame, time);
	return out;
}

static void tell_withheld(struct general *general, const struct general_facts *facts)
{
	const struct instances *withheld = &general->withheld;
	struct finding *out;

	if (withheld->count == 0 || media_rtp_seen(facts->media))
		return;
	out = general_add(general, "cap-no-rtp", withheld->frame, withheld->time);
	if (!out)
		return;
	finding_printf(
		out,
		language_plural(
			"this capture holds no RTP at all: whether promised audio was heard cannot be told in %llu call",
			"this capture holds no RTP at all: whether promised audio was heard cannot be told in %llu calls",
			withheld->count),
		(unsigned long long)withheld->count);
}

static void tell_unattributed(struct general *general)
{
	const struct instances *datagrams = &general->unattributed;
	struct finding *out;

	if (datagrams->count == 0)
		return;
	out = general_add(general, "cap-frag", datagrams->frame, datagrams->time);
	if (!out)
		return;
	finding_printf(
		out,
		language_plural(
			"%llu large datagram between hosts that exchange SIP lacks IP fragments, the first in %s: "
			"whether a call lost a message with it cannot be told",
			"%llu large datagrams between hosts that exchange SIP lack IP fragments, the first in %s: "
			"whether a call lost a message with them cannot be told",
			datagrams->count),
		(unsigned long long)datagrams->count, word_frame(out, datagrams->frame, datagrams->time));
}

static void tell_bursts(struct general *general, struct bursts *bursts)
{
	bursts_settle(bursts);
	for (enum burst_kind kind = 0; kind < BURST_KINDS; kind++) {
		struct finding *out;
		uint64_t frame;
		ns time;

		if (!bursts_first(bursts, kind, &time, &frame))
			continue;
		out = general_add(general, burst_rule(kind), frame, time);
		if (out)
			bursts_tell(bursts, kind, out);
	}
}

void general_tell(struct general *general, const struct general_facts *facts)
{
	tell_withheld(general, facts);
	general_tell_loss(general, facts);
	tell_unattributed(general);
	general_tell_closed(general, facts);
	tell_bursts(general, facts->bursts);
}
