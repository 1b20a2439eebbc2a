/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

/* chan_pjsip makes a code of each of these; it has none for the others, and 603 stands in (res_pjsip_session.c). */
static bool asterisk_knows(uint32_t cause)
{
	static const uint8_t known[] = {1, 2, 3, 17, 18, 19, 20, 21, 22, 27, 28, 29, 31, 34, 38, 42, 58, 66, 127};

	for (size_t i = 0; i < sizeof(known); i++)
		if (known[i] == cause)
			return true;
	return false;
}

static bool tell_cause(const struct decline *decline, struct finding *out)
{
	const char *declined = word_final(out, decline->final), *agent = word_str(out, decline->agent_name);

	finding_printf(
		out,
		_("a PBX hung up without a reason of its own: %s is from %s, which sends 603 for want of a code for cause %u"),
		declined, agent, decline->pbx_cause);
	return true;
}

static bool tell_instant(const struct decline *decline, struct finding *out)
{
	finding_printf(out, _("a PBX refused the call before anybody could have been asked: %s came at once"),
	               word_final(out, decline->final));
	return true;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;
	bool told;

	if (!decline_of(attempt, &decline) || decline.partial || decline.complete || event_is_incomplete(decline.final))
		return false;
	if (decline.agent == AGENT_ASTERISK && decline.has_pbx_cause && !asterisk_knows(decline.pbx_cause) &&
	    !decline_came_from_behind(&decline))
		told = tell_cause(&decline, out);
	else if ((decline.agent == AGENT_ASTERISK || decline.agent == AGENT_PBX) && !decline.network &&
	         decline.timing == TIMING_INSTANT && !decline_was_sent_on(&decline))
		told = tell_instant(&decline, out);
	else
		return false;
	finding_features(out, &decline);
	return told;
}

const struct rule rule_dec_603_pbx_default = {
	.id = "dec-603-pbx-default",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.origin = ORIGIN_PBX,
	.title = N_("603: a PBX had no better code"),
	.explain = N_(
		"PBXs end a call with a cause, and some have a status code for few of them: Asterisk sends 603 for any cause it has no "
		"code for, among them a normal clearing (16) and none at all (0). So this 603 says no more than that the PBX ended the "
		"call: its dialplan or a program may have hung up before anybody was asked, or afterwards. A phone that is rejected "
		"behind it gives another code (403)."),
	.refs = "RFC 3398 8.2.6.1, Asterisk chan_pjsip.c hangup_cause2sip()",
	.next = N_(
		"Look at what the dialplan did with this call: a Hangup without a cause, no match, or a program that ended the "
		"channel. Have it set a cause (17 busy, 19 no answer, 21 rejected) before it hangs up."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "4.900  B > A  603     tag=b1  Server: Asterisk PBX 20.5.0  Reason: Q.850;cause=16\n"
		 "4.920  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "4.900  B > A  603     tag=b1  Server: Asterisk PBX 20.5.0  Reason: Q.850;cause=21\n"
		  "4.920  A > B  ACK     tag=b1\n",
	.check = check,
};
