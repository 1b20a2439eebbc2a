/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/fork.h"

/* Nobody notices what happens this shortly before the end. */
#define SOON SECOND

/* An address is where a phone that expects symmetric RTP (RFC 4961) listens to, a key what it decrypts with. */
#define PATH (SDP_DIFFERS_ADDRESS | SDP_DIFFERS_PORT | SDP_DIFFERS_PROTO | SDP_DIFFERS_CRYPTO)

static bool brings_audio(const struct dialog *dialog)
{
	return is_fork(dialog) && dialog->first_sdp && event_promises_audio(dialog->first_sdp) &&
	       !event_reserves(dialog->first_sdp);
}

static unsigned change(const struct dialog *from, const struct dialog *to)
{
	return sdp_differs(from->first_sdp->sdp, to->first_sdp->sdp) & (PATH | SDP_DIFFERS_FORMATS);
}

/* The last dialog with audio before this one; NULL: none. */
static const struct dialog *before(const struct attempt *attempt, const struct dialog *dialog)
{
	const struct dialog *found = NULL;

	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct dialog *other = &attempt->dialogs[i];

		if (other == dialog || !is_fork(other) || !other->first_sdp || !sdp_audio(other->first_sdp->sdp) ||
		    other->first_sdp->time >= dialog->first_sdp->time)
			continue;
		if (!found || other->first_sdp->time > found->first_sdp->time)
			found = other;
	}
	return found;
}

static const struct dialog *first_switch(const struct attempt *attempt, const struct dialog **from)
{
	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];

		*from = brings_audio(dialog) ? before(attempt, dialog) : NULL;
		if (*from && change(*from, dialog))
			return dialog;
	}
	return NULL;
}

static const char *word_place(const struct dialog *dialog, struct finding *out)
{
	const char *response = word_event(out, dialog->first_sdp);

	/* TRANSLATORS: a response, its To-tag and where its SDP wants audio: "183 (frame 2), tag b1, audio at 10.0.0.2:40002" */
	return word_printf(out, _("%s, tag %s, audio at %s"), response, word_str(out, dialog->to_tag),
	                   word_audio(out, sdp_audio(dialog->first_sdp->sdp)));
}

/* What the RTP says of it. */
static void tell_audio(const struct attempt *attempt, const struct sent *first, const struct sent *second,
                       struct finding *out)
{
	if (second->packets) {
		finding_printf(out,
		               language_plural("; from the second came %llu RTP packet (first %s)",
		                               "; from the second came %llu RTP packets (first %s)", second->packets),
		               second->packets, word_frame(out, second->first_frame, second->first));
	} else {
		out->confidence = CONFIDENCE_MEDIUM;
	}
	if (first->packets && first->last >= attempt->end - SOON) {
		finding_printf(out, _("; the first went on to the end"));
		out->severity = SEVERITY_NOTICE;
	} else if (first->packets) {
		finding_printf(out, _("; the first ended %s before the end"),
		               word_seconds(out, attempt->end - first->last));
	}
}

static void tell(const struct dialog *from, const struct dialog *to, struct finding *out)
{
	const char *first = word_place(from, out), *second = word_place(to, out);

	/* TRANSLATORS: each %s is a response with its tag and address: "183 (frame 2), tag b1, audio at 10.0.0.2:40002" */
	if (change(from, to) & PATH) {
		finding_printf(out,
		               _("a phone that stays with the first answer plays nothing of the second: the %s, was "
		                 "followed by the %s"),
		               first, second);
		return;
	}
	finding_printf(
		out,
		_("a phone that stays with the first answer plays nothing of the second: the %s, was followed by "
	          "the %s too, but with other codecs"),
		first, second);
	out->severity = SEVERITY_NOTICE;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct dialog *from, *to = first_switch(attempt, &from);
	struct sent first, second;

	if (!to)
		return false;
	first = sent_by_dialog(attempt, from);
	second = sent_by_dialog(attempt, to);
	tell(from, to, out);
	tell_audio(attempt, &first, &second, out);
	if (attempt->end - to->first_sdp->time < SOON)
		out->severity = SEVERITY_INFO;
	return true;
}

const struct rule rule_fork_em_switch = {
	.id = "fork-em-switch",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_FORK,
	.title = N_("Early audio moves to another server"),
	.explain = N_(
		"A second early dialog brought SDP of its own: the network handed the caller's early audio from one server to "
		"another, as it does when a call is forwarded or an announcement is followed by ringback. Phones that keep the "
		"address, codecs or keys of the first answer drop what the second one sends, and the caller hears silence from "
		"then on."),
	.refs = "RFC 3960 3.1, RFC 3261 13.2.2.4",
	.next = N_(
		"Try a phone that follows the latest early dialog. Otherwise have the SBC in front of the caller anchor the "
		"media, so that the caller sees one To-tag and one address however often the network moves the call."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.900  P > A  183     sdp  tag=b1  host=10.0.0.2\n"
		 "4.000  P > A  183     sdp  tag=c1  host=10.0.0.3\n"
		 "9.000  P > A  200     sdp  tag=c1  host=10.0.0.3\n"
		 "9.020  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.900  P > A  183     sdp  tag=b1  host=10.0.0.2\n"
		  "4.000  P > A  183     sdp  tag=c1  host=10.0.0.2\n"
		  "9.000  P > A  200     sdp  tag=c1  host=10.0.0.2\n"
		  "9.020  A > P  ACK     tag=c1\n",
	.check = check,
};
