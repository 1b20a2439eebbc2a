/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/networks.h"

#include "base/memory.h"
#include "base/table.h"

#include <string.h>

/* Never empty: the last stream takes it along. */
struct network {
	struct address address;
	struct list from, to; /* the most recent stream last */
};

struct networks {
	struct hash_key key;
	struct table table;
};

struct networks *networks_new(const struct hash_key *key)
{
	struct networks *networks = memory_new(sizeof(*networks));

	networks->key = *key;
	return networks;
}

/* Agrees with address_same_network. */
static struct address network_of(const struct address *host)
{
	struct address network = *host;
	size_t kept = address_is_ipv4(host) ? 15 : 8;

	memset(network.bytes + kept, 0, sizeof(network.bytes) - kept);
	return network;
}

static bool same_network(const void *item, const void *key)
{
	const struct network *network = item;

	return address_same(&network->address, key);
}

static struct network *find(const struct networks *networks, const struct address *host)
{
	struct address address = network_of(host);

	return table_find(&networks->table, address_hash(&networks->key, &address), same_network, &address);
}

static struct network *need(struct networks *networks, const struct address *host)
{
	struct network *network = find(networks, host);

	if (network)
		return network;
	network = memory_new(sizeof(*network));
	network->address = network_of(host);
	list_init(&network->from);
	list_init(&network->to);
	table_put(&networks->table, address_hash(&networks->key, &network->address), network);
	return network;
}

static void drop_if_empty(struct networks *networks, const struct address *host)
{
	struct network *network = find(networks, host);

	if (!network || !list_empty(&network->from) || !list_empty(&network->to))
		return;
	table_drop(&networks->table, address_hash(&networks->key, &network->address), network);
	memory_free(network);
}

void networks_add(struct networks *networks, struct stream *stream)
{
	list_remove(&stream->from);
	list_remove(&stream->to);
	list_add(&need(networks, &stream->source.address)->from, &stream->from);
	list_add(&need(networks, &stream->destination.address)->to, &stream->to);
}

void networks_remove(struct networks *networks, struct stream *stream)
{
	list_remove(&stream->from);
	list_remove(&stream->to);
	drop_if_empty(networks, &stream->source.address);
	drop_if_empty(networks, &stream->destination.address);
}

static const struct stream *stream_at(const struct link *link, enum network_side side)
{
	return side == NETWORK_FROM ? LIST_OWNER(link, struct stream, from) : LIST_OWNER(link, struct stream, to);
}

static bool is_of_host(const struct stream *stream, const struct question *question)
{
	const struct endpoint *end = question->side == NETWORK_FROM ? &stream->source : &stream->destination;

	return address_same(&end->address, question->host);
}

static bool is_answer(const struct stream *stream, const struct question *question)
{
	return stream_last(stream) >= question->since && question->pass(question->arg, stream);
}

/* The host itself before a neighbour, then the most recent. */
static const struct stream *walk(const struct list *list, const struct question *question)
{
	const struct stream *neighbour = NULL;
	const struct link *at = list->head.prev;

	for (unsigned walked = 0; at != &list->head && walked < MEDIA_MAX_WALK; at = at->prev, walked++) {
		const struct stream *stream = stream_at(at, question->side);
		bool of_host = is_of_host(stream, question);

		if ((neighbour && !of_host) || !is_answer(stream, question))
			continue;
		if (of_host)
			return stream;
		neighbour = stream;
	}
	return neighbour;
}

const struct stream *networks_find(const struct networks *networks, const struct question *question)
{
	const struct network *network = find(networks, question->host);

	if (!network)
		return NULL;
	return walk(question->side == NETWORK_FROM ? &network->from : &network->to, question);
}

void networks_free(struct networks *networks)
{
	table_settle(&networks->table);
	for (uint32_t i = 0; networks->table.slots && i <= networks->table.mask; i++)
		memory_free(networks->table.slots[i].item);
	table_done(&networks->table);
	memory_free(networks);
}
