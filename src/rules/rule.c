/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include <assert.h>

const struct rule *rule_find(struct str id)
{
	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		if (str_eq(str_of((*rule)->id), id))
			return *rule;
	return NULL;
}

/* Runs rule into a finding that was begun; true when it fired. */
static bool run(const struct rule *rule, const struct attempt *attempt, struct finding *out)
{
	if (!rule->check)
		return false;
	out->rule = rule;
	out->severity = rule->severity;
	out->confidence = rule->confidence;
	out->origin = rule->origin;
	if (rule->check(attempt, out)) {
		assert(out->frame_count > 0);
		return true;
	}
	if (out->frame_count || out->text.n)
		finding_begin(out);
	return false;
}

void rules_run(const struct attempt *attempt, const struct rule_setting *settings, struct findings *out)
{
	struct finding *finding = out->found, *end = finding + FINDINGS_MAX;
	bool declined = false;

	finding_begin(finding);
	for (unsigned i = 0; rule_catalogue[i] && finding < end; i++) {
		const struct rule *rule = rule_catalogue[i];

		if ((rule->origin && declined) || !run(rule, attempt, finding))
			continue;
		/* An origin that is switched off still is the origin: a weaker guess must not take its place. */
		declined = declined || rule->origin;
		if (settings && settings[i].off) {
			finding_begin(finding);
			continue;
		}
		if (settings && settings[i].has_severity)
			finding->severity = settings[i].severity;
		if (++finding < end)
			finding_begin(finding);
	}
	out->count = (unsigned)(finding - out->found);
	if (finding < end)
		finding_done(finding);
}

static bool is_worth_telling(const struct finding *finding)
{
	return finding->severity > SEVERITY_INFO && finding->confidence > CONFIDENCE_LOW;
}

void rules_run_early(const struct attempt *attempt, const struct rule_setting *settings, struct findings *out)
{
	struct finding *finding = out->found, *end = finding + FINDINGS_MAX;

	finding_begin(finding);
	for (unsigned i = 0; rule_catalogue[i] && finding < end; i++) {
		if (!rule_catalogue[i]->early || (settings && settings[i].off) ||
		    !run(rule_catalogue[i], attempt, finding))
			continue;
		if (settings && settings[i].has_severity)
			finding->severity = settings[i].severity;
		if (is_worth_telling(finding))
			finding++;
		if (finding < end)
			finding_begin(finding);
	}
	out->count = (unsigned)(finding - out->found);
	if (finding < end)
		finding_done(finding);
}

void findings_done(struct findings *findings)
{
	for (unsigned i = 0; i < findings->count; i++)
		finding_done(&findings->found[i]);
	findings->count = 0;
}

const struct finding *findings_find(const struct findings *findings, const char *id)
{
	for (unsigned i = 0; i < findings->count; i++)
		if (str_eq(str_of(findings->found[i].rule->id), str_of(id)))
			return &findings->found[i];
	return NULL;
}
