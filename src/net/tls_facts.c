/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/tls_facts.h"

#include <stdlib.h>

static bool may_replace(const struct tls_facts *old, const struct tls_facts *facts)
{
	return tls_is_likely_sip(facts) && !tls_is_likely_sip(old);
}

void tls_closed_note(struct tls_closed *closed, const struct tls_facts *facts)
{
	unsigned i = TLS_MAX_CLOSED;

	if (facts->decrypted || facts->records == 0)
		return;
	closed->total++;
	if (closed->count < TLS_MAX_CLOSED) {
		closed->connection[closed->count++] = *facts;
		return;
	}
	while (i && !may_replace(&closed->connection[i - 1], facts))
		i--;
	if (i)
		closed->connection[i - 1] = *facts;
}

static int compare_facts(const void *a, const void *b)
{
	const struct tls_facts *left = a, *right = b;

	return left->frame < right->frame ? -1 : left->frame > right->frame;
}

void tls_closed_sort(struct tls_closed *closed)
{
	qsort(closed->connection, closed->count, sizeof(closed->connection[0]), compare_facts);
}
