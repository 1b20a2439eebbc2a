/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include "net/layer.h"

/* These have addresses of their own outside; tags and labels alone have none that could be mistaken. */
static const enum layer tunnels[] = {LAYER_GRE,    LAYER_ERSPAN, LAYER_ERSPAN3, LAYER_ETHERIP, LAYER_ESP,   LAYER_VXLAN,
                                     LAYER_GENEVE, LAYER_GTP,    LAYER_TZSP,    LAYER_L2TP,    LAYER_L2TP3, LAYER_HEP};

/* In this order, outermost first as far as that can be told; TURN is another finding's. */
static const enum layer named[] = {LAYER_VLAN,    LAYER_PPPOE,   LAYER_MPLS, LAYER_GRE,   LAYER_ERSPAN,
                                   LAYER_ERSPAN3, LAYER_ETHERIP, LAYER_ESP,  LAYER_VXLAN, LAYER_GENEVE,
                                   LAYER_GTP,     LAYER_TZSP,    LAYER_L2TP, LAYER_L2TP3, LAYER_HEP};

static bool is_tunnelled(uint64_t layers)
{
	for (size_t i = 0; i < sizeof(tunnels) / sizeof(tunnels[0]); i++)
		if (layers >> tunnels[i] & 1)
			return true;
	return false;
}

static const char *word_tunnels(uint64_t layers, struct finding *out)
{
	const char *before = NULL, *all = NULL;

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		const char *title = layer_title(named[i]);

		if (!(layers >> named[i] & 1) || !title || (before && str_eq(str_of(before), str_of(title))))
			continue;
		all = all ? word_printf(out, "%s%s%s", all, _(", "), title) : title;
		before = title;
	}
	return all ? all : "";
}

static const struct stream *find_stream(const struct audio *audio)
{
	for (unsigned i = 0; i < audio->stream_count; i++)
		if (is_tunnelled(audio->streams[i]->layers) && audio->streams[i]->run_count)
			return audio->streams[i];
	return NULL;
}

/* A message that was seen outside HEP too came as it was. */
static uint64_t layers_around(const struct event *event)
{
	return event->seen ? event->layers & ~(UINT64_C(1) << LAYER_HEP) : event->layers;
}

static uint64_t layers_of(const struct attempt *attempt, const struct event **first)
{
	uint64_t layers = 0;

	for (const struct event *event = attempt->call->first; event; event = event->next) {
		if (!is_tunnelled(layers_around(event)))
			continue;
		if (!*first)
			*first = event;
		layers |= layers_around(event);
	}
	return layers;
}

static void tell(const char *inside, const struct event *event, const struct stream *stream, struct finding *out)
{
	const char *message = event ? word_event(out, event) : NULL;
	const char *frame = stream ? word_frame(out, stream->runs[0].first_frame, stream->runs[0].first) : NULL;

	if (!frame)
		finding_printf(out, _("addresses in this call are those inside %s: the %s came in it"), inside,
		               message);
	else if (!message)
		finding_printf(out, _("addresses in this call are those inside %s: RTP from %s on came in it"), inside,
		               frame);
	else
		finding_printf(out,
		               _("addresses in this call are those inside %s: the %s and RTP from %s on came in it"),
		               inside, message, frame);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = NULL;
	const struct stream *stream = find_stream(&attempt->backward);
	uint64_t layers = layers_of(attempt, &event);

	if (!stream)
		stream = find_stream(&attempt->forward);
	if (!event && !stream)
		return false;
	tell(word_tunnels(layers | (stream ? stream->layers : 0), out), event, stream, out);
	return true;
}

const struct rule rule_cap_tunnel = {
	.id = "cap-tunnel",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Packets of the call were captured inside a tunnel"),
	.explain = N_(
		"The call's packets were wrapped in others: a mirror session (ERSPAN, VXLAN, GRE), a mobile network's user plane (GTP-U), "
		"a VPN, or HEP from a proxy to a collector. What is reported are the inner addresses, those of the SIP and RTP hosts; "
		"those of the tunnel's ends do not matter to the call. Through HEP a proxy tells the signalling alone: where "
		"the media went this capture need not show."),
	.refs = "RFC 7348, RFC 8926, RFC 2784, 3GPP TS 29.281",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp  gre\n"
		 "0.900  B > A  180     tag=b1  gre\n"
		 "9.000  B > A  200     sdp  tag=b1  gre\n"
		 "9.020  A > B  ACK     tag=b1  gre\n",
	.silent = "0.000  A > B  INVITE  sdp  vlan\n"
		  "0.900  B > A  180     tag=b1  vlan\n"
		  "9.000  B > A  200     sdp  tag=b1  vlan\n"
		  "9.020  A > B  ACK     tag=b1  vlan\n",
	.check = check,
};
