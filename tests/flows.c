/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls that a generator makes up, as phones, proxies and their faults might: forks, reliable responses, offers in any
 * place, retries, CANCEL, BYE, audio of all kinds, and now and then a line lost or out of place. They are played as packets
 * through the whole program, and what must hold of every call is held: each is reported once, its dialogs move only as RFC
 * 3261 12, RFC 3262 and RFC 6228 let them, and neither repeats nor a mirror that swaps two messages of one transaction
 * change what is said. What audio carries changes nothing of the signalling, and less of it to hear is never less silence.
 * Prints TAP; with two numbers, a first seed and a count, it plays those. A failure names its seed.
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
	static const char *const words[] = {"  sdp",          "  sdp",          "  sdp",      "",         "",
	                                    "  sdp=sendonly", "  sdp=inactive", "  sdp=zero", "  sdp=qos"};

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

static const char *one_of(struct flow_text *flow, const char *const *words, unsigned count)
{
	return words[roll(&flow->dice, count)];
}

#define ONE_OF(flow, words) one_of((flow), (words), sizeof(words) / sizeof((words)[0]))

/* What tells of audio, or has to come before it. */
static void besides(struct flow_text *flow)
{
	static const char *const lines[] = {
		"A > B  rtcp",
		"A > B  rtcp  jitter=8ms  x3  every=1s",
		"A > B  rtcp  empty",
		"A > B  rtcp  received=0",
		"B > A  rtcp  sr",
		"B > A  rtcp  sr  mux",
		"A > B  rtp  for 1.0s",
		"A > B  rtp  keepalive",
		"A > B  stun  use-candidate",
		"B > A  stun  x3",
		"A > B  dtls=client-hello  x2",
		"B > A  dtls=alert",
		"B > A  rtp  turn",
		"B > A  rtp  cut  for 0.5s",
	};

	put(flow, "%s", ONE_OF(flow, lines));
}

