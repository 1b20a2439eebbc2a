/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* One call by the same connection, refused without ringing. */
#define REFUSED(second, call, caller, callee)                                                                          \
	second ".0  A > B  INVITE  sdp  call=" call "  caller=" caller "  callee=" callee "\n" second                  \
	       ".8  B > A  603     tag=b" call "  call=" call "  Server: Edge/1\n" second                              \
	       ".9  A > B  ACK     tag=b" call "  call=" call "\n"

#define NINE_REFUSED                                                                                                   \
	REFUSED("0", "1", "+15551230001", "+15550000001")                                                              \
	REFUSED("5", "2", "+15551230002", "+15550000002")                                                              \
	REFUSED("10", "3", "+15551230003", "+15550000003")                                                             \
	REFUSED("15", "4", "+15551230001", "+15550000004")                                                             \
	REFUSED("20", "5", "+15551230002", "+15550000005")                                                             \
	REFUSED("25", "6", "+15551230003", "+15550000006")                                                             \
	REFUSED("30", "7", "+15551230001", "+15550000007")                                                             \
	REFUSED("35", "8", "+15551230002", "+15550000008") REFUSED("40", "9", "+15551230003", "+15550000009")

const struct rule rule_dec_burst_trunk = {
	.id = "dec-burst-trunk",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.title = N_("One connection refuses nearly everything"),
	.explain = N_(
		"Within an hour at least ten calls went from one host to another, from several numbers to at least four, and four of five of "
		"them ended with 603 before anything rang. Neither the callers nor the called are the reason: the provider refuses the "
		"customer or the connection (account, prepaid balance, addresses it lets in, caller ids it accepts), or the "
		"configuration of the host that answers does. What would otherwise be told of single numbers of that "
		"connection is left out."),
	.refs = "RFC 3261 21.6.2",
	.next = N_(
		"Look at the account with the provider and at what both ends have configured for this connection, and compare another "
		"route (--by trunk)."),
	.fires = NINE_REFUSED REFUSED("45", "10", "+15551230001", "+15550000010"),
	.silent = NINE_REFUSED,
};
