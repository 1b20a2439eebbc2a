/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/ending.h"

#include "rules/decline_text.h"
#include "rules/location.h"
#include "rules/verdict.h"

/* What was heard for less is not worth a clause. */
#define HEARD_LEAST (2 * SECOND)
/* Who wants to reject has done so by then. */
#define REJECTED_MOST (30 * SECOND)

enum how {
	HOW_REDIRECTED,
	HOW_CREDENTIALS,
	HOW_BAD_REQUEST,
	HOW_FORBIDDEN,
	HOW_NETWORK_REJECTED,
	HOW_REJECTED,
	HOW_REJECTED_AT_USER,
	HOW_BARRED,
	HOW_STALE_DATE,
	HOW_NOT_FOUND,
	HOW_UNASSIGNED,
	HOW_NO_ROUTE,
	HOW_NUMBER_CHANGED,
	HOW_INCOMPLETE_NUMBER,
	HOW_AMBIGUOUS,
	HOW_NOWHERE,
	HOW_UNSUPPORTED,
	HOW_TOO_LARGE,
	HOW_TIMER_TOO_SMALL,
	HOW_NO_RESPONSE,
	HOW_NO_ANSWER,
	HOW_NO_ANSWER_TIMER,
	HOW_NOT_RESPONDING,
	HOW_ABSENT,
	HOW_UNAVAILABLE,
	HOW_UNAVAILABLE_AT_ONCE,
	HOW_GONE,
	HOW_LOOP,
	HOW_BUSY,
	HOW_BUSY_OR_REJECTED,
	HOW_BUSY_AFTER_RINGING,
	HOW_BUSY_EVERYWHERE,
	HOW_CANCELLED,
	HOW_ANSWERED_ELSEWHERE,
	HOW_NO_CANCEL,
	HOW_MEDIA_REFUSED,
	HOW_GLARE,
	HOW_IDENTITY_MISSING,
	HOW_IDENTITY_UNFETCHED,
	HOW_IDENTITY_CERTIFICATE,
	HOW_IDENTITY_INVALID,
	HOW_ANONYMOUS,
	HOW_SECURITY,
	HOW_PRECONDITION,
	HOW_SERVER_ERROR,
	HOW_CONGESTED,
	HOW_OVERLOADED,
	HOW_OUT_OF_SERVICE,
	HOW_BAD_GATEWAY,
	HOW_GATEWAY_TIMEOUT,
	HOW_BLOCKED_BY_ANALYTICS,
	HOW_BLOCKED_BY_PROVIDER,
	HOW_ACCOUNT,
	HOW_AFTER_ANNOUNCEMENT,
	HOW_PBX,
	HOW_BEYOND_GATEWAY,
	HOW_DEVICE,
	HOW_POSSIBLY_DECLINED,
	HOW_UNWANTED,
	HOW_DECLINED,
	HOW_REFUSED,
	HOW_FAILED,
	HOW_GLOBAL,
};

