/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls that a generator makes up, as phones, proxies and their faults might: forks, reliable responses, offers in any
 * place, retries, CANCEL, BYE, and now and then a line lost or out of place. They are played as packets through the whole
 * program, and what must hold of every call is held: each is reported once, its dialogs move only as RFC 3261 12, RFC
 * 3262 and RFC 6228 let them, and neither repeats nor a mirror that swaps two messages of one transaction change what is
 * said. Prints TAP; with two numbers, a first seed and a count, it plays those. A failure names its seed.
 */
#include "analyzer.h"
#include "base/memory.h"
#include "ladder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FLOWS = 400,
	MAX_LINES = 64,
	MAX_LINE = 128,
	MAX_FRAMES = 4096,
	MAX_CALLS = 4,
	MAX_TAGS = 8,
	TAG_SIZE = 8,
};

/* The generator. Same seed, same call. */
struct dice {
	uint64_t state;
};

static unsigned roll(struct dice *dice, unsigned sides)
{
	dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(dice->state >> 33) % sides;
}

static bool chance(struct dice *dice, unsigned percent)
{
	return roll(dice, 100) < percent;
}

struct flow_text {
	char line[MAX_LINES][MAX_LINE];
	unsigned count;
	unsigned ms; /* of the last line */
	struct dice dice;
	bool proxy;         /* A > P > B */
	bool delayed_offer; /* the INVITE has no SDP */
	unsigned rseq[MAX_TAGS];
	unsigned cseq;
};

__attribute__((format(printf, 2, 3))) static void put(struct flow_text *flow, const char *format, ...)
{
	char *line = flow->line[flow->count];
	int at = snprintf(line, MAX_LINE, "%u.%03u  ", flow->ms / 1000, flow->ms % 1000);
	va_list args;

	if (flow->count >= MAX_LINES - 1)
		return;
	va_start(args, format);
	vsnprintf(line + at, (size_t)(MAX_LINE - at), format, args);
	va_end(args);
	flow->count++;
}

static void wait(struct flow_text *flow)
{
	static const unsigned gaps[] = {1, 1, 2, 20, 120, 600, 1100, 2500, 5000};

	flow->ms += gaps[roll(&flow->dice, sizeof(gaps) / sizeof(gaps[0]))];
}

static const char *sdp_word(struct flow_text *flow)
{
	static const char *const words[] = {"  sdp", "  sdp", "  sdp", "", "", "  sdp=sendonly", "  sdp=inactive", "  sdp=zero",
	                                    "  sdp=qos"};

	return words[roll(&flow->dice, sizeof(words) / sizeof(words[0]))];
}

/* A message on the caller's hop and, through a proxy, on the next. */
__attribute__((format(printf, 3, 4))) static void send(struct flow_text *flow, bool forward, const char *format, ...)
{
	char what[MAX_LINE / 2];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (!flow->proxy) {
		put(flow, forward ? "A > B  %s" : "B > A  %s", what);
		return;
	}
	put(flow, forward ? "A > P  %s" : "B > P  %s", what);
	flow->ms++;
	put(flow, forward ? "P > B  %s" : "P > A  %s", what);
}

static void invite(struct flow_text *flow)
{
	const char *sdp = flow->delayed_offer ? "" : "  sdp";

	flow->cseq++;
	send(flow, true, "INVITE%s  cseq=%u", sdp, flow->cseq);
	if (chance(&flow->dice, 70)) {
		flow->ms++;
		put(flow, flow->proxy ? "P > A  100  cseq=%u" : "B > A  100  cseq=%u", flow->cseq);
	}
	wait(flow);
}

static void prack(struct flow_text *flow, const char *tag, unsigned rseq)
{
	const char *sdp = chance(&flow->dice, 30) ? "  sdp" : "";

	flow->ms += 1 + roll(&flow->dice, 40);
	send(flow, true, "PRACK%s  tag=%s  rack=%u", sdp, tag, chance(&flow->dice, 90) ? rseq : rseq + 1);
	flow->ms += 1 + roll(&flow->dice, 40);
	if (chance(&flow->dice, 80))
		send(flow, false, "200  of=PRACK%s  tag=%s", sdp, tag);
	else
		send(flow, false, "481  of=PRACK  tag=%s", tag);
}

