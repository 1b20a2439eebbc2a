/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/parties.h"

enum {
	LETTER_CALLER = 'A',
	LETTER_CALLEE = 'B',
	LETTER_LAST_CALLEE = 'O',
	LETTER_PROXY = 'P',
	LETTER_LAST_PROXY = 'Z',
};

/* The only letter at this address; 0: there is none, or several. */
static char only_letter_at(const struct parties *parties, const struct address *address)
{
	char letter = 0;

	for (unsigned i = 0; i < parties->count; i++) {
		if (!address_same(&parties->party[i].endpoint.address, address))
			continue;
		if (letter && letter != parties->party[i].letter)
			return 0;
		letter = parties->party[i].letter;
	}
	return letter;
}

static const struct party *find(const struct parties *parties, const struct endpoint *endpoint)
{
	for (unsigned i = 0; i < parties->count; i++)
		if (endpoint_same(&parties->party[i].endpoint, endpoint))
			return &parties->party[i];
	return NULL;
}

static bool has_letter(const struct parties *parties, char letter)
{
	for (unsigned i = 0; i < parties->count; i++)
		if (parties->party[i].letter == letter)
			return true;
	return false;
}

static char add(struct parties *parties, const struct endpoint *endpoint, char letter)
{
	if (parties->count < PARTIES_MAX) {
		bool first = !has_letter(parties, letter);

		parties->party[parties->count++] = (struct party){*endpoint, letter, first};
	}
	return letter;
}

static char add_callee(struct parties *parties, const struct endpoint *endpoint)
{
	char letter = parties->callee;

	if (letter < LETTER_LAST_CALLEE)
		parties->callee++;
	return add(parties, endpoint, letter);
}

static char add_proxy(struct parties *parties, const struct endpoint *endpoint)
{
	char letter = parties->proxy;

	if (letter < LETTER_LAST_PROXY)
		parties->proxy++;
	return add(parties, endpoint, letter);
}

/* Did who got this INVITE pass it on? Over TCP, or behind another socket, only the host tells. */
static bool passes_on(const struct transaction *from, const struct transaction *to)
{
	if (to == from || !to->initial || endpoint_same(&to->server, &from->server))
		return false;
	if (endpoint_same(&to->client, &from->server))
		return true;
	return to->vias > from->vias && address_same(&to->client.address, &from->server.address);
}

bool leg_is_told(const struct leg *leg)
{
	return leg->onward && leg->tie != TIE_CALL_ID && leg->grade != GRADE_LOW;
}

static bool is_proxy(const struct call *call, const struct transaction *transaction)
{
	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (passes_on(transaction, t))
			return true;
	return false;
}

/* Whoever sent this INVITE got it from another transaction, perhaps at another port. */
static void add_client(struct parties *parties, const struct call *call, const struct transaction *transaction)
{
	if (find(parties, &transaction->client))
		return;
	for (const struct transaction *t = call->transactions; t; t = t->next) {
		const struct party *party = passes_on(t, transaction) ? find(parties, &t->server) : NULL;

		if (party) {
			add(parties, &transaction->client, party->letter);
			return;
		}
	}
	add_proxy(parties, &transaction->client);
}

static void add_server(struct parties *parties, const struct call *call, const struct transaction *transaction)
{
	if (find(parties, &transaction->server))
		return;
	if (is_proxy(call, transaction))
		add_proxy(parties, &transaction->server);
	else
		add_callee(parties, &transaction->server);
}

/* Of a leg: who sent its INVITE is the callee of the other, whatever its address. */
static void add_leg(struct parties *parties, const struct attempt *attempt, const struct attempt *leg)
{
	const struct party *callee = find(parties, &attempt->callee);
	char between = callee ? callee->letter : LETTER_LAST_CALLEE;

	for (const struct transaction *t = leg->call->transactions; t; t = t->next) {
		char letter = only_letter_at(parties, &t->client.address);

		if (!t->initial)
			continue;
		if (!find(parties, &t->client))
			add(parties, &t->client, letter ? letter : between);
		add_server(parties, leg->call, t);
	}
}

void parties_of(const struct attempt *attempt, struct parties *out)
{
	const struct call *call = attempt->call;
	const struct transaction *t;

	out->count = 0;
	out->callee = LETTER_CALLEE;
	out->proxy = LETTER_PROXY;
	add(out, &attempt->caller, LETTER_CALLER);
	/* The caller over TCP: each connection is another port. */
	for (t = call->transactions; t; t = t->next)
		if (attempt->last && t->initial && t->vias == attempt->last->vias &&
		    address_same(&t->client.address, &attempt->caller.address) &&
		    str_eq(t->sent_by, attempt->last->sent_by) && !find(out, &t->client))
			add(out, &t->client, LETTER_CALLER);
	for (t = call->transactions; t; t = t->next)
		if (t->initial)
			add_server(out, call, t);
	for (t = call->transactions; t; t = t->next)
		if (t->initial)
			add_client(out, call, t);
	if (!find(out, &attempt->callee))
		add_callee(out, &attempt->callee);
	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (leg_is_told(&attempt->legs[i]))
			add_leg(out, attempt, attempt->legs[i].attempt);
}

char parties_letter(struct parties *parties, const struct endpoint *endpoint)
{
	const struct party *party = find(parties, endpoint);
	char letter;

	if (party)
		return party->letter;
	letter = only_letter_at(parties, &endpoint->address);
	return letter ? add(parties, endpoint, letter) : add_callee(parties, endpoint);
}

char parties_host(const struct parties *parties, const struct address *host, char fallback)
{
	char letter = only_letter_at(parties, host);

	return letter ? letter : fallback;
}

void parties_legend(struct buf *out, const struct parties *parties)
{
	for (unsigned i = 0; i < parties->count; i++) {
		const struct party *party = &parties->party[i];

		if (!party->first)
			continue;
		buf_printf(out, "%s%c ", i ? "  " : "", party->letter);
		endpoint_format(out, &party->endpoint);
	}
}

unsigned parties_letters(const struct parties *parties)
{
	unsigned letters = 0;

	for (unsigned i = 0; i < parties->count; i++)
		letters += parties->party[i].first;
	return letters;
}
