/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

#define TOGETHER (500 * MILLISECOND) /* longer than one hands over to the other */

/* A packet that several interfaces or a NAT show twice has the same SSRC. */
static bool are_two(const struct stretch *a, const struct stretch *b)
{
	return a->stream->ssrc != b->stream->ssrc && endpoint_same(&a->stream->destination, &b->stream->destination);
}

static ns together(const struct stretch *a, const struct stretch *b)
{
	ns from = a->from > b->from ? a->from : b->from, to = a->to < b->to ? a->to : b->to;

	return to > from ? to - from : 0;
}

static void keep_audio(const struct attempt *attempt, struct stretches *all)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < all->count; i++)
		if (stretch_is_audio(attempt, &all->at[i]))
			all->at[kept++] = all->at[i];
	all->count = kept;
}

/* How long the first two streams that come together do so; 0: none do. */
static ns find_two(const struct stretches *all, struct stretch *one, struct stretch *other)
{
	for (unsigned i = 0; i < all->count; i++) {
		for (unsigned n = i + 1; n < all->count && all->at[n].from < all->at[i].to; n++) {
			if (!are_two(&all->at[i], &all->at[n]) || together(&all->at[i], &all->at[n]) <= TOGETHER)
				continue;
			*one = all->at[i];
			*other = all->at[n];
			return together(one, other);
		}
	}
	return 0;
}

static const char *word_stream(const struct attempt *attempt, const struct stretch *stretch, struct finding *out)
{
	const struct dialog *dialog = attempt_dialog_of(attempt, stretch->stream);
	const char *source = word_endpoint(out, &stretch->stream->source);
	const char *from = word_frame(out, stretch->run->first_frame, stretch->run->first);

	if (!dialog)
		/* TRANSLATORS: an endpoint, and the frame of its first packet */
		return word_printf(out, _("%s (SSRC %08x, from %s on)"), source, stretch->stream->ssrc, from);
	/* TRANSLATORS: an endpoint, a To-tag, and the frame of the first packet */
	return word_printf(out, _("%s (tag %s, SSRC %08x, from %s on)"), source, word_str(out, dialog->to_tag),
	                   stretch->stream->ssrc, from);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct stretch one, other;
	struct stretches early;
	const char *first, *second;
	ns lasted;

	if (!attempt_had_early_audio(attempt) || attempt->mid_call || attempt->half)
		return false;
	stretches_of(attempt, &attempt->backward, attempt->waiting, attempt->end, &early);
	keep_audio(attempt, &early);
	lasted = find_two(&early, &one, &other);
	if (!lasted)
		return false;
	first = word_stream(attempt, &one, out);
	second = word_stream(attempt, &other, out);
	/* TRANSLATORS: first how long, then the caller's endpoint and the two that send to it */
	finding_printf(out,
	               _("two early audios reached the caller at once for %s, and the phone plays one of them or a "
	                 "mixture: to %s from %s and from %s"),
	               word_seconds(out, lasted), word_endpoint(out, &one.stream->destination), first, second);
	return true;
}

const struct rule rule_fork_em_concurrent = {
	.id = "fork-em-concurrent",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_FORK,
	.title = N_("Two early audio streams at once"),
	.explain =
		N_("Two destinations of a forked call, or two media servers, send early audio to the caller's one port "
                   "at the same time. Nothing tells the phone which one to play: some stay with the first, some switch "
                   "to and fro, some put both into one buffer, and the caller hears crackling, or nothing that can be "
                   "understood."),
	.refs = "RFC 3960 3.1, RFC 3264 5.1",
	.next = N_(
		"Let the forking proxy or the SBC in front of the caller pass on the audio of one destination only, or fork "
		"one after the other."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.900  P > A  183     sdp  tag=b1  host=10.0.0.2\n"
		 "1.000  B > A  rtp     for 7.9s\n"
		 "1.500  P > A  183     sdp  tag=c1  host=10.0.0.3\n"
		 "1.600  C > A  rtp     for 7.3s\n"
		 "9.000  P > A  200     sdp  tag=c1  host=10.0.0.3\n"
		 "9.020  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.900  P > A  183     sdp  tag=b1  host=10.0.0.2\n"
		  "1.000  B > A  rtp     for 0.9s\n"
		  "1.500  P > A  183     sdp  tag=c1  host=10.0.0.3\n"
		  "1.600  C > A  rtp     for 7.3s\n"
		  "9.000  P > A  200     sdp  tag=c1  host=10.0.0.3\n"
		  "9.020  A > P  ACK     tag=c1\n",
	.check = check,
};
