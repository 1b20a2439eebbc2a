/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

#include "rules/cause.h"
#include "rules/content.h"
#include "rules/tone_text.h"

enum {
	SHOWN = 120, /* bytes of what stands in a message */
};

static const char *word_short(struct finding *out, struct str text)
{
	return word_begin(out, text, SHOWN);
}

const char *word_final(struct finding *out, const struct event *final)
{
	unsigned long long frame = (unsigned long long)frame_number(final->frame);

	finding_proof(out, final);
	if (!final->phrase.n)
		return word_printf(out, _("%u (frame %llu)"), final->code, frame);
	/* TRANSLATORS: a response and its frame: "603 Decline (frame 31)" */
	return word_printf(out, _("%u %s (frame %llu)"), final->code, word_short(out, final->phrase), frame);
}

static const char *word_cause(struct finding *out, const struct reason *reason)
{
	const char *protocol = word_short(out, reason->protocol);
	const char *name = str_ieq(reason->protocol, STR("Q.850")) ? cause_name(reason->cause) : NULL;

	if (!reason->has_cause)
		return protocol;
	/* TRANSLATORS: of a Reason field: "Q.850 cause 21 (call rejected)" */
	return name ? word_printf(out, _("%s cause %u (%s)"), protocol, reason->cause, name)
	            : word_printf(out, _("%s cause %u"), protocol, reason->cause);
}

const char *word_reason(struct finding *out, const struct reason *reason)
{
	const char *cause = word_cause(out, reason);

	if (reason->text.n)
		/* TRANSLATORS: a cause and the text of its Reason field */
		cause = word_printf(out, _("%s \"%s\""), cause, word_short(out, reason->text));
	if (!reason->location.n)
		return cause;
	return word_printf(out, _("%s, location %s"), cause, word_short(out, reason->location));
}

const char *word_heard(struct finding *out, const struct decline *decline)
{
	const char *time = word_seconds(out, decline->heard);

	if (!decline->heard)
		return NULL;
	if (decline->heard_sit)
		return word_printf(out, _("%s of audio with a special information tone, as announcements begin"), time);
	switch (decline->heard_as) {
	case CONTENT_SPEECH:
		return word_printf(out, _("%s of audio that sounds like speech"), time);
	case CONTENT_MUSIC:
		return word_printf(out, _("%s of audio that sounds like music"), time);
	case CONTENT_TONE:
		if (decline->heard_tone > TONE_OTHER)
			/* TRANSLATORS: "3.0 s of busy tone" */
			return word_printf(out, _("%s of %s"), time, tone_words(decline->heard_tone));
		return word_printf(out, _("%s of a tone that is no ringback tone"), time);
	default:
		return word_printf(out, _("%s of audible sound that is no ringback tone"), time);
	}
}

static void add(struct buf *list, const char *item)
{
	if (list->n)
		buf_add(list, str_of(_(", ")));
	buf_add(list, str_of(item));
}

static void add_contact(struct finding *out, struct buf *list, const char *name, struct str value)
{
	if (value.n)
		add(list, word_printf(out, "%s=%s", name, word_short(out, value)));
}

const char *word_redress(struct finding *out, const struct redress *redress)
{
	struct buf list = {0};

	if (redress->name.n)
		add(&list, word_short(out, redress->name));
	add_contact(out, &list, "url", redress->url);
	add_contact(out, &list, "tel", redress->tel);
	add_contact(out, &list, "email", redress->email);
	add_contact(out, &list, "id", redress->id);
	if (list.n == 0)
		return NULL;
	return word_buf(out, &list);
}

void finding_redress(struct finding *out, const struct decline *decline)
{
	const char *redress = word_redress(out, &decline->redress);

	if (redress)
		finding_printf(out, _("; redress: %s"), redress);
}

/* Features */

static void add_times(struct finding *out, const struct decline *decline, struct buf *list)
{
	const char *rang;

	if (decline->has_invite)
		add(list, word_printf(out, _("%s after the INVITE"), word_seconds(out, decline->since_invite)));
	else
		add(list, _("the INVITE was not captured"));
	if (!decline->ringing) {
		add(list, _("without a 180"));
		return;
	}
	rang = word_event(out, decline->ringing);
	add(list, word_printf(out, _("%s after the %s"), word_seconds(out, decline->since_ringing), rang));
	add(list, decline->same_tag ? _("with its To-tag") : _("with another To-tag"));
}

static void add_names(struct finding *out, const struct decline *decline, struct buf *list)
{
	const struct event *final = decline->final;

	if (final->agent.n)
		add(list, word_printf(out, _("from %s"), word_short(out, final->agent)));
	else
		add(list, _("no Server or User-Agent"));
	if (!final->agent.n && decline->agent_name.n)
		add(list, word_printf(out, _("though the 180 is from %s"), word_short(out, decline->agent_name)));
	if (!final->contact)
		add(list, _("no Contact"));
	else if (decline->same_tag && decline->ringing->contact)
		add(list, decline->same_contact ? _("the Contact of the 180") : _("another Contact than the 180"));
}

static void add_reasons(struct finding *out, const struct decline *decline, struct buf *list)
{
	if (decline->told_early) {
		const char *early = word_event(out, decline->told_early);

		add(list, word_printf(out, _("Reason of the %s: %s"), early,
		                      word_reason(out, decline_early_reason(decline))));
	}
	if (!decline->final->reasons)
		add(list, _("no Reason"));
	for (const struct reason *reason = decline->final->reasons; reason; reason = reason->next)
		add(list,
		    word_printf(out, _("Reason %s"),
		                reason == decline->analytics ? word_cause(out, reason) : word_reason(out, reason)));
}

static void add_fields(struct finding *out, const struct decline *decline, struct buf *list)
{
	const struct details *details = decline->final->details;

	for (const struct vendor *vendor = details->vendors; vendor; vendor = vendor->next)
		add(list, word_printf(out, "%s: %s", word_short(out, vendor->name), word_short(out, vendor->value)));
	for (const struct warning *warning = details->warnings; warning; warning = warning->next)
		add(list, word_printf(out, _("Warning %u \"%s\""), warning->code, word_short(out, warning->text)));
	if (details->retry_after.n)
		add(list, word_printf(out, "Retry-After %s", word_short(out, details->retry_after)));
}

/* What the calling side's networks vouch for is no reason by itself, but what analytics look at first. */
static void add_caller(struct finding *out, const struct decline *decline, struct buf *list)
{
	const struct event *invite = decline->attempt->invite;

	if (!invite)
		return;
	if (invite->details->attestation)
		add(list,
		    word_printf(out, _("the caller's number attested with level %c"), invite->details->attestation));
	else if (invite->details->identity)
		add(list, _("the caller's number signed (Identity)"));
	if (invite->details->verstat.n)
		add(list, word_printf(out, "verstat %s", word_short(out, invite->details->verstat)));
}

void finding_features(struct finding *out, const struct decline *decline)
{
	struct buf list = {.ceiling = 2048};

	add_times(out, decline, &list);
	add_names(out, decline, &list);
	add_reasons(out, decline, &list);
	add_fields(out, decline, &list);
	if (decline->heard >= SECOND && decline->timing != TIMING_AFTER_ANNOUNCEMENT)
		add(&list, word_printf(out, _("the caller heard %s"), word_heard(out, decline)));
	add_caller(out, decline, &list);
	/* TRANSLATORS: ends a sentence about who declined a call with a list of what that rests on */
	finding_printf(out, _("; judged by: %s"), word_buf(out, &list));
	if (event_is_incomplete(decline->final))
		finding_printf(out, "%s", _("; the capture cut this message short"));
}
