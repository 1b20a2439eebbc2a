/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/fork.h"

/* What was promised this shortly before the answer nobody misses. */
#define SOON SECOND

/* No RTP tells who played: then it is the dialog that promised audio first, unless the one that answered had, too. */
static const struct dialog *promising(const struct attempt *attempt)
{
	const struct dialog *answering = dialog_of(attempt, attempt->final->to_tag);

	if (!attempt->promise || attempt->end - attempt->promise->time < SOON ||
	    (answering && answering->first_sdp && is_fork(answering)))
		return NULL;
	return dialog_of(attempt, attempt->promise->to_tag);
}

/* The dialog that sent most of the early audio. NULL: none. */
static const struct dialog *playing(const struct attempt *attempt)
{
	const struct dialog *found = NULL;
	unsigned long long most = 0;

	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		struct sent sent;

		if (!is_fork(&attempt->dialogs[i]))
			continue;
		sent = sent_by_dialog(attempt, &attempt->dialogs[i]);
		if (sent.packets > most) {
			most = sent.packets;
			found = &attempt->dialogs[i];
		}
	}
	return found ? found : promising(attempt);
}

static void tell(const struct event *final, const struct dialog *dialog, unsigned long long packets,
                 struct finding *out)
{
	const char *answer = word_event(out, final), *before = word_event(out, dialog->first_sdp);
	const char *answered = word_str(out, final->to_tag), *played = word_str(out, dialog->to_tag);

	if (!packets) {
		finding_printf(out,
		               _("whoever answered is not who promised the early audio: the %s has tag %s, and the %s "
		                 "tag %s"),
		               answer, answered, before, played);
		return;
	}
	finding_printf(out,
	               language_plural("whoever answered is not who played the early audio: the %s has tag %s, and the "
	                               "%s tag %s, from whose address %llu RTP packet came",
	                               "whoever answered is not who played the early audio: the %s has tag %s, and the "
	                               "%s tag %s, from whose address %llu RTP packets came",
	                               packets),
	               answer, answered, before, played, packets);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final;
	const struct dialog *dialog;

	if (!final || final->code >= 300 || attempt->final_elsewhere || !final->to_tag.n)
		return false;
	dialog = playing(attempt);
	if (!dialog || !is_fork(dialog) || !dialog->first_sdp || str_eq(dialog->to_tag, final->to_tag))
		return false;
	tell(final, dialog, sent_by_dialog(attempt, dialog).packets, out);
	return true;
}

const struct rule rule_fork_2xx_other_dialog = {
	.id = "fork-2xx-other-dialog",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Answered in another dialog than the early audio's"),
	.explain = N_(
		"The early audio came in one dialog and the answer in another: a ringback server or a voice menu played while "
		"the call went on to somebody else. That is in order. The phone has to change from one audio path to the other "
		"at the answer, and the first words may be lost while it does."),
	.refs = "RFC 3261 13.2.2.4",
	.next = N_(
		"If the first words after the answer are missing, look at how soon audio of the answering dialog begins."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.900  P > A  183     sdp  tag=b1\n"
		 "9.000  P > A  200     sdp  tag=c1\n"
		 "9.020  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.900  P > A  183     sdp  tag=b1\n"
		  "9.000  P > A  200     sdp  tag=b1\n"
		  "9.020  A > P  ACK     tag=b1\n",
	.check = check,
};
