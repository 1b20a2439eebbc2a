/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Checks go out a fraction of a second apart (RFC 8445 14): with these a path that is open has shown. */
enum {
	LEAST_REQUESTS = 4
};

#define LEAST_TIME (2 * SECOND)
/* While the call goes on they may yet succeed. */
#define LEAST_SO_FAR (6 * SECOND)

static bool has_ice(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	return audio && audio->has_ice_ufrag;
}

/* What was sent before the end of the early phase. */
struct tried {
	struct moments requests;
	uint32_t errors;
	uint16_t error;
	bool both_ways;
};

static void add_requests(struct moments *sum, const struct moments *requests)
{
	if (!sum->count || requests->first < sum->first) {
		sum->first = requests->first;
		sum->first_frame = requests->first_frame;
	}
	if (!sum->count || requests->last > sum->last) {
		sum->last = requests->last;
		sum->last_frame = requests->last_frame;
	}
	sum->count += requests->count;
}

static struct tried try_of(const struct attempt *attempt)
{
	const struct path *path = &attempt->path;
	struct tried tried = {.errors = 0};

	for (unsigned i = 0; i < path->check_count; i++) {
		const struct ice_check *check = path->checks[i];

		if (check->requests.first > attempt->end)
			continue;
		add_requests(&tried.requests, &check->requests);
		tried.errors += check->errors.count;
		if (check->errors.count)
			tried.error = check->error;
		tried.both_ways |= check->sender != path->checks[0]->sender;
	}
	return tried;
}

/* Audio shows a path, and one that only came when nothing else shows it went where the capture does not look. */
static bool has_path(const struct attempt *attempt)
{
	return attempt->backward.early_packets || attempt->forward.early_packets ||
	       path_success(&attempt->path, attempt->end) ||
	       (attempt->backward.late_packets + attempt->forward.late_packets &&
	        !path_success(&attempt->path, NEVER)) ||
	       (attempt->visibility == VISIBILITY_BYPASS && attempt->unseen == UNSEEN_RELAYED);
}

static void tell_answers(const struct attempt *attempt, const struct tried *tried, struct finding *out)
{
	const struct ice_check *later = path_success(&attempt->path, NEVER);
	const char *end = word_end(out, attempt);

	/* TRANSLATORS: the end is "the 200 (frame 31)" or "the end of the capture" */
	if (tried->errors && tried->error)
		finding_printf(out,
		               language_plural(", and %u error (%u) came back until %s",
		                               ", and %u errors (%u) came back until %s", tried->errors),
		               tried->errors, tried->error, end);
	else
		/* TRANSLATORS: of the connectivity checks */
		finding_printf(out, _(", and none was answered until %s"), end);
	if (later)
		finding_printf(out, _("; the first success came after it (%s)"),
		               word_frame(out, later->successes.first_frame, later->successes.first));
}

static void tell(const struct attempt *attempt, const struct tried *tried, struct finding *out)
{
	const struct ice_check *first = attempt->path.checks[0];
	const char *opened = word_event(out, attempt->opened), *source = word_endpoint(out, &first->source);
	const char *destination = word_endpoint(out, &first->destination);

	finding_printf(
		out,
		_("no path for early audio was found: after the %s ICE sent %u connectivity checks, the first from %s to "
	          "%s (%s)"),
		opened, tried->requests.count, source, destination,
		word_frame(out, first->requests.first_frame, first->requests.first));
	tell_answers(attempt, tried, out);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	ns least = attempt->goes_on ? LEAST_SO_FAR : LEAST_TIME;
	struct tried tried;

	if (!attempt->opened || attempt->mid_call || !has_ice(attempt->offer) || !has_ice(attempt->promised) ||
	    has_path(attempt))
		return false;
	tried = try_of(attempt);
	if (tried.requests.count < LEAST_REQUESTS || attempt->end - tried.requests.first < least ||
	    attempt->end - attempt->opened->time < least)
		return false;
	/* A capture that lacks one direction lacks the answers to the checks of the other. */
	if (attempt->half || attempt->path.loss)
		out->confidence = CONFIDENCE_LOW;
	else if (!tried.both_ways && !tried.errors)
		out->confidence = CONFIDENCE_MEDIUM;
	tell(attempt, &tried, out);
	return true;
}

#define ICE_A "a=ice-ufrag:aufr  a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaa"
#define ICE_B "a=ice-ufrag:bufr  a=ice-pwd:bbbbbbbbbbbbbbbbbbbbbb"

const struct rule rule_em_ice_failed = {
	.id = "em-ice-failed",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_PATH,
	.title = N_("ICE found no path for early audio"),
	.explain = N_(
		"Both sides use ICE: before audio can pass they send each other connectivity checks, STUN requests to every address the "
		"other named, and use a pair of addresses that answered. Here checks were sent in the early phase and no success came "
		"back, so neither side knew where to send audio. A firewall or NAT drops the packets, the addresses cannot be "
		"reached from the other side, or one side did not begin its part before the answer."),
	.refs = "RFC 8445 7, RFC 8445 7.2.5.2, RFC 8839 4.2",
	.next = N_(
		"Compare the a=candidate lines with the networks of the two sides: is there a pair that can reach each other? Offer a TURN "
		"relay where there is none, open the ports, and see that the 183 is applied as an answer and not kept until the 200."),
	.fires = "0.000  A > B  INVITE  sdp  " ICE_A "\n"
		 "0.900  B > A  183     sdp  tag=b1  " ICE_B "\n"
		 "1.000  A > B  stun    x8\n"
		 "1.100  B > A  stun    x8\n"
		 "9.000  B > A  200     sdp  tag=b1  " ICE_B "\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  " ICE_A "\n"
		  "0.900  B > A  183     sdp  tag=b1  " ICE_B "\n"
		  "1.000  A > B  stun    x8\n"
		  "1.100  B > A  stun    x8\n"
		  "5.000  B > A  stun=success\n"
		  "9.000  B > A  200     sdp  tag=b1  " ICE_B "\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
