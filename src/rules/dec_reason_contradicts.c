/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/cause.h"
#include "rules/rule.h"

/*
 * Causes that no gateway makes of a code, nor the code of them. Whatever RFC 3398 7.2.4.1 and 8.2.6.1, ITU-T Q.1912.5, 3GPP TS 29.163 or
 * widespread equipment has is missing here: causes that say nothing definite (31, 111, 127 ..., and 16 but with busy), 21 with any refusal, 34 with 480 and 486.
 */
static const struct {
	uint16_t code;
	uint8_t causes[16]; /* up to 0 */
} contradictions[] = {
	{403, {17, 18, 19}},
	{404, {17, 18, 19}},
	{408, {1, 17, 22, 28}},
	{410, {17, 18, 19}},
	{480, {1, 17, 22, 28}},
	{484, {17, 18, 19}},
	{486, {1, 3, 16, 18, 19, 20, 22, 27, 28, 38, 41, 42, 47}},
	{503, {17, 19, 22}},
	{600, {1, 3, 16, 18, 19, 20, 22, 27, 28, 38, 41, 42, 47}},
	{603, {1, 3, 17, 18, 19, 20, 22, 27, 28, 34, 38, 41, 42, 47}},
	{604, {17, 18, 19}},
};

static bool contradicts(uint16_t code, uint32_t cause)
{
	for (size_t i = 0; i < sizeof(contradictions) / sizeof(contradictions[0]); i++)
		for (unsigned k = 0; contradictions[i].code == code && contradictions[i].causes[k]; k++)
			if (contradictions[i].causes[k] == cause)
				return true;
	return false;
}

/* Where several causes stand there, one that fits explains the code. */
static const struct reason *find_contradiction(const struct event *final)
{
	const struct reason *found = NULL;

	for (const struct reason *reason = final->reasons; reason; reason = reason->next) {
		if (!reason->has_cause || !str_ieq(reason->protocol, STR("Q.850")))
			continue;
		if (!contradicts(final->code, reason->cause))
			return NULL;
		if (!found)
			found = reason;
	}
	return found;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final;
	const struct reason *reason = final && final->code >= 300 ? find_contradiction(final) : NULL;
	const char *said;

	if (!reason)
		return false;
	said = word_event(out, final);
	finding_printf(out, _("code and cause name different ends of the call: the %s carries Q.850 cause %u, %s"),
	               said, reason->cause, cause_name(reason->cause));
	if (reason->cause == 16) {
		finding_printf(out, _("; that says nothing definite, so the code is the better guide"));
		out->confidence = CONFIDENCE_MEDIUM;
	} else {
		finding_printf(out, _("; the cause is nearer to where the call ended, and the better guide"));
	}
	return true;
}

const struct rule rule_dec_reason_contradicts = {
	.id = "dec-reason-contradicts",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Status code and Q.850 cause contradict each other"),
	.explain = N_(
		"The final response says one thing by its status code and another by the Q.850 cause in its Reason field: busy and "
		"number unknown, declined and no answer. An element between has translated one and left the other, most often a "
		"B2BUA that sends one code for many causes. Only pairs are told that no mapping in use produces."),
	.refs = "RFC 3326, RFC 6432, RFC 3398 7.2.4.1, RFC 3398 8.2.6.1",
	.next = N_(
		"Believe the more specific of the two, mostly the cause, and look into the cause mapping of the element that sent the "
		"response."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  603     tag=b1  Reason: Q.850;cause=17\n"
		 "0.920  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  603     tag=b1  Reason: Q.850;cause=21\n"
		  "0.920  A > B  ACK     tag=b1\n",
	.check = check,
};
