/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/fork.h"

/* Audio that stopped this long before the next destination answered is over: STREAM_PAUSE. */
#define STOPPED SECOND

static unsigned count_forks(const struct attempt *attempt)
{
	unsigned count = 0;

	for (unsigned i = 0; i < attempt->dialog_count; i++)
		count += is_fork(&attempt->dialogs[i]);
	return count;
}

/* RFC 6228, RFC 3261 15: ended while others went on. */
static bool was_taken_back(const struct dialog *dialog)
{
	return dialog->ended && (dialog->ended->code == 199 || dialog->ended->request);
}

/* A response of dialog that came after time, other than the one that ends it. */
static bool goes_on(const struct attempt *attempt, const struct dialog *dialog, ns time)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (attempt_is_early(attempt, event) && event->code != 199 && event->time > time &&
		    str_eq(event->to_tag, dialog->to_tag))
			return true;
	}
	return false;
}

static bool is_over(const struct attempt *attempt, const struct dialog *dialog, ns time)
{
	struct sent sent = sent_by_dialog(attempt, dialog);

	if (was_taken_back(dialog))
		return dialog->ended->time <= time;
	return sent.packets && sent.last + STOPPED <= time && !goes_on(attempt, dialog, time);
}

enum order {
	ORDER_UNKNOWN,
	ORDER_TOGETHER,
	ORDER_SERIAL,
};

/* How each dialog stood when the next began. */
static enum order order_of(const struct attempt *attempt)
{
	const struct dialog *before = NULL;
	unsigned serial = 0, pairs = 0;

	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];

		if (!is_fork(dialog))
			continue;
		if (before && goes_on(attempt, before, dialog->first->time))
			return ORDER_TOGETHER;
		serial += before && is_over(attempt, before, dialog->first->time);
		pairs += before != NULL;
		before = dialog;
	}
	return serial == pairs ? ORDER_SERIAL : ORDER_UNKNOWN;
}

/* Where they are not known to be of an order, nothing is said of it. */
static void tell(enum order order, unsigned count, const char *dialogs, struct finding *out)
{
	switch (order) {
	case ORDER_TOGETHER:
		finding_printf(
			out,
			_("%u destinations answered at the same time before the end, and the phone chooses which "
		          "one the caller hears (%s)"),
			count, dialogs);
		return;
	case ORDER_SERIAL:
		finding_printf(out,
		               _("%u destinations answered one after the other before the end, and the phone chooses "
		                 "which one the caller hears (%s)"),
		               count, dialogs);
		return;
	case ORDER_UNKNOWN:
		finding_printf(out,
		               _("%u destinations answered before the end, and the phone chooses which one the caller "
		                 "hears (%s)"),
		               count, dialogs);
	}
}

/* One more of a list. */
static void add(struct finding *out, const char **list, const char *one)
{
	*list = *list ? word_printf(out, "%s%s%s", *list, _(", "), one) : one;
}

static void add_codes(const struct attempt *attempt, const struct dialog *dialog, const char **list,
                      struct finding *out)
{
	uint16_t last = 0;

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event) || !str_eq(event->to_tag, dialog->to_tag) || event->code == last)
			continue;
		add(out, list, last ? word_printf(out, "%u", event->code) : word_event(out, event));
		last = event->code;
	}
}

static void add_audio(const struct attempt *attempt, const struct dialog *dialog, const char **list,
                      struct finding *out)
{
	const struct sdp_media *audio = dialog->sdp_event ? sdp_audio(dialog->sdp_event->sdp) : NULL;
	struct sent sent = sent_by_dialog(attempt, dialog);

	if (!audio) {
		add(out, list, _("no audio path"));
		return;
	}
	/* TRANSLATORS: where an SDP wants it */
	add(out, list, word_printf(out, _("audio at %s"), word_audio(out, audio)));
	finding_proof(out, dialog->sdp_event);
	if (sent.packets)
		add(out, list,
		    word_printf(out, language_plural("%llu RTP packet", "%llu RTP packets", sent.packets),
		                sent.packets));
}

static void add_end(const struct dialog *dialog, const char **list, struct finding *out)
{
	if (dialog->answered)
		add(out, list, word_printf(out, _("answered by the %s"), word_event(out, dialog->answered)));
	else if (was_taken_back(dialog))
		add(out, list, word_printf(out, _("ended by the %s"), word_event(out, dialog->ended)));
}

/* "b1: 180 (frame 2), 183, audio at 10.0.0.2:40002, 371 RTP packets, answered by the 200 (frame 380)" */
static const char *word_dialog(const struct attempt *attempt, const struct dialog *dialog, struct finding *out)
{
	const char *facts = NULL;

	add_codes(attempt, dialog, &facts, out);
	add_audio(attempt, dialog, &facts, out);
	add_end(dialog, &facts, out);
	/* TRANSLATORS: a To-tag, and what there is to say of its dialog */
	return word_printf(out, _("%s: %s"), word_str(out, dialog->to_tag), facts);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	unsigned count = count_forks(attempt);
	const char *dialogs = NULL;

	if (count < 2)
		return false;
	for (unsigned i = 0; i < attempt->dialog_count && out->frame_count < FINDING_MAX_FRAMES; i++) {
		const char *one;

		if (!is_fork(&attempt->dialogs[i]))
			continue;
		one = word_dialog(attempt, &attempt->dialogs[i], out);
		/* TRANSLATORS: two of a list, each of which has commas */
		dialogs = dialogs ? word_printf(out, _("%s; %s"), dialogs, one) : one;
	}
	tell(order_of(attempt), count, dialogs, out);
	return true;
}

const struct rule rule_fork_multi_early = {
	.id = "fork-multi-early",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Several early dialogs"),
	.explain = N_(
		"Provisional responses with different To-tags are different early dialogs: the call was forked, forwarded, or "
		"handed to a server that plays ringback. Each may bring audio of its own. No rule says which one a phone "
		"plays; one that stays with the first answer misses what the others send."),
	.refs = "RFC 3261 12.1, RFC 3960 3.1",
	.next = N_(
		"If the caller heard silence or a mixture, see which dialog sent audio and which one the phone followed."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.900  P > A  180     tag=b1\n"
		 "1.500  P > A  183     sdp  tag=c1\n"
		 "9.000  P > A  200     sdp  tag=c1\n"
		 "9.020  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.900  P > A  180     tag=c1\n"
		  "1.500  P > A  183     sdp  tag=c1\n"
		  "9.000  P > A  200     sdp  tag=c1\n"
		  "9.020  A > P  ACK     tag=c1\n",
	.check = check,
};
