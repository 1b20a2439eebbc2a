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
	{SDP_NO_VERSION, "no v= line", REFUSES},
	{SDP_BAD_VERSION, "a v= line other than v=0", ACCEPTS},
	{SDP_NO_ORIGIN, "no o= line", REFUSES},
	{SDP_BAD_ORIGIN, "an o= line without its six parts", DEPENDS},
	{SDP_NO_NAME, "no s= line", ACCEPTS},
	{SDP_EMPTY_NAME, "an empty s= line", REFUSES},
	{SDP_NO_TIME, "no t= line", REFUSES},
	{SDP_NO_CONNECTION, "no c= line for an m= line", ACCEPTS},
	{SDP_BAD_ADDRESS, "a c= line that cannot be read", DEPENDS},
	{SDP_BAD_MEDIA, "an m= line that cannot be read", DEPENDS},
	{SDP_BAD_LINE, "a line that is not x=value", DEPENDS},
	{SDP_UNKNOWN_LINE, "a line of an unknown letter", REFUSES},
	{SDP_REPEATED, "v=, o= or s= twice", REFUSES},
	{SDP_ORDER, "lines out of order", DEPENDS},
	{SDP_AFTER_ATTRIBUTE, "c= or b= behind an a= line", REFUSES},
	{SDP_SPACES, "blanks too many", DEPENDS},
	{SDP_BARE_LF, "lines that end with LF alone", ACCEPTS},
	{SDP_NO_FINAL_CRLF, "no line end behind the last line", REFUSES},
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

static void list(struct finding *out, const struct side *side)
{
	const char *separator = "";

	for (unsigned i = 0; i < COUNT; i++) {
		if (!(side->set & deviations[i].deviation))
			continue;
		finding_printf(out, "%s%s", separator, deviations[i].name);
		separator = ", ";
	}
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

static void tell(const struct side *side, const char *whose, struct finding *out)
{
	finding_printf(out, "%s SDP is not as the grammar has it: the ", whose);
	finding_event(out, side->first);
	if (side->messages > 1)
		finding_printf(out, " and %u more message%s", side->messages - 1, side->messages == 2 ? "" : "s");
	finding_printf(out, " ha%s ", side->messages > 1 ? "ve" : "s");
	list(out, side);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct side caller = {0}, callee = {0};
	enum parser verdict;

	for (const struct event *event = NULL; (event = attempt_next_sdp(attempt, event));)
		note(attempt_is_caller(attempt, &event->flow->source) ? &caller : &callee, event);
	if (!caller.first && !callee.first)
		return false;
	if (caller.first)
		tell(&caller, "the caller's", out);
	if (callee.first)
		tell(&callee, caller.first ? "; the callee's" : "the callee's", out);
	verdict = verdict_of_libosip2(caller.set | callee.set);
	if (verdict != ACCEPTS)
		finding_printf(out, "; stacks built on libosip2 %s it", verdict == REFUSES ? "refuse" : "may refuse");
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
