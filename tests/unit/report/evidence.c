/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/evidence.h"

#include "tests/test.h"

static struct reported reported_of(struct attempt *attempt, struct findings *findings, struct verdict *verdict)
{
	return (struct reported){.attempt = attempt, .findings = findings, .verdict = verdict, .number = 42};
}

TEST(a_name_is_made_of_the_time_the_number_and_the_verdict)
{
	struct attempt attempt = {.start = 1795418055 * SECOND + 999};
	struct verdict verdict = {.label = LABEL_SILENT_MEDIA};
	static struct findings findings;
	const struct reported reported = reported_of(&attempt, &findings, &verdict);
	struct buf name = {0};

	evidence_name(&name, &reported);
	EXPECT_STR("20261123-071415-000042-silent-media.pcapng", buf_str(&name));
	EXPECT(evidence_is_named(buf_str(&name)));
	buf_done(&name);
}

TEST(times_that_cannot_be_right_have_names_as_good)
{
	static const ns times[] = {0, -1, INT64_MIN, INT64_MAX};
	struct verdict verdict = {.label = LABEL_NO_EARLY_PHASE};
	static struct findings findings;
	struct buf name = {0};

	for (unsigned i = 0; i < 4; i++) {
		struct attempt attempt = {.start = times[i]};
		const struct reported reported = reported_of(&attempt, &findings, &verdict);

		buf_clear(&name);
		evidence_name(&name, &reported);
		EXPECT(evidence_is_named(buf_str(&name)));
	}
	buf_done(&name);
}

TEST(only_such_names_are_ours)
{
	EXPECT(evidence_is_named(STR("20261123-071415-1000042-ok-local-ringback.pcapng")));
	EXPECT(!evidence_is_named(STR("20261123-071415-000042-silent-media.pcap")));
	EXPECT(!evidence_is_named(STR("20261123-071415-000042-silent-media.pcapng.part")));
	EXPECT(!evidence_is_named(STR("20261123-071415-000042-important.pcapng")));
	EXPECT(!evidence_is_named(STR("20261123-071415-42-silent-media.pcapng")));
	EXPECT(!evidence_is_named(STR("2026112-071415-000042-silent-media.pcapng")));
	EXPECT(!evidence_is_named(STR("x20261123-071415-000042-silent-media.pcapng")));
	EXPECT(!evidence_is_named(STR("")));
}

TEST(it_is_due_for_a_warning_or_a_caller_worse_off)
{
	struct attempt attempt = {.start = 0};
	struct verdict verdict = {.label = LABEL_OK_EARLY_MEDIA};
	static struct findings findings = {.count = 1};
	const struct reported reported = reported_of(&attempt, &findings, &verdict);

	findings.found[0].severity = SEVERITY_NOTICE;
	EXPECT(!evidence_is_due(&reported));
	verdict.label = LABEL_UNVERIFIABLE;
	EXPECT(!evidence_is_due(&reported));
	findings.found[0].severity = SEVERITY_WARNING;
	EXPECT(evidence_is_due(&reported));
	findings.count = 0;
	verdict.label = LABEL_CLIPPED;
	EXPECT(evidence_is_due(&reported));
}

TEST_MAIN
