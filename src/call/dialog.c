/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/dialog.h"

#include "call/attempt.h"

static const char *const state_names[] = {
	[DIALOG_EARLY_BARE] = "early-bare",         [DIALOG_EARLY_PREVIEW] = "early-preview",
	[DIALOG_EARLY_OFFERED] = "early-offered",   [DIALOG_EARLY_AGREED] = "early-agreed",
	[DIALOG_EARLY_UPDATING] = "early-updating", [DIALOG_EARLY_BLOCKED] = "early-blocked",
	[DIALOG_EARLY_DEAD] = "early-dead",         [DIALOG_CONFIRMED] = "confirmed",
};

const char *dialog_state_name(enum dialog_state state)
{
	return state_names[state];
}

struct str dialog_tag(const struct attempt *a, const struct event *event)
{
	const struct event *request = event->request ? event : event->answers;

	/* In what the callee requests, its own tag is the From-tag. */
	if (request && request->details->from_tag.n && !attempt_is_caller(a, &request->flow->source) &&
	    attempt_is_caller(a, &request->flow->destination))
		return request->details->from_tag;
	return event->to_tag;
}

/* An early dialog on its way to the final response. */
struct early {
	struct dialog dialog;
	const struct event *open;     /* the PRACK or UPDATE whose offer waits for its answer; NULL: none */
	enum dialog_state before;     /* that offer */
	const struct sdp *sdp;        /* of the callee, as it stands */
	const struct sdp *sdp_before; /* the offer that is open */
};

/* Nothing is to be expected from the SDP that stands, whatever the state of the offer. */
static bool is_blocked(const struct early *early)
{
	const struct sdp_media *audio = sdp_audio(early->sdp);

	if (!audio)
		return false;
	return sdp_is_refused(audio) || !sdp_sends((enum sdp_direction)audio->direction) || audio->precondition_unmet ||
	       early->dialog.early_media == EARLY_MEDIA_INACTIVE;
}

static void end(struct dialog *dialog, const struct event *event)
{
	dialog->state = DIALOG_EARLY_DEAD;
	if (!dialog->ended)
		dialog->ended = event;
}

/* The INVITE it answers made no offer, as far as it was captured. */
static bool answers_no_offer(const struct event *response)
{
	return response->answers && event_lacks_sdp(response->answers);
}

/* On a mirrored port the PRACK that answers it may be captured before it. */
static bool is_answered_before(const struct attempt *a, const struct event *response)
{
	for (const struct event *event = a->call->first; event && event != response; event = event->next)
		if (event->sdp && event_acknowledges(event, response))
			return true;
	return false;
}

static void hear_sdp(const struct attempt *a, struct early *early, const struct event *event)
{
	struct dialog *dialog = &early->dialog;
	/* What stands below an offer that is open is what its refusal leaves. */
	enum dialog_state *state = early->open ? &early->before : &dialog->state;
	bool settled = *state != DIALOG_EARLY_BARE && *state != DIALOG_EARLY_PREVIEW;

	if (!dialog->first_sdp)
		dialog->first_sdp = event;
	dialog->sdp_event = event;
	early->sdp = early->sdp_before = event->sdp;
	if (settled)
		return;
	if (!event_is_reliable(event))
		*state = DIALOG_EARLY_PREVIEW;
	else
		*state = answers_no_offer(event) && !is_answered_before(a, event) ? DIALOG_EARLY_OFFERED
		                                                                  : DIALOG_EARLY_AGREED;
}

/* How an 18x moves its dialog: RFC 3261 13.2.1, RFC 3262 5. */
static void hear_response(const struct attempt *a, struct early *early, const struct event *event)
{
	struct dialog *dialog = &early->dialog;

	if (event->code == 199) {
		end(dialog, event);
		return;
	}
	if (event->code == 180 && !dialog->ringing)
		dialog->ringing = event;
	if (event->early_media != EARLY_MEDIA_ABSENT)
		dialog->early_media = (enum early_media_header)event->early_media;
	if (event->sdp && dialog->state != DIALOG_EARLY_DEAD)
		hear_sdp(a, early, event);
}

/* On a mirrored port the final response to a request may be captured before it. */
static const struct event *final_before(const struct attempt *a, const struct event *request)
{
	for (const struct event *event = a->call->first; event && event != request; event = event->next)
		if (event->answers == request && event->code >= 200)
			return event;
	return NULL;
}

