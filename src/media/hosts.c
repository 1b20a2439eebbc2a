/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/hosts.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/table.h"
#include "media/media.h"

struct host {
	struct address address;
	struct link age;
};

struct hosts {
	struct hash_key key;
	struct budget budget;
	struct table table;
	struct list ages; /* the longest unseen first */
};

struct hosts *hosts_new(const struct hash_key *key)
{
	struct hosts *hosts = memory_new(sizeof(*hosts));

	hosts->key = *key;
	list_init(&hosts->ages);
	return hosts;
}

void hosts_limit(struct hosts *hosts, struct budget budget)
{
	hosts->budget = budget;
}

static bool same_host(const void *item, const void *key)
{
	const struct host *host = item;

	return address_same(&host->address, key);
}

/* One that is not in the table: the longest unused where there is no room for more. */
static struct host *obtain(struct hosts *hosts)
{
	bool full = hosts->table.count >= budget_of(hosts->budget, MEDIA_MAX_HOSTS);
	struct link *oldest = full ? list_first(&hosts->ages) : NULL;
	struct host *host;

	if (!oldest)
		return memory_new(sizeof(*host));
	host = LIST_OWNER(oldest, struct host, age);
	table_drop(&hosts->table, address_hash(&hosts->key, &host->address), host);
	return host;
}

static void note(struct hosts *hosts, const struct address *address)
{
	uint64_t hash = address_hash(&hosts->key, address);
	struct host *host = table_find(&hosts->table, hash, same_host, address);

	if (!host) {
		host = obtain(hosts);
		host->address = *address;
		table_put(&hosts->table, hash, host);
	}
	list_remove(&host->age);
	list_add(&hosts->ages, &host->age);
}

void hosts_note(struct hosts *hosts, const struct flow *flow)
{
	note(hosts, &flow->source.address);
	note(hosts, &flow->destination.address);
}

bool hosts_has(const struct hosts *hosts, const struct address *host)
{
	return table_find(&hosts->table, address_hash(&hosts->key, host), same_host, host);
}

void hosts_free(struct hosts *hosts)
{
	struct link *link;

	while ((link = list_first(&hosts->ages))) {
		list_remove(link);
		memory_free(LIST_OWNER(link, struct host, age));
	}
	table_done(&hosts->table);
	memory_free(hosts);
}
