/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

enum {
	ENOUGH_PACKETS = 50,
	LOSS_NOTICE = 10, /* per mille */
	LOSS_WARNING = 30,
	JITTER_NOTICE = 30, /* ms */
	JITTER_WARNING = 60,
	REORDERED_NOTICE = 10, /* per mille */
	LEAST_LOST = 3,        /* one packet or two are nothing yet */
	BURST_NOTICE = 10,     /* packets at once */
};

enum harm {
	HARM_LOSS,
	HARM_JITTER,
	HARM_ORDER,
	HARM_BURST,
};

/* What went wrong with one run. */
struct damage {
	const struct stream *stream;
	const struct run *run;
	uint32_t lost, expected;
	unsigned loss;      /* per mille */
	unsigned jitter;    /* ms; 0: little, or not known */
	unsigned reordered; /* packets, where they are many */
	unsigned burst;     /* packets at its beginning, where they are many */
};

/* Digits and comfort noise have timestamps of their own pace. */
static unsigned jitter_of(const struct attempt *attempt, const struct stream *stream, const struct run *run)
{
	uint32_t clock = stream_clock(stream, run->payload_type);
	uint64_t jitter;

	if (!clock || !run_is_audio(attempt, run))
		return 0;
	jitter = (uint64_t)run->jitter_most * 1000 / clock;
	return jitter > JITTER_NOTICE ? (unsigned)jitter : 0;
}

static struct damage damage_of(const struct attempt *attempt, const struct stream *stream, const struct run *run,
                               bool first)
{
	struct damage damage = {.stream = stream, .run = run, .lost = run_lost(run)};

	damage.expected = run->packets + damage.lost;
	/* Some senders count on the packets that comfort noise stands for. */
	if (damage.lost >= LEAST_LOST && !run_has_noise(run))
		damage.loss = (unsigned)((uint64_t)damage.lost * 1000 / damage.expected);
	damage.jitter = jitter_of(attempt, stream, run);
	if ((uint64_t)run->reordered * 1000 >= (uint64_t)run->packets * REORDERED_NOTICE &&
	    run->reordered >= LEAST_LOST)
		damage.reordered = run->reordered;
	if (first && run->burst > BURST_NOTICE)
		damage.burst = run->burst;
	return damage;
}

static bool is_any(const struct damage *damage)
{
	return damage->loss > LOSS_NOTICE || damage->jitter || damage->reordered || damage->burst;
}

/* The most lost, or else the first. */
static bool find(const struct attempt *attempt, struct damage *worst)
{
	bool any = false;

	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count; n++) {
			const struct run *run = &stream->runs[n];
			struct damage damage;

			if (!attempt_has_run(attempt, run) || run->first >= attempt->end ||
			    run->packets < ENOUGH_PACKETS)
				continue;
			damage = damage_of(attempt, stream, run, n == 0);
			if (!is_any(&damage) || (any && damage.loss <= worst->loss))
				continue;
			*worst = damage;
			any = true;
		}
	}
	return any;
}

/* NULL: that kind of damage it has not. */
static const char *word_damage(struct finding *out, const struct damage *damage, enum harm harm)
{
	switch (harm) {
	case HARM_LOSS:
		if (damage->loss <= LOSS_NOTICE)
			return NULL;
		/* TRANSLATORS: the last two are a percentage: "12.5 %" */
		return word_printf(out, _("%u of %u packets were lost (%u.%u %%)"), damage->lost, damage->expected,
		                   damage->loss / 10, damage->loss % 10);
	case HARM_JITTER:
		return damage->jitter ? word_printf(out, _("jitter was up to %u ms"), damage->jitter) : NULL;
	case HARM_ORDER:
		return damage->reordered ? word_printf(out, _("%u packets came out of order"), damage->reordered)
		                         : NULL;
	default:
		return damage->burst ? word_printf(out, _("the first %u packets came at once"), damage->burst) : NULL;
	}
}

static const char *word_damages(struct finding *out, const struct damage *damage)
{
	struct buf text = {0};

	for (enum harm harm = HARM_LOSS; harm <= HARM_BURST; harm++) {
		const char *word = word_damage(out, damage, harm);

		if (word)
			buf_printf(&text, "%s%s", text.n ? _(", ") : "", word);
	}
	return word_buf(out, &text);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct damage damage;

	if (!is_early_known(attempt) || !find(attempt, &damage))
		return false;
	/* TRANSLATORS: the first is a list: "5 of 100 packets were lost (5.0 %), jitter was up to 40 ms" */
	finding_printf(out, _("early audio was damaged: %s; from %s in frames %llu to %llu"),
	               word_damages(out, &damage), word_endpoint(out, &damage.stream->source),
	               (unsigned long long)frame_number(damage.run->first_frame),
	               (unsigned long long)frame_number(damage.run->last_frame));
	finding_frame(out, damage.run->first_frame, damage.run->first);
	finding_frame(out, damage.run->last_frame, damage.run->last);
	if (damage.loss > LOSS_WARNING || damage.jitter > JITTER_WARNING)
		out->severity = SEVERITY_WARNING;
	if (attempt->path.loss && damage.loss > LOSS_NOTICE) {
		finding_printf(out, _("; but the capture itself lost frames"));
		out->severity = SEVERITY_NOTICE;
		out->confidence = CONFIDENCE_LOW;
	}
	return true;
}

const struct rule rule_em_rtp_quality = {
	.id = "em-rtp-quality",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Early audio is damaged on its way"),
	/* xgettext:no-c-format */
	.explain = N_("Packets of the early audio were lost, came unevenly, out of order, or many at once at the "
                      "beginning. Ringback and announcements then crackle or lack words. From 3 % of loss or 60 ms of "
                      "jitter on most listeners are disturbed. A burst at the beginning shows that a relay kept the "
                      "packets back before it let them through; phones throw most of such a burst away."),
	.refs = "RFC 3550 6.4.1, RFC 3550 A.8",
	.next = N_("Look for the hop on which it begins: compare with a capture nearer to the sender. Full links, "
                   "wireless links and busy virtual machines cause it."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     loss=5%  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
