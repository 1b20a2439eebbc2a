/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/metrics.h"

#include "call/attempt.h"

const char *release_name(enum release release)
{
	static const char *const names[] = {
		[RELEASE_CALLER] = "caller",
		[RELEASE_CALLEE] = "callee",
		[RELEASE_NETWORK] = "network",
	};

	return names[release];
}

/* A response to the last try: its CSeq says so, and with serial forking under one CSeq also its time. */
static bool is_of_last_try(const struct attempt *a, const struct event *event)
{
	return event->cseq == a->invite->cseq && (event->transaction == a->last || event->time >= a->invite->time);
}

typedef bool event_pass_fn(const struct event *event);

static bool is_100(const struct event *event)
{
	return event->code == 100;
}

static bool is_18x(const struct event *event)
{
	return event->code > 100;
}

static bool is_180(const struct event *event)
{
	return event->code == 180;
}

static bool is_183(const struct event *event)
{
	return event->code == 183;
}

static bool has_early_sdp(const struct event *event)
{
	return event->code > 100 && event->sdp;
}

/* RFC 6076 4.3.1: the first sign to the caller of how the request fares. */
static bool is_progress(const struct event *event)
{
	return event->code == 180 || event->code == 182 || event->code == 183;
}

/* Clocks of two capture points may disagree by a little: RFC 6076 knows no negative delay. */
static ns between(ns from, ns to)
{
	if (from == NEVER || to == NEVER)
		return NEVER;
	return to > from ? to - from : 0;
}

static ns since_invite(const struct attempt *a, ns time)
{
	return a->invite ? between(a->invite->time, time) : NEVER;
}

/* When the first provisional response that passes came; NEVER: none did. */
static ns first_time(const struct attempt *a, event_pass_fn *pass)
{
	for (unsigned i = 0; a->invite && i < a->provisional_count; i++)
		if (pass(a->provisionals[i]) && is_of_last_try(a, a->provisionals[i]))
			return a->provisionals[i]->time;
	return NEVER;
}

static ns answer_time(const struct attempt *a)
{
	return a->outcome == OUTCOME_ANSWERED && a->final ? a->final->time : NEVER;
}

static ns early_rtp_time(const struct attempt *a)
{
	ns first = a->backward.early_first;

	return a->invite && first != NEVER && first >= a->invite->time ? first : NEVER;
}

static ns audible_time(const struct attempt *a)
{
	ns first = a->carried.first_audible;

	return a->invite && first != NEVER && first >= a->invite->time ? first : NEVER;
}

/* Signed: audio may overtake the SDP that promises it. */
static ns cut_in(ns sdp, ns rtp)
{
	return sdp == NEVER || rtp == NEVER ? NEVER : rtp - sdp;
}

/* The first audio behind the 2xx, where that which came before had ended, or there was none. */
static ns first_behind_answer(const struct attempt *a)
{
	const struct audio *audio = &a->backward;

	if (answer_time(a) == NEVER)
		return NEVER;
	if (audio->early_last != NEVER && audio->early_last + STREAM_PAUSE >= a->final->time)
		return NEVER;
	return audio->late_first;
}

static ns bye_answered(const struct attempt *a, const struct event *bye)
{
	for (const struct event *event = a->call->first; event; event = event->next)
		if (event->answers == bye && event->code >= 200)
			return event->time;
	return NEVER;
}

void metrics_of(const struct attempt *a, struct metrics *out)
{
	ns progress = first_time(a, is_progress), ringing = first_time(a, is_180), sdp = first_time(a, has_early_sdp),
	   rtp = early_rtp_time(a), answer = answer_time(a), final = a->final ? a->final->time : NEVER;
	const struct event *bye = attempt_bye(a);

	*out = (struct metrics){
		.first_100 = since_invite(a, first_time(a, is_100)),
		.first_18x = since_invite(a, first_time(a, is_18x)),
		.first_180 = since_invite(a, ringing),
		.first_183 = since_invite(a, first_time(a, is_183)),
		.early_sdp = since_invite(a, sdp),
		.post_dial = since_invite(a, progress < answer ? progress : answer),
		.request_delay = NEVER,
		.failed_request_delay = NEVER,
		.early_rtp = since_invite(a, rtp),
		.first_audible = since_invite(a, audible_time(a)),
		.cut_in = cut_in(sdp, rtp),
		.early_media = between(rtp, rtp == NEVER ? NEVER : a->backward.early_last),
		.alert = ringing <= final ? between(ringing, final) : NEVER,
		.answer = since_invite(a, answer),
		.answer_delay = between(ringing != NEVER ? ringing : rtp, answer),
		.answer_clip = between(answer, first_behind_answer(a)),
		.setup = since_invite(a, answer != NEVER && a->ack ? a->ack->time : NEVER),
		.disconnect = bye ? between(bye->time, bye_answered(a, bye)) : NEVER,
		.duration = bye ? between(answer, bye->time) : NEVER,
	};
	if (answer != NEVER)
		out->request_delay = out->post_dial;
	else if (final != NEVER && a->final->code >= 300)
		out->failed_request_delay = since_invite(a, progress < final ? progress : final);
}

/* Who ended it */

static bool is_proxy(struct str agent)
{
	static const char *const proxies[] = {"kamailio", "opensips", "openser", "sip express router"};

	for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++)
		if (str_ihas(agent, str_of(proxies[i])))
			return true;
	return false;
}

/* RFC 8688: 608 is an intermediary's by definition; a 603+ says so in its Reason. */
static bool is_of_network(const struct event *final)
{
	if (final->code == 608 || is_proxy(final->agent))
		return true;
	for (const struct reason *reason = final->reasons; reason; reason = reason->next) {
		struct redress redress = {.analytics = false};

		redress_parse(reason->text, &redress);
		if (redress.analytics || reason_is_between_users(reason))
			return true;
	}
	return false;
}

/* Errors of Twilio's own: an account that is not active, a block. Others may tell of the called side (31603). */
static bool is_of_provider(const struct event *final)
{
	uint32_t error;

	return vendor_number(vendor_named(final->details->vendors, STR("X-Twilio-Error")), &error) &&
	       (error == 10001 || error == 32203);
}

/* A 603 that no phone sent: of a network by its own account, what is left of a 603+, or one with the error of a provider. */
static bool is_blocked(const struct event *final)
{
	return is_of_network(final) || event_is_block(final) || is_of_provider(final);
}

void effectiveness_count(struct effectiveness *out, const struct attempt *a)
{
	unsigned code = a->final ? a->final->code : 0;

	if (!a->final || a->mid_call)
		return;
	out->attempts++;
	out->answered += code < 300;
	out->redirected += code >= 300 && code < 400;
	out->effective += code == 200 || code == 480 || code == 486 || code == 600 || code == 603;
	out->blocked += code == 603 && is_blocked(a->final);
	out->ineffective += code == 408 || code == 500 || code == 503 || code == 504;
}

static bool cancelled(const struct attempt *a)
{
	return a->cancel && (!a->final || (a->final->code == 487 && a->cancel->time <= a->final->time));
}

enum release attempt_release(const struct attempt *a)
{
	const struct event *bye = attempt_bye(a);

	if (bye)
		return attempt_is_caller(a, &bye->flow->source) ? RELEASE_CALLER : RELEASE_CALLEE;
	if (cancelled(a))
		return RELEASE_CALLER;
	if (!a->final || a->final->code < 300)
		return RELEASE_NONE;
	return is_of_network(a->final) ? RELEASE_NETWORK : RELEASE_CALLEE;
}