static const struct term hows[] = {
	[HOW_REDIRECTED] = {TERM_ENDING, "redirected",
                            N_("the callee's side names another address to try, and nothing tried it here")},
	[HOW_CREDENTIALS] = {TERM_ENDING, "credentials",
                             N_("the callee's side wants credentials, and no INVITE with them followed")},
	[HOW_BAD_REQUEST] = {TERM_ENDING, "bad-request", N_("the callee's side could not make sense of the INVITE")},
	[HOW_FORBIDDEN] = {TERM_ENDING, "forbidden",
                           N_("a server on the way, or the callee's, refuses this caller or this call by its rules")},
	[HOW_NETWORK_REJECTED] = {TERM_ENDING, "network-rejected", N_("a telephone network rejected the call")},
	[HOW_REJECTED] =
		{TERM_ENDING, "rejected",
                 N_("the call was rejected at the server asked or behind it: by a phone, a list or a network, which no message "
                    "tells apart")},
	[HOW_REJECTED_AT_USER] =
		{TERM_ENDING, "rejected-at-user",
                 N_("the call was rejected at the called user's side: by its phone, its list or its network, which no "
                    "message tells apart")},
	[HOW_BARRED] = {TERM_ENDING, "barred", N_("a telephone network bars this call")},
	[HOW_STALE_DATE] =
		{TERM_ENDING, "stale-date",
                 N_("the signature of the caller's number is older than the callee's side takes, or a clock is wrong")},
	[HOW_NOT_FOUND] = {TERM_ENDING, "not-found", N_("the server asked knows no such user or number")},
	[HOW_UNASSIGNED] = {TERM_ENDING, "unassigned-number", N_("nobody has this number")},
	[HOW_NO_ROUTE] = {TERM_ENDING, "no-route", N_("a network on the way knows no route to this number")},
	[HOW_NUMBER_CHANGED] = {TERM_ENDING, "number-changed", N_("the number is no longer in use, or has changed")},
	[HOW_INCOMPLETE_NUMBER] = {TERM_ENDING, "incomplete-number",
                                   N_("the number is incomplete, or not written as the network wants it")},
	[HOW_AMBIGUOUS] = {TERM_ENDING, "ambiguous", N_("the address fits more than one user")},
	[HOW_NOWHERE] = {TERM_ENDING, "nowhere",
                         N_("who is asked for exists nowhere, and the server that says so knows")},
	[HOW_UNSUPPORTED] = {TERM_ENDING, "unsupported",
                             N_("the callee's side does not support what the INVITE asks for")},
	[HOW_TOO_LARGE] = {TERM_ENDING, "too-large", N_("the INVITE is larger than the callee's side takes")},
	[HOW_TIMER_TOO_SMALL] = {TERM_ENDING, "timer-too-small",
                                 N_("the callee's side wants a longer time between refreshes of the call")},
	[HOW_NO_RESPONSE] = {TERM_ENDING, "no-response",
                             N_("a server on the way got no response in time, and nothing rang here")},
	[HOW_NO_ANSWER] = {TERM_ENDING, "no-answer", N_("nobody answered in time")},
	[HOW_NO_ANSWER_TIMER] = {TERM_ENDING, "no-answer-timer", N_("nobody answered, and a timer ended the call")},
	[HOW_NOT_RESPONDING] = {TERM_ENDING, "not-responding", N_("the called phone did not respond to its network")},
	[HOW_ABSENT] = {TERM_ENDING, "absent",
                        N_("the called subscriber is not in the network: off, out of coverage or not registered")},
	[HOW_UNAVAILABLE] =
		{TERM_ENDING, "unavailable",
                 N_("the callee cannot be reached now: not registered, set to do not disturb, or not answering, which this "
                    "response does not tell apart")},
	[HOW_UNAVAILABLE_AT_ONCE] =
		{TERM_ENDING, "unavailable-at-once",
                 N_("the callee cannot be reached now: it was decided faster than a phone is answered, as by do not "
                    "disturb or without a registration")},
	[HOW_GONE] = {TERM_ENDING, "gone", N_("the server asked no longer knows the call")},
	[HOW_LOOP] = {TERM_ENDING, "loop", N_("the INVITE went round in a loop, or over too many servers")},
	[HOW_BUSY] = {TERM_ENDING, "busy", N_("the callee's side says that the called phone is busy")},
	[HOW_BUSY_OR_REJECTED] =
		{TERM_ENDING, "busy-or-rejected",
                 N_("busy, or rejected after it rang: most phones send this code for their reject button, too")},
	[HOW_BUSY_AFTER_RINGING] =
		{TERM_ENDING, "busy-after-ringing",
                 N_("it rang for long before this came: most likely nobody answered, though the code says busy")},
	[HOW_BUSY_EVERYWHERE] = {TERM_ENDING, "busy-everywhere", N_("the callee is busy wherever it could be reached")},
	[HOW_CANCELLED] = {TERM_ENDING, "cancelled", N_("the caller's side gave up")},
	[HOW_ANSWERED_ELSEWHERE] = {TERM_ENDING, "answered-elsewhere", N_("the call was answered elsewhere")},
	[HOW_NO_CANCEL] =
		{TERM_ENDING, "ended-without-cancel",
                 N_("the callee's side ended the INVITE, and no CANCEL of the caller's side is in the capture: a timer, "
                    "another server, or a message that was not captured")},
	[HOW_MEDIA_REFUSED] = {TERM_ENDING, "media-refused",
                               N_("the callee's side cannot take the media as the SDP has it")},
	[HOW_GLARE] = {TERM_ENDING, "glare", N_("it crossed another request, and is to be sent again")},
	[HOW_IDENTITY_MISSING] = {TERM_ENDING, "identity-missing",
                                  N_("the callee's side takes only calls whose number is signed (STIR)")},
	[HOW_IDENTITY_UNFETCHED] =
		{TERM_ENDING, "identity-unfetched",
                 N_("the callee's side could not fetch the certificate that the caller's number is signed with (STIR)")},
	[HOW_IDENTITY_CERTIFICATE] =
		{TERM_ENDING, "identity-certificate",
                 N_("the callee's side does not trust the certificate that the caller's number is signed with (STIR)")},
	[HOW_IDENTITY_INVALID] = {TERM_ENDING, "identity-invalid",
                                  N_("the signature of the caller's number does not fit the call (STIR)")},
	[HOW_ANONYMOUS] = {TERM_ENDING, "anonymous-refused", N_("the callee takes no calls without a number")},
	[HOW_SECURITY] = {TERM_ENDING, "security", N_("the callee's side wants an agreement on security first")},
	[HOW_PRECONDITION] = {TERM_ENDING, "precondition-failed",
                              N_("the resources that the call was to reserve could not be had")},
	[HOW_SERVER_ERROR] = {TERM_ENDING, "server-error", N_("a server failed")},
	[HOW_CONGESTED] = {TERM_ENDING, "congested", N_("a network had no room for the call")},
	[HOW_OVERLOADED] = {TERM_ENDING, "overloaded", N_("a server takes no calls for a while")},
	[HOW_OUT_OF_SERVICE] = {TERM_ENDING, "out-of-service", N_("a server or what is behind it is out of service")},
	[HOW_BAD_GATEWAY] = {TERM_ENDING, "bad-gateway",
                             N_("what is behind a gateway is out of order, or its answer made no sense")},
	[HOW_GATEWAY_TIMEOUT] = {TERM_ENDING, "gateway-timeout", N_("what is behind a server did not respond in time")},
	[HOW_BLOCKED_BY_ANALYTICS] = {TERM_ENDING, "blocked-by-analytics",
                                      N_("analytics of a network blocked the call")},
	[HOW_BLOCKED_BY_PROVIDER] = {TERM_ENDING, "blocked-by-provider", N_("the provider refused the call itself")},
	[HOW_ACCOUNT] = {TERM_ENDING, "account-inactive", N_("the account with the provider is not active")},
	[HOW_AFTER_ANNOUNCEMENT] = {TERM_ENDING, "declined-after-announcement",
                                    N_("a network announced something, then declined the call")},
	[HOW_PBX] = {TERM_ENDING, "pbx-hung-up", N_("a PBX ended the call")},
	[HOW_BEYOND_GATEWAY] = {TERM_ENDING, "rejected-beyond-gateway",
                                N_("a telephone network behind a gateway rejected the call")},
	[HOW_DEVICE] = {TERM_ENDING, "declined-by-device", N_("a phone declined by itself")},
	[HOW_POSSIBLY_DECLINED] =
		{TERM_ENDING, "possibly-declined-on-phone",
                 N_("a phone that had rung declined, as when its reject button is pressed, which no message proves")},
	[HOW_UNWANTED] = {TERM_ENDING, "unwanted", N_("the called side wants no calls from this caller")},
	[HOW_DECLINED] = {TERM_ENDING, "declined", N_("the callee's side declined, and does not say who")},
	[HOW_REFUSED] = {TERM_ENDING, "refused", N_("the callee's side refused the INVITE")},
	[HOW_FAILED] = {TERM_ENDING, "failed", N_("a server on the way, or the callee's, failed")},
	[HOW_GLOBAL] = {TERM_ENDING, "refused-everywhere", N_("the call was refused for every place it could go to")},
};

