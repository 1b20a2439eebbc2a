/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* One call to the same number, refused. */
#define REFUSED(second, call, caller)                                                                                  \
	second ".0  A > B  INVITE  sdp  call=" call "  caller=" caller "  callee=+15551230001\n" second                \
	       ".5  B > A  180     tag=b" call "  call=" call "\n" second ".8  B > A  603     tag=b" call              \
	       "  call=" call "\n" second ".9  A > B  ACK     tag=b" call "  call=" call "\n"

#define FOUR_REFUSED                                                                                                   \
	REFUSED("0", "1", "+15550000001")                                                                              \
	REFUSED("10", "2", "+15550000002") REFUSED("20", "3", "+15550000003") REFUSED("30", "4", "+15550000004")

const struct rule rule_dec_burst_callee = {
	.id = "dec-burst-callee",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.title = N_("One called number refuses everybody"),
	.explain = N_(
		"Within an hour four of five calls to the same number, from at least four callers, ended with 603. That is no matter of "
		"the callers: the phone is on do-not-disturb, a screening service answers for it, or the number was ported or "
		"taken out of service and its network says so with 603."),
	.refs = "RFC 3261 21.6.2",
	.next = N_(
		"Ask the called side for do-not-disturb and call screening, and the provider whether the number was ported."),
	.fires = FOUR_REFUSED REFUSED("40", "5", "+15550000005"),
	.silent = FOUR_REFUSED "40.0  A > B  INVITE  sdp  call=5  caller=+15550000004  callee=+15551230002\n"
			       "40.8  B > A  603     tag=b5  call=5\n"
			       "40.9  A > B  ACK     tag=b5  call=5\n",
};
