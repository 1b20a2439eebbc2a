/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/path.h"

#include "call/attempt.h"

enum {
	MAX_AGENTS = 8, /* username fragments of one side: it may name another in each description */
	MAX_ENDS = 64,  /* where DTLS is looked for */
};

/* How long after the early phase a message belongs to it: what a final response asks for, and its repeats (RFC 3261 17.1.1.2). */
#define AFTERMATH (32 * SECOND)

struct agents {
	uint64_t fragment[MAX_AGENTS];
	unsigned count;
};

static void add_agent(struct agents *agents, uint64_t fragment)
{
	for (unsigned i = 0; i < agents->count; i++)
		if (agents->fragment[i] == fragment)
			return;
	if (fragment && agents->count < MAX_AGENTS)
		agents->fragment[agents->count++] = fragment;
}

static void add_agents(struct agents *agents, const struct sdp *sdp)
{
	for (unsigned i = 0; i < sdp->media_count; i++)
		add_agent(agents, sdp->media[i].details->ice_fragment);
}

static void gather_agents(const struct attempt *a, struct agents *caller, struct agents *callee)
{
	for (const struct event *event = a->call->first; event; event = event->next) {
		if (!event->sdp)
			continue;
		if (attempt_is_caller(a, &event->flow->source))
			add_agents(caller, event->sdp);
		else if (attempt_is_caller(a, &event->flow->destination))
			add_agents(callee, event->sdp);
	}
}

static bool is_in_time(const struct attempt *a, ns first)
{
	return first >= a->start && first <= a->audio_until;
}

static void gather_checks(struct attempt *a, const struct ice *ice, struct arena *arena)
{
	struct agents caller = {.count = 0}, callee = {.count = 0};
	struct path *path = &a->path;

	gather_agents(a, &caller, &callee);
	if (!caller.count || !callee.count)
		return;
	path->checks = arena_alloc(arena, PATH_MAX_CHECKS * sizeof(*path->checks));
	for (unsigned i = 0; i < caller.count * callee.count; i++) {
		const struct ice_check *check =
			ice_checks(ice, caller.fragment[i / callee.count], callee.fragment[i % callee.count]);

		for (; check; check = check->next)
			if (path->check_count < PATH_MAX_CHECKS && is_in_time(a, check->requests.first))
				path->checks[path->check_count++] = check;
	}
}

static bool has_session(const struct path *path, const struct dtls_session *session)
{
	for (unsigned i = 0; i < path->session_count; i++)
		if (path->sessions[i] == session)
			return true;
	return false;
}

/* Looks at no more than so many sessions for one call, the latest of each end first: thousands may share one port of a server. */
struct ends {
	const struct endpoint *at[MAX_ENDS];
	unsigned count, looks;
};

static void add_end(struct ends *ends, const struct endpoint *end)
{
	for (unsigned i = 0; i < ends->count; i++)
		if (endpoint_same(ends->at[i], end))
			return;
	if (ends->count < MAX_ENDS)
		ends->at[ends->count++] = end;
}

static void add_sessions(struct attempt *a, const struct dtls *dtls, struct ends *ends, const struct endpoint *end)
{
	struct path *path = &a->path;
	const struct dtls_session *session = NULL;

	while (path->session_count < PATH_MAX_SESSIONS && ends->looks < DTLS_MAX_SESSIONS &&
	       (session = dtls_next(dtls, end, session)) && session->last >= a->start) {
		ends->looks++;
		if (is_in_time(a, session->first) && !has_session(path, session))
			path->sessions[path->session_count++] = session;
	}
}

/* At the ends that the SDP names, those that audio used, and those that ICE found. */
static void gather_sessions(struct attempt *a, const struct dtls *dtls, struct arena *arena)
{
	const struct audio *ways[] = {&a->backward, &a->forward};
	struct ends ends = {.count = 0};

	a->path.sessions = arena_alloc(arena, PATH_MAX_SESSIONS * sizeof(*a->path.sessions));
	for (unsigned way = 0; way < 2; way++) {
		for (unsigned i = 0; i < ways[way]->endpoint_count; i++)
			add_end(&ends, &ways[way]->endpoints[i]);
		for (unsigned i = 0; i < ways[way]->stream_count; i++)
			add_end(&ends, &ways[way]->streams[i]->destination);
	}
	for (unsigned i = 0; i < a->path.check_count; i++) {
		add_end(&ends, &a->path.checks[i]->source);
		add_end(&ends, &a->path.checks[i]->destination);
	}
	for (unsigned i = 0; i < ends.count; i++)
		add_sessions(a, dtls, &ends, ends.at[i]);
}