const struct term *ending_at(unsigned index)
{
	return index < sizeof(hows) / sizeof(hows[0]) ? &hows[index] : NULL;
}

/* Of codes that say more with what stands beside them */

static bool has_cause(const struct decline *decline, uint32_t cause)
{
	return decline->network && decline->network->has_cause && decline->network->cause == cause;
}

static bool has_cause_of(const struct decline *decline, const uint8_t *causes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has_cause(decline, causes[i]))
			return true;
	return false;
}

/* Asterisk makes a 403 with cause 21 of a phone's own reject: only a location or a name shows a network. */
static enum how rejected(const struct decline *decline)
{
	struct str location = decline->network->location;

	if (str_ieq(location, STR("U")))
		return HOW_REJECTED_AT_USER;
	return reason_is_between_users(decline->network) || (!location.n && decline->agent == AGENT_GATEWAY)
	               ? HOW_NETWORK_REJECTED
	               : HOW_REJECTED;
}

/* 55, 57, 87: by a closed user group, or of a service not authorised (ITU-T Q.850). */
static enum how forbidden(const struct decline *decline)
{
	static const uint8_t barred[] = {55, 57, 87};

	if (has_cause(decline, 21))
		return rejected(decline);
	if (has_cause_of(decline, barred, sizeof(barred)))
		return HOW_BARRED;
	return str_ieq(str_trim(decline->final->phrase), STR("Stale Date")) ? HOW_STALE_DATE : HOW_FORBIDDEN;
}

