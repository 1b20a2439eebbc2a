/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/peers.h"

/* The next new one takes its place. */
static struct peer *lightest(struct peers *peers)
{
	struct peer *found = peers->at;

	for (unsigned i = 1; i < peers->count; i++)
		if (peers->at[i].weight < found->weight)
			found = &peers->at[i];
	return found;
}

/* What is told of others must not shrink, so that rates can be made of it. */
static void add_to_others(struct peers *peers, const struct peer *peer)
{
	for (unsigned i = 0; i < OUTCOMES; i++)
		peers->others.outcomes[i] += peer->outcomes[i];
	for (unsigned i = 0; i < LABELS; i++)
		peers->others.verdicts[i] += peer->verdicts[i];
}

static struct peer *place_for(struct peers *peers, const struct address *from, const struct address *to)
{
	struct peer *peer;
	uint64_t weight = 0;

	if (peers->count < PEERS_MAX) {
		peer = &peers->at[peers->count++];
	} else {
		peer = lightest(peers);
		add_to_others(peers, peer);
		weight = peer->weight;
	}
	*peer = (struct peer){.from = *from, .to = *to, .weight = weight};
	return peer;
}

static struct peer *find(struct peers *peers, const struct address *from, const struct address *to)
{
	for (unsigned i = 0; i < peers->count; i++)
		if (address_same(&peers->at[i].to, to) && address_same(&peers->at[i].from, from))
			return &peers->at[i];
	return NULL;
}

void peers_count(struct peers *peers, const struct attempt *attempt, enum label verdict)
{
	const struct address nobody = {{0}}, *to = &attempt->callee.address;
	const struct address *from = peers->key == BREAKDOWN_TRUNK ? &attempt->caller.address : &nobody;
	struct peer *peer = find(peers, from, to);

	if (!peer)
		peer = place_for(peers, from, to);
	peer->weight++;
	peer->outcomes[attempt->outcome]++;
	peer->verdicts[verdict]++;
}