static void close_offer(struct early *early, const struct event *event)
{
	struct dialog *dialog = &early->dialog;
	bool refused = event->code >= 300;

	/* RFC 3311 5.2: an offer that is refused leaves what was agreed before. */
	dialog->state = refused ? early->before : DIALOG_EARLY_AGREED;
	if (refused)
		early->sdp = early->sdp_before;
	early->open = NULL;
}

/* PRACK may answer or offer, UPDATE offers: RFC 3262 5, RFC 3311 5. */
static void hear_request(const struct attempt *a, struct early *early, const struct event *event, bool from_callee)
{
	struct dialog *dialog = &early->dialog;
	const struct event *final = final_before(a, event);

	if (event->method == METHOD_PRACK && !from_callee && dialog->state == DIALOG_EARLY_OFFERED) {
		dialog->state = DIALOG_EARLY_AGREED;
		return;
	}
	if (!early->open) {
		early->before = dialog->state;
		early->sdp_before = early->sdp;
	}
	early->open = event;
	dialog->state = DIALOG_EARLY_UPDATING;
	if (from_callee)
		early->sdp = event->sdp;
	if (!final)
		return;
	if (final->sdp && !from_callee)
		early->sdp = final->sdp;
	close_offer(early, final);
}

/* PRACK and UPDATE within an early dialog, and what answers them. */
static void hear_exchange(const struct attempt *a, struct early *early, const struct event *event)
{
	struct dialog *dialog = &early->dialog;
	bool from_callee = !attempt_is_caller(a, &event->flow->source);

	if (dialog->state == DIALOG_EARLY_DEAD)
		return;
	/* RFC 5009 8: PRACK, UPDATE and what answers them may open or close the gate as well. */
	if (from_callee && event->code < 300 && event->early_media != EARLY_MEDIA_ABSENT)
		dialog->early_media = (enum early_media_header)event->early_media;
	if (event->request && event->sdp) {
		hear_request(a, early, event, from_callee);
	} else if (early->open && event->answers == early->open && (event->code >= 300 || event->sdp)) {
		if (event->code < 300 && from_callee)
			early->sdp = event->sdp;
		close_offer(early, event);
	}
}

struct dialogs {
	struct early early[CALL_MAX_DIALOGS];
	unsigned count;
};

/* The latest: another try may meet the tag of the one before again. */
static struct early *early_of(struct dialogs *dialogs, struct str tag)
{
	for (unsigned i = dialogs->count; i > 0; i--)
		if (str_eq(dialogs->early[i - 1].dialog.to_tag, tag))
			return &dialogs->early[i - 1];
	return NULL;
}

static struct early *early_from(struct dialogs *dialogs, const struct event *event)
{
	for (unsigned i = 0; i < dialogs->count; i++)
		if (str_eq(dialogs->early[i].dialog.to_tag, event->to_tag) &&
		    dialogs->early[i].dialog.first->cseq == event->cseq)
			return &dialogs->early[i];
	if (dialogs->count >= CALL_MAX_DIALOGS)
		return NULL;
	dialogs->early[dialogs->count] = (struct early){.dialog = {.to_tag = event->to_tag, .first = event}};
	return &dialogs->early[dialogs->count++];
}

/* PRACK, UPDATE and BYE of an early dialog, and what answers them, on the caller's hop. */
static void hear_within(const struct attempt *a, struct dialogs *dialogs, const struct event *event)
{
	struct early *early;

	if (!attempt_on_hop(a, event) || !(early = early_of(dialogs, dialog_tag(a, event))))
		return;
	if (event->method == METHOD_PRACK || event->method == METHOD_UPDATE)
		hear_exchange(a, early, event);
	else if (event->method == METHOD_BYE && event->request) /* RFC 3261 15: the caller may end one fork */
		end(&early->dialog, event);
}

static bool is_final(const struct event *event)
{
	return event->method == METHOD_INVITE && event->code >= 200 && event->transaction;
}

static void hear_2xx(struct dialogs *dialogs, const struct event *event)
{
	struct early *early = early_from(dialogs, event);

	if (!early)
		return;
	if (early->dialog.first == event)
		early->dialog.state = DIALOG_CONFIRMED;
	if (!early->dialog.answered)
		early->dialog.answered = event;
	/* RFC 3261 13.2.2.4: a second fork may answer as well. */
	if (early->dialog.ended && is_final(early->dialog.ended))
		early->dialog.ended = NULL;
}

