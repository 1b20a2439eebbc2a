/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* What libosip2 5.3.0 does with it. */
enum parser {
	ACCEPTS,
	REFUSES,
	DEPENDS, /* on the line it is in */
};

/* What this program does not read on purpose (SDP_TOO_MUCH) is no fault of the sender's. */
static const struct {
	enum sdp_deviation deviation;
	const char *name;
	enum parser libosip2;
} deviations[] = {
	{SDP_NO_VERSION, N_("no v= line"), REFUSES},
	{SDP_BAD_VERSION, N_("a v= line other than v=0"), ACCEPTS},
	{SDP_NO_ORIGIN, N_("no o= line"), REFUSES},
	{SDP_BAD_ORIGIN, N_("an o= line without its six parts"), DEPENDS},
	{SDP_NO_NAME, N_("no s= line"), ACCEPTS},
	{SDP_EMPTY_NAME, N_("an empty s= line"), REFUSES},
	{SDP_NO_TIME, N_("no t= line"), REFUSES},
	{SDP_NO_CONNECTION, N_("no c= line for an m= line"), ACCEPTS},
	{SDP_BAD_ADDRESS, N_("a c= line that cannot be read"), DEPENDS},
	{SDP_BAD_MEDIA, N_("an m= line that cannot be read"), DEPENDS},
	{SDP_BAD_LINE, N_("a line that is not x=value"), DEPENDS},
	{SDP_UNKNOWN_LINE, N_("a line of an unknown letter"), REFUSES},
	{SDP_REPEATED, N_("v=, o= or s= twice"), REFUSES},
	{SDP_ORDER, N_("lines out of order"), DEPENDS},
	{SDP_AFTER_ATTRIBUTE, N_("c= or b= behind an a= line"), REFUSES},
	{SDP_SPACES, N_("blanks too many"), DEPENDS},
	{SDP_BARE_LF, N_("lines that end with LF alone"), ACCEPTS},
	{SDP_NO_FINAL_CRLF, N_("no line end behind the last line"), REFUSES},
};

enum {
	COUNT = sizeof(deviations) / sizeof(deviations[0])
};

/* What one side's SDP has of them, all its messages together. */
struct side {
	const struct event *first;
	unsigned messages, set;
};

static void note(struct side *side, const struct event *event)
{
	unsigned set = event->sdp->deviations & ~(unsigned)SDP_TOO_MUCH;

	if (!set)
		return;
	if (!side->first)
		side->first = event;
	side->messages++;
	side->set |= set;
}

static const char *word_faults(struct finding *out, const struct side *side)
{
	struct buf faults = {0};

	for (unsigned i = 0; i < COUNT; i++)
		if (side->set & deviations[i].deviation)
			buf_printf(&faults, "%s%s", faults.n ? _(", ") : "", _(deviations[i].name));
	return word_buf(out, &faults);
}

static enum parser verdict_of_libosip2(unsigned set)
{
	enum parser verdict = ACCEPTS;

	for (unsigned i = 0; i < COUNT; i++) {
		if (!(set & deviations[i].deviation))
			continue;
		if (deviations[i].libosip2 == REFUSES)
			return REFUSES;
		if (deviations[i].libosip2 == DEPENDS)
			verdict = DEPENDS;
	}
	return verdict;
}

static void tell_faults(const struct side *side, struct finding *out)
{
	const char *faults = word_faults(out, side);
	unsigned more = side->messages - 1;

	if (!more)
		finding_printf(
			out,
			/* TRANSLATORS: proves that somebody's SDP is not as the grammar has it; behind "has" stands a list: "no t= line" */
			_(": the %s has %s"), word_event(out, side->first), faults);
	else
		finding_printf(out,
		               language_plural(": the %s and %u more message have %s",
		                               ": the %s and %u more messages have %s", more),
		               word_event(out, side->first), more, faults);
}

static void tell(const struct side *caller, const struct side *callee, struct finding *out)
{
	if (caller->first) {
		finding_printf(out, _("the caller's SDP is not as the grammar has it"));
		tell_faults(caller, out);
	}
	if (callee->first) {
		finding_printf(out, caller->first ? _("; the callee's SDP is not as the grammar has it")
		                                  : _("the callee's SDP is not as the grammar has it"));
		tell_faults(callee, out);
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct side caller = {0}, callee = {0};
	enum parser verdict;

	for (const struct event *event = NULL; (event = attempt_next_sdp(attempt, event));)
		note(attempt_is_caller(attempt, &event->flow->source) ? &caller : &callee, event);
	if (!caller.first && !callee.first)
		return false;
	tell(&caller, &callee, out);
	verdict = verdict_of_libosip2(caller.set | callee.set);
	if (verdict != ACCEPTS)
		finding_printf(out, verdict == REFUSES ? _("; stacks built on libosip2 refuse it")
		                                       : _("; stacks built on libosip2 may refuse it"));
	return true;
}

const struct rule rule_sdp_nonconformant = {
	.id = "sdp-nonconformant",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("SDP that departs from the grammar"),
	.explain = N_(
		"Most receivers overlook a missing line, a wrong order or a stray blank, and some do not: they refuse the "
		"whole description, and with it the call or its early media. libosip2 5.3.0 refuses SDP without v=, o=, t= or "
		"the last line end, with an empty s=, with c= or b= behind a=, with a letter it does not know, and with c= or "
		"b= out of order; it accepts LF alone, a missing s=, and two blanks in m=."),
	.refs = "RFC 8866 5, RFC 8866 9",
	.next = N_(
		"Nothing, as long as the other side takes it. Where one device of many refuses these calls, tell the vendor of "
		"the sender, and meanwhile have the SBC rewrite the SDP."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  sdp-without=t  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
