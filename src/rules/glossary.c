/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/glossary.h"

#include "base/language.h"
#include "rules/ending.h"

static const struct term terms[] = {
	{TERM_VERDICT, "silent-media",
         N_("A response promised early audio by its SDP, and none came: more than four seconds of "
            "silence on any usual phone. The commonest fault of all. The finding named with it says "
            "where the audio was lost; without one, look at whatever the SDP names as the sender.")},
	{TERM_VERDICT, "silent-signalling",
         N_("For more than four seconds nothing told the caller's phone to ring, and nothing promised "
            "audio: no 180, no SDP, or none for too long. It is mended in the signalling, not in the "
            "media.")},
	{TERM_VERDICT, "silent-audio",
         N_("RTP came, and there was nothing to hear in it: digital silence, comfort noise or "
            "keep-alives for more than four seconds. The path is fine; the source plays nothing.")},
	{TERM_VERDICT, "wrong-audio",
         N_("What the caller heard and what the signalling said are two stories: a busy tone while the "
            "call was said to ring, ringback before anything rang.")},
	{TERM_VERDICT, "clipped",
         N_("The early audio came more than a second after the SDP that promised it, so the caller "
            "missed its beginning.")},
	{TERM_VERDICT, "risky",
         N_("Silence on some phones and none on others: the signalling leaves open whether the phone "
            "rings by itself. The line \"silence by phone\" tells which.")},
	{TERM_VERDICT, "unverifiable",
         N_("A response promised early audio, and this capture cannot show whether it came: the media "
            "went another way, or only SIP was captured. Capture where the RTP passes.")},
	{TERM_VERDICT, "no-early-phase",
         N_("There was no time, or no sign, of anything to hear before the answer: the final response "
            "came at once, or the start of the call is not in the capture. Not a fault.")},
	{TERM_VERDICT, "ok-early-media",
         N_("The caller heard early media: ringback, an announcement or music from the far side. Healthy.")},
	{TERM_VERDICT, "ok-local-ringback",
         N_("The caller's phone was told to ring, and nothing took that back. Healthy.")},

	{TERM_OUTCOME, "answered", N_("A 2xx response came: somebody or something took the call.")},
	{TERM_OUTCOME, "declined",
         N_("603, 607 or 608: refused for all of the callee's phones. The line that follows says by "
            "whom, as far as it can be told (see the origins).")},
	{TERM_OUTCOME, "busy", N_("486 or 600: the line was in use, or somebody pressed reject.")},
	{TERM_OUTCOME, "no-answer", N_("408 or 480: nobody answered, or nothing could be reached.")},
	{TERM_OUTCOME, "cancelled", N_("487: the call was ended by a CANCEL, by the caller or in the caller's name.")},
	{TERM_OUTCOME, "redirected",
         N_("3xx: the caller was told to try another address, and no further try was seen in this call.")},
	{TERM_OUTCOME, "failed",
         N_("Any other final response from 400 up. \"sipwhy explain CODE\" says what it means.")},
	{TERM_OUTCOME, "pending", N_("Provisional responses came, and no final one in this capture.")},
	{TERM_OUTCOME, "unknown", N_("No response at all is in this capture.")},

	{TERM_ORIGIN, "network-analytics",
         N_("A network's analytics blocked the call as fraud or spam (603+, 608). No person saw it; "
            "complain at the address it names.")},
	{TERM_ORIGIN, "provider",
         N_("A provider's rule or the state of an account refused the call. Ask the provider.")},
	{TERM_ORIGIN, "pbx", N_("A PBX refused or hung up by its own dial plan. Look there.")},
	{TERM_ORIGIN, "gateway",
         N_("A gateway passed on that the telephone network behind it rejected the call. Who did so "
            "there is not told, or only by the location.")},
	{TERM_ORIGIN, "device",
         N_("A phone refused by itself: do-not-disturb, a block list, auto-reject. Nobody saw the call.")},
	{TERM_ORIGIN, "user",
         N_("A person most likely refused the call on a phone. Never certain: the wire does not show a "
            "thumb.")},
	{TERM_ORIGIN, "unknown",
         N_("What this capture shows does not decide who refused. Capture one hop nearer to the callee.")},

	{TERM_SEVERITY, "error", N_("The caller heard nothing, or the call failed because of it.")},
	{TERM_SEVERITY, "warning",
         N_("Something is wrong and is likely to be heard, on some phones or at some times. From here on "
            "up sipwhy exits with status 1.")},
	{TERM_SEVERITY, "notice", N_("Unusual, or worth knowing when you look for a fault; not one by itself.")},
	{TERM_SEVERITY, "info", N_("A fact of the call that explains other findings. Shown with -a.")},

	{TERM_CONFIDENCE, "certain", N_("The messages in the capture say it themselves.")},
	{TERM_CONFIDENCE, "high", N_("Hardly anything else fits what was captured.")},
	{TERM_CONFIDENCE, "medium", N_("The most likely reading of several.")},
	{TERM_CONFIDENCE, "low",
         N_("A hint. The capture lacks what would decide it: one direction, the start, the media.")},

	{TERM_VISIBILITY, "V0",
         N_("No RTP at all in the capture up to the end of the call. That no audio came cannot be said.")},
	{TERM_VISIBILITY, "V1",
         N_("There is RTP, or what may be, but none that could be told to be this call's: its media may "
            "go another way.")},
	{TERM_VISIBILITY, "V2",
         N_("There is RTP, and a media host of this call is seen: this call's audio would plausibly have "
            "been captured.")},
	{TERM_VISIBILITY, "V3",
         N_("Other calls' RTP in the same direction at the same host or network was captured within ten "
            "minutes: this call's would have been, too.")},
	{TERM_VISIBILITY, "V4",
         N_("RTP of this call in this direction was captured, early or late: the capture point sees it.")},

	{TERM_POLICY, "rfc3960",
         N_("180 makes the phone ring by itself unless RTP is arriving; when RTP pauses for more than a "
            "second, ringing resumes. 183 alone never rings.")},
	{TERM_POLICY, "sdp-cuts",
         N_("The first 18x with SDP ends local ringback for good, whether RTP comes or not. What most "
            "phones and gateways do, and what sipwhy takes for granted where User-Agent tells nothing.")},
	{TERM_POLICY, "sdp-cuts-180-restores", N_("As sdp-cuts, but a later 180 starts local ringback again.")},
	{TERM_POLICY, "any-18x-rings",
         N_("180 and 183, even without SDP, make the phone ring by itself until RTP arrives.")},
	{TERM_POLICY, "ignores-early-media", N_("Only 180 rings; audio before the answer is not played.")},

	{TERM_SOUND, "silence", N_("The caller heard nothing.")},
	{TERM_SOUND, "local-ringback", N_("The caller heard the ringing tone that its own phone makes.")},
	{TERM_SOUND, "early-media", N_("The caller heard what the far side sent before the answer.")},
	{TERM_SOUND, "unknown", N_("It depends on RTP that this capture cannot show.")},

	{TERM_CONTENT, "silence", N_("Less than -50 dBm0 on average over 20 ms, or one code all over.")},
	{TERM_CONTENT, "comfort-noise", N_("CN packets (RFC 3389) or silence descriptors alone.")},
	{TERM_CONTENT, "keep-alive",
         N_("Packets that only hold a path open (RFC 6263). Phones pass over them, so they end no "
            "ringing.")},
	{TERM_CONTENT, "dtmf", N_("Telephone events (RFC 4733): keys, not sound.")},
	{TERM_CONTENT, "tone",
         N_("Steady pitches in a cadence: ringback, busy, congestion, special information tone, dial "
            "tone.")},
	{TERM_CONTENT, "speech-like", N_("A guess by how level and pitch move: somebody speaks, alive or recorded.")},
	{TERM_CONTENT, "music-like", N_("A guess by how level and pitch move: music, on hold or as ringback.")},
	{TERM_CONTENT, "sound", N_("Audible, and nothing that could be named.")},
	{TERM_CONTENT, "unknown", N_("Audio that was not decoded: its codec is not built in, or it is encrypted.")},

	{TERM_LOCATION, "U",
         N_("The user's side: the phone, or what stands in for it. Only here can a person have refused.")},
	{TERM_LOCATION, "LPN", N_("The private network (PBX) on the calling side.")},
	{TERM_LOCATION, "LN", N_("The public network that serves the calling side.")},
	{TERM_LOCATION, "TN", N_("A transit network between the two.")},
	{TERM_LOCATION, "RLN", N_("The public network that serves the called side.")},
	{TERM_LOCATION, "RPN", N_("The private network (PBX) on the called side.")},
	{TERM_LOCATION, "INTL", N_("The international network.")},
	{TERM_LOCATION, "BI", N_("A network beyond a point where two kinds of network meet: nothing closer is known.")},

	{TERM_TIMING, "instant",
         N_("Within 0.3 s, or no later than twice the time that 100 Trying took, and nothing before it: a machine "
            "next to the caller, and no person.")},
	{TERM_TIMING, "no-ring", N_("Later, and nothing had said that it rang: most likely a machine further away.")},
	{TERM_TIMING, "ring-instant", N_("Less than a second after it began to ring: no person is so fast.")},
	{TERM_TIMING, "ring-human",
         N_("One to sixty seconds after it began to ring, and on no usual no-answer timer: a person may have done it. "
            "So may a machine; the time alone proves nobody.")},
	{TERM_TIMING, "ring-timer",
         N_("On a usual setting of a no-answer timer, counted from the ringing or from the INVITE: most likely nobody "
            "answered.")},
	{TERM_TIMING, "ring-long", N_("More than a minute after it began to ring: most likely nobody was there.")},
	{TERM_TIMING, "after-announcement",
         N_("Behind two seconds or more of early audio that was no ringing: a network said something first.")},
};