/* Receipts */

enum {
	DENIALS = 2 /* one report may be on its way while the first packets are */
};

/* So far apart two reports are of different times. */
#define DENIALS_APART (2 * SECOND)
/* RFC 3550 6.2: two of the usual intervals, and some. What came later than so long after the last report may have arrived. */
#define REPORTS_END (12 * SECOND)

static bool is_early(const struct attempt *a, const struct moments *moments)
{
	return moments->count && moments->first >= a->start && moments->first <= a->end;
}

/* The receipt of the early phase by which none of stream arrived; arrived: by one some did. */
static const struct receipt *denial_of(const struct attempt *a, const struct stream *stream, bool *arrived)
{
	const struct receipt *found = NULL;

	for (const struct receipt *receipt = stream->receipts; receipt; receipt = receipt->next) {
		*arrived |= is_early(a, &receipt->some);
		if (is_early(a, &receipt->none) && receipt->none.count >= DENIALS &&
		    receipt->none.last - receipt->none.first >= DENIALS_APART && !found)
			found = receipt;
	}
	return found;
}

/* Reports that never name anybody may come from one that does not count what it gets. */
static bool counts(const struct stream *stream)
{
	for (const struct receipt *receipt = stream->receipts; receipt; receipt = receipt->next)
		if (receipt->names)
			return true;
	return false;
}

/* Of what SRTP hides only some may be sent in the clear, so that what is missing there says nothing. */
static bool is_encrypted(const struct attempt *a)
{
	const struct sdp_media *audio = sdp_audio(a->promised);

	return audio && str_ihas(audio->proto, STR("SAVP"));
}

static void find_denial(struct attempt *a)
{
	const struct audio *audio = &a->backward;
	struct path *path = &a->path;
	bool arrived = is_encrypted(a);

	for (unsigned i = 0; i < audio->stream_count; i++) {
		const struct receipt *denial = denial_of(a, audio->streams[i], &arrived);

		if (!denial || (path->denial && denial->none.count <= path->denial->none.count))
			continue;
		path->denial = denial;
		path->denied = audio->streams[i];
	}
	/* A phone that hears one of several sources may ignore the others. */
	if (arrived)
		path->denial = NULL;
	path->is_denied = path->denial && counts(path->denied) && a->end - path->denial->none.last <= REPORTS_END;
}

/* The call's early phase, and what its end led to. */
static const struct loss *loss_of(const struct attempt *a, const struct losses *losses)
{
	ns until = a->call->last_time < a->end + AFTERMATH ? a->call->last_time : a->end + AFTERMATH;

	return losses_within(losses, a->start, until > a->end ? until : a->end);
}

void attempt_trace(struct attempt *a, const struct media *media, struct arena *arena)
{
	const struct losses *losses = media_losses(media);

	a->path = (struct path){.loss = loss_of(a, losses)};
	a->path.loss_is_whole = a->path.loss && losses_is_whole(losses, a->path.loss);
	find_denial(a);
	gather_checks(a, media_ice(media), arena);
	gather_sessions(a, media_dtls(media), arena);
}

const struct ice_check *path_success(const struct path *path, ns until)
{
	for (unsigned i = 0; i < path->check_count; i++)
		if (path->checks[i]->successes.count && path->checks[i]->successes.first <= until)
			return path->checks[i];
	return NULL;
}

const struct dtls_session *path_keys(const struct path *path, ns until)
{
	for (unsigned i = 0; i < path->session_count; i++)
		if (dtls_is_complete(path->sessions[i], until))
			return path->sessions[i];
	return NULL;
}
