/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 6347 4.2.4.1: a flight that is not answered is repeated after a second, then after two. */
#define PATIENCE (2 * SECOND)

static bool has_fingerprint(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	return audio && audio->has_fingerprint && !audio->has_crypto;
}

/* Both sides may begin, once the 18x has told the fingerprint of the callee's (RFC 8842 5). */
static bool may_begin(const struct attempt *attempt)
{
	return attempt->opened && !attempt->mid_call && has_fingerprint(attempt->offer) &&
	       has_fingerprint(attempt->promised) && attempt->end - attempt->opened->time >= PATIENCE;
}

/* Nobody sends SRTP without keys. */
static bool has_audio(const struct attempt *attempt)
{
	return attempt->backward.early_packets || attempt->forward.early_packets;
}

static bool was_answered(const struct attempt *attempt, const struct dtls_session *session)
{
	return session->server_hellos.count && session->server_hellos.first <= attempt->end;
}

/* The one that went farthest, then the first. */
static const struct dtls_session *find_begun(const struct attempt *attempt)
{
	const struct dtls_session *found = NULL;

	for (unsigned i = 0; i < attempt->path.session_count; i++) {
		const struct dtls_session *session = attempt->path.sessions[i];

		if (session->first > attempt->end - PATIENCE || !session->hellos.count)
			continue;
		if (!found || (was_answered(attempt, session) && !was_answered(attempt, found)))
			found = session;
	}
	return found;
}

static const struct dtls_session *find_late(const struct attempt *attempt)
{
	const struct dtls_session *found = NULL;

	for (unsigned i = 0; i < attempt->path.session_count && !attempt->goes_on; i++) {
		const struct dtls_session *session = attempt->path.sessions[i];

		if (session->first > attempt->end && session->hellos.count && (!found || session->first < found->first))
			found = session;
	}
	return found;
}

static const char *word_first(struct finding *out, const struct moments *moments)
{
	return word_frame(out, moments->first_frame, moments->first);
}

static bool tell_alert(const struct attempt *attempt, const struct dtls_session *session, struct finding *out)
{
	const char *name = dtls_alert_name(session->alert_description);
	enum dtls_side side = session->alerts[DTLS_SERVER].count ? DTLS_SERVER : DTLS_CLIENT;

	if (!session->alerts[side].count || session->alerts[side].first > attempt->end)
		return false;
	if (name)
		/* TRANSLATORS: "it" is the DTLS handshake; the alert's name and its frame */
		finding_printf(out, _(", and an alert ended it: %s (%s)"), name,
		               word_first(out, &session->alerts[side]));
	else
		finding_printf(out, _(", and an alert of no kind known ended it (%s)"),
		               word_first(out, &session->alerts[side]));
	return true;
}

static void tell_hello(const struct attempt *attempt, const struct dtls_session *session, struct finding *out)
{
	const char *opened = word_event(out, attempt->opened);
	const char *client = word_endpoint(out, &session->ends[DTLS_CLIENT]);
	const char *server = word_endpoint(out, &session->ends[DTLS_SERVER]);

	/* TRANSLATORS: what follows is ", sent 3 times", ", and no ServerHello came before the 200 (frame 31)" and the like */
	finding_printf(
		out,
		_("no keys for early audio were agreed upon: after the %s a DTLS handshake began with a ClientHello from "
	          "%s to %s (%s)"),
		opened, client, server, word_first(out, &session->hellos));
	if (session->hellos.count > 1 && session->hellos.last <= attempt->end)
		/* TRANSLATORS: the ClientHello was */
		finding_printf(out, _(", sent %u times"), session->hellos.count);
	if (session->counter_hellos.count)
		/* TRANSLATORS: a DTLS handshake */
		finding_printf(out, _(", while the other side began one, too (%s)"),
		               word_first(out, &session->counter_hellos));
}

/* How far it went. */
static void tell_begun(const struct attempt *attempt, const struct dtls_session *session, struct finding *out)
{
	const struct dtls_session *later = path_keys(&attempt->path, NEVER);

	tell_hello(attempt, session, out);
	if (!tell_alert(attempt, session, out))
		/* TRANSLATORS: "it" is the DTLS handshake; the end is "the 200 (frame 31)" or "the end of the capture" */
		finding_printf(out,
		               was_answered(attempt, session) ? _(", was answered and not finished before %s")
		                                              : _(", and no ServerHello came before %s"),
		               word_end(out, attempt));
	if (later)
		/* TRANSLATORS: the DTLS handshake was */
		finding_printf(out, _("; it was complete only after that (%s)"),
		               word_frame(out, later->last_frame, later->last));
}