static void update(struct flow_text *flow, const char *tag)
{
	static const char *const codes[] = {"200", "200", "488", "491", "500"};
	const char *code = codes[roll(&flow->dice, 5)];

	send(flow, true, "UPDATE  sdp  tag=%s", tag);
	flow->ms += 1 + roll(&flow->dice, 40);
	if (chance(&flow->dice, 90))
		send(flow, false, "%s  of=UPDATE%s  tag=%s", code, *code == '2' ? "  sdp" : "", tag);
}

static void provisional(struct flow_text *flow)
{
	static const char *const tags[] = {"b1", "b1", "b1", "b2", "b3"};
	static const char *const codes[] = {"180", "180", "183", "183", "183", "181", "182", "199"};
	unsigned fork = roll(&flow->dice, 5);
	const char *tag = tags[fork], *code = codes[roll(&flow->dice, 8)];
	unsigned number = (unsigned)(tag[1] - '0');

	if (chance(&flow->dice, 30)) {
		unsigned rseq = ++flow->rseq[number];

		send(flow, false, "%s%s  tag=%s  rel=%u  cseq=%u", code, sdp_word(flow), tag, rseq, flow->cseq);
		if (chance(&flow->dice, 85))
			prack(flow, tag, rseq);
	} else {
		send(flow, false, "%s%s  tag=%s  cseq=%u", code, sdp_word(flow), tag, flow->cseq);
	}
	if (chance(&flow->dice, 15))
		put(flow, "B > A  rtp  for %u.%us", roll(&flow->dice, 4), 1 + roll(&flow->dice, 9));
	if (chance(&flow->dice, 10))
		update(flow, tag);
	wait(flow);
}

static void cancel(struct flow_text *flow)
{
	send(flow, true, "CANCEL  cseq=%u", flow->cseq);
	flow->ms += 3;
	send(flow, false, "200  of=CANCEL  cseq=%u", flow->cseq);
	flow->ms += 3;
}

static void final(struct flow_text *flow)
{
	static const char *const codes[] = {"200", "200", "200", "486", "603", "480", "503", "404"};
	const char *code = codes[roll(&flow->dice, 8)];

	if (chance(&flow->dice, 15)) {
		cancel(flow);
		code = chance(&flow->dice, 80) ? "487" : "200";
	}
	send(flow, false, "%s%s  tag=b%u  cseq=%u", code, *code == '2' ? "  sdp" : "", 1 + roll(&flow->dice, 2), flow->cseq);
	flow->ms += 5;
	if (chance(&flow->dice, 90))
		send(flow, true, "ACK  tag=b1  cseq=%u", flow->cseq);
	if (*code == '2' && chance(&flow->dice, 50)) {
		wait(flow);
		put(flow, "B > A  rtp  for 1.0s");
		flow->ms += 1500;
		send(flow, true, "BYE  tag=b1");
		send(flow, false, "200  of=BYE  tag=b1");
	}
}

/* What networks and captures do to a call. */
static void damage(struct flow_text *flow)
{
	unsigned at;

	if (flow->count < 3)
		return;
	at = 1 + roll(&flow->dice, flow->count - 2);
	memmove(flow->line[at], flow->line[at + 1], (flow->count - at - 1) * MAX_LINE);
	flow->count--;
}

static void make(struct flow_text *flow, uint64_t seed)
{
	*flow = (struct flow_text){.dice = {.state = seed * 2654435761u + 1}};
	flow->proxy = chance(&flow->dice, 30);
	flow->delayed_offer = chance(&flow->dice, 15);
	invite(flow);
	if (chance(&flow->dice, 15)) {
		send(flow, false, "407  tag=b9  cseq=%u", flow->cseq);
		flow->ms += 2;
		send(flow, true, "ACK  tag=b9  cseq=%u", flow->cseq);
		flow->ms += 10;
		invite(flow);
	}
	for (unsigned i = roll(&flow->dice, 6); i > 0; i--)
		provisional(flow);
	if (chance(&flow->dice, 92))
		final(flow);
	if (chance(&flow->dice, 25))
		damage(flow);
}

/* Playing */

struct recorded {
	struct frame frame;
	struct str message; /* its SIP; empty: none */
	bool swapped;
};

struct recording {
	struct arena arena;
	struct recorded at[MAX_FRAMES];
	unsigned count;
};

