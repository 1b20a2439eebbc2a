/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/breakdown.h"

#include "base/memory.h"
#include "base/table.h"

#include <stdlib.h>
#include <string.h>

struct breakdown {
	enum breakdown_key key;
	struct hash_key hash;
	struct table table;
	struct breakdown_row *rows[BREAKDOWN_MAX];
	size_t most;
	unsigned count;
	uint64_t unlisted;
};

const char *breakdown_key_name(enum breakdown_key key)
{
	static const char *const names[] = {[BREAKDOWN_CALLEE] = "callee", [BREAKDOWN_TRUNK] = "trunk"};

	return names[key];
}

struct breakdown *breakdown_new(enum breakdown_key key, struct budget budget)
{
	struct breakdown *breakdown = memory_new(sizeof(*breakdown));

	breakdown->key = key;
	breakdown->most = budget_of(budget, BREAKDOWN_MAX);
	if (breakdown->most > BREAKDOWN_MAX)
		breakdown->most = BREAKDOWN_MAX;
	breakdown->hash = hash_key_random();
	return breakdown;
}

void breakdown_free(struct breakdown *breakdown)
{
	if (!breakdown)
		return;
	for (unsigned i = 0; i < breakdown->count; i++)
		memory_free(breakdown->rows[i]);
	table_done(&breakdown->table);
	memory_free(breakdown);
}

static bool has_hosts(const void *item, const void *key)
{
	const struct breakdown_row *row = item, *wanted = key;

	return address_same(&row->from, &wanted->from) && address_same(&row->to, &wanted->to);
}

/* NULL: there is no room for another. */
static struct breakdown_row *row_of(struct breakdown *breakdown, const struct breakdown_row *hosts)
{
	uint64_t hash = address_hash(&breakdown->hash, &hosts->from) ^
	                hash_fold(address_hash(&breakdown->hash, &hosts->to), breakdown->hash.a | 1);
	struct breakdown_row *row = table_find(&breakdown->table, hash, has_hosts, hosts);

	if (row || breakdown->count == breakdown->most)
		return row;
	row = memory_new(sizeof(*row));
	row->from = hosts->from;
	row->to = hosts->to;
	table_put(&breakdown->table, hash, row);
	breakdown->rows[breakdown->count++] = row;
	return row;
}

void breakdown_count(struct breakdown *breakdown, const struct attempt *attempt)
{
	struct breakdown_row hosts = {.to = attempt->callee.address}, *row;

	if (breakdown->key == BREAKDOWN_TRUNK)
		hosts.from = attempt->caller.address;
	row = row_of(breakdown, &hosts);
	if (!row) {
		breakdown->unlisted++;
		return;
	}
	row->calls++;
	row->outcomes[attempt->outcome]++;
	effectiveness_count(&row->effectiveness, attempt);
	if (attempt->metrics.post_dial != NEVER)
		delays_add(&row->delays, attempt->metrics.post_dial);
}

static int compare(const void *left, const void *right)
{
	const struct breakdown_row *a = *(const struct breakdown_row *const *)left,
				   *b = *(const struct breakdown_row *const *)right;
	int r;

	if (a->calls != b->calls)
		return a->calls > b->calls ? -1 : 1;
	r = memcmp(a->to.bytes, b->to.bytes, sizeof(a->to.bytes));
	return r ? r : memcmp(a->from.bytes, b->from.bytes, sizeof(a->from.bytes));
}

unsigned breakdown_sort(struct breakdown *breakdown)
{
	qsort(breakdown->rows, breakdown->count, sizeof(struct breakdown_row *), compare);
	return breakdown->count;
}

const struct breakdown_row *breakdown_at(const struct breakdown *breakdown, unsigned index)
{
	return breakdown->rows[index];
}

enum breakdown_key breakdown_by(const struct breakdown *breakdown)
{
	return breakdown->key;
}

uint64_t breakdown_unlisted(const struct breakdown *breakdown)
{
	return breakdown->unlisted;
}
