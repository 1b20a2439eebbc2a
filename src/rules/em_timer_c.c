/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3261 16.6 wants Timer C above three minutes; common proxies wait for two after a provisional response. */
static const struct {
	ns from, until;
} timers[] = {
	{118 * SECOND, 122 * SECOND},
	{180 * SECOND, 185 * SECOND},
};

static bool is_timer(ns waited)
{
	for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
		if (waited >= timers[i].from && waited <= timers[i].until)
			return true;
	return false;
}

/* What ended the wait: RFC 3261 16.8 has the proxy cancel the INVITE, or answer it with 408 itself. */
static const struct event *find_end(const struct attempt *attempt)
{
	const struct event *final = attempt->final;

	if (attempt->cancel && attempt_is_before_final(attempt, attempt->cancel))
		return attempt->cancel;
	if (!final || (final->code != 408 && final->code != 480 && final->code != 487 && final->code != 504))
		return NULL;
	return final;
}

/* The provisional response that the timer may have been set by: 101..199 each set it anew. */
static const struct event *find_begin(const struct attempt *attempt, ns end, ns *waited)
{
	const struct event *last = NULL;

	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (attempt_is_early(attempt, attempt->provisionals[i]) && attempt->provisionals[i]->time < end)
			last = attempt->provisionals[i];
	if (!last)
		return NULL;
	*waited = end - last->last_time;
	if (is_timer(*waited))
		return last;
	*waited = end - attempt->first_18x->time;
	return is_timer(*waited) ? attempt->first_18x : NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *end = find_end(attempt), *begin;
	const char *from;
	ns waited = 0;

	if (!end || !attempt->first_18x || attempt->times_odd || attempt->final_elsewhere)
		return false;
	begin = find_begin(attempt, end->time, &waited);
	if (!begin)
		return false;
	from = word_event(out, begin);
	finding_printf(
		out,
		_("the call was cut off after %s, as a proxy does that waits no longer: so long after the %s came the "
	          "%s"),
		word_seconds(out, waited), from, word_event(out, end));
	/* So would a phone that lets it ring for as long, or a patient person. */
	if (end->request)
		out->confidence = CONFIDENCE_MEDIUM;
	return true;
}

const struct rule rule_em_timer_c = {
	.id = "em-timer-c",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Cut off by a proxy's timer"),
	.explain =
		N_("A proxy ends a call that rings too long: it waits for a final response for a little over three "
                   "minutes, common ones for two, counted from the last provisional response. The time at which this "
                   "call ended fits that. A queue or an announcement that lasts longer has to repeat a provisional "
                   "response each minute, or answer the call."),
	.refs = "RFC 3261 16.6, RFC 3261 16.8, RFC 3261 13.3.1.1",
	.next = N_("Raise the proxy's timer (Timer C; fr_inv_timer in Kamailio, fr_inv_timeout in OpenSIPS), or have "
                   "the callee's side repeat its 180 or 183 each minute."),
	.fires = "0.000    A > B  INVITE  sdp\n"
		 "0.900    B > A  180     tag=b1\n"
		 "120.900  B > A  408     tag=b1\n"
		 "120.920  A > B  ACK     tag=b1\n",
	.silent = "0.000    A > B  INVITE  sdp\n"
		  "0.900    B > A  180     tag=b1\n"
		  "90.900   B > A  408     tag=b1\n"
		  "90.920   A > B  ACK     tag=b1\n",
	.check = check,
};
