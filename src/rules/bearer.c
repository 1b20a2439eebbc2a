/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/bearer.h"

const char *word_unmet(struct finding *finding, const struct precondition *precondition)
{
	const struct {
		const char *where;
		unsigned ways;
	} rows[] = {
		{_("the caller's side"), precondition->caller_unmet},
		{_("the callee's side"), precondition->callee_unmet},
		{_("the whole way"), precondition->whole_unmet},
	};
	const char *all = NULL;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *way = sdp_way_name(rows[i].ways);

		if (!rows[i].ways)
			continue;
		if (all)
			/* TRANSLATORS: a list and its last: "the caller's side (recv) and the whole way (sendrecv)" */
			all = word_printf(finding, _("%s and %s (%s)"), all, rows[i].where, way);
		else
			/* TRANSLATORS: where, and in which directions: "the caller's side (sendrecv)" */
			all = word_printf(finding, _("%s (%s)"), rows[i].where, way);
	}
	return all ? all : "";
}
