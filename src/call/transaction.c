/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/transaction.h"

#include "call/call.h"

enum {
	FIT_BRANCH = 16,
	FIT_ADDRESSES = 3, /* both hosts, whatever the ports */
	FIT_CLIENT = 2,
};

static bool has_branch(const struct transaction *transaction, const struct message *message)
{
	return transaction->cseq == message->cseq && message->via_branch.n &&
	       str_eq(transaction->branch, message->via_branch);
}

/*
 * How well a transaction fits a message of its client and server. RFC 3261 17.1.3 matches by branch
 * and CSeq; addresses are for callees that drop a proxy's Via and for the ACK of a 2xx, which is a
 * transaction of its own (17.1.1.3).
 */
static unsigned fit_of(const struct transaction *transaction, const struct message *message,
                       const struct endpoint *client, const struct endpoint *server)
{
	unsigned fit = 0;

	if (transaction->cseq != message->cseq)
		return 0;
	if (endpoint_same(&transaction->client, client))
		fit += 4;
	else if (address_same(&transaction->client.address, &client->address))
		fit += 2;
	if (endpoint_same(&transaction->server, server))
		fit += 3;
	else if (address_same(&transaction->server.address, &server->address))
		fit += 1;
	/* Between quite other hosts the branch misleads: the callee dropped the Via of the proxy before it. */
	if (fit && has_branch(transaction, message))
		fit += FIT_BRANCH;
	return fit;
}

static struct transaction *find_transaction(struct call *call, const struct message *message,
                                            const struct endpoint *client, const struct endpoint *server,
                                            unsigned wanted)
{
	struct transaction *best = NULL;
	unsigned best_fit = wanted - 1;

	for (struct transaction *t = call->transactions; t; t = t->next) {
		unsigned fit = fit_of(t, message, client, server);

		if (fit > best_fit) {
			best = t;
			best_fit = fit;
		}
	}
	return best;
}

static struct transaction *find_branch(struct call *call, const struct message *message)
{
	struct transaction *t = call->transactions;

	while (t && !has_branch(t, message))
		t = t->next;
	return t;
}

void transaction_describe(struct call *call, struct transaction *t, const struct message *message)
{
	struct arena *arena = &call->arena;

	t->sent_by = arena_str(arena, message->via_sent_by);
	t->vias = message->vias < UINT8_MAX ? (uint8_t)message->vias : UINT8_MAX;
	t->from_uri = arena_str(arena, message->from_uri);
	t->to_uri = arena_str(arena, message->to_uri);
	t->from_tag = arena_str(arena, message->from_tag);
	if (message->request) {
		t->request_uri = arena_str(arena, message->request_uri);
		t->initial = message->to_tag.n == 0;
	}
}

static struct transaction *add_transaction(struct call *call, const struct message *message,
                                           const struct endpoint *client, const struct endpoint *server,
                                           enum transport transport)
{
	struct transaction *t;

	if (call->transaction_count >= CALL_MAX_TRANSACTIONS)
		return NULL;
	t = arena_alloc(&call->arena, sizeof(*t));
	t->branch = arena_str(&call->arena, message->via_branch);
	t->cseq = message->cseq;
	t->client = *client;
	t->server = *server;
	t->transport = (uint8_t)transport;
	transaction_describe(call, t, message);
	if (call->last_transaction)
		call->last_transaction->next = t;
	else
		call->transactions = t;
	call->last_transaction = t;
	call->transaction_count++;
	return t;
}

static struct transaction *of_invite(struct call *call, const struct message *message, const struct endpoint *client,
                                     const struct endpoint *server, enum transport transport)
{
	struct transaction *t = find_transaction(call, message, client, server,
	                                         message->request ? FIT_BRANCH + FIT_CLIENT : FIT_BRANCH);

	if (!t && !message->request)
		t = find_transaction(call, message, client, server, FIT_ADDRESSES);
	if (!t && !message->request)
		t = find_branch(call, message);
	if (t && message->request && !t->invite)
		transaction_describe(call, t, message);
	return t ? t : add_transaction(call, message, client, server, transport);
}

static struct transaction *of_follower(struct call *call, const struct message *message, const struct endpoint *client,
                                       const struct endpoint *server, unsigned otherwise)
{
	struct transaction *t = find_transaction(call, message, client, server, FIT_BRANCH);

	return t ? t : find_transaction(call, message, client, server, otherwise);
}

struct transaction *transaction_of(struct call *call, const struct message *message, const struct flow *flow)
{
	const struct endpoint *client = message->request ? &flow->source : &flow->destination;
	const struct endpoint *server = message->request ? &flow->destination : &flow->source;

	switch (message->method) {
	case METHOD_INVITE:
		return of_invite(call, message, client, server, flow->transport);
	case METHOD_ACK:
		return of_follower(call, message, client, server, FIT_CLIENT);
	case METHOD_CANCEL:
		return of_follower(call, message, client, server, FIT_ADDRESSES);
	default:
		return NULL;
	}
}

/* Who sent the request and who answers it, as far as the capture shows: another branch, but the same two hosts and number. */
static bool answers(const struct event *response, const struct event *request)
{
	return response->cseq == request->cseq && response->method == request->method &&
	       address_same(&response->flow->source.address, &request->flow->destination.address) &&
	       address_same(&response->flow->destination.address, &request->flow->source.address);
}

static const struct event *find_request(const struct call *call, const struct event *response)
{
	const struct event *found = NULL;

	for (const struct event *event = call->first; event; event = event->next) {
		if (!event->request || event->method == METHOD_ACK || !answers(response, event))
			continue;
		if (str_eq(event->branch, response->branch))
			return event;
		found = event;
	}
	return found;
}

/* On a mirrored port a response may be captured before its request. */
static void find_responses(struct call *call, const struct event *request)
{
	for (struct event *event = call->first; event; event = event->next)
		if (!event->request && !event->answers && answers(event, request) &&
		    (event->transaction == request->transaction || request->method != METHOD_INVITE))
			event->answers = request;
}

static void note_in_transaction(struct transaction *t, struct event *event)
{
	if (event->method == METHOD_ACK && !t->ack)
		t->ack = event;
	else if (event->method == METHOD_CANCEL && event->request && !t->cancel)
		t->cancel = event;
	else if (event->method == METHOD_CANCEL && event->code >= 200 && !t->cancel_final)
		t->cancel_final = event;
	else if (event->method == METHOD_INVITE && event->request && !t->invite)
		t->invite = event;
	else if (event->method == METHOD_INVITE && event->code >= 200 && (!t->final || t->final->code >= 300))
		t->final = event;
}

void transaction_note(struct call *call, struct event *event)
{
	if (event->transaction)
		note_in_transaction(event->transaction, event);
	if (event->request)
		find_responses(call, event);
	else if (event->transaction && event->method == METHOD_INVITE)
		event->answers = event->transaction->invite;
	else
		event->answers = find_request(call, event);
}
