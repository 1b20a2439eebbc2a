/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/branch.h"

/* A call soon after, by hand or by a dialer, is the same call once more. */
#define SOON (60 * SECOND)

static bool tell_call(const struct attempt *attempt, struct finding *out)
{
	const struct refused_call *before = attempt->call->refused_before;
	const struct event *invite = attempt->first_invite;
	const char *refused, *again, *waited;

	if (!before || !before->blocked || !invite || invite->time - before->time > SOON || attempt->mid_call ||
	    attempt->times_odd)
		return false;
	refused = word_frame(out, before->frame, before->time);
	again = word_event(out, invite);
	waited = word_seconds(out, invite->time - before->time);
	if (endpoint_same(&before->server, &attempt->hop[0]->server))
		finding_printf(
			out,
			_("a blocked call was made again, which makes a caller look worse: %s after the %u of %s the %s "
		          "calls the same number for the same caller"),
			waited, before->code, refused, again);
	else
		finding_printf(
			out,
			_("a blocked call was tried by another route, which makes a caller look worse: %s after the %u of %s from %s "
		          "the %s went to %s"),
			waited, before->code, refused, word_endpoint(out, &before->server), again,
			word_endpoint(out, &attempt->hop[0]->server));
	return true;
}

/* Its own call tells it. */
static bool is_told(const struct branch *branch)
{
	const struct refused_call *before = branch->leg ? branch->leg->attempt->call->refused_before : NULL;

	return before && before->blocked;
}

/* Sent when the block was known. */
static bool follows(const struct branch *next, const struct branch *blocked)
{
	const struct event *invite = next->transaction->invite, *final = blocked->transaction->final;

	return branch_is_sibling(next, blocked) && invite->time > final->time + MIRROR_SWAPS &&
	       invite->time - final->time <= SOON && order_shows(invite, final) && !is_told(next);
}

static const struct branch *find_next(const struct branches *branches, const struct branch *blocked)
{
	for (unsigned i = 0; i < branches->count; i++)
		if (follows(&branches->at[i], blocked))
			return &branches->at[i];
	return NULL;
}

/* A block that came back before another branch was sent. False: there is none. */
static bool tell_branch(const struct attempt *attempt, struct finding *out)
{
	struct branches branches;

	branches_of(attempt, &branches);
	for (unsigned i = 0; i < branches.count; i++) {
		const struct event *final = branches.at[i].transaction->final;
		const struct branch *next = NULL;
		const char *refused, *again;

		if (final && final->code >= 300 && event_is_block(final))
			next = find_next(&branches, &branches.at[i]);
		if (!next)
			continue;
		refused = word_event(out, final);
		again = word_event(out, next->transaction->invite);
		finding_printf(
			out,
			_("a blocked call was tried by another route, which makes a caller look worse: %s after the %s the %s went to %s"),
			word_seconds(out, next->transaction->invite->time - final->time), refused, again,
			word_endpoint(out, &next->transaction->server));
		finding_branch(out, next);
		return true;
	}
	return false;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	return tell_call(attempt, out) || tell_branch(attempt, out);
}

#define BLOCKED                                                                                                        \
	"603 \"Network Blocked\"  tag=b1  Reason: "                                                                    \
	"SIP;cause=603;text=\"v=analytics1;url=https://example.com/r\";location=RLN\n"

const struct rule rule_dec_603plus_retried = {
	.id = "dec-603plus-retried",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("A blocked call was tried again"),
	.explain = N_(
		"The call was blocked by a network's analytics (603+, 608) or refused as unwanted (607), and within a minute the "
		"one that was told so sent it again, to the same server or by another route. That reaches nobody, and many calls of "
		"one number in short time are just what analytics look for: retries prove the block right."),
	.refs = "ATIS-1000099, RFC 8197, RFC 8688",
	.next = N_(
		"Let the dialer stop at 603 Network Blocked, 607 and 608, and exclude these codes from route advance in PBX and SBC. "
		"Ask for redress at the contact that the response names."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  " BLOCKED "0.920  A > B  ACK     tag=b1\n"
		 "9.000  A > B  INVITE  sdp  call=2\n"
		 "9.900  B > A  486     tag=b2  call=2\n"
		 "9.920  A > B  ACK     tag=b2  call=2\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  " BLOCKED "0.920  A > B  ACK     tag=b1\n"
		  "9.000  A > B  INVITE  sdp  call=2  callee=+15550001111\n"
		  "9.900  B > A  486     tag=b2  call=2\n"
		  "9.920  A > B  ACK     tag=b2  call=2\n",
	.check = check,
};
