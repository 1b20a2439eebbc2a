/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/json.h"

#include "report/json_media.h"
#include "report/json_summary.h"
#include "report/json_value.h"
#include "rules/decline.h"
#include "rules/ending.h"
#include "rules/told.h"

/* What is being written. */
struct line {
	struct buf *out;
	const struct report *report;
	const struct attempt *attempt;
};

static void put_file(const struct line *line, uint64_t frame)
{
	const struct inputs *inputs = line->report->settings.inputs;

	if (inputs && inputs->several)
		put_text(line->out, "file", inputs_name(inputs, frame));
}

/* Signalling */

static void put_reasons_as(struct buf *out, const char *name, const struct reason *reason)
{
	key(out, name);
	buf_byte(out, '[');
	for (; reason; reason = reason->next) {
		comma(out);
		buf_byte(out, '{');
		put_string(out, "protocol", reason->protocol);
		if (reason->has_cause)
			put_number(out, "cause", reason->cause);
		else
			put_null(out, "cause");
		put_text(out, "text", reason->text);
		put_text(out, "location", reason->location);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}

static void put_reasons(struct buf *out, const struct reason *reason)
{
	put_reasons_as(out, "reasons", reason);
}

static void put_response(const struct line *line, const struct event *event)
{
	struct buf *out = line->out;

	put_number(out, "code", event->code);
	put_string(out, "phrase", event->phrase);
	put_seconds(out, "t", event->time - line->attempt->start);
	put_number(out, "frame", frame_number(event->frame));
	put_text(out, "to_tag", event->to_tag);
}

static void put_warnings(struct buf *out, const struct warning *warning)
{
	key(out, "warnings");
	buf_byte(out, '[');
	for (; warning; warning = warning->next) {
		comma(out);
		buf_byte(out, '{');
		if (warning->code)
			put_number(out, "code", warning->code);
		else
			put_null(out, "code");
		put_text(out, "server", warning->server);
		put_text(out, "text", warning->text);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}

static void put_vendors(struct buf *out, const struct vendor *vendor)
{
	key(out, "vendor");
	buf_byte(out, '[');
	for (; vendor; vendor = vendor->next) {
		comma(out);
		buf_byte(out, '{');
		put_string(out, "name", vendor->name);
		put_string(out, "value", vendor->value);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}

/* What stands beside its Reason. */
static void put_hints(struct buf *out, const struct event *final)
{
	const struct details *details = final->details;
	uint32_t seconds;

	if (vendor_number(details->retry_after, &seconds))
		put_number(out, "retry_after_s", seconds);
	else
		put_null(out, "retry_after_s");
	put_warnings(out, details->warnings);
	put_text(out, "error_info", details->error_info);
	put_vendors(out, details->vendors);
}

static void put_final(const struct line *line)
{
	const struct event *final = line->attempt->final;

	if (!final) {
		put_null(line->out, "final");
		return;
	}
	key(line->out, "final");
	buf_byte(line->out, '{');
	put_response(line, final);
	put_reasons(line->out, final->reasons);
	put_hints(line->out, final);
	put_file(line, final->frame);
	buf_byte(line->out, '}');
}

static void put_provisionals(const struct line *line)
{
	struct buf *out = line->out;

	key(out, "provisionals");
	buf_byte(out, '[');
	for (unsigned i = 0; i < line->attempt->provisional_count; i++) {
		const struct event *event = line->attempt->provisionals[i];

		comma(out);
		buf_byte(out, '{');
		put_response(line, event);
		put_bool(out, "sdp", event->sdp != NULL);
		put_bool(out, "reliable", event->required & OPTION_100REL);
		if (event->rseq)
			put_number(out, "rseq", event->rseq);
		else
			put_null(out, "rseq");
		put_number(out, "retransmissions", event->retransmissions);
		put_reasons(out, event->reasons);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}

static void put_codecs(struct buf *out, const struct sdp_media *audio)
{
	key(out, "codecs");
	buf_byte(out, '[');
	for (unsigned i = 0; i < audio->formats; i++) {
		if (!audio->format[i].name.n)
			continue;
		comma(out);
		escape_json(out, audio->format[i].name, MOST_CHARACTERS);
	}
	buf_byte(out, ']');
}

static void put_sdp(struct buf *out, const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	if (!audio) {
		put_null(out, "sdp");
		return;
	}
	key(out, "sdp");
	buf_byte(out, '{');
	put_text(out, "address", audio->address_text);
	put_number(out, "port", audio->port);
	put_word(out, "direction", sdp_direction_name(audio->direction));
	put_codecs(out, audio);
	buf_byte(out, '}');
}

static void put_dialogs(const struct line *line)
{
	struct buf *out = line->out;

	key(out, "early_dialogs");
	buf_byte(out, '[');
	for (unsigned i = 0; i < line->attempt->dialog_count; i++) {
		const struct dialog *dialog = &line->attempt->dialogs[i];

		comma(out);
		buf_byte(out, '{');
		put_text(out, "to_tag", dialog->to_tag);
		put_word(out, "state", dialog_state_name(dialog->state));
		put_sdp(out, dialog->sdp_event ? dialog->sdp_event->sdp : NULL);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}

static void put_legs(const struct line *line)
{
	const struct attempt *attempt = line->attempt;
	struct buf *out = line->out;

	if (attempt->leg_count == 0)
		return;
	key(out, "legs");
	buf_byte(out, '[');
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];

		comma(out);
		buf_byte(out, '{');
		put_whole(out, "call_id", leg->call_id);
		put_word(out, "side", leg->onward ? "onward" : "back");
		put_word(out, "tie", tie_name(leg->tie));
		put_word(out, "grade", grade_name(leg->grade));
		put_endpoint(out, "caller", &leg->client);
		put_endpoint(out, "callee", &leg->server);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}

/* What was heard */

static void put_verdict(struct buf *out, const struct verdict *verdict)
{
	key(out, "verdict");
	buf_byte(out, '{');
	put_word(out, "label", label_name(verdict->label));
	put_word(out, "confidence", confidence_name(verdict->confidence));
	put_word(out, "because", verdict->because ? verdict->because->rule->id : NULL);
	put_whole(out, "text", buf_str(&verdict->text));
	buf_byte(out, '}');
}

static void put_heard(const struct line *line)
{
	const struct heard *heard = &line->attempt->heard[line->attempt->policy];
	struct buf *out = line->out;

	put_word(out, "heard_policy", policy_name(line->attempt->policy));
	key(out, "heard");
	buf_byte(out, '[');
	for (unsigned i = 0; i < heard->span_count; i++) {
		comma(out);
		buf_byte(out, '{');
		put_seconds(out, "from", heard->spans[i].from - line->attempt->start);
		put_seconds(out, "to", heard->spans[i].to - line->attempt->start);
		put_word(out, "what", sound_name(heard->spans[i].sound));
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}

static void put_silence(const struct line *line)
{
	key(line->out, "silence_s");
	buf_byte(line->out, '{');
	for (enum policy policy = 0; policy < POLICIES; policy++) {
		ns silence = attempt_silence(line->attempt, policy);

		put_seconds_or_null(line->out, policy_name(policy), silence >= 0, silence);
	}
	buf_byte(line->out, '}');
}

/* Who said no */

static void put_redress(struct buf *out, const struct redress *redress)
{
	if (!redress->name.n && !redress->url.n && !redress->tel.n && !redress->email.n && !redress->id.n) {
		put_null(out, "redress");
		return;
	}
	key(out, "redress");
	buf_byte(out, '{');
	put_text(out, "name", redress->name);
	put_text(out, "url", redress->url);
	put_text(out, "tel", redress->tel);
	put_text(out, "email", redress->email);
	put_text(out, "id", redress->id);
	buf_byte(out, '}');
}

static void put_bool_or_null(struct buf *out, const char *name, bool known, bool value)
{
	if (known)
		put_bool(out, name, value);
	else
		put_null(out, name);
}

/* What the INVITE says of who calls. */
static void put_caller(struct buf *out, const struct event *invite)
{
	static const char *const levels[] = {"A", "B", "C"};
	const char level = invite ? invite->details->attestation : 0;

	put_bool_or_null(out, "identity", invite != NULL, invite && invite->details->identity);
	put_word(out, "attestation", level ? levels[level - 'A'] : NULL);
	put_text(out, "verstat", invite ? invite->details->verstat : STR_NONE);
}

static void put_features(struct buf *out, const struct decline *decline)
{
	const struct event *ringing = decline->ringing;

	key(out, "features");
	buf_byte(out, '{');
	put_seconds_or_null(out, "since_invite_s", decline->has_invite, decline->since_invite);
	put_seconds_or_null(out, "since_180_s", ringing != NULL, decline->since_ringing);
	put_bool_or_null(out, "same_to_tag", ringing != NULL, decline->same_tag);
	put_bool_or_null(out, "same_contact",
	                 ringing && decline->same_tag && ringing->contact && decline->final->contact,
	                 decline->same_contact);
	put_text(out, "agent", decline->agent_name);
	put_word(out, "agent_kind", agent_kind_name(decline->agent));
	put_seconds_or_null(out, "heard_s", decline->heard > 0, decline->heard);
	put_word(out, "heard", decline->heard > 0 ? content_name(decline->heard_as) : NULL);
	put_reasons_as(out, "early_reasons", decline->told_early ? decline->told_early->reasons : NULL);
	put_caller(out, decline->attempt->invite);
	buf_byte(out, '}');
}

static void put_decline(const struct line *line, const struct findings *findings)
{
	const struct finding *finding = verdict_decline(line->attempt, findings);
	const char *origin = finding ? origin_name(finding->origin) : NULL;
	struct buf *out = line->out;
	struct decline decline;

	if (line->attempt->outcome != OUTCOME_DECLINED || !decline_of_final(line->attempt, &decline)) {
		put_null(out, "decline");
		return;
	}
	key(out, "decline");
	buf_byte(out, '{');
	put_word(out, "origin", origin ? origin : origin_name(ORIGIN_UNKNOWN));
	put_word(out, "confidence", confidence_name(finding ? finding->confidence : CONFIDENCE_LOW));
	put_word(out, "rule", finding ? finding->rule->id : NULL);
	put_redress(out, &decline.redress);
	put_word(out, "timing", timing_name(decline.timing));
	put_features(out, &decline);
	buf_byte(out, '}');
}

static void put_ending(const struct line *line, const struct findings *findings)
{
	struct buf *out = line->out;
	struct ending ending;

	if (!ending_of(line->attempt, findings, &ending)) {
		put_null(out, "ending");
		return;
	}
	key(out, "ending");
	buf_byte(out, '{');
	put_word(out, "word", ending.word);
	put_whole(out, "text", buf_str(&ending.text));
	put_number(out, "frame", frame_number(ending.final->frame));
	buf_byte(out, '}');
	ending_done(&ending);
}

/* Metrics */

static void put_metrics(const struct line *line)
{
	const struct metrics *metrics = &line->attempt->metrics;
	struct buf *out = line->out;

	key(out, "metrics");
	buf_byte(out, '{');
	put_metric(out, "pdd_s", metrics->post_dial);
	put_metric(out, "first_18x_s", metrics->first_18x);
	put_metric(out, "first_180_s", metrics->first_180);
	put_metric(out, "first_183_s", metrics->first_183);
	put_metric(out, "early_sdp_s", metrics->early_sdp);
	put_metric(out, "early_rtp_s", metrics->early_rtp);
	put_metric(out, "first_audible_s", metrics->first_audible);
	put_metric(out, "answer_s", metrics->answer);
	put_metric(out, "setup_s", metrics->setup);
	put_metric(out, "ring_s", metrics->alert);
	put_metric(out, "first_100_s", metrics->first_100);
	put_metric(out, "srd_s", metrics->request_delay);
	put_metric(out, "srd_failed_s", metrics->failed_request_delay);
	put_metric(out, "cut_in_s", metrics->cut_in);
	put_metric(out, "early_media_s", metrics->early_media);
	put_metric(out, "answer_delay_s", metrics->answer_delay);
	put_metric(out, "answer_clip_s", metrics->answer_clip);
	put_metric(out, "sdd_s", metrics->disconnect);
	put_metric(out, "sdt_s", metrics->duration);
	put_word(out, "release", release_name(attempt_release(line->attempt)));
	buf_byte(out, '}');
}

/* Findings */

static void put_frames(struct buf *out, const struct finding *finding)
{
	key(out, "frames");
	buf_byte(out, '[');
	for (unsigned i = 0; i < finding->frame_count; i++) {
		comma(out);
		buf_number(out, frame_number(finding->frames[i]), 1);
	}
	buf_byte(out, ']');
}

/* A finding that no single frame proves belongs to the file in which its call began. */
static uint64_t frame_of(const struct line *line, const struct finding *finding)
{
	if (finding->frame_count)
		return finding->frames[0];
	return line->attempt ? line->attempt->call->first_frame : frame_id(1, 0);
}

static void put_found(const struct line *line, const struct finding *finding)
{
	struct buf *out = line->out;

	put_word(out, "id", finding->rule->id);
	put_word(out, "severity", severity_name(finding->severity));
	put_word(out, "confidence", confidence_name(finding->confidence));
	if (line->attempt && finding->frame_count)
		put_seconds(out, "t", finding->time - line->attempt->start);
	else
		put_null(out, "t");
	put_frames(out, finding);
	put_whole(out, "text", buf_str(&finding->text));
	put_file(line, frame_of(line, finding));
}

static void put_deviations(struct buf *out, unsigned deviations)
{
	const struct deviation_row *row;

	key(out, "deviations");
	buf_byte(out, '[');
	while ((row = deviation_next(&deviations))) {
		comma(out);
		escape_json(out, str_of(row->name), 0);
	}
	buf_byte(out, ']');
}

/* The messages that are not as the standards have them, those the findings do not rest on too; absent when there are none. */
static void put_notes(const struct line *line)
{
	const struct event *event = line->attempt->call->first;
	struct buf *out = line->out;

	while (event && !event->deviations)
		event = event->next;
	if (!event)
		return;
	key(out, "notes");
	buf_byte(out, '[');
	for (; event; event = event->next) {
		if (!event->deviations)
			continue;
		comma(out);
		buf_byte(out, '{');
		put_number(out, "frame", frame_number(event->frame));
		put_file(line, event->frame);
		put_deviations(out, event->deviations);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
}

/* Absent where nobody asked for evidence. */
static void put_evidence(struct buf *out, const char *name)
{
	if (!name)
		return;
	key(out, "evidence");
	if (name[0])
		escape_json(out, str_of(name), 0);
	else
		null(out);
}

static void put_findings(const struct line *line, const struct findings *findings)
{
	key(line->out, "findings");
	buf_byte(line->out, '[');
	for (unsigned i = 0; findings && i < findings->count; i++) {
		comma(line->out);
		buf_byte(line->out, '{');
		put_found(line, &findings->found[i]);
		buf_byte(line->out, '}');
	}
	buf_byte(line->out, ']');
}

/* Absent when there are none. */
static void put_withdrawn(const struct line *line, const struct findings *findings)
{
	const struct told *told = told_withdrawn(line->attempt->call, findings, NULL);

	if (!told)
		return;
	key(line->out, "withdrawn");
	buf_byte(line->out, '[');
	for (; told; told = told_withdrawn(line->attempt->call, findings, told)) {
		comma(line->out);
		escape_json(line->out, str_of(told->rule->id), 0);
	}
	buf_byte(line->out, ']');
}

/* Lines */

static void begin_line(struct buf *out, const char *type)
{
	buf_byte(out, '{');
	put_number(out, "v", 1);
	put_word(out, "type", type);
}

static void put_who(const struct line *line)
{
	const struct attempt *attempt = line->attempt;
	struct buf *out = line->out;

	put_whole(out, "call_id", attempt->call->id);
	put_text(out, "from_uri", attempt->from_uri);
	put_text(out, "from_tag", attempt->from_tag);
	put_text(out, "to_uri", attempt->to_uri);
	put_text(out, "request_uri", attempt->request_uri);
	put_endpoint(out, "caller", &attempt->caller);
	put_endpoint(out, "callee", &attempt->callee);
	put_word(out, "transport", transport_name(attempt->transport));
	key(out, "start");
	buf_byte(out, '"');
	clock_utc(out, attempt->start);
	buf_byte(out, '"');
	put_number(out, "start_frame",
	           frame_number(attempt->first_invite ? attempt->first_invite->frame : attempt->call->first_frame));
}

static void json_call(struct report *report, const struct reported *reported)
{
	struct line line = {&report->text, report, reported->attempt};

	begin_line(line.out, "call");
	put_who(&line);
	put_word(line.out, "outcome", outcome_name(reported->attempt->outcome));
	put_final(&line);
	put_provisionals(&line);
	put_dialogs(&line);
	put_verdict(line.out, reported->verdict);
	put_heard(&line);
	put_silence(&line);
	put_decline(&line, reported->findings);
	put_ending(&line, reported->findings);
	put_metrics(&line);
	put_bool(line.out, "evicted", reported->attempt->call->evicted);
	json_media(line.out, line.attempt);
	put_findings(&line, reported->findings);
	put_withdrawn(&line, reported->findings);
	put_legs(&line);
	put_notes(&line);
	put_evidence(line.out, reported->evidence);
	buf_add(line.out, STR("}\n"));
}

static void json_finding(struct report *report, const struct attempt *attempt, const struct finding *finding)
{
	struct line line = {&report->text, report, attempt};

	begin_line(line.out, "finding");
	put_who(&line);
	put_seconds(line.out, "told_s", attempt->read_until - attempt->start);
	put_found(&line, finding);
	buf_add(line.out, STR("}\n"));
}

static void json_close(struct report *report, const struct closing *closing)
{
	struct line line = {&report->text, report, NULL};

	begin_line(line.out, "summary");
	json_summary(line.out, closing);
	put_findings(&line, closing->totals->findings);
	buf_add(line.out, STR("}\n"));
}

const struct reporter reporter_json = {
	.name = "json",
	.extension = ".json",
	.call = json_call,
	.finding = json_finding,
	.close = json_close,
};
