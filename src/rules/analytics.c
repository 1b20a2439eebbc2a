/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/analytics.h"

#include "rules/location.h"

#include <ctype.h>

enum {
	ID_MAX = 64,
};

/* E.164 in its global form. */
static bool is_global(struct str tel)
{
	unsigned digits = 0;

	if (!tel.n || tel.p[0] != '+')
		return false;
	for (size_t i = 1; i < tel.n; i++) {
		bool digit = tel.p[i] >= '0' && tel.p[i] <= '9';

		if (!digit && !strchr("-.() ", tel.p[i]))
			return false;
		digits += digit;
	}
	return digits >= 3 && digits <= 15;
}

static bool is_email(struct str email)
{
	const char *at = email.n ? memchr(email.p, '@', email.n) : NULL;

	return at && at > email.p && at + 1 < email.p + email.n && !memchr(email.p, ' ', email.n);
}

static bool is_id(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!isalnum((unsigned char)id.p[i]) && id.p[i] != '-' && id.p[i] != '_')
			return false;
	return id.n <= ID_MAX;
}

static unsigned contact_flaws(const struct redress *redress)
{
	unsigned flaws = 0;

	if (!redress->url.n && !redress->tel.n && !redress->email.n)
		flaws |= FLAW_NO_CONTACT;
	if (redress->url.n && !(str_istarts(redress->url, STR("https://")) && redress->url.n > 8))
		flaws |= FLAW_URL;
	if (redress->tel.n && !is_global(redress->tel))
		flaws |= FLAW_TEL;
	if (redress->email.n && !is_email(redress->email))
		flaws |= FLAW_EMAIL;
	if (redress->id.n && !is_id(redress->id))
		flaws |= FLAW_ID;
	return flaws;
}

static unsigned reason_flaws(const struct reason *reason, const struct redress *redress)
{
	unsigned flaws = contact_flaws(redress);

	if (!reason_is_decline(reason))
		flaws |= FLAW_CAUSE;
	if (reason->text_scattered)
		flaws |= FLAW_SCATTERED;
	else if (!redress->first)
		flaws |= FLAW_NOT_FIRST;
	if (!reason->location.n)
		flaws |= FLAW_NO_LOCATION;
	else if (!location_meaning(reason->location))
		flaws |= FLAW_LOCATION;
	return flaws;
}

unsigned analytics_flaws(const struct event *final, const struct reason **analytics, struct redress *redress)
{
	bool blocked = str_ieq(str_trim(final->phrase), STR("Network Blocked"));
	unsigned least = FLAW_NO_ANALYTICS;

	*analytics = NULL;
	*redress = (struct redress){.analytics = false};
	for (const struct reason *reason = final->reasons; reason; reason = reason->next) {
		struct redress said = {.analytics = false};
		unsigned flaws;

		redress_parse(reason->text, &said);
		flaws = reason_flaws(reason, &said);
		if (!said.analytics || (*analytics && __builtin_popcount(flaws) >= __builtin_popcount(least)))
			continue;
		*analytics = reason;
		*redress = said;
		least = flaws;
	}
	return blocked ? least : least | FLAW_NO_PHRASE;
}
