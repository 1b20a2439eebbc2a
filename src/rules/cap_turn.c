/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const struct stream *find_relayed(const struct audio *audio)
{
	for (unsigned i = 0; i < audio->stream_count; i++)
		if (audio->streams[i]->layers >> LAYER_TURN & 1 && audio->streams[i]->run_count)
			return audio->streams[i];
	return NULL;
}

/* Where its audio goes, with the frame of the first packet. */
struct relayed {
	const char *to, *from;
};

static struct relayed word_relayed(const struct stream *stream, struct finding *out)
{
	if (!stream)
		return (struct relayed){.to = NULL};
	return (struct relayed){word_endpoint(out, &stream->destination),
	                        word_frame(out, stream->runs[0].first_frame, stream->runs[0].first)};
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct stream *backward = find_relayed(&attempt->backward);
	const struct stream *forward = find_relayed(&attempt->forward);
	struct relayed caller, callee;

	if (!backward && !forward)
		return false;
	caller = word_relayed(backward, out);
	callee = word_relayed(forward, out);
	/* TRANSLATORS: to an endpoint, from its first packet in "frame 15" on */
	if (!forward)
		finding_printf(out, _("a TURN server relays audio of this call: the caller's to %s from %s on"),
		               caller.to, caller.from);
	else if (!backward)
		finding_printf(out, _("a TURN server relays audio of this call: the callee's to %s from %s on"),
		               callee.to, callee.from);
	else
		finding_printf(out,
		               _("a TURN server relays audio of this call: the caller's to %s from %s on; the callee's "
		                 "to %s from %s on"),
		               caller.to, caller.from, callee.to, callee.from);
	return true;
}

const struct rule rule_cap_turn = {
	.id = "cap-turn",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Audio was relayed by a TURN server"),
	.explain = N_(
		"The audio was seen between a client and its TURN server, wrapped in ChannelData or Send and Data indications. What is "
		"reported are the addresses that the two ends of the media know: that of the peer, and the one the server "
		"lends the client."),
	.refs = "RFC 8656 11, RFC 8656 12",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 1.0s  turn\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 1.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