static enum how not_found(const struct decline *decline)
{
	if (has_cause(decline, 1))
		return HOW_UNASSIGNED;
	return has_cause(decline, 2) || has_cause(decline, 3) ? HOW_NO_ROUTE : HOW_NOT_FOUND;
}

/* Nothing rang, where ringing would have been seen or heard. */
static bool is_unrung(const struct decline *decline)
{
	return !decline->rang && (decline->timing == TIMING_INSTANT || decline->timing == TIMING_NO_RING ||
	                          decline->timing == TIMING_RING_TIMER);
}

static enum how timed_out(const struct decline *decline)
{
	if (has_cause(decline, 18))
		return HOW_NOT_RESPONDING;
	return is_unrung(decline) && !has_cause(decline, 19) ? HOW_NO_RESPONSE : HOW_NO_ANSWER;
}

static enum how unavailable(const struct decline *decline)
{
	if (has_cause(decline, 19))
		return HOW_NO_ANSWER;
	if (has_cause(decline, 20))
		return HOW_ABSENT;
	if (has_cause(decline, 18))
		return HOW_NOT_RESPONDING;
	if (has_cause(decline, 17))
		return HOW_BUSY;
	if (has_cause(decline, 21))
		return rejected(decline);
	if (decline->timing == TIMING_RING_TIMER && decline->rang)
		return HOW_NO_ANSWER_TIMER;
	if (decline->timing == TIMING_INSTANT || decline->timing == TIMING_RING_INSTANT)
		return HOW_UNAVAILABLE_AT_ONCE;
	return HOW_UNAVAILABLE;
}

static enum how busy(const struct decline *decline)
{
	if (decline->network || !decline->whole || !decline->rang)
		return HOW_BUSY;
	if (decline->timing == TIMING_RING_TIMER || decline->timing == TIMING_RING_LONG ||
	    decline->rung > REJECTED_MOST)
		return HOW_BUSY_AFTER_RINGING;
	return decline->timing == TIMING_RING_INSTANT || decline->timing == TIMING_RING_HUMAN ? HOW_BUSY_OR_REJECTED
	                                                                                      : HOW_BUSY;
}

/* RFC 3261 15: in an early dialog only the caller may send a BYE, and it ends the INVITE as a CANCEL does. */
static enum how terminated(const struct decline *decline)
{
	const struct event *cancel = decline->attempt->cancel, *bye = decline->attempt->call->bye;

	if (!cancel)
		return bye && bye->time <= decline->final->time ? HOW_CANCELLED : HOW_NO_CANCEL;
	return event_is_answered_elsewhere(cancel) ? HOW_ANSWERED_ELSEWHERE : HOW_CANCELLED;
}

static enum how out_of_service(const struct decline *decline)
{
	static const uint8_t congested[] = {34, 38, 41, 42, 47};

