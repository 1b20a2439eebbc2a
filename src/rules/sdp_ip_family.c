/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include <string.h>

enum {
	NO_FAMILY,
	IPV4,
	IPV6
};

/* RFC 6052 2.1, RFC 8215: IPv6 addresses behind which a NAT64 reaches IPv4 hosts. */
static bool is_translated(const struct address *address)
{
	static const uint8_t well_known[12] = {0, 0x64, 0xff, 0x9b}, local[6] = {0, 0x64, 0xff, 0x9b, 0, 1};

	return memcmp(address->bytes, well_known, sizeof(well_known)) == 0 ||
	       memcmp(address->bytes, local, sizeof(local)) == 0;
}

/* Names may have addresses of both families; RFC 6947 lists both; ICE finds what works. */
static int family_of(const struct sdp_media *audio)
{
	if (!audio->has_address || audio->has_ice || audio->has_altc || address_is_unspecified(&audio->address) ||
	    is_translated(&audio->address))
		return NO_FAMILY;
	return address_is_ipv4(&audio->address) ? IPV4 : IPV6;
}

static bool differ(const struct audio_pair *pair)
{
	int offered = family_of(pair->offered), answered = family_of(pair->answered);

	return offered != NO_FAMILY && answered != NO_FAMILY && offered != answered;
}

static const char *name_of(const struct sdp_media *audio)
{
	return family_of(audio) == IPV4 ? "IPv4" : "IPv6";
}

static void tell(const struct offer *offer, const struct audio_pair *pair, struct finding *out)
{
	const char *first = word_event(out, offer->offer), *answer = word_event(out, offer->answer);

	finding_printf(out,
	               /* TRANSLATORS: IPv4 or IPv6, and in parentheses the address */
	               _("the two sides have no IP version in common for their audio: the %s offers %s (%s), the %s "
	                 "answers with %s (%s)"),
	               first, name_of(pair->offered), word_str(out, pair->offered->address_text), answer,
	               name_of(pair->answered), word_str(out, pair->answered->address_text));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct audio_pair pair;

	/* Who has both versions may send to either. */
	if (attempt_had_audio(attempt))
		return false;
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];

		if (!offer_pairs_audio(offer, &pair) || offer->offer->sdp->has_anat || offer->answer->sdp->has_anat ||
		    !differ(&pair))
			continue;
		tell(offer, &pair, out);
		return true;
	}
	return false;
}

const struct rule rule_sdp_ip_family = {
	.id = "sdp-ip-family",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("IPv4 offered, IPv6 answered, or the other way round"),
	.explain = N_("One side wants its audio at an IPv4 address, the other at an IPv6 address, and neither lists a "
                      "second one (ICE, ALTC or ANAT). A host with one IP version cannot send to the other: no audio "
                      "passes unless both hosts happen to have both versions."),
	.refs = "RFC 6157 4, RFC 8839, RFC 6947, RFC 4091",
	.next = N_(
		"Have the SBC between the two networks relay the media and put an address of the right version into each SDP, "
		"or let both sides use ICE."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  c=IN IP6 fd00::2\n"
		 "9.000  B > A  200     sdp  tag=b1  c=IN IP6 fd00::2\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  c=IN IP4 10.0.0.2\n"
		  "9.000  B > A  200     sdp  tag=b1  c=IN IP4 10.0.0.2\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
