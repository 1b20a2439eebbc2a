/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* A 180 or SDP so soon after the bare 183 that nobody notices the silence between. */
#define SOON SECOND

enum {
	NOT_THERE = -1
};

/* Whether anything earlier in the same dialog speaks against event being its first word on early media. */
static bool is_first(const struct attempt *attempt, unsigned index)
{
	const struct event *event = attempt->provisionals[index];

	for (unsigned i = 0; i < index; i++) {
		const struct event *earlier = attempt->provisionals[i];

		if (earlier->code == 100 || earlier->cseq != event->cseq || !str_eq(earlier->to_tag, event->to_tag))
			continue;
		if (earlier->sdp || earlier->code == 183 || event_is_incomplete(earlier))
			return false;
	}
	return true;
}

static int find_bare(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (event->code == 183 && attempt_is_early(attempt, event) && !event->sdp &&
		    !event_is_incomplete(event) && is_first(attempt, i))
			return (int)i;
	}
	return NOT_THERE;
}

/* The first response in from..to-1 that lets a phone ring or listen; NULL: none. */
static const struct event *find_sound(const struct attempt *attempt, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++) {
		const struct event *event = attempt->provisionals[i];

		if (attempt_is_early(attempt, event) && (event->code == 180 || event->sdp))
			return event;
	}
	return NULL;
}

static void tell_kept(const struct event *bare, const struct event *before, struct finding *out)
{
	const char *progress = word_event(out, bare), *sound = word_event(out, before);

	finding_printf(
		out,
		_("the %s has no SDP and changes nothing for the caller, whose phone goes on with what the %s began"),
		progress, sound);
	out->severity = SEVERITY_INFO;
}

static void tell_gap(const struct attempt *attempt, const struct event *bare, const struct event *after,
                     struct finding *out)
{
	ns gap = (after ? after->time : attempt->end) - bare->time;
	const char *silence = word_seconds(out, gap), *progress = word_event(out, bare);

	if (after)
		finding_printf(
			out,
			_("nothing let the caller's phone ring or play anything for %s: the %s has no SDP, and no 180 or "
		          "18x with SDP came until the %s"),
			silence, progress, word_event(out, after));
	else
		finding_printf(
			out,
			_("nothing let the caller's phone ring or play anything for %s: the %s has no SDP, and no 180 or "
		          "18x with SDP came until %s"),
			silence, progress, word_end(out, attempt));
	/* RFC 3261 18.3: bytes behind Content-Length are not part of the message. */
	if (bare->deviations & (DEVIATION_CONTENT_LENGTH_ZERO | DEVIATION_CONTENT_LENGTH_SHORT))
		finding_printf(out,
		               _("; bytes do follow it, but behind its Content-Length, where receivers drop them"));
	if (gap <= SOON)
		out->severity = SEVERITY_INFO;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	int index = find_bare(attempt);
	const struct event *bare, *before;

	if (index == NOT_THERE)
		return false;
	bare = attempt->provisionals[index];
	before = find_sound(attempt, 0, (unsigned)index);
	if (before)
		tell_kept(bare, before, out);
	else
		tell_gap(attempt, bare, find_sound(attempt, (unsigned)index + 1, attempt->provisional_count), out);
	if (!absence_shows(attempt))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_em_183_no_sdp = {
	.id = "em-183-no-sdp",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SIGNALLING,
	.title = N_("183 Session Progress without SDP"),
	.explain = N_(
		"A 183 says that the call goes on but not that anybody is being alerted, and without SDP it opens no audio "
		"path either. A phone that follows the RFC has no reason to ring and nothing to play, so the caller hears "
		"silence until something else arrives. Gateways send this for a call that is merely proceeding; an SBC that "
		"strips SDP, or a PBX that signals progress without having media, does too."),
	.refs = "RFC 3261 21.1.5, RFC 3960 3.2",
	.next = N_("Look at the same 183 one hop nearer to the callee: was there SDP? Ask that side to send 180 when "
                   "it alerts, or 183 with SDP when it plays something."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.020  B > A  100\n"
		 "0.900  B > A  183     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.020  B > A  100\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