	if (has_cause_of(decline, congested, sizeof(congested)))
		return HOW_CONGESTED;
	return decline->final->details->retry_after.n ? HOW_OVERLOADED : HOW_OUT_OF_SERVICE;
}

static bool is_told_by(const struct finding *finding, const char *rule)
{
	return finding && str_eq(str_of(finding->rule->id), str_of(rule));
}

/* Some gateways send 603 for causes that have a code of their own. */
static enum how declined_by_unknown(const struct decline *decline)
{
	if (has_cause(decline, 17))
		return HOW_BUSY;
	if (has_cause(decline, 18))
		return HOW_NOT_RESPONDING;
	if (has_cause(decline, 20))
		return HOW_ABSENT;
	return has_cause(decline, 19) ? HOW_NO_ANSWER : HOW_DECLINED;
}

static enum how declined(const struct decline *decline, const struct finding *finding)
{
	/* Whoever did it. */
	if (is_told_by(finding, "dec-603-noanswer-timer"))
		return HOW_NO_ANSWER_TIMER;
	if (is_told_by(finding, "dec-603-treatment"))
		return HOW_AFTER_ANNOUNCEMENT;
	switch (finding ? finding->origin : ORIGIN_UNKNOWN) {
	case ORIGIN_NETWORK_ANALYTICS:
		return HOW_BLOCKED_BY_ANALYTICS;
	case ORIGIN_PROVIDER:
		return is_told_by(finding, "dec-603-account") ? HOW_ACCOUNT : HOW_BLOCKED_BY_PROVIDER;
	case ORIGIN_PBX:
		return HOW_PBX;
	case ORIGIN_GATEWAY:
		return HOW_BEYOND_GATEWAY;
	case ORIGIN_DEVICE:
		return HOW_DEVICE;
	case ORIGIN_USER:
		return HOW_POSSIBLY_DECLINED;
	default:
		return declined_by_unknown(decline);
	}
}

static enum how of_class(unsigned code)
{
	if (code < 400)
		return HOW_REDIRECTED;
	if (code < 500)
		return HOW_REFUSED;
	return code < 600 ? HOW_FAILED : HOW_GLOBAL;
}

/* Of codes that say the same whatever stands beside them. */
static enum how of_code(unsigned code)
{
	static const struct {
		uint16_t code;
		enum how how;
	} rows[] = {
		{400, HOW_BAD_REQUEST},
		{401, HOW_CREDENTIALS},
		{405, HOW_UNSUPPORTED},
		{407, HOW_CREDENTIALS},
		{410, HOW_NUMBER_CHANGED},
		{413, HOW_TOO_LARGE},
		{414, HOW_TOO_LARGE},
		{415, HOW_UNSUPPORTED},
		{416, HOW_UNSUPPORTED},
		{420, HOW_UNSUPPORTED},
		{421, HOW_UNSUPPORTED},
		{422, HOW_TIMER_TOO_SMALL},
		{428, HOW_IDENTITY_MISSING},
		{433, HOW_ANONYMOUS},
		{436, HOW_IDENTITY_UNFETCHED},
		{437, HOW_IDENTITY_CERTIFICATE},
		{438, HOW_IDENTITY_INVALID},
		{481, HOW_GONE},
		{482, HOW_LOOP},
		{483, HOW_LOOP},
		{484, HOW_INCOMPLETE_NUMBER},
		{485, HOW_AMBIGUOUS},
		{488, HOW_MEDIA_REFUSED},
		{491, HOW_GLARE},
		{494, HOW_SECURITY},
		{500, HOW_SERVER_ERROR},
		{501, HOW_UNSUPPORTED},
		{502, HOW_BAD_GATEWAY},
		{504, HOW_GATEWAY_TIMEOUT},
		{513, HOW_TOO_LARGE},
		{580, HOW_PRECONDITION},
		{600, HOW_BUSY_EVERYWHERE},
		{604, HOW_NOWHERE},
		{606, HOW_MEDIA_REFUSED},
		{607, HOW_UNWANTED},
		{608, HOW_BLOCKED_BY_ANALYTICS},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].code == code)
			return rows[i].how;
	return of_class(code);
}

