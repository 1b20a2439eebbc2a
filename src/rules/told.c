/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/told.h"

#include "call/looks.h"

void told_note(struct call *call, const struct finding *finding, ns time)
{
	struct told *told = arena_alloc(&call->arena, sizeof(*told));

	*told = (struct told){call->look->told, finding->rule, finding->severity, time};
	call->look->told = told;
}

const struct told *told_last(const struct call *call)
{
	return call->look ? call->look->told : NULL;
}

bool told_has(const struct call *call, const struct rule *rule)
{
	for (const struct told *told = told_last(call); told; told = told->next)
		if (told->rule == rule)
			return true;
	return false;
}

const struct told *told_withdrawn(const struct call *call, const struct findings *findings, const struct told *told)
{
	for (told = told ? told->next : told_last(call); told; told = told->next)
		if (!findings_find(findings, told->rule->id))
			return told;
	return NULL;
}
