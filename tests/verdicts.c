/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the caller is said to have experienced, at the edges: each ladder stands just on one side of a line. Then what
 * must hold for all ladders, these and the rules' own: repeats change nothing, and without RTP nobody is accused of
 * silence that RTP may have filled. Prints TAP.
 */
#include "analyzer.h"
#include "base/memory.h"
#include "ladder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_CALLS = 8,
	MAX_STATES = 128,
	MAX_ID = 64,
	MAX_RULES = 256,
};

/* What was said of one call. */
struct said {
	char id[MAX_ID];
	enum outcome outcome;
	enum label label;
	enum confidence confidence;
	const char *because; /* NULL: nothing explains it */
	char states[MAX_STATES];
	bool opened;           /* audio may have come before the final */
	bool accuses;          /* of missing or late audio */
	bool found[MAX_RULES]; /* rules by their place in the catalogue */
};

struct play {
	struct analyzer *analyzer;
	unsigned times; /* each frame is captured so many times */
	uint64_t frames;
	struct said said[MAX_CALLS];
	unsigned calls;
};

static void take_frame(void *arg, const struct frame *frame)
{
	struct play *play = arg;
	struct frame copy = *frame;

	for (unsigned i = 0; i < play->times; i++) {
		copy.number = frame_id(++play->frames, 0);
		analyzer_feed(play->analyzer, &copy);
	}
}

static unsigned place_of(const struct rule *rule)
{
	unsigned place = 0;

	while (rule_catalogue[place] != rule)
		place++;
	return place;
}

static void say_states(struct said *said, const struct attempt *attempt)
{
	size_t at = 0;

	for (unsigned i = 0; i < attempt->dialog_count && at < sizeof(said->states); i++)
		at += (size_t)snprintf(said->states + at, sizeof(said->states) - at, "%s" STR_FMT " %s", i ? ", " : "",
		                       STR_ARG(attempt->dialogs[i].to_tag),
		                       dialog_state_name(attempt->dialogs[i].state));
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct play *play = arg;
	struct said *said = &play->said[play->calls];

	if (play->calls >= MAX_CALLS)
		return;
	play->calls++;
	*said = (struct said){
		.outcome = attempt->outcome,
		.label = verdict->label,
		.confidence = verdict->confidence,
		.because = verdict->because ? verdict->because->rule->id : NULL,
		.opened = attempt->opened != NULL,
	};
	snprintf(said->id, sizeof(said->id), STR_FMT, STR_ARG(attempt->call->id));
	say_states(said, attempt);
	for (unsigned i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->found[i];

		/* It says of the capture what the tests change about it. */
		if (!str_eq(str_of(finding->rule->id), STR("cap-dup")))
			said->found[place_of(finding->rule)] = true;
		said->accuses |= finding->rule->step == STEP_ABSENCE && finding->severity >= SEVERITY_WARNING;
	}
}

static struct play play(const char *ladder, unsigned times)
{
	struct play play = {.times = times};
	struct analyzer_settings settings = {.call = take_call, .arg = &play};

	play.analyzer = analyzer_new(&settings);
	ladder_play(ladder, take_frame, &play);
	analyzer_flush(play.analyzer);
	analyzer_free(play.analyzer);
	return play;
}

static const struct said *said_of(const struct play *play, const char *id)
{
	for (unsigned i = 0; i < play->calls; i++)
		if (strcmp(play->said[i].id, id) == 0)
			return &play->said[i];
	return NULL;
}

static int number, failures;

static void tap(bool ok, const char *what, const char *name)
{
	printf("%sok %d - %s%s\n", ok ? "" : "not ", ++number, what, name);
	failures += !ok;
}

static void show(const struct said *said)
{
	printf("#   %s, %s (%s), because %s, dialogs: %s\n", outcome_name(said->outcome), label_name(said->label),
	       confidence_name(said->confidence), said->because ? said->because : "-", said->states);
}

/* Verdicts */

#define INVITE "0.000  A > B  INVITE  sdp\n"
#define OK_AT_9 "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"
#define RTP_AFTER "9.050  B > A  rtp  for 2.0s\n"

