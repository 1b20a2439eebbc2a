/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every rule brings the call that makes it fire and the nearest one that does not. Both are played
 * as packets through the whole program; prints TAP. With -v it prints what every ladder finds; with
 * a file name it plays that ladder instead and prints what is found.
 */
#include "analyzer.h"
#include "ladder.h"
#include "media/plan.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_RULES = 256
};

/* What a ladder led to, as far as the tests ask. */
struct outcome_of_play {
	const struct rule *rule; /* the one looked for */
	const char *words;       /* looked for in its text; NULL: none */
	bool found, proven, told;
	enum severity severity;
	enum confidence confidence;
	unsigned calls;
	bool verbose;
};

static void take_frame(void *arg, const struct frame *frame)
{
	analyzer_feed(arg, frame);
}

static void take_finding(const struct finding *finding, struct outcome_of_play *out)
{
	if (out->verbose)
		printf("#   %s %s (%s): " STR_FMT "\n", severity_name(finding->severity), finding->rule->id,
		       confidence_name(finding->confidence), STR_ARG(buf_str(&finding->text)));
	if (finding->rule != out->rule)
		return;
	out->found = true;
	out->proven = finding->frame_count > 0;
	out->told = finding->text.n > 0 && !finding->text.cut &&
	            (!out->words || str_has(buf_str(&finding->text), str_of(out->words)));
	out->severity = finding->severity;
	out->confidence = finding->confidence;
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct outcome_of_play *out = arg;

	out->calls++;
	if (out->verbose)
		printf("#   %s, %s, because %s, visibility %s\n", outcome_name(attempt->outcome),
		       label_name(verdict->label), verdict->because ? verdict->because->rule->id : "-",
		       visibility_name(attempt->visibility));
	for (unsigned i = 0; i < findings->count; i++)
		take_finding(&findings->found[i], out);
}

/* What belongs to no call, for the rules that look at the capture as a whole. */
static void take_general(const struct analyzer *analyzer, struct outcome_of_play *out)
{
	struct totals totals;

	analyzer_totals(analyzer, &totals);
	for (unsigned i = 0; out->rule && !out->rule->check && i < totals.findings->count; i++)
		take_finding(&totals.findings->found[i], out);
}

static void play_into(const char *ladder, const struct rule_setting *rules, struct outcome_of_play *out)
{
	struct analyzer_settings settings = {.call = take_call, .arg = out, .rules = rules};
	struct analyzer *analyzer = analyzer_new(&settings);

	ladder_play(ladder, take_frame, analyzer);
	analyzer_flush(analyzer);
	take_general(analyzer, out);
	analyzer_free(analyzer);
}

static struct outcome_of_play play(const char *ladder, const struct rule *rule, bool verbose)
{
	struct outcome_of_play out = {.rule = rule, .verbose = verbose};

	play_into(ladder, NULL, &out);
	return out;
}

/* Without the rule its ladder must show nothing of it: what the other tests see is its own doing. */
static bool is_gone_when_off(const struct rule *rule, unsigned index)
{
	struct rule_setting settings[MAX_RULES] = {0};
	struct outcome_of_play out = {.rule = rule};

	settings[index].off = true;
	play_into(rule->fires, settings, &out);
	return !out.found;
}

static int number, failures;

static void tap(bool ok, const char *rule, const char *what)
{
	printf("%sok %d - %s %s\n", ok ? "" : "not ", ++number, rule, what);
	failures += !ok;
}

static bool is_told(const char *text)
{
	return text && *text;
}

/* Ids are lower-case words with dashes; the catalogue finds each by its id and no id twice. */
static bool has_good_id(const struct rule *rule)
{
	if (!is_told(rule->id) || rule_find(str_of(rule->id)) != rule)
		return false;
	for (const char *c = rule->id; *c; c++)
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '-')
			return false;
	return true;
}