static enum how how_of(const struct decline *decline, const struct finding *finding)
{
	if (decline->analytics || decline->behind)
		return HOW_BLOCKED_BY_ANALYTICS;
	if (decline->cancelled)
		return terminated(decline);
	switch (decline->final->code) {
	case 403:
		return forbidden(decline);
	case 404:
		return not_found(decline);
	case 408:
		return timed_out(decline);
	case 480:
		return unavailable(decline);
	case 486:
		return busy(decline);
	case 487:
		return terminated(decline);
	case 503:
		return out_of_service(decline);
	case 603:
		return declined(decline, finding);
	default:
		return of_code(decline->final->code);
	}
}

/* What stands beside it */

static void tell_cause(const struct decline *decline, struct finding *said)
{
	const struct reason *reason = decline->network, *early = decline_early_reason(decline);
	const char *location;

	if (early) {
		const char *event = word_event(said, decline->told_early);

		finding_printf(said, _("; the %s had said why already: %s"), event, word_reason(said, early));
		reason = NULL;
	}
	if (!reason)
		reason = decline->final->reasons;
	if (!reason || (!reason->has_cause && !reason->text.n))
		return;
	location = location_meaning(reason->location);
	if (location)
		finding_printf(said, _("; it says %s (%s)"), word_reason(said, reason), location);
	else
		finding_printf(said, _("; it says %s"), word_reason(said, reason));
}

static void tell_cancel(const struct decline *decline, struct finding *said)
{
	const struct event *cancel = decline->attempt->cancel;

	if (decline->cancelled && cancel->reasons) {
		const char *event = word_event(said, cancel);

		finding_printf(said, _("; the %s says %s"), event, word_reason(said, cancel->reasons));
	}
}

static void tell_warnings(const struct event *final, struct finding *said)
{
	const struct warning *warning = final->details->warnings;

	if (warning)
		/* TRANSLATORS: what stands in the header field Warning: its number and its text */
		finding_printf(said, _("; it warns of %u \"%s\""), warning->code, word_str(said, warning->text));
}

static void tell_retry(const struct event *final, struct finding *said)
{
	uint32_t seconds;

	if (vendor_number(final->details->retry_after, &seconds))
		finding_printf(said,
		               language_plural("; the caller may try again after %u second (Retry-After)",
		                               "; the caller may try again after %u seconds (Retry-After)", seconds),
		               seconds);
}

static void tell_vendors(const struct event *final, struct finding *said)
{
	for (const struct vendor *vendor = final->details->vendors; vendor; vendor = vendor->next)
		/* TRANSLATORS: a header field and its value: "; X-Twilio-Error: 10001" */
		finding_printf(said, _("; %s: %s"), word_str(said, vendor->name), word_str(said, vendor->value));
}

static void tell_time(const struct decline *decline, struct finding *said)
{
	if (!decline->whole)
		return;
	if (decline->ringing)
		finding_printf(said, _("; %s after the 180"), word_seconds(said, decline->since_ringing));
	else
		finding_printf(said, _("; %s after the INVITE"), word_seconds(said, decline->since_invite));
}

static void tell_heard(const struct decline *decline, struct finding *said)
{
	if (decline->heard >= HEARD_LEAST)
		finding_printf(said, _("; before it the caller heard %s"), word_heard(said, decline));
}

bool ending_of(const struct attempt *attempt, const struct findings *findings, struct ending *out)
{
	struct finding said = {.rule = NULL};
	struct decline decline;
	enum how how;

	if (!decline_of_final(attempt, &decline))
		return false;
	how = how_of(&decline, findings ? verdict_decline(attempt, findings) : NULL);
	finding_begin(&said);
	finding_printf(&said, "%s", _(hows[how].text));
	tell_cause(&decline, &said);
	tell_cancel(&decline, &said);
	tell_warnings(decline.final, &said);
	tell_vendors(decline.final, &said);
	tell_heard(&decline, &said);
	tell_time(&decline, &said);
	tell_retry(decline.final, &said);
	*out = (struct ending){.word = hows[how].word, .final = decline.final};
	buf_add(&out->text, buf_str(&said.text));
	finding_done(&said);
	return true;
}

void ending_done(struct ending *ending)
{
	buf_done(&ending->text);
}
