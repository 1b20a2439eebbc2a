/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

static const struct event *first_bad(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (!event->request && event->details->start_line.n && is_readable(attempt, event))
			return event;
	return NULL;
}

static unsigned count_bad(const struct attempt *attempt)
{
	unsigned count = 0;

	for (const struct event *event = attempt->call->first; event; event = event->next)
		count += !event->request && event->details->start_line.n && is_readable(attempt, event);
	return count;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = first_bad(attempt);
	unsigned more;

	if (!event)
		return false;
	more = count_bad(attempt) - 1;
	finding_printf(
		out,
		/* TRANSLATORS: begins with "the caller's phone" or "the callee's side" */
		_("%s may misread the %s: its first line is \"%s\", not version, one space, three digits, one space "
	          "and a phrase"),
		reader_of(attempt, event), word_event(out, event), word_str(out, event->details->start_line));
	if (more)
		/* TRANSLATORS: so many further responses have such a first line, too */
		finding_printf(out, language_plural("; so is %u more", "; so are %u more", more), more);
	return true;
}

const struct rule rule_msg_status_line_bad = {
	.id = "msg-status-line-bad",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Status line against the grammar"),
	.explain =
		N_("A response begins with \"SIP/2.0\", a space, the code, a space and a phrase; the phrase may be "
                   "empty, the second space may not be missing. Tolerant stacks accept such a line. Strict ones drop "
                   "the response, and some take the next header line for the phrase and lose that line."),
	.refs = "RFC 3261 7.2",
	.next = N_("Report it to the maker of the device that sent it. If the caller heard silence although the "
                   "responses look right, try a caller with another SIP stack."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1  !start-line\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