/* The file name is the id with underscores; the catalogue is made of file names. */
static bool is_named_as_its_file(const struct rule *rule, unsigned index)
{
	static const char *const files[] = {
#define RULE(name) #name,
#include "rules/catalogue.inc"
#undef RULE
	};
	size_t n = strlen(rule->id);

	if (index >= sizeof(files) / sizeof(files[0]) || strlen(files[index]) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (files[index][i] != (rule->id[i] == '-' ? '_' : rule->id[i]))
			return false;
	return true;
}

static bool has_texts(const struct rule *rule)
{
	return is_told(rule->title) && is_told(rule->explain) && is_told(rule->refs) && rule->next &&
	       is_told(rule->fires) && is_told(rule->silent);
}

/* Only of a decline is said who declined, in words of the output. */
static bool has_origin(const struct rule *rule)
{
	bool declines = strncmp(rule->id, "dec-", 4) == 0;

	return rule->origin == ORIGIN_NONE || (declines && origin_name(rule->origin));
}

static void check_rule(const struct rule *rule, unsigned index, bool verbose)
{
	struct outcome_of_play out;

	tap(has_good_id(rule), rule->id, "is found by its id");
	tap(is_named_as_its_file(rule, index), rule->id, "is named as its file");
	tap(has_texts(rule), rule->id, "has title, explanation, references and ladders");
	tap(has_origin(rule), rule->id, "names an origin only where it explains a decline");
	if (verbose)
		printf("# %s fires:\n", rule->id);
	out = play(rule->fires, rule, verbose);
	tap(out.found, rule->id, "fires on its ladder");
	tap(out.proven, rule->id, "shows the frames that prove it");
	tap(out.told, rule->id, "says what it found");
	tap(is_gone_when_off(rule, index), rule->id, "is gone from its ladder when it is off");
	if (verbose)
		printf("# %s silent:\n", rule->id);
	out = play(rule->silent, rule, verbose);
	tap(out.calls > 0 && !out.found, rule->id, "is silent on the nearest ladder");
}

/* What one rule says of calls beyond its two own: thresholds, limits of the capture, neighbours. */
enum {
	SILENT = -1
};

#define INVITE "0.000  A > B  INVITE  sdp\n"
#define OK_AT_9 "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"
#define RTP_AFTER "9.050  B > A  rtp  for 2.0s\n"
#define REDRESS "text=\"v=analytics1;url=https://example.com/r\""

static const struct {
	const char *name, *rule;
	int severity; /* or SILENT */
	int confidence;
	const char *words; /* in the text; NULL: any */
	const char *ladder;
} cases[] = {
	{"a 180 soon after makes a bare 183 harmless", "em-183-no-sdp", SEVERITY_INFO, CONFIDENCE_CERTAIN, "0.60 s",
         INVITE "0.900  B > A  183  tag=b1\n1.500  B > A  180  tag=b1\n" OK_AT_9},
	{"a 180 later than a second does not", "em-183-no-sdp", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "1.1 s",
         INVITE "0.900  B > A  183  tag=b1\n2.000  B > A  180  tag=b1\n" OK_AT_9},
	{"a 183 cut before its body is not called bare", "em-183-no-sdp", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  cut\n" OK_AT_9},
	{"a 183 with untyped SDP is not called bare", "em-183-no-sdp", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp=untyped  tag=b1\n" OK_AT_9},
	{"a bare 183 while the phone rings is harmless", "em-183-no-sdp", SEVERITY_INFO, CONFIDENCE_CERTAIN, "goes on",
         INVITE "0.500  B > A  180  tag=b1\n0.900  B > A  183  tag=b1\n" OK_AT_9},
	{"a bare 183 in a half capture is told with little confidence", "em-183-no-sdp", SEVERITY_WARNING,
         CONFIDENCE_LOW, NULL, INVITE "0.900  B > A  183  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"a bare 183 over TCP is one too", "em-183-no-sdp", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "8.1 s",
         "0.000  A > B  INVITE  sdp  tcp\n0.900  B > A  183  tag=b1  tcp\n9.000  B > A  200  sdp  tag=b1  tcp\n"
         "9.020  A > B  ACK  tag=b1  tcp\n"},
	{"the caller's hop decides, not the callee's", "em-183-no-sdp", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
         "183 (frame 4)",
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1\n0.910  P > A  183  tag=b1\n"
         "9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n9.020  A > P  ACK  tag=b1\n9.030  P > B  ACK  tag=b1\n"},
	{"SDP lost beyond the caller's hop is none of its business", "em-183-no-sdp", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  tag=b1\n0.910  P > A  183  sdp  tag=b1\n"
         "9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n9.020  A > P  ACK  tag=b1\n9.030  P > B  ACK  tag=b1\n"},
	{"an instant answer needs no ringing", "prov-none", SEVERITY_INFO, CONFIDENCE_CERTAIN, "1.9 s",
         INVITE "1.900  B > A  200  sdp  tag=b1\n1.920  A > B  ACK  tag=b1\n"},
	{"a failure within six seconds is only noted", "prov-none", SEVERITY_INFO, CONFIDENCE_CERTAIN, NULL,
         INVITE "5.900  B > A  503  tag=b1\n5.920  A > B  ACK  tag=b1\n"},
	{"a later failure is a warning", "prov-none", SEVERITY_WARNING, CONFIDENCE_CERTAIN, NULL,
         INVITE "6.100  B > A  503  tag=b1\n6.120  A > B  ACK  tag=b1\n"},
	{"without the INVITE nothing is said of what came before the final", "prov-none", SILENT, 0, NULL,
         "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"half a second late is a notice", "em-rtp-late", SEVERITY_NOTICE, CONFIDENCE_HIGH, "0.70 s",
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.600  B > A  rtp  for 5.0s\n" OK_AT_9},
	{"one second late is a warning", "em-rtp-late", SEVERITY_WARNING, CONFIDENCE_HIGH, "1.1 s",
         INVITE "0.900  B > A  183  sdp  tag=b1\n2.000  B > A  rtp  for 5.0s\n" OK_AT_9},
	{"two seconds late is an error", "em-rtp-late", SEVERITY_ERROR, CONFIDENCE_HIGH, "2.1 s",
         INVITE "0.900  B > A  183  sdp  tag=b1\n3.000  B > A  rtp  for 5.0s\n" OK_AT_9},
	{"two seconds without audio are not enough to miss it", "em-sdp-no-rtp", SILENT, 0, NULL,
         INVITE "7.100  B > A  183  sdp  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"a capture without RTP shows no absence", "em-sdp-no-rtp", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n" OK_AT_9},
	{"audio sent elsewhere is not absent", "em-sdp-no-rtp", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  B > A  rtp  for 7.0s  to=30010\n" OK_AT_9},
	{"SDP for reservation promises nothing", "em-sdp-no-rtp", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp=qos  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"recvonly SDP promises nothing", "em-sdp-no-rtp", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp=recvonly  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"audio of another call is a witness", "em-sdp-no-rtp", SEVERITY_ERROR, CONFIDENCE_MEDIUM,
         "another call did pass",
         INVITE
         "0.900  B > A  183  sdp  tag=b1\n1.000  B > A  rtp  for 2.0s  call=2\n"
         "0.100  A > B  INVITE  sdp  call=2\n0.500  B > A  183  sdp  tag=b2  call=2\n20.00  B > A  200  sdp  tag=b2  call=2\n" OK_AT_9},
	{"what the caller sent is counted", "em-sdp-no-rtp", SEVERITY_ERROR, CONFIDENCE_HIGH, "sent 50 packets",
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  A > B  rtp  for 1.0s\n" OK_AT_9 RTP_AFTER},
	{"two retransmissions do not yet miss a PRACK", "rel-no-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x3\n" OK_AT_9},
	{"a PRACK of another RSeq does not count", "rel-no-prack", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "RSeq 7",
         INVITE "0.900  B > A  183  sdp  tag=b1  rel=7  x4\n2.500  A > B  PRACK  tag=b1  rack=6\n" OK_AT_9},
	{"half a minute without PRACK is long enough by itself", "rel-no-prack", SEVERITY_ERROR, CONFIDENCE_MEDIUM,
         NULL, INVITE "0.900  B > A  183  sdp  tag=b1  rel\n33.00  B > A  504  tag=b1\n33.02  A > B  ACK  tag=b1\n"},
	{"an unreliable 183 needs no PRACK", "rel-no-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  x5\n" OK_AT_9},
	{"audio that goes on makes a bare 180 harmless", "em-180-no-sdp-after-sdp", SEVERITY_INFO, CONFIDENCE_HIGH,
         "audio came on it",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n2.000  B > A  180  tag=b1\n" OK_AT_9},
	{"audio that stopped before the 180 does not", "em-180-no-sdp-after-sdp", SEVERITY_WARNING, CONFIDENCE_HIGH,
         "7.0 s",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 0.5s\n2.000  B > A  180  tag=b1\n" OK_AT_9},
	{"without RTP in the capture a bare 180 is no fault", "em-180-no-sdp-after-sdp", SEVERITY_INFO, CONFIDENCE_HIGH,
         "cannot show", INVITE "0.900  B > A  183  sdp  tag=b1\n2.000  B > A  180  tag=b1\n" OK_AT_9},
	{"a network that gates early media may close the path", "sdp-no-backward", SEVERITY_INFO, CONFIDENCE_CERTAIN,
         NULL, INVITE "0.900  B > A  183  sdp=inactive  tag=b1  P-Early-Media: inactive\n" OK_AT_9},
	{"an offer of sendonly explains the answer", "sdp-no-backward", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
         "the caller offered sendonly",
         "0.000  A > B  INVITE  sdp=sendonly\n0.900  B > A  183  sdp=recvonly  tag=b1\n" OK_AT_9},
	{"a 2xx with untyped SDP counts too", "msg-content-type-missing", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "200 (frame 3)",
         INVITE "0.900  B > A  180  tag=b1\n9.000  B > A  200  sdp=untyped  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"a 603+ may be told by Q.850", "dec-603plus", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "transit",
         INVITE "1.500  B > A  603 \"network blocked\"  tag=b1  Reason: Q.850;cause=21;" REDRESS ";location=TN\n"},
	{"a 603+ without its phrase was changed", "dec-603plus-mangled", SEVERITY_ERROR, CONFIDENCE_HIGH,
         "no phrase Network Blocked",
         INVITE "1.500  B > A  603  tag=b1  Reason: Q.850;cause=21;" REDRESS ";location=TN\n"},
	{"a 603+ without its phrase is no gateway's", "dec-603-gateway", SILENT, 0, NULL,
         INVITE "1.500  B > A  603  tag=b1  Reason: Q.850;cause=21;" REDRESS ";location=TN\n"},
	{"the bare phrase of a 603+ is what is left of one", "dec-603plus-mangled", SEVERITY_ERROR, CONFIDENCE_HIGH,
         "no Reason", INVITE "1.500  B > A  603 \"Network Blocked\"  tag=b1\n"},
	{"analytics on another code are no 603+", "dec-603plus", SILENT, 0, NULL,
         INVITE "1.500  B > A  608 \"Network Blocked\"  tag=b1  Reason: SIP;cause=603;" REDRESS ";location=TN\n"},
	{"a network location makes a gateway's 603 surer", "dec-603-gateway", SEVERITY_NOTICE, CONFIDENCE_HIGH,
         "a network refused it",
         INVITE "0.900  B > A  180  tag=b1\n9.000  B > A  603  tag=b1  Reason: Q.850;cause=21;location=RLN\n"},
	{"location U does not tell a person from analytics", "dec-603-gateway", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
         "does not tell",
         INVITE "0.900  B > A  180  tag=b1\n9.000  B > A  603  tag=b1  Reason: Q.850;cause=21;location=U\n"},
	{"an old Twinkle sends 603 on reject", "dec-603-user", SEVERITY_INFO, CONFIDENCE_HIGH, NULL,
         INVITE "0.900  B > A  180  tag=b1\n8.000  B > A  603  tag=b1  Server: Twinkle/1.4.2\n"},
	{"a newer Twinkle does not", "dec-603-user", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n8.000  B > A  603  tag=b1  Server: Twinkle/1.10.2\n"},
	{"nobody rejects within a second", "dec-603-user", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n1.700  B > A  603  tag=b1  Server: PJSUA\n"},
	{"another To-tag is another origin", "dec-603-user", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n8.000  B > A  603  tag=b2  Server: PJSUA\n"},
	{"a cause from a network is no person's", "dec-603-user", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1  User-Agent: PJSUA\n8.000  B > A  603  tag=b1  Reason: Q.850;cause=16\n"},
	{"a single early dialog is no fork", "fork-multi-early", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  tag=b1\n"
                "9.000  B > A  200  sdp  tag=b2\n"},
	{"a capture that shows no fragment but first ones was filtered", "msg-udp-fragment-lost", SEVERITY_NOTICE,
         CONFIDENCE_LOW, "filter", INVITE "0.900  B > A  183  sdp  tag=b1  frag-lost\n" OK_AT_9},
	{"a PRACK shows that the 183 arrived whole", "msg-udp-fragment-lost", SEVERITY_NOTICE, CONFIDENCE_LOW,
         "shows that it arrived",
         "0.000  A > B  INVITE  sdp  frag\n0.900  B > A  183  sdp  tag=b1  rel  frag-lost\n1.000  A > B  PRACK  tag=b1\n" OK_AT_9},
	{"a copy that came whole makes a lost one less grave", "msg-udp-fragment-lost", SEVERITY_NOTICE,
         CONFIDENCE_HIGH, "came whole, in frame 4",
         "0.000  A > B  INVITE  sdp  frag\n0.900  B > A  183  sdp  tag=b1  frag-lost\n1.400  B > A  183  sdp  tag=b1\n" OK_AT_9},
	{"an INVITE may lose its end, too", "msg-udp-fragment-lost", SEVERITY_ERROR, CONFIDENCE_HIGH,
         "callee's side never got the INVITE (frame 1)",
         "0.000  A > B  INVITE  sdp  frag-lost  x3\n0.100  A > B  OPTIONS  sdp  frag\n"},
	{"a bare 183 of which fragments are missing is not called bare", "em-183-no-sdp", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  frag-lost\n" OK_AT_9},
	{"an INVITE that ICMP refuses has nobody to ring", "prov-none", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "nothing listens there", INVITE "0.001  B > A  icmp \"port unreachable\"  of=INVITE\n"},
	{"eight bytes of a quote are enough", "prov-none", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "from 10.0.0.9 (frame 2)",
         INVITE "0.001  B > A  icmp \"host unreachable\"  of=INVITE  by=10.0.0.9  quote=0\n"},
	{"an INVITE too large for the path is told so", "prov-none", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "too many for one packet", INVITE "0.001  B > A  icmp \"fragmentation needed\"  of=INVITE  by=10.0.0.9\n"},
	{"an INVITE that was answered all the same was not refused", "prov-none", SILENT, 0, NULL,
         INVITE
         "0.001  B > A  icmp \"fragmentation needed\"  of=INVITE  by=10.0.0.9\n0.900  B > A  180  tag=b1\n" OK_AT_9},
	{"audio refused for a while was heard after it", "em-icmp-unreachable", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "did not hear all",
         INVITE
         "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n0.951  A > B  icmp \"port unreachable\"  of=rtp  x3\n" OK_AT_9},
	{"audio the callee's side refuses is told apart", "em-icmp-unreachable", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
         "did not take the caller's audio",
         INVITE
         "0.900  B > A  183  sdp  tag=b1\n1.000  A > B  rtp  for 3.0s\n1.001  B > A  icmp \"port unreachable\"  of=rtp  x3\n" OK_AT_9},
	{"refused audio is not called absent", "em-sdp-no-rtp", SILENT, 0, NULL,
         INVITE
         "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n0.951  A > B  icmp \"port unreachable\"  of=rtp  x16\n" OK_AT_9},
	{"a phone that closes its port when it cancels refuses nothing early", "em-icmp-unreachable", SILENT, 0, NULL,
         INVITE
         "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 4.0s\n4.900  A > B  CANCEL\n"
         "4.930  A > B  icmp \"port unreachable\"  of=rtp\n5.000  B > A  487  tag=b1\n5.020  A > B  ACK  tag=b1\n"},
	{"RTP seen twice is counted once and said so", "cap-dup", SEVERITY_INFO, CONFIDENCE_CERTAIN, "100 RTP packets",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 2.0s  dup\n" OK_AT_9},
	{"a 180 that a phone sends twice at once makes no capture that shows all twice", "cap-dup", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1  dup\n" OK_AT_9},
	{"audio in a relay whose sessions are not in the capture may be this call's", "em-sdp-no-rtp", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  C > D  rtp  for 3.0s  turn\n" OK_AT_9},
	{"nothing came, but fragments of something did", "prov-none", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  frag-tail\n" OK_AT_9},
	{"a call joined at its answer names what was seen first", "cap-mid-call", SEVERITY_INFO, CONFIDENCE_CERTAIN,
         "200 (frame 1)", "0.000  B > A  200  sdp  tag=b1\n0.020  A > B  ACK  tag=b1\n"},
	{"TLS to a host that also speaks SIP in the clear is probably SIP", "cap-encrypted-sip", SEVERITY_INFO,
         CONFIDENCE_MEDIUM, "10.0.0.2:443 (frame", INVITE "0.500  C > B  tls  to=443\n" OK_AT_9},
	{"of many encrypted connections four are named", "cap-encrypted-sip", SEVERITY_INFO, CONFIDENCE_HIGH,
         "10.0.0.4:50000 > 10.0.0.9:5061 (frame 25) and 2 more",
         "0.1  A > I  tls\n0.2  B > I  tls\n0.3  C > I  tls\n0.4  D > I  tls\n0.5  E > I  tls\n0.6  F > I  tls\n"},
	{"a retry is no call joined midway", "cap-mid-call", SILENT, 0, NULL,
         INVITE
         "0.100  B > A  407  tag=b9\n0.110  A > B  ACK  tag=b9\n0.120  A > B  INVITE  sdp  cseq=2\n0.900  B > A  180  tag=b1  cseq=2\n"
         "9.000  B > A  200  sdp  tag=b1  cseq=2\n9.020  A > B  ACK  tag=b1  cseq=2\n"},
#include "cases/provisional.h"
#include "cases/message.h"
#include "cases/reliable.h"
#include "cases/session.h"
#include "cases/dialog.h"
#include "cases/transition.h"
#include "cases/legs.h"
#include "cases/audio.h"
#include "cases/path.h"
#include "cases/evidence.h"
#include "cases/decline.h"
#include "cases/refusal.h"
};

static void check_case(unsigned i, bool verbose)
{
	struct outcome_of_play out = {
		.rule = rule_find(str_of(cases[i].rule)), .words = cases[i].words, .verbose = verbose};
	bool ok;

	if (verbose)
		printf("# %s:\n", cases[i].name);
	play_into(cases[i].ladder, NULL, &out);
	if (cases[i].severity == SILENT)
		ok = out.rule && out.calls > 0 && !out.found;
	else
		ok = out.found && out.told && (int)out.severity == cases[i].severity &&
		     (int)out.confidence == cases[i].confidence;
	tap(ok, cases[i].rule, cases[i].name);
}

static struct rule_setting *new_settings(void)
{
	unsigned count = 0;

	while (rule_catalogue[count])
		count++;
	return calloc(count, sizeof(struct rule_setting));
}

static unsigned index_of(const char *id)
{
	unsigned i = 0;

	while (strcmp(rule_catalogue[i]->id, id) != 0)
		i++;
	return i;
}

static void check_settings(void)
{
	const struct rule *bare = rule_find(STR("em-183-no-sdp"));
	struct outcome_of_play off = {.rule = bare}, raised = {.rule = bare},
			       guess = {.rule = rule_find(STR("dec-603-unknown"))},
			       closed = {.rule = rule_find(STR("cap-encrypted-sip"))};
	struct rule_setting *settings = new_settings();

	settings[index_of("em-183-no-sdp")].off = true;
	play_into(bare->fires, settings, &off);
	tap(off.calls && !off.found, bare->id, "can be switched off");
	settings[index_of("em-183-no-sdp")] = (struct rule_setting){.has_severity = true, .severity = SEVERITY_ERROR};
	play_into(bare->fires, settings, &raised);
	tap(raised.found && raised.severity == SEVERITY_ERROR, bare->id, "takes the severity asked for");
	settings[index_of("dec-603plus")].off = true;
	play_into(rule_find(STR("dec-603plus"))->fires, settings, &guess);
	tap(guess.calls && !guess.found, "dec-603plus", "switched off leaves its place to no weaker guess");
	settings[index_of("cap-encrypted-sip")].off = true;
	play_into(closed.rule->fires, settings, &closed);
	tap(!closed.found, closed.rule->id, "can be switched off, too");
	free(settings);
}

/* What a capture says of itself while it is played. */
struct lossy {
	struct analyzer *analyzer;
	uint64_t frames, lost_from, lost_until; /* it loses one frame before each of these */
	uint64_t down_behind, up_before;        /* an interface is down between these; 0: not, and for good */
	uint64_t lost;
	ns down;
};

static void take_lossy_frame(void *arg, const struct frame *frame)
{
	struct lossy *lossy = arg;

	if (lossy->down && lossy->frames + 1 == lossy->up_before)
		analyzer_up(lossy->analyzer, lossy->down, frame->time - MILLISECOND);
	analyzer_feed(lossy->analyzer, frame);
	lossy->frames++;
	lossy->lost += lossy->frames >= lossy->lost_from && lossy->frames <= lossy->lost_until;
	analyzer_lost(lossy->analyzer, lossy->lost, frame);
	if (lossy->frames != lossy->down_behind)
		return;
	lossy->down = frame->time + MILLISECOND;
	analyzer_down(lossy->analyzer, lossy->down);
}

/* Untimely: frames of which it says only at the end that they were lost. told: what was found of the capture as a whole. */
static struct outcome_of_play play_lossy(const char *ladder, const char *id, struct lossy lossy, unsigned untimely,
                                         unsigned *told)
{
	struct outcome_of_play out = {.rule = rule_find(str_of(id))};
	struct analyzer_settings settings = {.call = take_call, .arg = &out};
	struct totals totals;

	lossy.analyzer = analyzer_new(&settings);
	ladder_play(ladder, take_lossy_frame, &lossy);
	analyzer_drops(lossy.analyzer, lossy.lost + untimely, 0);
	analyzer_flush(lossy.analyzer);
	analyzer_totals(lossy.analyzer, &totals);
	*told = totals.findings->count;
	analyzer_free(lossy.analyzer);
	return out;
}

static void check_losses(void)
{
	static const char two_calls[] =
		"0.000  A > B  INVITE  sdp\n0.900  B > A  183  tag=b1\n9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"
		"10.00  A > B  BYE  tag=b1\n10.02  B > A  200  of=BYE  tag=b1\n"
		"60.00  A > B  INVITE  sdp  call=2\n60.90  B > A  183  tag=b2  call=2\n"
		"69.00  B > A  200  sdp  tag=b2  call=2\n69.02  A > B  ACK  tag=b2  call=2\n";
	struct outcome_of_play out;
	unsigned told;

	out = play_lossy(two_calls, "cap-loss", (struct lossy){.lost_from = 2, .lost_until = 3}, 0, &told);
	tap(out.found && told == 1, "cap-loss", "finds frames lost within a call by the capture's own account");
	tap(out.confidence == CONFIDENCE_HIGH && out.calls == 2, "cap-loss", "is sure of that");
	out = play_lossy(two_calls, "cap-loss", (struct lossy){.lost_from = 6, .lost_until = 6}, 0, &told);
	tap(out.found, "cap-loss", "finds frames lost behind the answer, where its ACK may be among them");
	out = play_lossy(two_calls, "em-183-no-sdp", (struct lossy){.lost_from = 7, .lost_until = 8}, 0, &told);
	tap(out.found && out.confidence == CONFIDENCE_LOW, "em-183-no-sdp", "is less sure where frames were lost");
	out = play_lossy(two_calls, "em-183-no-sdp", (struct lossy){.lost_from = 2, .lost_until = 3}, 0, &told);
	tap(out.found && out.confidence == CONFIDENCE_CERTAIN, "em-183-no-sdp",
	    "is sure of a call in which none was lost");
	out = play_lossy(two_calls, "em-183-no-sdp", (struct lossy){.frames = 0}, 3, &told);
	tap(out.found && out.confidence == CONFIDENCE_LOW && told == 1, "em-183-no-sdp",
	    "is less sure where nobody knows when frames were lost");
	out = play_lossy(two_calls, "cap-loss", (struct lossy){.frames = 0}, 3, &told);
	tap(!out.found && told == 1, "cap-loss", "is then told once, of the capture");
	out = play_lossy("", "cap-loss", (struct lossy){.frames = 0}, 3, &told);
	tap(told == 0, "cap-loss", "has nothing to say of a capture without calls");
}

/* Audio comes late: whether there was any early one is another question. */
static void check_down(void)
{
	static const char promised[] = "0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n"
				       "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"
				       "9.100  B > A  rtp  for 100ms\n";
	struct outcome_of_play out;
	unsigned told;

	out = play_lossy(promised, "em-sdp-no-rtp", (struct lossy){.frames = 0}, 0, &told);
	tap(out.found && out.confidence > CONFIDENCE_LOW && told == 0, "em-sdp-no-rtp", "is sure where all was up");
	out = play_lossy(promised, "em-sdp-no-rtp", (struct lossy){.down_behind = 2, .up_before = 3}, 0, &told);
	tap(!out.found && told == 1, "em-sdp-no-rtp", "accuses nobody where an interface was down instead");
	out = play_lossy(promised, "cap-media-bypass", (struct lossy){.down_behind = 2, .up_before = 3}, 0, &told);
	tap(out.found, "cap-media-bypass", "tells that an interface was down");
	out = play_lossy("0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n9.000  B > A  487  tag=b1\n",
	                 "cap-media-bypass", (struct lossy){.down_behind = 1}, 0, &told);
	tap(out.found, "cap-media-bypass", "tells of one that is down for good");
	out = play_lossy(promised, "cap-loss", (struct lossy){.down_behind = 1, .up_before = 2}, 0, &told);
	tap(out.found, "cap-loss", "tells of an interface that was down for a while");
	out = play_lossy(promised, "em-sdp-no-rtp", (struct lossy){.down_behind = 1, .up_before = 2}, 0, &told);
	tap(out.found && out.confidence == CONFIDENCE_LOW, "em-sdp-no-rtp", "is less sure where one was down for a while");
	out = play_lossy(promised, "cap-loss", (struct lossy){.down_behind = 9}, 0, &told);
	tap(!out.found && told == 1, "cap-loss", "does not doubt a call that was over by then");
}

static bool plan_makes(const char *cc, const char *rule)
{
	static const char ladder[] = "0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n"
				     "0.950  B > A  rtp  tone=425:0.2-0.2  for 7.0s\n9.000  B > A  486  tag=b1\n";
	struct outcome_of_play out = {.rule = rule_find(str_of(rule)), .words = " tone, as in "};
	struct analyzer_settings settings = {.call = take_call, .arg = &out, .plan = plan_find(str_of(cc))};
	struct analyzer *analyzer = analyzer_new(&settings);

	ladder_play(ladder, take_frame, analyzer);
	analyzer_flush(analyzer);
	analyzer_free(analyzer);
	return out.found && out.told;
}

static void check_plans(void)
{
	tap(plan_makes("ch", "em-tone-congestion"), "em-tone-congestion", "is told where the country's plan says so");
	tap(plan_makes("es", "em-tone-busy"), "em-tone-busy", "is told where another country's plan says that");
	tap(!plan_makes("", "em-tone-busy") && !plan_makes("", "em-tone-congestion"), "em-tone-congestion",
	    "has two meanings without a country");
}

static int play_file(const char *name)
{
	FILE *file = fopen(name, "r");
	char text[65536];
	size_t n;

	if (!file) {
		perror(name);
		return 2;
	}
	n = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[n] = '\0';
	play(text, NULL, true);
	return 0;
}

int main(int argc, char **argv)
{
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;

	if (argc > 1 && !verbose)
		return play_file(argv[1]);
	for (unsigned i = 0; rule_catalogue[i]; i++)
		check_rule(rule_catalogue[i], i, verbose);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(i, verbose);
	check_settings();
	check_losses();
	check_down();
	check_plans();
	printf("1..%d\n", number);
	return failures ? 1 : 0;
}
