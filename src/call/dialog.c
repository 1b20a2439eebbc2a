/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/dialog.h"

#include "call/attempt.h"

static const char *const state_names[] = {
	[DIALOG_EARLY_BARE] = "early-bare",         [DIALOG_EARLY_PREVIEW] = "early-preview",
	[DIALOG_EARLY_OFFERED] = "early-offered",   [DIALOG_EARLY_AGREED] = "early-agreed",
	[DIALOG_EARLY_UPDATING] = "early-updating", [DIALOG_EARLY_BLOCKED] = "early-blocked",
	[DIALOG_EARLY_DEAD] = "early-dead",
};

const char *dialog_state_name(enum dialog_state state)
{
	return state_names[state];
}

bool event_is_reliable(const struct event *event)
{
	return event->rseq && (event->required & OPTION_100REL);
}

/* An early dialog on its way to the final response. */
struct early {
	struct dialog dialog;
	enum dialog_state before;     /* the offer that is open now */
	const struct sdp *sdp;        /* of the callee, as it stands */
	enum early_media_header gate; /* the last one the callee's side sent */
};

/* Nothing is to be expected from the SDP that stands, whatever the state of the offer. */
static bool is_blocked(const struct early *early)
{
	const struct sdp_media *audio = attempt_audio(early->sdp);

	if (!audio)
		return false;
	return audio->port == 0 || !sdp_sends(audio->direction) || audio->precondition_unmet ||
	       early->gate == EARLY_MEDIA_INACTIVE;
}

static void hear_sdp(struct early *early, const struct event *event)
{
	early->sdp = event->sdp;
	if (event->early_media != EARLY_MEDIA_ABSENT)
		early->gate = event->early_media;
}

/* How an 18x moves its dialog: RFC 3261 13.2.1, RFC 3262 5. */
static void hear_response(struct early *early, const struct event *event, bool delayed_offer)
{
	struct dialog *dialog = &early->dialog;

	if (event->code == 199) {
		dialog->state = DIALOG_EARLY_DEAD;
		return;
	}
	if (!event->sdp || dialog->state == DIALOG_EARLY_DEAD)
		return;
	if (!dialog->first_sdp)
		dialog->first_sdp = event;
	dialog->sdp_event = event;
	hear_sdp(early, event);
	if (!event_is_reliable(event)) {
		if (dialog->state == DIALOG_EARLY_BARE)
			dialog->state = DIALOG_EARLY_PREVIEW;
	} else {
		dialog->state = delayed_offer ? DIALOG_EARLY_OFFERED : DIALOG_EARLY_AGREED;
	}
}

/* PRACK and UPDATE within an early dialog, and their answers: RFC 3262 5, RFC 3311 5. */
static void hear_exchange(struct early *early, const struct event *event, bool from_callee)
{
	struct dialog *dialog = &early->dialog;

	if (dialog->state == DIALOG_EARLY_DEAD || (!event->sdp && event->code < 300))
		return;
	if (event->sdp && from_callee)
		hear_sdp(early, event);
	if (event->request && dialog->state == DIALOG_EARLY_OFFERED && !from_callee) {
		dialog->state = DIALOG_EARLY_AGREED;
	} else if (event->request) {
		if (dialog->state != DIALOG_EARLY_UPDATING)
			early->before = dialog->state;
		dialog->state = DIALOG_EARLY_UPDATING;
	} else if (dialog->state == DIALOG_EARLY_UPDATING) {
		/* An offer that is refused leaves what was agreed before: RFC 3311 5.2. */
		dialog->state = event->code < 300 ? DIALOG_EARLY_AGREED : early->before;
	}
}

struct dialogs {
	struct early early[CALL_MAX_DIALOGS];
	unsigned count;
};

static struct early *early_of(struct dialogs *dialogs, struct str tag)
{
	for (unsigned i = 0; i < dialogs->count; i++)
		if (str_eq(dialogs->early[i].dialog.to_tag, tag))
			return &dialogs->early[i];
	return NULL;
}

static struct early *early_from(struct dialogs *dialogs, const struct event *event)
{
	struct early *early = early_of(dialogs, event->to_tag);

	if (early || dialogs->count >= CALL_MAX_DIALOGS)
		return early;
	early = &dialogs->early[dialogs->count++];
	*early = (struct early){.dialog = {.to_tag = event->to_tag, .first = event}};
	return early;
}

static void hear_early(const struct attempt *a, struct dialogs *dialogs, const struct event *event)
{
	bool from_callee = !attempt_is_caller(a, &event->flow.source);
	struct early *early;

	if (event->method != METHOD_PRACK && event->method != METHOD_UPDATE)
		return;
	/* Beyond the caller's hop the same exchange is seen again. */
	if (from_callee && !attempt_is_caller(a, &event->flow.destination))
		return;
	/* In what the callee requests, the caller's tag is the To-tag. */
	early = str_eq(event->to_tag, a->from_tag) && dialogs->count == 1 ? &dialogs->early[0]
	                                                                  : early_of(dialogs, event->to_tag);
	if (early)
		hear_exchange(early, event, from_callee);
}

void dialogs_follow(struct attempt *a, struct arena *arena)
{
	struct dialogs dialogs = {.count = 0};
	struct dialog *out;
	struct early *early;
	unsigned next = 0;

	for (const struct event *event = a->call->first; event; event = event->next) {
		bool provisional = next < a->provisional_count && a->provisionals[next] == event;

		next += provisional;
		if (!attempt_is_before_final(a, event))
			continue;
		if (!provisional)
			hear_early(a, &dialogs, event);
		else if (event->code > 100 && (early = early_from(&dialogs, event)))
			hear_response(early, event, a->invite && !a->invite->sdp);
	}
	out = arena_alloc(arena, (dialogs.count + 1) * sizeof(*out));
	for (unsigned i = 0; i < dialogs.count; i++) {
		out[i] = dialogs.early[i].dialog;
		if (out[i].first->cseq != a->last->cseq)
			out[i].state = DIALOG_EARLY_DEAD; /* of a try that failed */
		else if (out[i].state != DIALOG_EARLY_DEAD && is_blocked(&dialogs.early[i]))
			out[i].state = DIALOG_EARLY_BLOCKED;
	}
	a->dialogs = out;
	a->dialog_count = dialogs.count;
}
