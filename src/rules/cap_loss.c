/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Since the call began. */
static const char *word_second(struct finding *out, const struct attempt *attempt, ns time)
{
	struct buf text = {0};

	clock_seconds(&text, time < attempt->start ? 0 : time - attempt->start, 2);
	return word_buf(out, &text);
}

static void tell_told(const struct attempt *attempt, const struct loss *loss, struct finding *out)
{
	const char *from = word_second(out, attempt, loss->from), *until = word_second(out, attempt, loss->until);
	const char *frame = word_frame(out, loss->frame, loss->until);
	unsigned long long told = loss->told;

	/* TRANSLATORS: seconds since the call began: "between second 1.20 and 1.50 (before frame 60)" */
	finding_printf(
		out,
		loss->until - loss->from > SECOND
			? language_plural(
				  "what seems to be missing in this call may just not have been captured: by its own "
				  "account the capture lost %llu frame some time between second %s and %s (before %s)",
				  "what seems to be missing in this call may just not have been captured: by its own "
				  "account the capture lost %llu frames some time between second %s and %s (before %s)",
				  told)
			: language_plural(
				  "what seems to be missing in this call may just not have been captured: by its own "
				  "account the capture lost %llu frame between second %s and %s (before %s)",
				  "what seems to be missing in this call may just not have been captured: by its own "
				  "account the capture lost %llu frames between second %s and %s (before %s)",
				  told),
		told, from, until, frame);
}

static void tell_streams(const struct attempt *attempt, const struct loss *loss, struct finding *out)
{
	const char *from = word_second(out, attempt, loss->from), *until = word_second(out, attempt, loss->until);
	const char *frame = word_frame(out, loss->frame, loss->until);

	/* TRANSLATORS: seconds since the call began: "between second 1.20 and 1.50 (before frame 60)" */
	finding_printf(
		out,
		loss->until - loss->from > SECOND
			? _("what seems to be missing in this call may just not have been captured: %u streams of audio "
	                    "that have no host in common lack packets at the same moment some time between second %s "
	                    "and %s (before %s)")
			: _("what seems to be missing in this call may just not have been captured: %u streams of audio "
	                    "that have no host in common lack packets at the same moment between second %s and %s "
	                    "(before %s)"),
		loss->streams, from, until, frame);
}

static void tell_down(const struct attempt *attempt, const struct loss *loss, struct finding *out)
{
	const char *from = word_second(out, attempt, loss->from);

	finding_proof(out, attempt->first_invite ? attempt->first_invite : attempt->call->first);
	if (loss->until == NEVER)
		finding_printf(out,
		               _("what seems to be missing in this call may just not have been captured: an interface "
		                 "was down from second %s on"),
		               from);
	else
		finding_printf(out,
		               _("what seems to be missing in this call may just not have been captured: an interface "
		                 "was down between second %s and %s"),
		               from, word_second(out, attempt, loss->until));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct loss *loss = attempt->path.loss;

	/* Nobody knows when, of the whole capture: that is told once, by the analyzer. */
	if (!loss || attempt->path.loss_is_whole)
		return false;
	if (loss->told)
		tell_told(attempt, loss, out);
	else if (loss->streams)
		tell_streams(attempt, loss, out);
	else
		tell_down(attempt, loss, out);
	if (loss->down && (loss->told || loss->streams))
		finding_printf(out, "%s", _("; an interface was down meanwhile"));
	return true;
}

const struct rule rule_cap_loss = {
	.id = "cap-loss",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("The capture lost frames during the call"),
	.explain = N_(
		"The capturing host could not keep up and dropped frames. Either it says so itself, or several "
		"streams of audio that share no host lack packets at the same moment: nothing but the capture can "
		"have lost those. Or an interface was down, so that nothing could be captured there. Messages and audio that seem to be missing in this call may have been sent and "
		"received. Findings that rest on something missing are made with less confidence, or not at all."),
	.refs = "RFC 3550 6.4.1",
	.next = N_(
		"Capture with a larger buffer (tcpdump -B, dumpcap -B), a filter for what is needed, a shorter snap length, or on a "
		"faster disk. Where an interface was down, find out why."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.100  C > D  rtp     for 12.0s  lost=5s..5.1s\n"
		 "0.100  E > F  rtp     for 12.0s  lost=5s..5.1s\n"
		 "0.100  G > H  rtp     for 12.0s  lost=5s..5.1s\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.100  C > D  rtp     for 12.0s  lost=5s..5.1s\n"
		  "0.100  E > F  rtp     for 12.0s  lost=6s..6.1s\n"
		  "0.100  G > H  rtp     for 12.0s  lost=7s..7.1s\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
