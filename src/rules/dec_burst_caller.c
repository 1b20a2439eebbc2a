/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* One call of the same caller, refused without ringing. */
#define REFUSED(second, call, callee)                                                                                  \
	second ".0  A > B  INVITE  sdp  call=" call "  caller=+15551230001  callee=" callee "\n" second                \
	       ".8  B > A  603     tag=b" call "  call=" call "\n" second ".9  A > B  ACK     tag=b" call              \
	       "  call=" call "\n"

#define FOUR_REFUSED                                                                                                   \
	REFUSED("0", "1", "+15550000001")                                                                              \
	REFUSED("10", "2", "+15550000002") REFUSED("20", "3", "+15550000003") REFUSED("30", "4", "+15550000004")

const struct rule rule_dec_burst_caller = {
	.id = "dec-burst-caller",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.title = N_("One calling number is refused everywhere"),
	.explain = N_(
		"Within an hour the same calling number made five calls or more, to at least four numbers, and four of five of them ended with "
		"603 before anything rang. People at four phones do not press reject so fast: most likely the number has a bad "
		"reputation, and networks block it without saying so. A 603 of such a call that is otherwise of unknown "
		"origin is more likely the network's than a person's."),
	.refs = "RFC 3261 21.6.2, ATIS-1000099",
	.next = N_(
		"Look the calling number up with the services that rate numbers and at the registries where it can be vouched for, and look into "
		"its calls: how many, how short, how often answered. Do not change numbers to get around a block."),
	.fires = FOUR_REFUSED REFUSED("40", "5", "+15550000005"),
	.silent = FOUR_REFUSED "40.0  A > B  INVITE  sdp  call=5  caller=+15551230002  callee=+15550000005\n"
			       "40.8  B > A  603     tag=b5  call=5\n"
			       "40.9  A > B  ACK     tag=b5  call=5\n",
};
