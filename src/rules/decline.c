/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline.h"

static void find_ringing(const struct attempt *attempt, struct decline *out)
{
	out->ringing = attempt_first(attempt, 180);
	for (unsigned i = 0; i < attempt->provisional_count && !out->same_tag; i++) {
		const struct event *event = attempt->provisionals[i];

		if (event->code != 180 || !event->to_tag.n || !str_eq(event->to_tag, out->final->to_tag))
			continue;
		out->ringing = event;
		out->same_tag = true;
	}
}

bool decline_is_cause(const struct reason *reason)
{
	if (!reason->has_cause)
		return false;
	return (str_ieq(reason->protocol, STR("SIP")) && reason->cause == 603) ||
	       (str_ieq(reason->protocol, STR("Q.850")) && reason->cause == 21);
}

static void read_reasons(struct decline *out)
{
	for (const struct reason *reason = out->final->reasons; reason; reason = reason->next) {
		struct redress redress = {.analytics = false};
		bool contact;

		if (str_ieq(reason->protocol, STR("Q.850"))) {
			if (!out->network)
				out->network = reason;
			if (!out->cause && decline_is_cause(reason))
				out->cause = reason;
		}
		redress_parse(reason->text, &redress);
		if (!redress.analytics || out->complete)
			continue;
		contact = redress.url.n || redress.tel.n || redress.email.n;
		out->analytics = reason;
		out->redress = redress;
		out->complete = out->blocked && decline_is_cause(reason) && contact && reason->location.n;
	}
	out->partial = !out->complete && (out->blocked || out->analytics);
}

bool decline_of(const struct attempt *attempt, struct decline *out)
{
	const struct event *final = attempt->final;

	if (attempt->outcome != OUTCOME_DECLINED || !final || final->code != 603)
		return false;
	*out = (struct decline){.final = final, .has_invite = attempt->invite != NULL};
	out->blocked = str_ieq(str_trim(final->phrase), STR("Network Blocked"));
	find_ringing(attempt, out);
	read_reasons(out);
	if (attempt->invite)
		out->since_invite = final->time - attempt->invite->time;
	if (out->ringing)
		out->since_ringing = final->time - out->ringing->time;
	return true;
}

void decline_name(const struct decline *decline, struct finding *out)
{
	finding_printf(out, "%u", decline->final->code);
	if (decline->final->phrase.n)
		finding_printf(out, " " STR_FMT, STR_ARG(decline->final->phrase));
	finding_printf(out, " (frame %llu)", (unsigned long long)frame_number(decline->final->frame));
	finding_proof(out, decline->final);
}

const char *decline_location(struct str location)
{
	static const struct {
		const char *name, *meaning;
	} locations[] = {
		{"U", "the called user's side"},
		{"LPN", "the private network serving the calling side"},
		{"LN", "the public network serving the calling side"},
		{"TN", "a transit network"},
		{"RLN", "the public network serving the called side"},
		{"RPN", "the private network serving the called side"},
		{"INTL", "the international network"},
		{"BI", "a network beyond an interworking point"},
	};

	for (size_t i = 0; i < sizeof(locations) / sizeof(locations[0]); i++)
		if (str_ieq(location, str_of(locations[i].name)))
			return locations[i].meaning;
	return NULL;
}
