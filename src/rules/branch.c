/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/branch.h"

static void add(struct branches *out, const struct transaction *t, const struct leg *leg)
{
	if (t->invite && t->initial && out->count < BRANCHES_MAX)
		out->at[out->count++] = (struct branch){t, leg};
}

void branches_of(const struct attempt *attempt, struct branches *out)
{
	out->count = 0;
	for (const struct transaction *t = attempt->call->transactions; t; t = t->next)
		if (t->cseq == attempt->last->cseq)
			add(out, t, NULL);
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];

		if (leg->onward && leg->tie != TIE_CALL_ID && leg->grade > GRADE_LOW && leg_keeps_time(attempt, leg))
			add(out, leg->attempt->last, leg);
	}
}

static bool is_one_sender(const struct transaction *a, const struct transaction *b)
{
	if (!address_same(&a->client.address, &b->client.address))
		return false;
	return a->client.port == b->client.port || a->transport != TRANSPORT_UDP || str_eq(a->sent_by, b->sent_by);
}

bool branch_is_sibling(const struct branch *a, const struct branch *b)
{
	const struct transaction *s = a->transaction, *t = b->transaction;

	if (s == t || endpoint_same(&s->server, &t->server) || !a->leg != !b->leg || !is_one_sender(s, t))
		return false;
	return a->leg || (s->vias == t->vias && !str_eq(s->branch, t->branch));
}

/* RFC 3261 16.6: a proxy adds its Via to that of whom it got the request from. */
bool branch_is_of_proxy(const struct branch *branch)
{
	return !branch->leg && branch->transaction->vias > 1;
}

static bool has_6xx(const struct branch *branch)
{
	const struct event *final = branch->transaction->final, *cancel = branch->transaction->cancel;

	return final && final->code >= 600 && !(cancel && cancel->time <= final->time);
}

const struct branch *branches_next_6xx(const struct branches *branches, const struct branch *after)
{
	for (const struct branch *b = after ? after + 1 : branches->at; b < branches->at + branches->count; b++)
		if (has_6xx(b))
			return b;
	return NULL;
}

bool branch_was_open(const struct branch *branch, ns time)
{
	const struct transaction *t = branch->transaction;

	return t->invite->time < time && (!t->final || t->final->time > time) && (!t->cancel || t->cancel->time > time);
}

static bool is_callers_own(const struct attempt *attempt, const struct branch *branch)
{
	for (unsigned i = 0; i < attempt->hop_count; i++)
		if (attempt->hop[i] == branch->transaction)
			return true;
	return false;
}

bool branch_was_cancelled_by_caller(const struct attempt *attempt, const struct branch *branch, ns time)
{
	return !is_callers_own(attempt, branch) && attempt->cancel && attempt->cancel->time <= time;
}

void finding_branch(struct finding *finding, const struct branch *branch)
{
	if (branch->leg && branch->leg->grade < GRADE_CERTAIN && finding->confidence > CONFIDENCE_HIGH)
		finding->confidence = CONFIDENCE_HIGH;
}