static void audio(struct flow_text *flow)
{
	static const char *const contents[] = {
		"",
		"silence",
		"noise=-70",
		"noise=-45",
		"speech",
		"music",
		"tone=425:1-4",
		"tone=440+480:2-3.9",
		"tone=480+620:0.5-0.5",
		"tone=950>1400>1800:0.33-0.33-0.33-1",
		"tone=425",
		"cn",
		"pt=18",
		"bytes=170",
		"keys=5",
		"keepalive  every=1s",
		"pt=8",
		"pt=8  silence",
		"pt=96",
	};
	static const char *const ways[] = {
		"",
		"",
		"",
		"",
		"",
		"loss=5%",
		"jitter=30ms",
		"reorder=5%",
		"burst=10",
		"ptime=30",
		"seq=+500",
		"ts=+80000",
		"ssrc=2",
		"source=10.7.7.7",
		"from=40100",
		"to=30010",
		"dup",
		"marker",
		"lost=0.5s..1s",
		"toward=10.9.9.9",
	};
	unsigned begun = flow->ms;

	for (unsigned i = 1 + roll(&flow->dice, 2); i > 0; i--) {
		unsigned lasts = 100 * (4 + roll(&flow->dice, chance(&flow->dice, 20) ? 80 : 30));

		put(flow, "B > A  rtp  for %u.%us  %s  %s", lasts / 1000, lasts / 100 % 10, ONE_OF(flow, contents),
		    ONE_OF(flow, ways));
		flow->ms += lasts + 20 * roll(&flow->dice, 3);
	}
	if (chance(&flow->dice, 30))
		besides(flow);
	/* Signalling does not wait for audio to end. */
	if (chance(&flow->dice, 70))
		flow->ms = begun;
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
	if (chance(&flow->dice, 25))
		audio(flow);
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
	send(flow, false, "%s%s  tag=b%u  cseq=%u", code, *code == '2' ? "  sdp" : "", 1 + roll(&flow->dice, 2),
	     flow->cseq);
	flow->ms += 5;
	if (chance(&flow->dice, 90))
		send(flow, true, "ACK  tag=b1  cseq=%u", flow->cseq);
	if (*code == '2' && chance(&flow->dice, 50)) {
		wait(flow);
		audio(flow);
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
	bool is_rtp, is_rtcp; /* in a plain datagram, or in one to TURN */
};

struct recording {
	struct arena arena;
	struct recorded at[MAX_FRAMES];
	unsigned count;
};

enum {
	PAYLOAD = 14 + 20 + 8, /* where a datagram's begins in a frame */
	RTP_HEADER = 12,
	FIRST_PORT = 30000, /* of media */
};

/* By the port it goes to: no ladder here has SIP so high. */
static bool is_media(const struct frame *frame)
{
	return frame->captured > PAYLOAD + 1 && frame->bytes[23] == 17 &&
	       (frame->bytes[36] << 8 | frame->bytes[37]) >= FIRST_PORT;
}

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
	if (str_has(bytes, marks[0]) && bytes.n > PAYLOAD)
		recorded->message = str_from(bytes, PAYLOAD);
	if (is_media(frame)) {
		bool reports = frame->bytes[PAYLOAD] >> 6 == 2 && (frame->bytes[PAYLOAD + 1] & 0x60) == 0x40;

		recorded->is_rtcp = reports;
		recorded->is_rtp = !reports && (frame->bytes[PAYLOAD] == 0x80 || frame->bytes[PAYLOAD + 1] == 0x17);
	}
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
	ns silence[POLICIES];
	bool opened;    /* audio may have come before the final */
	bool accuses;   /* of missing or late audio */
	unsigned tones; /* told from one another: 1 << enum tone_class */
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

static void check_windows(const struct windows *windows, const struct attempt *attempt, struct said *said)
{
	for (unsigned i = 0; i < windows->count; i++)
		if (windows->at[i].to < windows->at[i].from || windows->at[i].from < attempt->start ||
		    windows->at[i].to > attempt->end || (i && windows->at[i].from <= windows->at[i - 1].to))
			flaw(said, "stretches of audio that overlap, or lie outside of the early phase");
}

static void check_passage(const struct passage *passage, struct said *said)
{
	if (passage->to < passage->from || passage->last_frame < passage->first_frame)
		flaw(said, "a passage that ends before it begins");
	if ((passage->content == CONTENT_TONE) != (passage->tone.class != TONE_NONE))
		flaw(said, "a tone of no kind, or what is none has a kind");
	if (passage->content == CONTENT_SOUND && !(passage->level > -60))
		flaw(said, "a sound that nobody can hear");
	if (passage->content == CONTENT_TONE)
		said->tones |= 1u << passage->tone.class;
}

static void check_carried(const struct attempt *attempt, struct said *said)
{
	const struct carried *carried = &attempt->carried;

	check_windows(&carried->present, attempt, said);
	check_windows(&carried->audible, attempt, said);
	for (unsigned i = 0; i < carried->passage_count; i++)
		check_passage(&carried->passages[i].passage, said);
	for (unsigned i = 1; i < carried->passage_count; i++)
		if (carried->passages[i].passage.from < carried->passages[i - 1].passage.from)
			flaw(said, "passages out of order");
	if (carried->silent > carried->examined)
		flaw(said, "more silent audio than audio");
	if (carried->first_audible != NEVER && carried->first_audible > attempt->end)
		flaw(said, "audible audio after the end");
}

static void check_attempt(const struct attempt *attempt, struct said *said)
{
	check_carried(attempt, said);
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
	said->opened = attempt->opened != NULL;
	for (enum policy policy = 0; policy < POLICIES; policy++)
		said->silence[policy] = attempt_silence(attempt, policy);
	for (unsigned i = 0; i < attempt->dialog_count && said->tag_count < MAX_TAGS; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];
		struct tag_state *state = &said->tags[said->tag_count++];

		snprintf(state->tag, TAG_SIZE, STR_FMT, STR_ARG(dialog->to_tag));
		state->state = dialog->state;
		state->from_final = !dialog_was_early(dialog);
	}
	check_attempt(attempt, said);
	for (unsigned i = 0; i < findings->count; i++) {
		const struct rule *rule = findings->found[i].rule;

		said->accuses |= rule->step == STEP_ABSENCE && findings->found[i].severity >= SEVERITY_WARNING;
		if (!findings->found[i].frame_count || findings->found[i].text.cut || !findings->found[i].text.n)
			flaw(said, rule->id);
	}
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

/* Codes of silence, or noise that can be heard, in all audio that has codes. */
static void fill(struct recording *recording, bool silent)
{
	for (unsigned i = 0; i < recording->count; i++) {
		struct recorded *recorded = &recording->at[i];
		uint8_t *bytes = (uint8_t *)recorded->frame.bytes;
		unsigned type = recorded->is_rtp ? bytes[PAYLOAD + 1] & 0x7f : 0;

		if (!recorded->is_rtp || bytes[PAYLOAD] != 0x80 || (type != 0 && type != 8))
			continue;
		for (uint32_t at = PAYLOAD + RTP_HEADER; at < recorded->frame.captured; at++)
			bytes[at] = silent ? (type ? 0xd5 : 0xff) : (uint8_t)((i * 31 + at) * 2654435761u >> 24);
	}
}

static bool same_signalling(const struct said *a, const struct said *b, const char *what)
{
	struct said other = *b;

	other.label = a->label;
	return says_the_same(a, &other, what);
}

/* Silence of which one has to be as long at least, where both are known. */
static bool no_less_silence(const struct said *less, const struct said *more, const char *what)
{
	char detail[96];

	for (enum policy policy = 0; policy < POLICIES; policy++) {
		if (less->silence[policy] < 0 || more->silence[policy] < 0 ||
		    less->silence[policy] <= more->silence[policy] + 500 * MILLISECOND)
			continue;
		snprintf(detail, sizeof(detail), "%s %lld ms, then %lld ms", policy_name(policy),
		         (long long)(less->silence[policy] / MILLISECOND),
		         (long long)(more->silence[policy] / MILLISECOND));
		return fails(what, detail);
	}
	return true;
}

/* What RTP carries; but the pauses of tones are none of silence. Fills it with what is left there. */
static bool holds_whatever_is_heard(struct recording *recording, const struct said *said)
{
	struct play silent, loud;
	bool holds;

	fill(recording, true);
	silent = play(recording, recording->count);
	fill(recording, false);
	loud = play(recording, recording->count);
	holds = silent.calls == 1 && loud.calls == 1;
	if (!holds)
		fails("not reported once", "with other audio");
	else if (*silent.said[0].flaw || *loud.said[0].flaw)
		holds = fails("it cannot be so with other audio",
		              *silent.said[0].flaw ? silent.said[0].flaw : loud.said[0].flaw);
	else
		holds = same_signalling(said, &silent.said[0], "silence changed the signalling") &&
		        same_signalling(said, &loud.said[0], "noise changed the signalling") &&
		        no_less_silence(said, &silent.said[0], "silence in the audio made less of it") &&
		        (said->tones || no_less_silence(&loud.said[0], said, "noise in the audio made more silence"));
	play_done(&silent);
	play_done(&loud);
	return holds;
}

/* Nobody who did not hear can be told what was missing. Leaves no RTP behind. */
static bool holds_without_rtp(struct recording *recording)
{
	unsigned kept = 0;
	struct play deaf;
	bool holds = true;

	for (unsigned i = 0; i < recording->count; i++)
		if (!recording->at[i].is_rtp && !recording->at[i].is_rtcp)
			recording->at[kept++] = recording->at[i];
	recording->count = kept;
	deaf = play(recording, kept);
	for (unsigned i = 0; i < deaf.calls && holds; i++) {
		const struct said *said = &deaf.said[i];

		if (said->accuses)
			holds = fails("without RTP somebody is accused", label_name(said->label));
		else if (said->opened && said->label != LABEL_UNVERIFIABLE)
			holds = fails("without RTP something is known", label_name(said->label));
		else if (said->tones)
			holds = fails("without RTP a tone was heard", "");
	}
	play_done(&deaf);
	return holds;
}

static bool says_line(const struct flow_text *flow, const char *words)
{
	for (unsigned i = 0; i < flow->count; i++)
		if (strstr(flow->line[i], words))
			return true;
	return false;
}

/* What was not played is not heard: no voice, melody or noise is a tone, and no damage makes one tone another. */
static bool hears_what_was_played(const struct flow_text *flow, const struct said *said)
{
	static const struct {
		const char *words;
		unsigned classes;
	} played[] = {
		{"tone=", 1u << TONE_OTHER},
		{"tone=425", 1u << TONE_RINGBACK | 1u << TONE_DIAL},
		{"tone=440", 1u << TONE_RINGBACK | 1u << TONE_DIAL},
		{"tone=480", 1u << TONE_BUSY | 1u << TONE_CONGESTION | 1u << TONE_BUSY_OR_CONGESTION},
		{"tone=950", 1u << TONE_SIT},
	};
	unsigned possible = 0;

	for (size_t i = 0; i < sizeof(played) / sizeof(played[0]); i++)
		if (says_line(flow, played[i].words))
			possible |= played[i].classes;
	for (enum tone_class class = 0; class < TONE_CLASSES; class ++)
		if (said->tones & ~possible & 1u << class)
			return fails("a tone that nobody played", tone_name(class));
	return true;
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
	holds = hears_what_was_played(&flow, &whole.said[0]) && holds_step_by_step(recording) &&
	        holds_when_swapped(recording, &whole.said[0]) && holds_when_repeated(recording, &whole.said[0]) &&
	        holds_whatever_is_heard(recording, &whole.said[0]) && holds_without_rtp(recording);
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