/* RFC 3261 13.2.2.3, 13.2.2.4: a failure ends the early dialogs of its INVITE, a 2xx all of the try but its own. */
static void end_others(struct dialogs *dialogs, const struct event *final)
{
	for (unsigned i = 0; i < dialogs->count; i++) {
		struct dialog *dialog = &dialogs->early[i].dialog;
		bool reached = final->code < 300 ? dialog->first->cseq == final->cseq
		                                 : dialog->first->transaction == final->transaction;

		if (reached && !dialog->answered && !dialog->ended)
			dialog->ended = final;
	}
}

static void hear(const struct attempt *a, struct dialogs *dialogs, const struct event *event, bool provisional)
{
	struct early *early;

	if (is_final(event)) {
		if (event->code < 300 && attempt_is_last_try(a, event))
			hear_2xx(dialogs, event);
		if (event->code >= 300 || attempt_is_last_try(a, event))
			end_others(dialogs, event);
	} else if (!attempt_is_before_final(a, event)) {
		return;
	} else if (!provisional) {
		hear_within(a, dialogs, event);
	} else if (event->code > 100 && (early = early_from(dialogs, event))) {
		hear_response(a, early, event);
	}
}

void dialogs_follow(struct attempt *a, struct arena *arena)
{
	struct dialogs dialogs = {.count = 0};
	struct dialog *out;
	unsigned next = 0;

	for (const struct event *event = a->call->first; event; event = event->next) {
		bool provisional = next < a->provisional_count && a->provisionals[next] == event;

		next += provisional;
		hear(a, &dialogs, event, provisional);
	}
	out = arena_alloc(arena, (dialogs.count + 1) * sizeof(*out));
	for (unsigned i = 0; i < dialogs.count; i++) {
		out[i] = dialogs.early[i].dialog;
		out[i].of_last_try = out[i].first->cseq == a->last->cseq;
		if (!out[i].of_last_try)
			out[i].state = DIALOG_EARLY_DEAD; /* of a try that failed */
		else if (dialog_was_early(&out[i]) && out[i].state != DIALOG_EARLY_DEAD &&
		         is_blocked(&dialogs.early[i]))
			out[i].state = DIALOG_EARLY_BLOCKED;
	}
	a->dialogs = out;
	a->dialog_count = dialogs.count;
}

const struct dialog *dialog_of(const struct attempt *a, struct str to_tag)
{
	for (unsigned i = 0; i < a->dialog_count; i++)
		if (a->dialogs[i].of_last_try && str_eq(a->dialogs[i].to_tag, to_tag))
			return &a->dialogs[i];
	return NULL;
}

bool dialog_was_early(const struct dialog *dialog)
{
	return dialog->first->code < 200;
}

/* Who sends what */

static bool names_in(const struct event *event, const struct endpoint *source, bool port)
{
	const struct sdp *sdp = event ? event->sdp : NULL;

	for (unsigned i = 0; sdp && i < sdp->media_count; i++)
		if (sdp_is_audio(&sdp->media[i]) && sdp->media[i].has_address &&
		    address_same(&sdp->media[i].address, &source->address) &&
		    (!port || sdp->media[i].port == source->port))
			return true;
	return false;
}

/* found is the only early dialog that names the source; NULL with true: several do. */
static bool find_naming(const struct attempt *a, const struct endpoint *source, bool port, const struct dialog **found)
{
	unsigned count = 0;

	*found = NULL;
	for (unsigned i = 0; i < a->dialog_count; i++) {
		const struct dialog *dialog = &a->dialogs[i];

		if (!dialog->of_last_try || !dialog_was_early(dialog) || !dialog->to_tag.n)
			continue;
		if (!names_in(dialog->first_sdp, source, port) && !names_in(dialog->sdp_event, source, port))
			continue;
		*found = count++ ? NULL : dialog;
	}
	return count > 0;
}

/* Senders need not send from the port they receive on, but most do (RFC 4961); where they do not, the host alone may tell. */
const struct dialog *attempt_dialog_of(const struct attempt *a, const struct stream *stream)
{
	const struct dialog *found;

	if (!find_naming(a, &stream->source, true, &found))
		find_naming(a, &stream->source, false, &found);
	return found;
}
