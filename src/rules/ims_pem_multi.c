/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Who is let send early audio in each dialog of the last try, as the call goes on. */
struct grants {
	const struct event *by[CALL_MAX_DIALOGS]; /* by dialog; NULL: nobody */
};

static bool is_of(const struct attempt *attempt, const struct event *event, const struct dialog *dialog)
{
	const struct event *request = event->request ? event : event->answers;

	if (request && request->method != METHOD_INVITE && !attempt_is_caller(attempt, &request->flow->source))
		return str_eq(request->details->from_tag, dialog->to_tag);
	return str_eq(event->to_tag, dialog->to_tag);
}

static bool is_said_by_callee(const struct attempt *attempt, const struct event *event)
{
	return attempt_in_last_try(attempt, event) && attempt_is_before_final(attempt, event) && event->code < 300 &&
	       !attempt_is_caller(attempt, &event->flow->source);
}

static void hear(const struct attempt *attempt, struct grants *grants, const struct event *event)
{
	for (unsigned i = 0; i < attempt->dialog_count && i < CALL_MAX_DIALOGS; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];

		if (dialog->ended == event)
			grants->by[i] = NULL;
		if (!dialog->of_last_try || dialog->ended == event || !is_said_by_callee(attempt, event) ||
		    !is_of(attempt, event, dialog))
			continue;
		if (event_authorises_audio(event))
			grants->by[i] = event;
		else if (event->early_media == EARLY_MEDIA_INACTIVE || event->early_media == EARLY_MEDIA_RECVONLY)
			grants->by[i] = NULL;
	}
}

/* Another dialog than that of event which may send, too. */
static const struct event *rival(const struct attempt *attempt, const struct grants *grants, const struct event *event)
{
	const struct event *found = NULL;
	bool granted = false;

	for (unsigned i = 0; i < attempt->dialog_count && i < CALL_MAX_DIALOGS; i++) {
		if (grants->by[i] == event)
			granted = true;
		else if (grants->by[i])
			found = grants->by[i];
	}
	return granted ? found : NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct grants grants = {{NULL}};

	for (const struct event *event = attempt->call->first; event; event = event->next) {
		const struct event *other;
		const char *first, *second;

		hear(attempt, &grants, event);
		other = rival(attempt, &grants, event);
		if (!other)
			continue;
		first = word_event(out, other);
		second = word_event(out, event);
		finding_printf(out,
		               _("two servers may play to the caller at once: the %s with tag %s and the %s with tag "
		                 "%s both have P-Early-Media that allows it, and nothing ended the first"),
		               first, word_str(out, other->to_tag), second, word_str(out, event->to_tag));
		return true;
	}
	return false;
}

const struct rule rule_ims_pem_multi = {
	.id = "ims-pem-multi",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_IMS,
	.title = N_("Early media authorised in two dialogs"),
	.explain = N_(
		"While one server plays to the caller with P-Early-Media sendrecv or sendonly, no other early dialog of the call "
		"may have that. Here two do. The caller hears one of them by chance, both mixed up, or the wrong one."),
	.refs = "3GPP TS 24.628 D.1, RFC 5009 8",
	.next = N_(
		"The application server that controls the call has to write inactive into P-Early-Media of the dialog that "
		"is not to be heard, or to end it with 199, before it lets the other one play."),
	.fires = "0.000  A > P  INVITE  sdp  P-Early-Media: supported\n"
		 "0.900  P > A  183     sdp  tag=b1  P-Early-Media: sendonly\n"
		 "2.000  P > A  183     sdp  tag=c1  P-Early-Media: sendrecv\n"
		 "9.000  P > A  200     sdp  tag=c1\n"
		 "9.020  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp  P-Early-Media: supported\n"
		  "0.900  P > A  183     sdp  tag=b1  P-Early-Media: sendonly\n"
		  "2.000  P > A  183     sdp  tag=c1  P-Early-Media: inactive\n"
		  "9.000  P > A  200     sdp  tag=c1\n"
		  "9.020  A > P  ACK     tag=c1\n",
	.check = check,
};
