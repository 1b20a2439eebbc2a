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

static const char *word_parts(const struct event *event, struct finding *out)
{
	struct buf text = {0};

	for (unsigned i = 0; i < event->details->part_count; i++) {
		const struct body_part *part = &event->details->parts[i];

		if (i)
			buf_printf(&text, "%s", _(", "));
		if (part->type.n)
			buf_add(&text, part->type);
		else
			/* TRANSLATORS: a body part without Content-Type */
			buf_printf(&text, "%s", _("untyped"));
		if (part->optional)
			/* TRANSLATORS: stands behind the type of a body part: handling=optional */
			buf_printf(&text, "%s", _(" (optional)"));
	}
	return word_buf(out, &text);
}

static void tell_unaccepted(const struct body_part *part, const struct event *invite, struct finding *out)
{
	/* TRANSLATORS: the type of a body part, and the INVITE with its frame */
	finding_printf(out, _("; %s must be understood, and the %s does not accept it"), word_str(out, part->type),
	               word_event(out, invite));
	out->severity = SEVERITY_WARNING;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = find_multipart(attempt);
	const struct body_part *unaccepted;

	if (!event)
		return false;
	finding_printf(out,
	               event->sdp ? _("some phones cannot find the SDP in a body of several parts: the %s has %s")
	                          : _("some phones cannot read a body of several parts: the %s has %s"),
	               word_event(out, event), word_parts(event, out));
	if (is_sdp_behind(event)) {
		finding_printf(out, _("; the SDP is not the first"));
		out->severity = SEVERITY_WARNING;
	}
	unaccepted = attempt->invite ? find_unaccepted(event, attempt->invite) : NULL;
	if (unaccepted)
		tell_unaccepted(unaccepted, attempt->invite, out);
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