static void tell_late(const struct attempt *attempt, const struct dtls_session *session, struct finding *out)
{
	const char *opened = word_event(out, attempt->opened), *end = word_end(out, attempt);
	const char *client = word_endpoint(out, &session->ends[DTLS_CLIENT]);
	const char *server = word_endpoint(out, &session->ends[DTLS_SERVER]);

	finding_printf(
		out,
		_("no keys for early audio were agreed upon: the %s had all that a DTLS handshake needs, and it began "
	          "only after %s, with a ClientHello from %s to %s (%s)"),
		opened, end, client, server, word_first(out, &session->hellos));
}

static void tell_none(const struct attempt *attempt, const struct ice_check *path, struct finding *out)
{
	const char *opened = word_event(out, attempt->opened), *found = word_first(out, &path->successes);
	const char *source = word_endpoint(out, &path->source);
	const char *destination = word_endpoint(out, &path->destination);

	finding_printf(
		out,
		_("no keys for early audio were agreed upon: ICE found a path after the %s, from %s to %s (%s), and "
	          "nobody began a DTLS handshake before %s"),
		opened, source, destination, found, word_end(out, attempt));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct ice_check *path = path_success(&attempt->path, attempt->end - PATIENCE);
	const struct dtls_session *begun, *late;

	if (!may_begin(attempt) || has_audio(attempt) || path_keys(&attempt->path, attempt->end))
		return false;
	begun = find_begun(attempt);
	late = find_late(attempt);
	/* Audio of the answer has keys all the same: the capture does not show how it came to them. */
	if (!late && attempt->backward.late_packets + attempt->forward.late_packets &&
	    !path_keys(&attempt->path, NEVER))
		return false;
	if (!begun && !late && (!path || attempt->path.session_count))
		return false;
	if (attempt->half || attempt->path.loss)
		out->confidence = CONFIDENCE_LOW;
	/* One direction alone may be all that is captured of it. */
	else if (begun && !was_answered(attempt, begun) && !begun->retries.count && !begun->alerts[DTLS_SERVER].count &&
	         !late)
		out->confidence = path ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
	if (begun)
		tell_begun(attempt, begun, out);
	else if (late)
		tell_late(attempt, late, out);
	else
		tell_none(attempt, path, out);
	return true;
}

#define KEYS "proto=UDP/TLS/RTP/SAVPF  a=fingerprint:sha-256 AA:BB"

const struct rule rule_em_dtls_incomplete = {
	.id = "em-dtls-incomplete",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_PATH,
	.title = N_("The DTLS handshake was not finished in the early phase"),
	.explain =
		N_("The keys of this call's audio are agreed upon by DTLS, between the two ends of the media. The "
                   "response with SDP gave both sides what they need for it, but the handshake did not begin, or did "
                   "not end, before the answer. Until it has, no audio can be sent that the other side could decrypt, "
                   "so the caller heard nothing of it. Phones and browsers that leave the SDP of a 183 aside and apply "
                   "only that of the 200 do this; so do two sides that each wait for the other to begin "
                   "(a=setup:passive on both), and a firewall that drops the packets."),
	.refs = "RFC 5763 5, RFC 5764 4.1, RFC 8842 5",
	.next = N_(
		"Let the caller apply the SDP of the 183 as a provisional answer (pranswer), see which side is to begin by a=setup, and "
		"that its ClientHello reaches the other."),
	.fires = "0.000  A > B  INVITE  sdp  a=setup:actpass  " KEYS "\n"
		 "0.900  B > A  183     sdp  tag=b1  a=setup:active  " KEYS "\n"
		 "1.000  B > A  dtls=client-hello  x3  every=1s\n"
		 "9.000  B > A  200     sdp  tag=b1  a=setup:active  " KEYS "\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "10.00  B > A  dtls=client-hello\n"
		 "10.01  A > B  dtls=server-hello\n"
		 "10.02  B > A  dtls=finished\n"
		 "10.03  A > B  dtls=finished\n",
	.silent = "0.000  A > B  INVITE  sdp  a=setup:actpass  " KEYS "\n"
		  "0.900  B > A  183     sdp  tag=b1  a=setup:active  " KEYS "\n"
		  "1.000  B > A  dtls=client-hello\n"
		  "1.010  A > B  dtls=server-hello\n"
		  "1.020  B > A  dtls=finished\n"
		  "1.030  A > B  dtls=finished\n"
		  "9.000  B > A  200     sdp  tag=b1  a=setup:active  " KEYS "\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