static const struct {
	const char *name;
	unsigned call; /* of the ladder */
	enum outcome outcome;
	enum label label;
	enum confidence confidence;
	const char *because; /* NULL: nothing */
	const char *states;  /* NULL: any */
	const char *ladder;
} cases[] = {
	{"four seconds of silence are not yet silent", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH,
         NULL, NULL,
         INVITE "1.000  B > A  183  tag=b1\n"
                "5.000  B > A  200  sdp  tag=b1\n"
                "5.020  A > B  ACK  tag=b1\n"
                "5.050  B > A  rtp  for 2.0s\n"},
	{"more than four seconds after a bare 183 are", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "em-183-no-sdp", NULL,
         INVITE "1.000  B > A  183  tag=b1\n"
                "5.020  B > A  200  sdp  tag=b1\n"
                "5.040  A > B  ACK  tag=b1\n"
                "5.070  B > A  rtp  for 2.0s\n"},
	{"a final within two seconds leaves no early phase", 1, OUTCOME_ANSWERED, LABEL_NO_EARLY_PHASE,
         CONFIDENCE_CERTAIN, NULL, NULL,
         INVITE "2.000  B > A  200  sdp  tag=b1\n"
                "2.020  A > B  ACK  tag=b1\n"
                "2.050  B > A  rtp  for 2.0s\n"},
	{"a little more than two seconds of nothing is no silent call", 1, OUTCOME_ANSWERED, LABEL_NO_EARLY_PHASE,
         CONFIDENCE_CERTAIN, NULL, NULL,
         INVITE "2.020  B > A  200  sdp  tag=b1\n"
                "2.040  A > B  ACK  tag=b1\n"
                "2.070  B > A  rtp  for 2.0s\n"},
	{"more than four seconds without any 18x is silent", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING,
         CONFIDENCE_HIGH, "prov-none", NULL,
         INVITE "4.020  B > A  200  sdp  tag=b1\n"
                "4.040  A > B  ACK  tag=b1\n"
                "4.070  B > A  rtp  for 2.0s\n"},
	{"audio one second after its SDP is in time", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         NULL,
         INVITE "1.000  B > A  183  sdp  tag=b1\n"
                "2.000  B > A  rtp  for 5.0s\n" OK_AT_9},
	{"audio later than a second is clipped", 1, OUTCOME_ANSWERED, LABEL_CLIPPED, CONFIDENCE_HIGH, "em-rtp-late",
         NULL,
         INVITE "1.000  B > A  183  sdp  tag=b1\n"
                "2.020  B > A  rtp  for 5.0s\n" OK_AT_9},
	{"audio half a second after its SDP is not even noted", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "1.000  B > A  183  sdp  tag=b1\n"
                "1.500  B > A  rtp  for 5.0s\n" OK_AT_9},
	{"four seconds of missing audio are found but not silent", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "1.000  B > A  183  sdp  tag=b1\n"
                "5.000  B > A  200  sdp  tag=b1\n"
                "5.020  A > B  ACK  tag=b1\n"
                "5.050  B > A  rtp  for 2.0s\n"},
	{"more than four seconds of missing audio are", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_HIGH,
         "em-sdp-no-rtp", NULL,
         INVITE "1.000  B > A  183  sdp  tag=b1\n"
                "5.020  B > A  200  sdp  tag=b1\n"
                "5.040  A > B  ACK  tag=b1\n"
                "5.070  B > A  rtp  for 2.0s\n"},
	{"SDP after ringing divides the phones", 1, OUTCOME_ANSWERED, LABEL_RISKY, CONFIDENCE_HIGH, "em-sdp-no-rtp",
         NULL,
         INVITE "0.500  B > A  180  tag=b1\n"
                "2.000  B > A  183  sdp  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"ringing after SDP divides the phones", 1, OUTCOME_ANSWERED, LABEL_RISKY, CONFIDENCE_HIGH, "em-sdp-no-rtp",
         NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "2.000  B > A  180  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"a 180 after five silent seconds does not undo them", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING,
         CONFIDENCE_HIGH, "em-183-no-sdp", NULL,
         INVITE "0.500  B > A  183  tag=b1\n"
                "6.000  B > A  180  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"a 180 with SDP and audio is early media", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         NULL,
         INVITE "0.500  B > A  180  sdp  tag=b1\n"
                "0.600  B > A  rtp  for 8.3s\n" OK_AT_9},
	{"a 180 with SDP and no audio divides the phones", 1, OUTCOME_ANSWERED, LABEL_RISKY, CONFIDENCE_HIGH,
         "em-sdp-no-rtp", NULL, INVITE "0.500  B > A  180  sdp  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"a call that is only forwarded is silent", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "em-only-181-182", NULL, INVITE "0.500  B > A  181  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"SDP in a 182 is early media too", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.500  B > A  182  sdp  tag=b1\n"
                "0.600  B > A  rtp  for 8.3s\n" OK_AT_9},
	{"a 199 ends one early dialog and not the call", 1, OUTCOME_ANSWERED, LABEL_RISKY, CONFIDENCE_HIGH, NULL,
         "b1 early-dead, b2 early-bare",
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.550  B > A  rtp  for 2.4s\n"
                "3.000  B > A  199  tag=b1\n"
                "3.100  B > A  180  tag=b2\n"
                "9.000  B > A  200  sdp  tag=b2\n"
                "9.020  A > B  ACK  tag=b2\n" RTP_AFTER},
	{"a 199 takes the promise back", 1, OUTCOME_ANSWERED, LABEL_RISKY, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "1.000  B > A  199  tag=b1\n"
                "1.000  B > A  180  tag=b2\n"
                "9.000  B > A  200  sdp  tag=b2\n"
                "9.020  A > B  ACK  tag=b2\n" RTP_AFTER},
	{"two forks with audio are heard", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL, NULL,
         "0.000  A > P  INVITE  sdp\n"
         "0.500  P > A  183  sdp  tag=b1\n"
         "0.550  B > A  rtp  for 3.0s\n"
         "1.000  P > A  183  sdp  tag=c1\n"
         "3.5  C > A  rtp  for 5.4s\n"
         "9.000  P > A  200  sdp  tag=c1\n"
         "9.02  A > P  ACK  tag=c1\n"},
	{"a 2xx of another tag is the final", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.500  B > A  180  tag=b1\n"
                "9.000  B > A  200  sdp  tag=b2\n"
                "9.020  A > B  ACK  tag=b2\n" RTP_AFTER},
	{"a cancelled call that rang is healthy", 1, OUTCOME_CANCELLED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH, NULL,
         NULL,
         INVITE "0.500  B > A  180  tag=b1\n"
                "5.000  A > B  CANCEL\n"
                "5.010  B > A  200  of=CANCEL\n"
                "5.020  B > A  487  tag=b1\n"
                "5.030  A > B  ACK  tag=b1\n"},
	{"a 2xx that crosses the CANCEL answers the call", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.500  B > A  180  tag=b1\n"
                "5.000  A > B  CANCEL\n"
                "5.010  B > A  200  sdp  tag=b1\n"
                "5.020  B > A  200  of=CANCEL\n"
                "5.030  A > B  ACK  tag=b1\n"},
	{"a 487 without CANCEL cancels all the same", 1, OUTCOME_CANCELLED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH,
         NULL, NULL,
         INVITE "0.500  B > A  180  tag=b1\n"
                "5.020  B > A  487  tag=b1\n"
                "5.030  A > B  ACK  tag=b1\n"},
	{"a CANCEL ends the wait where no 487 was captured", 1, OUTCOME_PENDING, LABEL_SILENT_SIGNALLING,
         CONFIDENCE_HIGH, "em-183-no-sdp", NULL,
         INVITE "0.500  B > A  183  tag=b1\n"
                "5.000  A > B  CANCEL\n"
                "5.010  B > A  200  of=CANCEL\n"},
	{"silence before a CANCEL is not claimed without RTP in the capture", 1, OUTCOME_CANCELLED, LABEL_UNVERIFIABLE,
         CONFIDENCE_CERTAIN, "cap-no-rtp", NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "10.000  A > B  CANCEL\n"
                "10.010  B > A  200  of=CANCEL\n"
                "10.020  B > A  487  tag=b1\n"},
	{"a retry forgets the early media of the try before", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.520  B > A  rtp  for 1.0s\n"
                "1.600  B > A  407  tag=b1\n"
                "1.610  A > B  ACK  tag=b1\n"
                "1.620  A > B  INVITE  sdp  cseq=2\n"
                "2.000  B > A  180  tag=b2  cseq=2\n"
                "9.000  B > A  200  sdp  tag=b2  cseq=2\n"
                "9.02  A > B  ACK  tag=b2  cseq=2\n"
                "9.05  B > A  rtp  for 2.0s\n"},
	{"the wait goes on over a 401 answered at once", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "em-183-no-sdp", NULL,
         INVITE "0.100  B > A  401  tag=b9\n"
                "0.110  A > B  ACK  tag=b9\n"
                "0.120  A > B  INVITE  sdp  cseq=2\n"
                "0.900  B > A  183  tag=b1  cseq=2\n"
                "9.000  B > A  200  sdp  tag=b1  cseq=2\n"
                "9.02  A > B  ACK  tag=b1  cseq=2\n"},
	{"a pause before the password is no silence of the network", 1, OUTCOME_FAILED, LABEL_NO_EARLY_PHASE,
         CONFIDENCE_CERTAIN, NULL, NULL,
         INVITE "1.600  B > A  407  tag=b9\n"
                "1.610  A > B  ACK  tag=b9\n"
                "34.000  A > B  INVITE  sdp  cseq=2\n"
                "34.200  B > A  403  tag=b1  cseq=2\n"
                "34.210  A > B  ACK  tag=b1  cseq=2\n"},
	{"a redirected call is one call", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.500  B > A  302  tag=b1\n"
                "0.510  A > B  ACK  tag=b1\n"
                "0.520  A > C  INVITE  sdp  cseq=2\n"
                "0.900  C > A  180  tag=c1  cseq=2\n"
                "9.000  C > A  200  sdp  tag=c1  cseq=2\n"
                "9.02  A > C  ACK  tag=c1  cseq=2\n"},
	{"a redirection that nobody followed", 1, OUTCOME_REDIRECTED, LABEL_NO_EARLY_PHASE, CONFIDENCE_CERTAIN, NULL,
         NULL,
         INVITE "0.500  B > A  302  tag=b1\n"
                "0.510  A > B  ACK  tag=b1\n"},
	{"a challenge that nobody answered", 1, OUTCOME_FAILED, LABEL_NO_EARLY_PHASE, CONFIDENCE_CERTAIN, NULL, NULL,
         INVITE "0.500  B > A  401  tag=b1\n"
                "0.510  A > B  ACK  tag=b1\n"},
	{"a re-INVITE belongs to no early phase", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH, NULL,
         NULL,
         INVITE "0.500  B > A  180  tag=b1\n" OK_AT_9 "15.000  A > B  INVITE  sdp  tag=b1  cseq=2\n"
                "15.1  B > A  180  tag=b1  cseq=2\n"
                "15.5  B > A  200  sdp  tag=b1  cseq=2\n"
                "15.6  A > B  ACK  tag=b1  cseq=2\n"},
	{"a re-INVITE of the callee that is refused changes nothing", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.500  B > A  180  tag=b1\n" OK_AT_9 "15.000  B > A  INVITE  sdp  tag=a1  cseq=2\n"
                "15.5  A > B  488  tag=a1  cseq=2\n"},
	{"an UPDATE that is answered is agreed", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         "b1 early-agreed",
         INVITE "0.500  B > A  183  sdp  tag=b1  rel\n"
                "0.520  A > B  PRACK  tag=b1  rack=1\n"
                "0.530  B > A  200  of=PRACK  tag=b1\n"
                "0.55  B > A  rtp  for 8.3s\n"
                "1.0  A > B  UPDATE  sdp  tag=b1\n"
                "1.1  B > A  200  of=UPDATE  sdp  tag=b1\n" OK_AT_9},
	{"an UPDATE that is refused leaves what was agreed", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH,
         NULL, "b1 early-agreed",
         INVITE "0.500  B > A  183  sdp  tag=b1  rel\n"
                "0.520  A > B  PRACK  tag=b1  rack=1\n"
                "0.530  B > A  200  of=PRACK  tag=b1\n"
                "0.55  B > A  rtp  for 8.3s\n"
                "1.0  A > B  UPDATE  sdp  tag=b1\n"
                "1.1  B > A  491  of=UPDATE  tag=b1\n" OK_AT_9},
	{"an UPDATE without answer is open", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         "b1 early-updating",
         INVITE "0.500  B > A  183  sdp  tag=b1  rel\n"
                "0.520  A > B  PRACK  tag=b1  rack=1\n"
                "0.530  B > A  200  of=PRACK  tag=b1\n"
                "0.55  B > A  rtp  for 8.3s\n"
                "8.9  A > B  UPDATE  sdp  tag=b1\n" OK_AT_9},
	{"a delayed offer answered in PRACK opens early media", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA,
         CONFIDENCE_HIGH, NULL, "b1 early-agreed",
         "0.000  A > B  INVITE\n"
         "0.500  B > A  183  sdp  tag=b1  rel\n"
         "0.520  A > B  PRACK  sdp  tag=b1  rack=1\n"
         "0.530  B > A  200  of=PRACK  tag=b1\n"
         "0.55  B > A  rtp  for 8.3s\n"
         "9.000  B > A  200  tag=b1\n"
         "9.020  A > B  ACK  tag=b1\n"},
	{"the same PRACK on the next hop is no other offer", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH,
         NULL, "b1 early-agreed",
         "0.000  A > P  INVITE\n"
         "0.01  P > B  INVITE\n"
         "0.500  B > P  183  sdp  tag=b1  rel\n"
         "0.51  P > A  183  sdp  tag=b1  rel\n"
         "0.520  A > P  PRACK  sdp  tag=b1  rack=1\n"
         "0.525  P > B  PRACK  sdp  tag=b1  rack=1\n"
         "0.530  B > P  200  of=PRACK  tag=b1\n"
         "0.535  P > A  200  of=PRACK  tag=b1\n"
         "0.55  B > A  rtp  for 8.3s\n"
         "9.000  B > P  200  tag=b1\n"
         "9.01  P > A  200  tag=b1\n"
         "9.020  A > P  ACK  tag=b1\n"},
	{"a delayed offer without answer is what explains the silence", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA,
         CONFIDENCE_HIGH, "em-delayed-offer-prack-no-answer", "b1 early-offered",
         "0.000  A > B  INVITE\n"
         "0.500  B > A  183  sdp  tag=b1  rel\n"
         "0.520  A > B  PRACK  tag=b1  rack=1\n"
         "0.530  B > A  200  of=PRACK  tag=b1\n"
         "9.000  B > A  200  sdp  tag=b1\n"
         "9.020  A > B  ACK  sdp  tag=b1\n" RTP_AFTER},
	{"an offer in an unreliable 18x cannot be answered", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_HIGH,
         "em-delayed-offer-unreliable-18x", NULL,
         "0.000  A > B  INVITE\n"
         "0.500  B > A  183  sdp  tag=b1\n"
         "9.000  B > A  200  sdp  tag=b1\n"
         "9.020  A > B  ACK  sdp  tag=b1\n" RTP_AFTER},
	{"a delayed offer with ringing is healthy", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH, NULL,
         NULL,
         "0.000  A > B  INVITE\n"
         "0.500  B > A  180  tag=b1\n"
         "9.000  B > A  200  sdp  tag=b1\n"
         "9.020  A > B  ACK  sdp  tag=b1\n" RTP_AFTER},
	{"an UPDATE of the callee is followed too", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         "b1 early-agreed",
         INVITE "0.500  B > A  183  sdp  tag=b1  rel\n"
                "0.520  A > B  PRACK  tag=b1  rack=1\n"
                "0.530  B > A  200  of=PRACK  tag=b1\n"
                "0.55  B > A  rtp  for 8.3s\n"
                "1.0  B > A  UPDATE  sdp  tag=a1\n"
                "1.1  A > B  200  of=UPDATE  sdp  tag=a1\n" OK_AT_9},
	{"a refused stream that opens later is not clipped", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH,
         NULL, NULL,
         INVITE "0.500  B > A  183  sdp=zero  tag=b1\n"
                "3.000  B > A  183  sdp  tag=b1\n"
                "3.050  B > A  rtp  for 5.8s\n" OK_AT_9},
	{"an inactive stream that opens later is not clipped", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA,
         CONFIDENCE_HIGH, NULL, "b1 early-preview",
         INVITE "0.500  B > A  183  sdp=inactive  tag=b1\n"
                "3.000  B > A  183  sdp  tag=b1\n"
                "3.050  B > A  rtp  for 5.8s\n" OK_AT_9},
	{"a stream that opens later is a promise", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_HIGH,
         "em-sdp-no-rtp", NULL,
         INVITE "0.500  B > A  183  sdp=zero  tag=b1\n"
                "2.000  B > A  183  sdp  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"a refused stream needs no RTP to be silent", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "sdp-port-zero", NULL, INVITE "0.500  B > A  183  sdp=zero  tag=b1\n" OK_AT_9},
	{"P-Early-Media inactive promises nothing", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH, NULL,
         "b1 early-blocked", INVITE "0.500  B > A  183  sdp  tag=b1  P-Early-Media: inactive\n" OK_AT_9 RTP_AFTER},
	{"P-Early-Media sendrecv promises", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_HIGH,
         "ims-pem-authorised-no-rtp", NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1  P-Early-Media: sendrecv\n" OK_AT_9 RTP_AFTER},
	{"P-Early-Media recvonly promises nothing", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH, NULL,
         NULL, INVITE "0.500  B > A  183  sdp  tag=b1  P-Early-Media: recvonly\n" OK_AT_9 RTP_AFTER},
	{"P-Early-Media sendonly, gated promises", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_HIGH,
         "ims-pem-authorised-no-rtp", NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1  P-Early-Media: sendonly, gated\n" OK_AT_9 RTP_AFTER},
	{"a phone that stops ringing at closed SDP is at risk", 1, OUTCOME_ANSWERED, LABEL_RISKY, CONFIDENCE_HIGH,
         "em-180-no-sdp-after-sdp", NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1  P-Early-Media: inactive\n"
                "1.0  B > A  180  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"SDP for reservation and ringing divide the phones", 1, OUTCOME_ANSWERED, LABEL_RISKY, CONFIDENCE_HIGH,
         "em-180-no-sdp-after-sdp", NULL,
         "0.000  A > B  INVITE  sdp=qos\n"
         "0.900  B > A  183  sdp=qos  tag=b1\n"
         "2.5  B > A  180  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"SDP for reservation alone is silent signalling", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING,
         CONFIDENCE_HIGH, "ims-183-precondition-only", NULL,
         "0.000  A > B  INVITE  sdp=qos\n"
         "0.900  B > A  183  sdp=qos  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"whether audio came on reserved resources is not known without RTP", 1, OUTCOME_ANSWERED, LABEL_UNVERIFIABLE,
         CONFIDENCE_CERTAIN, "cap-no-rtp", NULL,
         "0.000  A > B  INVITE  sdp=qos\n"
         "0.900  B > A  183  sdp=qos  tag=b1\n" OK_AT_9},
	{"nor is it when the phone was told to ring", 1, OUTCOME_ANSWERED, LABEL_UNVERIFIABLE, CONFIDENCE_CERTAIN,
         "cap-no-rtp", NULL,
         "0.000  A > B  INVITE  sdp=qos\n"
         "0.900  B > A  183  sdp=qos  tag=b1\n"
         "2.5  B > A  180  tag=b1\n" OK_AT_9},
	{"SDP for reservation with authorisation promises", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_HIGH,
         "em-sdp-no-rtp", NULL,
         "0.000  A > B  INVITE  sdp=qos\n"
         "0.900  B > A  183  sdp=qos  tag=b1  P-Early-Media: sendrecv\n" OK_AT_9 RTP_AFTER},
	{"audio that nobody promised is not late", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         NULL,
         "0.000  A > B  INVITE  sdp=qos\n"
         "0.900  B > A  183  sdp=qos  tag=b1\n"
         "2.1  B > A  rtp  for 6.8s\n" OK_AT_9},
	{"SDP without preconditions promises after SDP with them", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA,
         CONFIDENCE_HIGH, "em-sdp-no-rtp", NULL,
         "0.000  A > B  INVITE  sdp=qos\n"
         "0.900  B > A  183  sdp=qos  tag=b1\n"
         "1.5  B > A  183  sdp  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"audio that ends is told as heard until then", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH,
         NULL, NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.55  B > A  rtp  for 2.0s\n"
                "12.000  B > A  200  sdp  tag=b1\n"
                "12.020  A > B  ACK  tag=b1\n"
                "12.050  B > A  rtp  for 2.0s\n"},
	{"audio that ends while the phone may ring divides the phones", 1, OUTCOME_ANSWERED, LABEL_RISKY,
         CONFIDENCE_HIGH, "em-rtp-stalls", NULL,
         INVITE "0.300  B > A  180  tag=b1\n"
                "0.500  B > A  183  sdp  tag=b1\n"
                "0.55  B > A  rtp  for 2.0s\n"
                "12.000  B > A  200  sdp  tag=b1\n"
                "12.020  A > B  ACK  tag=b1\n"
                "12.050  B > A  rtp  for 2.0s\n"},
	{"a pause below a second is bridged", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.55  B > A  rtp  for 2.0s\n"
                "3.4  B > A  rtp  for 5.5s\n" OK_AT_9},
	{"a pause of three seconds is not silent", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.55  B > A  rtp  for 2.0s\n"
                "5.53  B > A  rtp  for 3.4s\n" OK_AT_9},
	{"a short silence before the answer is none", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.55  B > A  rtp  for 5.0s\n" OK_AT_9},
	{"audio before its SDP is heard", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.100  B > A  rtp  for 8.8s\n"
                "3.000  B > A  183  sdp  tag=b1\n" OK_AT_9},
	{"audio without SDP over ringing is early media", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH,
         NULL, NULL,
         INVITE "0.500  B > A  180  tag=b1\n"
                "0.600  B > A  rtp  for 8.3s\n" OK_AT_9},
	{"audio without any 18x divides the phones", 1, OUTCOME_ANSWERED, LABEL_RISKY, CONFIDENCE_HIGH, "em-rtp-no-18x",
         NULL, INVITE "0.600  B > A  rtp  for 8.3s\n" OK_AT_9},
	{"audio of the caller alone proves little", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_LOW,
         "em-sdp-no-rtp", NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.6  A > B  rtp  for 8.0s\n" OK_AT_9},
	{"audio to the outside of the caller's NAT may have come in", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA,
         CONFIDENCE_LOW, NULL, NULL,
         "0.000  A > B  INVITE  sdp  host=192.168.1.5  at=203.0.113.77\n"
         "0.900  B > A  183  sdp  tag=b1\n"
         "1.000  B > A  rtp  for 7.5s\n"
         "9.000  B > A  200  sdp  tag=b1\n"},
	{"audio to a port that the caller's SDP does not name went elsewhere, when no NAT is there", 1,
         OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_MEDIUM, NULL, NULL,
         "0.000  A > B  INVITE  sdp  host=10.0.0.78\n"
         "0.900  B > A  183  sdp  tag=b1\n"
         "1.000  B > A  rtp  for 7.5s\n"
         "9.000  B > A  200  sdp  tag=b1\n"},
	{"audio to another port went elsewhere", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_MEDIUM,
         "em-rtp-wrong-destination", NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.0s  to=30010\n" OK_AT_9},
	{"audio between other ports went elsewhere", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_MEDIUM,
         "em-rtp-wrong-destination", NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.0s  to=30010  from=40010\n" OK_AT_9},
	{"the source port of audio does not matter", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.0s  from=40010\n" OK_AT_9},
	{"audio to where the caller sends from has arrived", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH,
         NULL, NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.55  A > B  rtp  for 8.0s  from=31000\n"
                "0.6  B > A  rtp  for 8.0s  to=31000\n" OK_AT_9},
	{"audio to the port of another call went elsewhere", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_MEDIUM,
         "em-rtp-wrong-destination", NULL,
         INVITE "0.1  A > B  INVITE  sdp  call=2\n"
                "0.2  B > A  180  tag=b2  call=2\n"
                "0.500  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.0s  to=30002\n" OK_AT_9 "20.0  B > A  200  sdp  tag=b2  call=2\n"},
	{"a call joined at its answer has no early phase to judge", 1, OUTCOME_ANSWERED, LABEL_NO_EARLY_PHASE,
         CONFIDENCE_CERTAIN, NULL, NULL,
         "0.000  B > A  200  sdp  tag=b1\n"
         "0.02  A > B  ACK  tag=b1\n"},
	{"silence in a call joined midway is a weak claim", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING,
         CONFIDENCE_LOW, "em-183-no-sdp", NULL,
         "0.000  B > A  183  tag=b1\n"
         "8.0  B > A  200  sdp  tag=b1\n"
         "8.02  A > B  ACK  tag=b1\n"},
	{"audio of a call joined midway is found by its hosts", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA,
         CONFIDENCE_HIGH, NULL, NULL,
         "0.000  B > A  183  sdp  tag=b1\n"
         "0.1  B > A  rtp  for 7.8s\n"
         "8.0  B > A  200  sdp  tag=b1\n"
         "8.02  A > B  ACK  tag=b1\n"},
	{"missing audio in a call joined midway is no claim", 1, OUTCOME_ANSWERED, LABEL_UNVERIFIABLE,
         CONFIDENCE_CERTAIN, NULL, NULL,
         "0.000  B > A  183  sdp  tag=b1\n"
         "8.0  B > A  200  sdp  tag=b1\n"
         "8.02  A > B  ACK  tag=b1\n"
         "8.1  B > A  rtp  for 2.0s\n"},
	{"a re-INVITE alone is a call joined midway", 1, OUTCOME_ANSWERED, LABEL_NO_EARLY_PHASE, CONFIDENCE_CERTAIN,
         NULL, NULL,
         "0.000  A > B  INVITE  sdp  tag=b1  cseq=3\n"
         "0.5  B > A  200  sdp  tag=b1  cseq=3\n"
         "0.6  A > B  ACK  tag=b1  cseq=3\n"},
	{"responses that were not captured are not missing", 1, OUTCOME_UNKNOWN, LABEL_NO_EARLY_PHASE, CONFIDENCE_LOW,
         NULL, NULL, INVITE "9.02  A > B  ACK  tag=b1\n"},
	{"a PRACK of a response that was not captured shows a half capture", 1, OUTCOME_UNKNOWN, LABEL_NO_EARLY_PHASE,
         CONFIDENCE_LOW, NULL, NULL,
         INVITE "0.9  A > B  PRACK  tag=b1  rack=1\n"
                "9.02  A > B  ACK  tag=b1\n"},
	{"responses alone still say ringing", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_LOW, NULL, NULL,
         "0.000  B > A  100\n"
         "0.500  B > A  180  tag=b1\n"
         "9.000  B > A  200  sdp  tag=b1\n"},
	{"silence goes on to the end of the capture", 1, OUTCOME_PENDING, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "em-183-no-sdp", NULL,
         INVITE "0.500  B > A  183  tag=b1\n"
                "20.0  A > C  INVITE  sdp  call=2\n"
                "20.1  C > A  200  sdp  tag=c2  call=2\n"},
	{"and no longer than a caller waits", 1, OUTCOME_PENDING, LABEL_SILENT_SIGNALLING, CONFIDENCE_LOW,
         "em-183-no-sdp", NULL,
         INVITE "0.500  B > A  183  tag=b1\n"
                "300.0  A > C  INVITE  sdp  call=2\n"
                "300.1  C > A  200  sdp  tag=c2  call=2\n"
                "360.2  A > C  BYE  tag=c2  call=2\n"},
	{"nor does missing audio", 1, OUTCOME_PENDING, LABEL_SILENT_MEDIA, CONFIDENCE_LOW, "em-sdp-no-rtp", NULL,
         "0.0  A > B  INVITE  sdp  call=2\n"
         "0.05  B > A  200  sdp  tag=b2  call=2\n"
         "0.06  B > A  rtp  for 3.0s  call=2\n"
         "1.000  A > B  INVITE  sdp\n"
         "1.500  B > A  183  sdp  tag=b1\n"
         "300.0  A > C  INVITE  sdp  call=3\n"
         "300.1  C > A  200  sdp  tag=c2  call=3\n"
         "360.2  A > C  BYE  tag=c2  call=3\n"},
	{"audio shows that a call without final went on", 1, OUTCOME_PENDING, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH,
         NULL, NULL,
         INVITE "0.500  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 60.0s\n"
                "400.0  A > C  INVITE  sdp  call=2\n"
                "400.1  C > A  200  sdp  tag=c2  call=2\n"
                "460.2  A > C  BYE  tag=c2  call=2\n"},
	{"an INVITE repeated in vain is silent", 1, OUTCOME_UNKNOWN, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "prov-100-missing", NULL,
         "0.000  A > B  INVITE  sdp  x3\n"
         "60.0  A > C  INVITE  sdp  call=2\n"
         "60.1  C > A  200  sdp  tag=c2  call=2\n"},
	{"an INVITE that is not repeated had a response somewhere", 1, OUTCOME_UNKNOWN, LABEL_NO_EARLY_PHASE,
         CONFIDENCE_LOW, NULL, NULL,
         INVITE "60.0  A > C  INVITE  sdp  call=2\n"
                "60.1  C > A  200  sdp  tag=c2  call=2\n"},
	{"the final of the next hop speaks for a missing one", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK,
         CONFIDENCE_HIGH, NULL, NULL,
         "0.000  A > P  INVITE  sdp\n"
         "0.01  P > B  INVITE  sdp\n"
         "0.5  B > P  180  tag=b1\n"
         "0.51  P > A  180  tag=b1\n"
         "9.0  B > P  200  sdp  tag=b1\n"},
	{"but what is missing then is a weak claim", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_LOW, NULL,
         NULL,
         "0.000  A > P  INVITE  sdp\n"
         "0.01  P > B  INVITE  sdp\n"
         "9.0  B > P  200  sdp  tag=b1\n"},
	{"responses of a retry go on where its INVITE was missed", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.1  B > A  407  tag=b9\n"
                "0.11  A > B  ACK  tag=b9\n"
                "0.5  B > A  180  tag=b1  cseq=2\n"
                "9.0  B > A  200  sdp  tag=b1  cseq=2\n"
                "9.02  A > B  ACK  tag=b1  cseq=2\n"},
	{"a 180 after the answer told nobody to ring", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "prov-none", NULL,
         INVITE "9.000  B > A  200  sdp  tag=b1\n"
                "9.010  B > A  180  tag=b1\n"
                "9.020  A > B  ACK  tag=b1\n"},
	{"SDP after the answer promised nothing early", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "prov-none", NULL,
         INVITE "9.000  B > A  200  sdp  tag=b1\n"
                "9.010  B > A  183  sdp  tag=b1\n"
                "9.020  A > B  ACK  tag=b1\n"},
	{"a bare 183 just before the final harms nobody", 1, OUTCOME_BUSY, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH,
         NULL, NULL,
         INVITE "0.900  B > A  183  tag=b1\n"
                "1.100  B > A  486  tag=b1\n"
                "1.11  A > B  ACK  tag=b1\n"},
	{"an offer of sendonly bars early audio", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "sdp-offer-blocks", NULL,
         "0.000  A > B  INVITE  sdp=sendonly\n"
         "0.900  B > A  183  sdp  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"an inactive offer explains the silence", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "sdp-offer-blocks", NULL,
         "0.000  A > B  INVITE  sdp=inactive\n"
         "0.900  B > A  183  sdp=inactive  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"an offer on hold bars early audio", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "sdp-offer-blocks", NULL,
         "0.000  A > B  INVITE  sdp  host=0.0.0.0\n"
         "0.900  B > A  183  sdp  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"media that pass elsewhere are not missing", 1, OUTCOME_ANSWERED, LABEL_UNVERIFIABLE, CONFIDENCE_CERTAIN,
         "cap-media-bypass", NULL,
         "0.000  A > B  INVITE  sdp  host=1.2.3.4\n"
         "0.900  B > A  183  sdp  tag=b1  host=5.6.7.8\n"
         "9.000  B > A  200  sdp  tag=b1  host=5.6.7.8\n"
         "1.0  A > B  INVITE  sdp  call=2\n"
         "1.5  B > A  200  sdp  tag=b2  call=2\n"
         "1.6  B > A  rtp  for 2.0s  call=2\n"},
	{"a caller that plays no early media is at risk", 1, OUTCOME_ANSWERED, LABEL_RISKY, CONFIDENCE_HIGH, NULL, NULL,
         "0.000  A > B  INVITE  sdp  User-Agent: SIP.js/0.21\n"
         "0.5  B > A  183  sdp  tag=b1\n"
         "0.6  B > A  rtp  for 8.3s\n" OK_AT_9},
	{"a caller that rings at any 18x is told apart", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH,
         "em-183-no-sdp", NULL,
         "0.000  A > B  INVITE  sdp  User-Agent: baresip v3\n"
         "0.5  B > A  183  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"audio behind untyped SDP is heard by most", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL,
         NULL,
         INVITE "0.5  B > A  183  sdp=untyped  tag=b1\n"
                "0.6  B > A  rtp  for 8.3s\n" OK_AT_9},
	{"what is wrong with the answer explains nothing of the wait", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING,
         CONFIDENCE_HIGH, "prov-none", NULL, INVITE "9.000  B > A  200  sdp=untyped  tag=b1\n"},
	{"a 183 cut short is a weak claim", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_LOW, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1  cut\n" OK_AT_9},
	{"audio without PRACK is heard", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1  rel  x5\n"
                "0.55  B > A  rtp  for 8.0s\n" OK_AT_9},
	{"another call of the same caller is a witness", 2, OUTCOME_DECLINED, LABEL_SILENT_MEDIA, CONFIDENCE_MEDIUM,
         "em-sdp-no-rtp", NULL,
         "0.0  A > B  INVITE  sdp\n"
         "0.5  B > A  200  sdp  tag=b1\n"
         "0.52  A > B  ACK  tag=b1\n"
         "0.55  B > A  rtp  for 3.0s\n"
         "4.0  A > B  BYE  tag=b1\n"
         "4.1  B > A  200  of=BYE  tag=b1\n"
         "5.0  A > C  INVITE  sdp  call=2\n"
         "5.5  C > A  183  sdp  tag=c1  call=2\n"
         "15.0  C > A  603  tag=c1  call=2\n"
         "15.02  A > C  ACK  tag=c1  call=2\n"},
	{"a busy callee that rang is healthy", 1, OUTCOME_BUSY, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  180  tag=b1\n"
                "9.0  B > A  486  tag=b1\n"},
	{"audio of the answer that overtakes it is no early media", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  180  tag=b1\n"
                "8.9  B > A  rtp  for 3.0s\n" OK_AT_9},
	{"nor does it keep a promise", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_HIGH, "em-sdp-no-rtp", NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "8.9  B > A  rtp  for 3.0s\n" OK_AT_9},
	{"audio well before the answer is late early media", 1, OUTCOME_ANSWERED, LABEL_CLIPPED, CONFIDENCE_HIGH,
         "em-rtp-late", NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "8.7  B > A  rtp  for 3.0s\n" OK_AT_9},
	{"a few packets are no early media", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_HIGH, "em-sdp-no-rtp",
         NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 0.1s\n" OK_AT_9 RTP_AFTER},
	{"packets that carry silence are silent audio", 1, OUTCOME_ANSWERED, LABEL_SILENT_AUDIO, CONFIDENCE_HIGH,
         "em-silent-rtp", NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.3s  silence\n" OK_AT_9},
	{"four seconds of it are none", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "5.1  B > A  183  sdp  tag=b1\n"
                "5.2  B > A  rtp  for 3.7s  silence\n" OK_AT_9},
	{"so are packets of noise that nobody hears", 1, OUTCOME_ANSWERED, LABEL_SILENT_AUDIO, CONFIDENCE_HIGH,
         "em-silent-rtp", NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.3s  noise=-60\n" OK_AT_9},
	{"comfort noise alone is silent audio", 1, OUTCOME_ANSWERED, LABEL_SILENT_AUDIO, CONFIDENCE_HIGH, "em-cn-only",
         NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.3s  cn\n" OK_AT_9},
	{"packets that hold a path open are silent audio", 1, OUTCOME_ANSWERED, LABEL_SILENT_AUDIO, CONFIDENCE_HIGH,
         "em-keepalive-only", NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.3s  keepalive  every=2s  pt=0\n" OK_AT_9},
	{"a phone that was told to ring rings", 1, OUTCOME_ANSWERED, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_HIGH, NULL,
         NULL,
         "0.000  A > B  INVITE  sdp  User-Agent: SIP.js/0.20.0\n"
         "0.1  B > A  180  tag=b1\n"
         "9.0  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"what is encrypted counts as sound, less surely", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_MEDIUM,
         NULL, NULL,
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\n"
         "0.5  B > A  183  sdp  tag=b1  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:y\n"
         "0.6  B > A  rtp  for 8.3s  bytes=170\n" OK_AT_9},
	{"audio behind more than four seconds of silent packets is clipped", 1, OUTCOME_ANSWERED, LABEL_CLIPPED,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 4.2s  silence\n"
                "4.8  B > A  rtp  for 4.1s\n" OK_AT_9},
	{"audio behind less than that may be a pause of ringback", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 3.6s  silence\n"
                "4.2  B > A  rtp  for 4.7s\n" OK_AT_9},
	{"a beep every ten seconds is hardly more than silence", 1, OUTCOME_ANSWERED, LABEL_SILENT_AUDIO,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 16.0s  tone=440:0.3-10\n"
                "17.0  B > A  200  sdp  tag=b1\n17.02  A > B  ACK  tag=b1\n"},
	{"that one packet of comfort noise was understood makes nothing surer", 1, OUTCOME_ANSWERED,
         LABEL_OK_EARLY_MEDIA, CONFIDENCE_MEDIUM, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 6.0s  cut\n"
                "6.6  B > A  rtp  for 2.0s  cn\n" OK_AT_9},
	{"a capture that ends behind the 183 shows little", 1, OUTCOME_PENDING, LABEL_OK_LOCAL_RINGBACK, CONFIDENCE_LOW,
         NULL, NULL, INVITE "0.5  B > A  183  tag=b1\n1.5  B > A  183  tag=b1\n"},
	{"busy tone behind which somebody rings is no failure", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA,
         CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 4.0s  tone=480+620:0.5-0.5\n"
                "4.6  B > A  rtp  for 2.0s  silence\n"
                "6.6  B > A  rtp  for 12.0s  tone=440+480:2-4\n"
                "19.0  B > A  200  sdp  tag=b1\n19.02  A > B  ACK  tag=b1\n"},
	{"nor where a 180 says so", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 5.0s  tone=480+620:0.5-0.5\n"
                "6.0  B > A  180  tag=c1\n"
                "8.0  B > A  200  sdp  tag=c1\n8.02  A > B  ACK  tag=c1\n"},
	{"busy tone goes with 486", 1, OUTCOME_BUSY, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 6.0s  tone=480+620:0.5-0.5\n"
                "7.0  B > A  486  tag=b1\n"},
	{"busy tone and 503 are two stories", 1, OUTCOME_FAILED, LABEL_WRONG_AUDIO, CONFIDENCE_HIGH,
         "em-tone-contradicts-code", NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 6.0s  tone=480+620:0.5-0.5\n"
                "7.0  B > A  503  tag=b1\n"},
	{"busy tone and an answer are two stories", 1, OUTCOME_ANSWERED, LABEL_WRONG_AUDIO, CONFIDENCE_HIGH,
         "em-tone-contradicts-code", NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.3s  tone=480+620:0.5-0.5\n" OK_AT_9},
	{"ringback tone is early media", 1, OUTCOME_ANSWERED, LABEL_OK_EARLY_MEDIA, CONFIDENCE_HIGH, NULL, NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.3s  tone=425:1-4\n" OK_AT_9},
	{"a payload type that nobody offered is no audio", 1, OUTCOME_ANSWERED, LABEL_SILENT_MEDIA, CONFIDENCE_HIGH,
         "em-rtp-pt-not-negotiated", NULL,
         INVITE "0.5  B > A  183  sdp  tag=b1\n"
                "0.6  B > A  rtp  for 8.3s  pt=97  bytes=160\n" OK_AT_9},
	{"audio does not undo the silence before anything promised it", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING,
         CONFIDENCE_HIGH, "em-183-no-sdp", NULL,
         INVITE "0.5  B > A  183  tag=b1\n"
                "6.0  B > A  183  sdp  tag=b1\n"
                "6.1  B > A  rtp  for 13.8s\n"
                "20.0  B > A  200  sdp  tag=b1\n"},
	{"nor after a refused stream", 1, OUTCOME_ANSWERED, LABEL_SILENT_SIGNALLING, CONFIDENCE_HIGH, "sdp-port-zero",
         NULL,
         INVITE "0.5  B > A  183  sdp=zero  tag=b1\n"
                "6.0  B > A  183  sdp  tag=b1\n"
                "6.1  B > A  rtp  for 13.8s\n"
                "20.0  B > A  200  sdp  tag=b1\n"},
};

static void check_case(unsigned i)
{
	struct play played = play(cases[i].ladder, 1);
	char id[MAX_ID];
	const struct said *said;
	bool ok;

	snprintf(id, sizeof(id), "ladder-%u@example.com", cases[i].call);
	said = said_of(&played, id);
	ok = said && said->outcome == cases[i].outcome && said->label == cases[i].label &&
	     said->confidence == cases[i].confidence && !said->because == !cases[i].because &&
	     (!said->because || strcmp(said->because, cases[i].because) == 0) &&
	     (!cases[i].states || strcmp(said->states, cases[i].states) == 0);
	tap(ok, cases[i].name, "");
	if (said && !ok)
		show(said);
}

/* Properties */

static bool is_same(const struct said *a, const struct said *b, bool findings)
{
	return b && a->outcome == b->outcome && a->label == b->label &&
	       (!findings || memcmp(a->found, b->found, sizeof(a->found)) == 0);
}

static bool same_calls(const struct play *a, const struct play *b, bool findings)
{
	bool same = a->calls == b->calls;

	for (unsigned i = 0; i < a->calls && same; i++) {
		same = is_same(&a->said[i], said_of(b, a->said[i].id), findings);
		if (!same) {
			show(&a->said[i]);
			if (i < b->calls)
				show(&b->said[i]);
		}
	}
	return same;
}

/* The line without its words: TIME FROM > TO WHAT, and a phrase in quotes. */
static size_t head_of(struct str line)
{
	size_t at = 0;

	for (unsigned field = 0; field < 5; field++) {
		while (at < line.n && line.p[at] == ' ')
			at++;
		while (at < line.n && line.p[at] != ' ')
			at++;
	}
	if (at + 1 < line.n && line.p[at + 1] == '"') {
		at += 2;
		while (at < line.n && line.p[at] != '"')
			at++;
		at++;
	}
	return at;
}

/* Or RTCP, which tells of it. */
static bool is_rtp(struct str line)
{
	return str_has(line, STR("  rtp ")) || str_has(line, STR("of=rtp")) || str_has(line, STR("  rtcp"));
}

/* Those whose repetitions are counted on purpose: an INVITE in vain, a reliable response. */
static bool counts_repeats(struct str line, const struct play *played)
{
	if (str_has(line, STR(" x")) || str_has(line, STR("  rel")))
		return true;
	for (unsigned i = 0; i < played->calls; i++)
		if (played->said[i].outcome == OUTCOME_UNKNOWN)
			return true;
	return false;
}

/* A caller that sends its INVITE again has had no response, or the capture shows one that went astray: rules tell of both. */
static bool tells_by_repeating(struct str line)
{
	return str_has(line, STR("  INVITE"));
}

/* Line by line: each message is sent again half a second later. */
static bool holds_when_repeated(const char *ladder, const struct play *played)
{
	struct str rest = str_of(ladder), line;
	bool same = true;

	while (same && str_split(&rest, '\n', &line)) {
		struct buf text = {0};
		struct play again;
		size_t head = head_of(line), before = (size_t)(line.p - ladder);

		if (!line.n || is_rtp(line) || counts_repeats(line, played))
			continue;
		buf_add(&text, (struct str){ladder, before + head});
		buf_printf(&text, "  x2%s", ladder + before + head);
		buf_byte(&text, '\0');
		again = play(text.p, 1);
		same = same_calls(played, &again, !tells_by_repeating(line));
		if (!same)
			printf("#   repeated: " STR_FMT "\n", STR_ARG(line));
		buf_done(&text);
	}
	return same;
}

/* Healthy as it may have been, what could have been heard is not known. */
static bool is_withheld(const struct said *said)
{
	if (said->accuses)
		return false;
	return !said->opened || said->label == LABEL_UNVERIFIABLE;
}

static bool holds_without_rtp(const char *ladder)
{
	struct str rest = str_of(ladder), line;
	struct buf text = {0};
	struct play played;
	bool holds = true;

	while (str_split(&rest, '\n', &line)) {
		if (!line.n || is_rtp(line))
			continue;
		buf_add(&text, line);
		buf_byte(&text, '\n');
	}
	buf_byte(&text, '\0');
	played = play(text.p, 1);
	for (unsigned i = 0; i < played.calls && holds; i++) {
		holds = is_withheld(&played.said[i]);
		if (!holds)
			show(&played.said[i]);
	}
	buf_done(&text);
	return holds;
}

static void check_properties(const char *ladder, const char *name)
{
	struct play played = play(ladder, 1), twice = play(ladder, 2);

	tap(same_calls(&played, &twice, true), "captured twice, the same is said: ", name);
	tap(holds_when_repeated(ladder, &played), "repeated, the same is said: ", name);
	tap(holds_without_rtp(ladder), "without RTP nobody is accused: ", name);
}

int main(void)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(i);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_properties(cases[i].ladder, cases[i].name);
	for (unsigned i = 0; rule_catalogue[i]; i++) {
		check_properties(rule_catalogue[i]->fires, rule_catalogue[i]->id);
		check_properties(rule_catalogue[i]->silent, rule_catalogue[i]->id);
	}
	printf("1..%d\n", number);
	return failures ? 1 : 0;
}
