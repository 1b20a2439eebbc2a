/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/bearer.h"

void tell_unmet(const struct precondition *precondition, struct finding *out)
{
	const struct {
		const char *where;
		unsigned ways;
	} rows[] = {
		{"the caller's side", precondition->caller_unmet},
		{"the callee's side", precondition->callee_unmet},
		{"the whole way", precondition->whole_unmet},
	};
	const char *between = "";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!rows[i].ways)
			continue;
		finding_printf(out, "%s%s (%s)", between, rows[i].where, sdp_way_name(rows[i].ways));
		between = " and ";
	}
}
