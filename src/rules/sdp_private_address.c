/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* As long as em-sdp-no-rtp waits before it misses audio. */
#define PATIENCE (2 * SECOND)

/* How the address of an SDP looks from where its message goes. */
enum reach {
	REACH_FINE,
	REACH_LINK,   /* on the link of the sender, where the receiver may be, too */
	REACH_ROUTED, /* private networks that differ: a company's routers may join them */
	REACH_BEHIND, /* the sender is itself behind the NAT: its peer may know to send back where packets come from */
	REACH_NOWHERE,
};

static bool is_private_network(enum realm realm)
{
	return realm == REALM_10 || realm == REALM_172_16 || realm == REALM_192_168 || realm == REALM_SHARED ||
	       realm == REALM_UNIQUE_LOCAL;
}

/*
 * The receiver knows its own realm, and what a sender writes to it from: no NAT is between two private hosts that see each
 * other's addresses, and no router passes link-local ones on.
 */
static bool is_known_there(enum realm realm, enum realm from, enum realm to)
{
	return realm == REALM_GLOBAL || realm == to ||
	       (realm == from && (!is_private_network(realm) || is_private_network(to)));
}

static enum reach reach_of(const struct address *address, const struct flow *flow)
{
	enum realm from = address_realm(&flow->source.address), to = address_realm(&flow->destination.address);
	enum realm realm = address_realm(address);

	/* Who is spoken to by loopback is on the same host, whatever else that host has. */
	if (is_known_there(realm, from, to) || to == REALM_LOOPBACK ||
	    address_same(&flow->source.address, &flow->destination.address))
		return REACH_FINE;
	if (realm == REALM_LINK_LOCAL && address_same_network(&flow->source.address, &flow->destination.address))
		return REACH_LINK;
	if (!is_private_network(realm))
		return REACH_NOWHERE;
	/* Signalling by the other IP version does not show which networks of this one the two hosts are in. */
	if (address_is_ipv4(address) != address_is_ipv4(&flow->destination.address))
		return REACH_FINE;
	if (is_private_network(to))
		return REACH_ROUTED;
	return realm == from ? REACH_BEHIND : REACH_NOWHERE;
}

/* ICE finds another address where there is one. */
static const struct sdp_media *audio_of(const struct event *event)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	if (!audio || sdp_is_refused(audio) || !audio->has_address || audio->has_ice ||
	    address_is_unspecified(&audio->address))
		return NULL;
	return audio;
}

/* Audio came to that address, or from it, or to where a relay learnt to send it instead. */
static bool was_reached(const struct attempt *attempt, const struct event *event, const struct sdp_media *audio)
{
	if (attempt_is_caller(attempt, &event->flow->source))
		return attempt_had_audio(attempt) || attempt->elsewhere;
	for (unsigned i = 0; i < attempt->backward.stream_count; i++)
		if (address_same(&attempt->backward.streams[i]->source.address, &audio->address))
			return true;
	return false;
}

/* Promised to the caller, and this capture shows that it did not come. */
static bool is_missing(const struct attempt *attempt, const struct event *event)
{
	return attempt_is_caller(attempt, &event->flow->source) && attempt->promise && !attempt->half &&
	       attempt->end - attempt->promise->time >= PATIENCE && attempt->visibility >= VISIBILITY_PLAUSIBLE &&
	       !attempt_had_audio(attempt);
}

static void grade(const struct attempt *attempt, const struct event *event, enum reach reach, struct finding *out)
{
	if (reach == REACH_ROUTED || reach == REACH_LINK) {
		out->severity = SEVERITY_NOTICE;
		out->confidence = CONFIDENCE_LOW;
	} else if (is_missing(attempt, event)) {
		out->severity = SEVERITY_ERROR;
		out->confidence = confidence_in_audio(attempt);
	} else if (reach == REACH_BEHIND) {
		out->severity = SEVERITY_NOTICE;
		out->confidence = CONFIDENCE_MEDIUM;
	}
}

static void tell_reach(enum reach reach, struct finding *out)
{
	if (reach == REACH_ROUTED)
		finding_printf(
			out,
			/* TRANSLATORS: says what the address means to which a message went that wants audio at another one */
			_(", which is of another private network; routers may join the two"));
	else if (reach == REACH_LINK)
		finding_printf(out, _(", which reaches it only if both are on one link"));
	else if (reach == REACH_BEHIND)
		finding_printf(out,
		               _(", beyond its own network: that works only if a NAT puts its own address in on the "
		                 "way, or if audio is sent back to where packets come from"));
	else
		finding_printf(out, _(", from where it cannot be reached"));
}

static void tell(const struct attempt *attempt, const struct event *event, enum reach reach, struct finding *out)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	finding_printf(
		out,
		attempt_is_caller(attempt, &event->flow->source)
			/* TRANSLATORS: an address and its kind ("192.168.1.5, a private address (RFC 1918)"), then where the message went */
			? _("audio to the caller may go nowhere: the %s wants it at %s, %s, and went to %s")
			: _("audio to the callee's side may go nowhere: the %s wants it at %s, %s, and went to %s"),
		word_event(out, event), word_str(out, audio->address_text),
		_(realm_name(address_realm(&audio->address))), word_endpoint(out, &event->flow->destination));
	tell_reach(reach, out);
	if (is_missing(attempt, event) && (reach == REACH_BEHIND || reach == REACH_NOWHERE))
		finding_printf(out, _("; no audio came"));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (const struct event *event = NULL; (event = attempt_next_sdp(attempt, event));) {
		const struct sdp_media *audio = audio_of(event);
		enum reach reach = audio ? reach_of(&audio->address, event->flow) : REACH_FINE;

		if (reach == REACH_FINE || was_reached(attempt, event, audio))
			continue;
		tell(attempt, event, reach, out);
		grade(attempt, event, reach, out);
		return true;
	}
	return false;
}

const struct rule rule_sdp_private_address = {
	.id = "sdp-private-address",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_SDP,
	.title = N_("SDP with an address the other side cannot reach"),
	.explain = N_(
		"The SDP asks for audio at an address that only means something on one side of a NAT (or on one host), and the "
		"message went to somebody beyond. Unless a relay ignores the address and sends back to where packets come from, "
		"or rewrites the SDP on the way, audio sent there is lost: one side hears nothing. Addresses of another private "
		"network than either SIP side's are only noted, since a company may route between its networks."),
	.refs = "RFC 1918, RFC 6598, RFC 4193, RFC 3927, RFC 5737, RFC 3849",
	.next = N_(
		"Set the external media address in the sender (its NAT settings, STUN, or the SBC's public media interface), or "
		"have the receiver's relay learn the address from the packets. If this capture was taken inside the NAT, take "
		"one outside and look at the same SDP there."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  host=127.0.0.1\n"
		 "9.000  B > A  200     sdp  tag=b1  host=127.0.0.1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  host=10.0.0.77\n"
		  "9.000  B > A  200     sdp  tag=b1  host=10.0.0.77\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
