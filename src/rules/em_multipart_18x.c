/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const struct event *find_multipart(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (attempt->provisionals[i]->details->part_count &&
		    attempt_is_early(attempt, attempt->provisionals[i]))
			return attempt->provisionals[i];
	return NULL;
}

/* One range of Accept, "type/subtype", where either may be "*"; its parameters do not count. */
static bool range_has(struct str range, struct str type)
{
	struct str want, have;

	range = str_trim(range);
	if (!str_split(&range, ';', &want))
		return false;
	want = str_trim(want);
	if (str_eq(want, STR("*/*")) || str_ieq(want, type))
		return true;
	return str_split(&type, '/', &have) && want.n == have.n + 2 && str_istarts(want, have) &&
	       want.p[have.n] == '/' && want.p[have.n + 1] == '*';
}

/* RFC 3261 20.1: without the field, application/sdp is what is accepted. */
static bool is_accepted(struct str accept, struct str type)
{
	struct str range;

	if (str_ieq(type, STR("application/sdp")))
		return true;
	while (accept.n && str_split_quoted(&accept, ',', &range))
		if (range_has(range, type))
			return true;
	return false;
}

/* Who sends such parts itself, as SIP-I does ISUP (RFC 3372), can read them. */
static bool is_sent(const struct event *invite, struct str type)
{
	for (unsigned i = 0; i < invite->details->part_count; i++)
		if (str_ieq(invite->details->parts[i].type, type))
			return true;
	return false;
}

/* RFC 3261 20.11: handling is required unless written otherwise. */
static const struct body_part *find_unaccepted(const struct event *event, const struct event *invite)
{
	for (unsigned i = 0; i < event->details->part_count; i++) {
		const struct body_part *part = &event->details->parts[i];

		if (!part->is_sdp && !part->optional && part->type.n &&
		    !is_accepted(invite->details->accept, part->type) && !is_sent(invite, part->type))
			return part;
	}
	return NULL;
}

static bool is_sdp_behind(const struct event *event)
{
	for (unsigned i = 1; i < event->details->part_count; i++)
		if (event->details->parts[i].is_sdp)
			return !event->details->parts[0].is_sdp;
	return false;
}

static void tell_parts(const struct event *event, struct finding *out)
{
	for (unsigned i = 0; i < event->details->part_count; i++) {
		const struct body_part *part = &event->details->parts[i];

		finding_printf(out, "%s" STR_FMT "%s", i ? ", " : "",
		               STR_ARG(part->type.n ? part->type : STR("untyped")),
		               part->optional ? " (optional)" : "");
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = find_multipart(attempt);
	const struct body_part *unaccepted;

	if (!event)
		return false;
	finding_printf(out, "some phones cannot %s a body of several parts: the ",
	               event->sdp ? "find the SDP in" : "read");
	finding_event(out, event);
	finding_printf(out, " has ");
	tell_parts(event, out);
	if (is_sdp_behind(event)) {
		finding_printf(out, "; the SDP is not the first");
		out->severity = SEVERITY_WARNING;
	}
	unaccepted = attempt->invite ? find_unaccepted(event, attempt->invite) : NULL;
	if (unaccepted) {
		finding_printf(out, "; " STR_FMT " must be understood, and the ", STR_ARG(unaccepted->type));
		finding_event(out, attempt->invite);
		finding_printf(out, " does not accept it");
		out->severity = SEVERITY_WARNING;
	}
	return true;
}

const struct rule rule_em_multipart_18x = {
	.id = "em-multipart-18x",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Provisional response with several body parts"),
	.explain = N_(
		"The provisional response carries a multipart body: SDP beside, for instance, ISUP of the telephone network or a "
		"location. Phones without multipart support find no SDP in it and play no early media; others look only at the "
		"first part. A part that is not marked optional must be understood, so that a phone which does not list its type in "
		"Accept may refuse the whole."),
	.refs = "RFC 5621 3, RFC 3204, RFC 3261 20.1, RFC 3261 20.11",
	.next = N_(
		"Have the SBC strip the parts that phones have no use for, or at least mark them handling=optional and put the SDP "
		"first."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     tag=b1  parts=sdp,isup/optional\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