static void record(void *arg, const struct frame *frame)
{
	static const struct str marks[] = {{"SIP/2.0", 7}};
	struct recording *recording = arg;
	struct recorded *recorded = &recording->at[recording->count];
	struct str bytes;

	if (recording->count >= MAX_FRAMES)
		return;
	recording->count++;
	bytes = arena_str(&recording->arena, (struct str){(const char *)frame->bytes, frame->captured});
	*recorded = (struct recorded){.frame = *frame};
	recorded->frame.bytes = (const uint8_t *)bytes.p;
	if (str_has(bytes, marks[0]) && bytes.n > 42)
		recorded->message = str_from(bytes, 42);
}

struct tag_state {
	char tag[TAG_SIZE];
	enum dialog_state state;
	bool from_final; /* only a 2xx made it */
};

struct said {
	struct str id;
	enum outcome outcome;
	enum label label;
	uint32_t cseq;
	struct tag_state tags[MAX_TAGS];
	unsigned tag_count;
	char flaw[160]; /* what of the call cannot be; empty: nothing */
};

struct play {
	struct arena arena;
	struct said said[MAX_CALLS];
	unsigned calls;
};

static void flaw(struct said *said, const char *what)
{
	if (!*said->flaw)
		snprintf(said->flaw, sizeof(said->flaw), "%s", what);
}

/* What the model may say of one offer. */
static void check_offer(const struct attempt *attempt, const struct offer *offer, struct said *said)
{
	if (!offer->offer || !offer->offer->sdp)
		flaw(said, "an offer without SDP");
	else if (offer->state == OFFER_AGREED && !offer->settled)
		flaw(said, "an offer that nothing settled is agreed");
	else if (offer->state == OFFER_PREVIEWED && (!offer->answer || event_is_reliable(offer->answer)))
		flaw(said, "a preview that is none");
	else if (offer->answer && offer->answer->time < offer->offer->time - MILLISECOND * 50)
		flaw(said, "an answer before its offer");
	else if (offer->from_caller != attempt_is_caller(attempt, &offer->offer->flow->source))
		flaw(said, "an offer of the wrong side");
}

static void check_dialog(const struct attempt *attempt, const struct dialog *dialog, struct said *said)
{
	bool has_sdp = dialog->sdp_event != NULL;

	if ((dialog->state == DIALOG_CONFIRMED) != !dialog_was_early(dialog) && dialog->of_last_try)
		flaw(said, "a dialog is confirmed before its final");
	if (dialog->state == DIALOG_EARLY_PREVIEW && (!has_sdp || event_is_reliable(dialog->first_sdp)))
		flaw(said, "a preview without an unreliable response that has SDP");
	if (dialog->state == DIALOG_EARLY_OFFERED && attempt->invite && attempt->invite->sdp)
		flaw(said, "an offer of the callee's to an INVITE that has one");
	if (dialog->ended && dialog->answered && dialog->ended->code >= 300)
		flaw(said, "a dialog that was answered has failed");
}

static void check_attempt(const struct attempt *attempt, struct said *said)
{
	for (unsigned i = 0; i < attempt->offer_count; i++)
		check_offer(attempt, &attempt->offers[i], said);
	for (unsigned i = 0; i < attempt->dialog_count; i++)
		check_dialog(attempt, &attempt->dialogs[i], said);
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (attempt->reliables[i].prack_final && !attempt->reliables[i].prack)
			flaw(said, "a PRACK that was answered but not sent");
	if (attempt->end < attempt->start)
		flaw(said, "it ends before it begins");
	for (enum policy policy = 0; policy < POLICIES; policy++)
		if (attempt_silence(attempt, policy) > attempt->end - attempt->start)
			flaw(said, "more silence than time");
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct play *play = arg;
	struct said *said = &play->said[play->calls];

	if (play->calls >= MAX_CALLS)
		return;
	play->calls++;
	said->id = arena_str(&play->arena, attempt->call->id);
	said->outcome = attempt->outcome;
	said->label = verdict->label;
	said->cseq = attempt->last->cseq;
	for (unsigned i = 0; i < attempt->dialog_count && said->tag_count < MAX_TAGS; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];
		struct tag_state *state = &said->tags[said->tag_count++];

		snprintf(state->tag, TAG_SIZE, STR_FMT, STR_ARG(dialog->to_tag));
		state->state = dialog->state;
		state->from_final = !dialog_was_early(dialog);
	}
	check_attempt(attempt, said);
	for (unsigned i = 0; i < findings->count; i++)
		if (!findings->found[i].frame_count || findings->found[i].text.cut || !findings->found[i].text.n)
			flaw(said, findings->found[i].rule->id);
}

