/* SPDX-License-Identifier: BSD-2-Clause */
/* Encrypted connections, probably of SIP, that could not be read. */
#include "rules/general.h"

#include "base/memory.h"

enum {
	NAMED = 4, /* by the finding */
};

static bool is_closed_sip(const struct general_facts *facts, const struct tls_facts *connection)
{
	return tls_is_likely_sip(connection) || hosts_has(facts->speakers, &connection->flow.destination.address);
}

/* What keeps it from being read. NULL: that no secret is known says the whole finding. */
static const char *obstacle_of(const struct general_facts *facts, const struct tls_facts *connection)
{
	switch (connection->obstacle) {
	case TLS_NO_SECRETS:
		/* Somebody who gave secrets wants to know that they were others. */
		return net_counters(facts->net)->tls_secrets ? _("none of the secrets known is of it") : NULL;
	case TLS_MIDWAY:
		return _("joined midway");
	case TLS_OLD:
		return _("older than TLS 1.2");
	case TLS_SUITE:
		return _("with a cipher suite that is not read");
	}
	return NULL;
}

/* "10.0.0.1:50000 > 10.0.0.2:5061 (sip.example.com, frame 4, joined midway)" */
static const char *word_closed(const struct general_facts *facts, struct finding *out,
                               const struct tls_facts *connection)
{
	const char *obstacle = obstacle_of(facts, connection),
		   *known = word_frame(out, connection->frame, connection->time);

	if (connection->server_name[0])
		known = word_printf(out, "%s%s%s", connection->server_name, _(", "), known);
	if (obstacle)
		known = word_printf(out, "%s%s%s", known, _(", "), obstacle);
	/* TRANSLATORS: the two ends of a connection, and remarks */
	return word_printf(out, _("%s > %s (%s)"), word_endpoint(out, &connection->flow.source),
	                   word_endpoint(out, &connection->flow.destination), known);
}

static const char *list_closed(struct finding *out, const char *list, const char *one, bool last)
{
	if (!list)
		return one;
	return last ? word_printf(out, _("%s and %s"), list, one) : word_printf(out, "%s%s%s", list, _(", "), one);
}

static const char *list_more(struct finding *out, const char *list, unsigned more, bool at_least)
{
	if (!more)
		return list;
	/* TRANSLATORS: a list, and how many are not in it */
	return word_printf(out, at_least ? _("%s and at least %u more") : _("%s and %u more"), list, more);
}

static void print_closed(struct finding *out, unsigned count, bool at_least, const char *list)
{
	/* TRANSLATORS: %s is a list of connections */
	finding_printf(
		out,
		at_least ? language_plural("at least %u TLS connection, probably of SIP, cannot be read, and calls "
	                                   "in it are missing here: %s",
	                                   "at least %u TLS connections, probably of SIP, cannot be read, and calls "
	                                   "in them are missing here: %s",
	                                   count)
			 : language_plural("%u TLS connection, probably of SIP, cannot be read, and calls in it "
	                                   "are missing here: %s",
	                                   "%u TLS connections, probably of SIP, cannot be read, and calls in "
	                                   "them are missing here: %s",
	                                   count),
		count, list);
}

static void print_all_closed(struct general *general, const struct general_facts *facts,
                             const struct tls_closed *closed, unsigned count)
{
	const struct tls_facts *connection = closed->connection, *end = connection + closed->count;
	unsigned named = count < NAMED ? count : NAMED;
	const char *list = NULL;
	struct finding *out;
	bool likely = false, at_least;

	while (!is_closed_sip(facts, connection))
		connection++;
	out = general_add(general, "cap-encrypted-sip", connection->frame, connection->time);
	if (!out)
		return;
	for (unsigned i = 0; connection < end; connection++) {
		if (!is_closed_sip(facts, connection))
			continue;
		likely = likely || tls_is_likely_sip(connection);
		if (i < named)
			list = list_closed(out, list, word_closed(facts, out, connection), ++i == count);
	}
	/* No more than some are told apart. */
	at_least = closed->total > closed->count;
	print_closed(out, count, at_least, list_more(out, list, count - named, at_least));
	if (!likely)
		out->confidence = CONFIDENCE_MEDIUM;
}

void general_tell_closed(struct general *general, const struct general_facts *facts)
{
	struct tls_closed *closed = memory_new(sizeof(*closed));
	unsigned count = 0;

	net_closed(facts->net, closed);
	for (unsigned i = 0; i < closed->count; i++)
		count += is_closed_sip(facts, &closed->connection[i]);
	if (count)
		print_all_closed(general, facts, closed, count);
	memory_free(closed);
}
