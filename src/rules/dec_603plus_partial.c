/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

static const char *word_flaws(struct finding *out, unsigned flaws)
{
	static const struct {
		unsigned flaw;
		const char *text;
	} rows[] = {
		{FLAW_NO_PHRASE, N_("no phrase Network Blocked")},
		{FLAW_NO_ANALYTICS, N_("no v=analytics1 in a Reason")},
		{FLAW_NOT_FIRST,
	         N_("the text does not begin with v=analytics1 and a semicolon, which some receivers need")},
		{FLAW_SCATTERED, N_("v=, url= and the like stand outside the quoted text")},
		{FLAW_NO_CONTACT, N_("no url, tel or email")},
		{FLAW_URL, N_("the url is not of https")},
		{FLAW_TEL, N_("the tel is no number that begins with + and its country")},
		{FLAW_EMAIL, N_("the email is no address")},
		{FLAW_ID, N_("the id has other signs than letters, digits, - and _, or more than 64")},
		{FLAW_CAUSE, N_("no cause SIP 603 or Q.850 21")},
		{FLAW_NO_LOCATION, N_("no location")},
		{FLAW_LOCATION, N_("a location that RFC 8606 does not know")},
	};
	struct buf list = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!(flaws & rows[i].flaw))
			continue;
		if (list.n)
			buf_add(&list, str_of(_(", ")));
		buf_add(&list, str_of(_(rows[i].text)));
	}
	return word_buf(out, &list);
}

/* Both of its marks, or its phrase and the cause it would be told by: what is not there was left out or broken. */
static bool is_partial(const struct decline *decline)
{
	if (!decline->partial || !decline->blocked || event_is_incomplete(decline->final))
		return false;
	for (const struct reason *reason = decline->final->reasons; reason; reason = reason->next)
		if (reason_is_decline(reason))
			return true;
	return decline->analytics != NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *declined;
	struct decline decline;

	if (!decline_of(attempt, &decline) || !is_partial(&decline))
		return false;
	declined = word_final(out, decline.final);
	finding_printf(
		out,
		_("the network's call analytics most likely blocked the call: %s is a 603+ that is not as it must be: %s"),
		declined, word_flaws(out, decline.flaws));
	finding_redress(out, &decline);
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603plus_partial = {
	.id = "dec-603plus-partial",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.origin = ORIGIN_NETWORK_ANALYTICS,
	.title = N_("603+ with elements missing or broken"),
	.explain = N_(
		"This 603 says of itself that analytics blocked the call, but not all that a 603+ must say is there: the caller may not "
		"learn where to complain, and programs that look for a 603+ may not know it. Either the provider that blocked "
		"the call makes it wrong, or something on the way changed it. The called person did not decline."),
	.refs = "ATIS-1000099, 47 CFR 64.1200(k), RFC 3326 2, RFC 8606",
	.next = N_(
		"Do not retry. Report what is missing to the provider that the call was sent to, with this message; it must send, or "
		"pass on, all of it."),
	.fires =
		"0.000  A > B  INVITE  sdp\n"
		"0.100  B > A  100\n"
		"1.500  B > A  603 \"Network Blocked\"  tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;id=ab-1\";location=RLN\n"
		"1.520  A > B  ACK     tag=b1\n",
	.silent =
		"0.000  A > B  INVITE  sdp\n"
		"0.100  B > A  100\n"
		"1.500  B > A  603 \"Network Blocked\"  tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;url=https://"
		"example.com/redress;id=ab-1\";location=RLN\n"
		"1.520  A > B  ACK     tag=b1\n",
	.check = check,
};