static struct play play(const struct recording *recording, unsigned count)
{
	struct play play = {.calls = 0};
	struct analyzer_settings settings = {.call = take_call, .arg = &play};
	struct analyzer *analyzer = analyzer_new(&settings);

	for (unsigned i = 0; i < count; i++) {
		struct frame frame = recording->at[i].frame;

		frame.number = frame_id(i + 1, 0);
		analyzer_feed(analyzer, &frame);
	}
	analyzer_flush(analyzer);
	analyzer_free(analyzer);
	return play;
}

static void play_done(struct play *play)
{
	arena_done(&play->arena);
}

/* Properties */

static char why[256];

static bool fails(const char *what, const char *detail)
{
	snprintf(why, sizeof(why), "%s%s%s", what, *detail ? ": " : "", detail);
	return false;
}

/* No dialog forgets SDP, comes back to life, or takes back what was agreed; an UPDATE that is refused changes nothing. */
static bool may_follow(enum dialog_state from, enum dialog_state to)
{
	if (from == to || to == DIALOG_EARLY_DEAD)
		return true;
	switch (from) {
	case DIALOG_EARLY_DEAD:
	case DIALOG_CONFIRMED:
		return false;
	case DIALOG_EARLY_BARE:
		return to != DIALOG_CONFIRMED;
	case DIALOG_EARLY_PREVIEW:
		return to != DIALOG_EARLY_BARE && to != DIALOG_CONFIRMED;
	case DIALOG_EARLY_AGREED:
		return to == DIALOG_EARLY_UPDATING || to == DIALOG_EARLY_BLOCKED;
	case DIALOG_EARLY_UPDATING:
		return to != DIALOG_CONFIRMED;
	default:
		return to != DIALOG_EARLY_BARE && to != DIALOG_CONFIRMED;
	}
}

static const struct tag_state *find_tag(const struct said *said, const char *tag)
{
	for (unsigned i = 0; i < said->tag_count; i++)
		if (strcmp(said->tags[i].tag, tag) == 0)
			return &said->tags[i];
	return NULL;
}

static bool moves_as_it_may(const struct said *before, const struct said *after)
{
	for (unsigned i = 0; before->cseq == after->cseq && i < before->tag_count; i++) {
		const struct tag_state *from = &before->tags[i], *to = find_tag(after, from->tag);
		char detail[64];

		if (!to)
			return fails("a dialog vanished", from->tag);
		snprintf(detail, sizeof(detail), "%s %s > %s", from->tag, dialog_state_name(from->state),
		         dialog_state_name(to->state));
		if (!may_follow(from->state, to->state))
			return fails("a dialog moved as none may", detail);
	}
	return true;
}

static bool holds_step_by_step(const struct recording *recording)
{
	struct said before = {.cseq = 0};
	bool holds = true;

	for (unsigned count = 1; count <= recording->count && holds; count++) {
		struct play now;

		if (!recording->at[count - 1].message.n)
			continue;
		now = play(recording, count);
		if (now.calls != 1)
			holds = fails("not reported once", "");
		else if (*now.said[0].flaw)
			holds = fails("it cannot be so", now.said[0].flaw);
		else
			holds = moves_as_it_may(&before, &now.said[0]);
		before = now.said[0];
		play_done(&now);
	}
	return holds;
}

static bool says_the_same(const struct said *a, const struct said *b, const char *what)
{
	char detail[128];

	snprintf(detail, sizeof(detail), "%s %s, then %s %s", outcome_name(a->outcome), label_name(a->label),
	         outcome_name(b->outcome), label_name(b->label));
	if (a->outcome != b->outcome || a->label != b->label)
		return fails(what, detail);
	for (unsigned i = 0; i < a->tag_count; i++) {
		const struct tag_state *other = find_tag(b, a->tags[i].tag);

		if (!other || other->state != a->tags[i].state)
			return fails(what, a->tags[i].tag);
	}
	return true;
}

static bool same_play(const struct recording *recording, const struct said *said, const char *what)
{
	struct play again = play(recording, recording->count);
	bool same = again.calls == 1 ? says_the_same(said, &again.said[0], what) : fails(what, "not reported once");

	play_done(&again);
	return same;
}