enum {
	TERMS = sizeof(terms) / sizeof(terms[0])
};

static const struct {
	const char *name, *title, *about;
} kinds[TERM_KINDS] = {
	[TERM_VERDICT] = {N_("verdict"), N_("Verdicts"),
                          N_("What the caller experienced before the answer; one for each call.")},
	[TERM_OUTCOME] = {N_("outcome of a call"), N_("Outcomes"), N_("How the INVITE ended.")},
	[TERM_ORIGIN] = {N_("origin of a decline"), N_("Origins of a decline"),
                         N_("Who said no, as far as this capture can tell.")},
	[TERM_SEVERITY] = {N_("severity of a finding"), N_("Severities"), N_("How much a finding weighs.")},
	[TERM_CONFIDENCE] = {N_("confidence"), N_("Confidence"), N_("How sure a verdict or a finding is.")},
	[TERM_VISIBILITY] = {N_("visibility of the audio"), N_("Visibility"),
                             N_("Whether the capture would have shown the audio of a call, had there been any.")},
	[TERM_POLICY] = {N_("behaviour of phones"), N_("Behaviour of phones"),
                         N_("The five ways phones are known to choose between ringing by themselves and early media; "
                            "each call is played through all of them.")},
	[TERM_SOUND] = {N_("what the caller heard"), N_("What the caller heard"),
                        N_("The words of the strip \"heard\".")},
	[TERM_CONTENT] = {N_("content of audio"), N_("Content of audio"), N_("What was found in RTP.")},
	[TERM_LOCATION] = {N_("location in Reason"), N_("Locations in Reason"),
                           N_("Where in the networks a cause was set (RFC 8606).")},
	[TERM_TIMING] = {N_("timing of a decline"), N_("Timing of a decline"), N_("When a 603, 607 or 608 came.")},
	[TERM_ENDING] =
		{N_("ending of a call"), N_("Endings"),
                 N_("What a final response of 300 or above says in one call, from its code, its cause, what came "
                    "before it and when. It never says that a person did it.")},
};

const struct term *term_at(unsigned index)
{
	return index < TERMS ? &terms[index] : ending_at(index - TERMS);
}

const struct term *term_find(enum term_kind kind, struct str word)
{
	const struct term *term;

	for (unsigned i = 0; (term = term_at(i)); i++)
		if (term->kind == kind && str_ieq(str_of(term->word), word))
			return term;
	return NULL;
}

const char *term_kind_name(enum term_kind kind)
{
	return kinds[kind].name;
}

const char *term_kind_title(enum term_kind kind)
{
	return kinds[kind].title;
}

const char *term_kind_about(enum term_kind kind)
{
	return kinds[kind].about;
}