static struct str field(struct str message, struct str name)
{
	for (size_t i = 0; i + name.n < message.n; i++)
		if (str_starts(str_from(message, i), name)) {
			struct str rest = str_from(message, i + name.n), line;

			str_split(&rest, '\r', &line);
			return line;
		}
	return STR_NONE;
}

static bool is_request_or_trying(struct str message)
{
	return !str_starts(message, STR("SIP/2.0")) || str_starts(message, STR("SIP/2.0 100"));
}

/* Two messages of one transaction, of which one does not depend on the other's coming first. */
static bool may_swap(const struct recorded *a, const struct recorded *b)
{
	if (!a->message.n || !b->message.n || b->frame.time - a->frame.time > 10 * MILLISECOND)
		return false;
	if (!is_request_or_trying(a->message) && !is_request_or_trying(b->message))
		return false;
	return str_eq(field(a->message, STR("branch=")), field(b->message, STR("branch="))) &&
	       str_eq(field(a->message, STR("CSeq: ")), field(b->message, STR("CSeq: ")));
}

static void swap(struct recorded *a, struct recorded *b)
{
	struct recorded first = *a;
	ns time = a->frame.time;

	*a = *b;
	a->frame.time = time;
	time = b->frame.time;
	*b = first;
	b->frame.time = time;
}

static bool holds_when_swapped(struct recording *recording, const struct said *said)
{
	bool holds = true;

	for (unsigned i = 0; i + 1 < recording->count && holds; i++) {
		struct recorded *a = &recording->at[i], *b = &recording->at[i + 1];
		ns first = a->frame.time, second = b->frame.time;

		if (!may_swap(a, b))
			continue;
		swap(a, b);
		holds = same_play(recording, said, "a mirror changed it");
		swap(a, b);
		a->frame.time = first;
		b->frame.time = second;
	}
	return holds;
}

/* Sent again half a second later. What is counted on purpose, reliable responses and requests without answer, is left out. */
static bool holds_when_repeated(struct recording *recording, const struct said *said)
{
	bool holds = true;

	for (unsigned i = 0; i < recording->count && holds && recording->count < MAX_FRAMES; i++) {
		struct recorded copy = recording->at[i];
		unsigned at = i + 1;

		if (!copy.message.n || str_has(copy.message, STR("RSeq:")) || said->outcome == OUTCOME_UNKNOWN)
			continue;
		copy.frame.time += 500 * MILLISECOND;
		while (at < recording->count && recording->at[at].frame.time <= copy.frame.time)
			at++;
		if (at == recording->count)
			continue; /* the call would last longer */
		memmove(&recording->at[at + 1], &recording->at[at], (recording->count - at) * sizeof(copy));
		recording->at[at] = copy;
		recording->count++;
		holds = same_play(recording, said, "a repeat changed it");
		recording->count--;
		memmove(&recording->at[at], &recording->at[at + 1], (recording->count - at) * sizeof(copy));
	}
	return holds;
}

static bool check(uint64_t seed, struct recording *recording)
{
	struct flow_text flow;
	struct buf text = {0};
	struct play whole;
	bool holds;

	make(&flow, seed);
	for (unsigned i = 0; i < flow.count; i++)
		buf_printf(&text, "%s\n", flow.line[i]);
	buf_byte(&text, '\0');
	recording->count = 0;
	ladder_play(text.p, record, recording);
	whole = play(recording, recording->count);
	holds = holds_step_by_step(recording) && holds_when_swapped(recording, &whole.said[0]) &&
	        holds_when_repeated(recording, &whole.said[0]);
	if (!holds)
		printf("# seed %llu: %s\n", (unsigned long long)seed, why);
	for (unsigned i = 0; i < flow.count && !holds; i++)
		printf("#   %s\n", flow.line[i]);
	play_done(&whole);
	buf_done(&text);
	arena_reset(&recording->arena);
	return holds;
}

int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	unsigned count = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : FLOWS, failures = 0;
	struct recording *recording = memory_new(sizeof(*recording));

	printf("1..%u\n", count);
	for (unsigned i = 0; i < count; i++) {
		bool ok = check(first + i, recording);

		printf("%sok %u - made call %llu\n", ok ? "" : "not ", i + 1, (unsigned long long)(first + i));
		failures += !ok;
	}
	arena_done(&recording->arena);
	memory_free(recording);
	return failures ? 1 : 0;
}
