/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/contrast.h"

#include "base/language.h"

static const struct contrast pairs[] = {
	{183,
         603,
         N_("183 keeps the call alive and says nothing about the callee; 603 ends it and says that the "
            "callee, or somebody in the callee's name, does not want it. A 183 raises the question "
            "whether the caller can hear anything, a 603 the question who said no."),
         {N_("After a 183 the INVITE is open, an early dialog exists, and with SDP usually an audio path "
             "to the caller, too. After a 603 nothing is left: no INVITE, no dialog, no audio, on no "
             "branch."),
          N_("A 183 is one device's or gateway's word about one branch; a 603 speaks for all branches. A "
             "proxy that gets a 603 cancels the others, even those that ring or play early media."),
          N_("A 183 can come again and again, and a 180 or an answer may follow it; a 603 comes once and "
             "ends the wait. Only an answer that another branch had given already may still cross it."),
          N_("What can be wrong with a 183 is seen in SDP and RTP: no SDP, no port, wrong direction, no "
             "packets, packets without sound. What can be wrong with a 603 is seen in time, tags and "
             "header fields: too soon for a person, on a timer, with a Reason that tells another story."),
          N_("A 183 over UDP may be lost, unless it is sent reliably (100rel) and confirmed by PRACK; a 603 "
             "is sent again until the next hop confirms it by ACK."),
          N_("A 183 is mended where the media is: let the gateway send 180 or SDP, correct port and "
             "direction, open the way for RTP through SBC and NAT, play something. A 603 is mended where "
             "the decision was made: a phone by its settings (do not disturb, lists of callers), a PBX by "
             "the cause that its dialplan sets, a provider by the account and the caller's number, a block "
             "by analytics at the contact that it names. A person's no needs no mending.")},
         N_("A network that refuses a call often says so by voice first: 183 with SDP, an announcement "
            "as RTP, then 603. That is one story, not two: \"heard 13 s of announcement, then "
            "declined\". The refusal was decided before the announcement began, whoever decided it. If "
            "the 183 carries a Reason, its Q.850 cause is the true one: it was written by the network "
            "that knows, and beats whatever the 603 was mapped from. If the 183 promised audio and none "
            "came, the caller sat in silence and then got the 603 without a word: two faults, and the "
            "first hides the explanation that the second needs. When the audio ended well before the "
            "603, the pause between is silence, too.")},
	{180,
         183,
         N_("180 says that the callee is being alerted; 183 says only that something goes on. The "
            "caller's phone rings by itself at a 180 without SDP, and does not at a 183."),
         {N_("Who makes the sound: at 180 without SDP the caller's phone, at 183 with SDP the far end. At "
             "180 with SDP it depends on the phone: most wait for RTP."),
          N_("A 183 without SDP changes nothing for the caller: no ringing, no audio. A gateway that maps "
             "the network's progress message to a bare 183 leaves the caller in silence."),
          N_("A 180 tells when the callee's phone began to ring, so a refusal or an answer after it can "
             "be timed. A 183 does not.")},
         N_("Both are common in one call. 183 with SDP, then 180: the phones part ways. Some ring at the "
            "180, others stay with the early media that may have ended, and their callers hear nothing. "
            "180, then 183 with SDP: ringing stops at the SDP, and unless RTP follows at once the caller "
            "hears silence. An SBC that turns one into the other on its way changes what the caller "
            "hears.")},
	{180,
         603,
         N_("180 says that something rings; 603 ends the call for good. The time between the two is the "
            "best evidence of who refused."),
         {N_("Less than a second after the 180: no person is that fast. A phone refused by itself: "
             "do-not-disturb, a block list, auto-reject."),
          N_("Some seconds after it, with the To-tag of the 180 and no Reason of a network: a person may "
             "have pressed reject. May: most phones send 486 for that."),
          N_("On the second of a usual timer (15, 20, 30, 60 s): nobody answered, and the provider says "
             "so with 603."),
          N_("With another To-tag than the 180: not the phone that rang sent the 603, but something on "
             "the way or another branch.")},
         N_("A 180 before a 603 does not prove that a phone rang: gateways and some SBCs send 180 before "
            "the far side does. With both legs of the call in the capture sipwhy compares them.")},
	{486,
         603,
         N_("486 speaks for one phone, 603 for all of them. Pressing reject gives 486 on most phones and "
            "603 on some, so neither code proves a person, and neither rules one out."),
         {N_("After 486 a forking proxy lets the other phones ring on, and a PBX may go to voicemail. "
             "After 603 it cancels them all: one phone that sends 603 silences every other."),
          N_("486 comes with or without a word of why (Q.850 17 is a busy line). 603 comes with Q.850 21 "
             "where a gateway made it."),
          N_("Desk phones, mobile networks: 486 for reject. pjsip apps, Linphone: 603. Asterisk: 603 "
             "where it has no cause, and 403 for a call rejected behind it."),
          N_("Both may carry Retry-After. A dialler that treats 486 as try again and 603 as never again "
             "is right about 603 only.")},
         N_("In one call they meet on a fork: one phone is busy (486), another refuses (603); the proxy "
            "passes on the 603, since 6xx beats every other failure.")},
	{480,
         603,
         N_("480 says that the callee cannot be had now, 603 that the call is not wanted. Trying again "
            "later makes sense after 480 only."),
         {N_("480 without a 180 before it: no phone is registered. 603 without any ringing, by 180 or as "
             "early media: something refused by rule before a phone was asked."),
          N_("480 half a minute after the 180: nobody answered. Some providers send 603 there, so a 603 "
             "on the second of a ring timer is a 480 in disguise."),
          N_("Do-not-disturb is 480 on many phones, 486 or 603 on others."),
          N_("480 leaves other branches alone, 603 ends them.")},
         N_("Between two legs of a B2BUA one often becomes the other. The side nearer to the callee is "
            "right.")},
	{403,
         603,
         N_("403 says: this call is not allowed. 603 says: this call is not wanted. Both can be the same "
            "refusal, told by different boxes: Q.850 cause 21 becomes 403, or 603 when its location is "
            "the user."),
         {N_("403 is about the caller or the call (caller ID, barred destination, unknown trunk, "
             "account). 603 is about the callee, or speaks in the callee's name."),
          N_("403 ends one branch; other routes may be tried, though the same rule often waits there. 603 "
             "ends all."),
          N_("Asterisk turns a 603, and a 603+ as well, from its far leg into cause 21 and that into 403 "
             "on the near leg: the address for complaints is lost on the way."),
          N_("Neither proves a person. 403 within a second is a rule; 603 within a second is a rule, too.")},
         N_("They do not come to one INVITE. On two legs of one call they do, and then the one nearer to "
            "the callee is the true one.")},
	{603,
         607,
         N_("603 says that the call is not wanted; 607 says that the caller is not, and asks the network "
            "to remember it."),
         {N_("603 tells nothing about the reason. 607 means that the called person, or a list that person "
             "made, marked the caller's number as unwanted."),
          N_("After a 603 calling again another day may be right. After a 607 it is not, and it harms the "
             "number's reputation."),
          N_("Both end all branches.")},
         N_("Software that does not know 607 takes it for 600, and a B2BUA may turn it into 603 or 500: "
            "look at the leg nearer to the callee.")},
	{603,
         608,
         N_("608 says in so many words that a machine on the way refused the call. 603 does not say who "
            "did."),
         {N_("608 comes from an analytics engine or screening service between the two; 603 from a phone, "
             "a PBX, a provider, a gateway or the same engine."),
          N_("608 can carry an address for complaints: a signed card in Call-Info. 603 carries none, "
             "unless it is a 603+."),
          N_("In the US analytics must send 603+ instead of either since March 2026.")},
         N_("Software that does not know 608 takes it for 600, and a B2BUA may turn it into 603, or 500 "
            "as Asterisk does: the card is lost then. Look at the leg nearer to the callee.")},
	{603,
         CODE_603PLUS,
         N_("They have the same number. A plain 603 does not say who refused; a 603+ says that a "
            "network's analytics did, which one, and where to complain."),
         {N_("A 603+ has the reason phrase Network Blocked, and a Reason (SIP cause 603 or Q.850 cause "
             "21) whose text begins with v=analytics1, with url, tel or email, and a location behind it."),
          N_("A plain 603 after some seconds of ringing may be a person. A 603+ never is: analytics "
             "decide before a person is asked."),
          N_("A 603+ is answered with a complaint, a 603 with a look at phone, PBX or provider.")},
         N_("A box on the way that builds its own response makes a plain 603 (or a 403) of a 603+. If "
            "both legs are in the capture sipwhy shows the loss; if only the near one is, the phrase "
            "without the Reason, or the Reason without the phrase, gives it away.")},
	{608,
         CODE_603PLUS,
         N_("Two ways to say that a machine blocked the call. 603+ is what US providers must use for "
            "analytics since March 2026; 608 is the IETF's, older, and rare."),
         {N_("603+ carries the address for complaints in the text of its Reason; 608 as a signed card in "
             "Call-Info."),
          N_("608 asks for an announcement when the caller's side does not know it; 603+ asks for none."),
          N_("Software that knows neither takes 603+ for a plain 603, and 608 for 600.")},
         N_("They do not meet in one call, unless a box on the way translates.")},
	{607,
         CODE_603PLUS,
         N_("607 is the called person's word, 603+ a machine's."),
         {N_("Against a 603+ the caller can complain: it names an address. Against a 607 there is nothing "
             "to complain about: somebody does not want these calls."),
          N_("A block that the called person asked for, without analytics, is 607's business; a block by "
             "analytics is 603+'s.")},
         N_("They do not meet in one call, unless a box on the way translates.")},
	{607,
         608,
         N_("607: a person does not want this caller. 608: a machine on the way does not want this call, "
            "and the person was not asked."),
         {N_("607 comes from the called side, often after ringing; 608 from an engine on the way, before "
             "anything rings."),
          N_("A machine makes mistakes that can be complained about: 608 may name an address in Call-Info "
             "(purpose=jwscard). 607 names none."),
          N_("After 607 take the number off the list. After 608 complain, and look after the number's "
             "reputation.")},
         N_("They do not meet in one call. Enough 607 from many people are what makes an engine answer "
            "608.")},
	{486,
         600,
         N_("486: this phone is busy. 600: all of the callee's phones are, and whoever says so knows "
            "them all."),
         {N_("After 486 the other phones ring on and voicemail may take the call. After 600 a proxy "
             "cancels everything and tries nothing more, voicemail included."),
          N_("A single phone cannot know about the others, and should send 486. A PBX or subscriber "
             "database can."),
          N_("Both become Q.850 cause 17 at a gateway; back from there it is always 486.")},
         N_("In one call they meet on a fork where one phone sends 600: the 486 of the others no longer "
            "counts.")},
	{404,
         604,
         N_("404: not here. 604: nowhere."),
         {N_("After 404 a proxy may try another route, and often should. After 604 it must not."),
          N_("604 is for a server in charge of the whole number or domain. One with an old number list "
             "that sends 604 keeps good routes from being tried."),
          N_("Both become Q.850 cause 1 at a gateway; back from there it is always 404.")},
         N_("In one call they meet on a fork: the 604 wins.")},
	{488,
         606,
         N_("Both say that the offer does not fit. 488 speaks for one phone, 606 for all of them."),
         {N_("After 488 a proxy may try another phone or a route through a transcoder. After 606 it must "
             "not."),
          N_("Warning (3xx) and the SDP in the response say what does not fit; both codes may have them."),
          N_("A 606 from a device that knows only itself is a mistake: it should be 488.")},
         N_("In one call they meet on a fork: the 606 wins.")},
	{408,
         480,
         N_("408: nothing answered, as far as the next hop can tell. 480: the callee is known, and "
            "cannot be had now."),
         {N_("408 without any 18x after 32 s is a server or phone that does not respond at all: network, "
             "firewall, address. 480 at once is a phone that is not registered."),
          N_("After ringing both mean that nobody picked up: 480 with Q.850 cause 19 from the telephone "
             "network, 408 or 480 from a proxy's timer."),
          N_("Q.850 cause 18 (no response from the phone) becomes 408; 19 (no answer), 20 (absent) and 31 "
             "become 480.")},
         N_("On a fork one phone may be off (408) and another out of service (480); the proxy passes on "
            "the one it likes better.")},
	{480,
         486,
         N_("480: the callee cannot be had now. 486: the callee's phone is in use, or somebody pressed "
            "reject."),
         {N_("480 after half a minute of ringing is no answer; 486 after some seconds of ringing is "
             "possibly reject."),
          N_("Do-not-disturb is 480 on some phones and 486 on others."),
          N_("486 should make a busy tone; 480 makes whatever the phone likes.")},
         N_("On a fork both may come; the proxy passes on the one it likes better.")},
	{487,
         603,
         N_("487: the caller's side ended the call. 603: the callee's side did."),
         {N_("487 answers an INVITE that was cancelled: look for the CANCEL, and for the person, timer or "
             "other branch behind it. 603 answers an INVITE that nobody cancelled."),
          N_("Before a 487 ask what the caller heard: silence makes people hang up. Before a 603 ask who "
             "refused."),
          N_("Releasing side in a call record: 487 is the caller's side, 603 the callee's.")},
         N_("They meet on a fork: one phone sends 603, the proxy cancels the others, and those answer "
            "487. The caller gets the 603. They may also cross: the caller hangs up in the second in "
            "which the phone refuses, and whichever final response was first counts.")},
	{183,
         200,
         N_("183 may bring audio before anybody answered; 200 is the answer. Billing, and the caller's "
            "own voice, begin at 200."),
         {N_("After 183 with SDP audio normally flows to the caller only; many networks block the other "
             "way until 200."),
          N_("The SDP in 200 should be that of the 183 with the same To-tag. If it is not, audio moves at "
             "that moment, and may be lost or clipped."),
          N_("A 183 without an answer within minutes ends by itself (timer C); a 200 has to be "
             "acknowledged with ACK.")},
         N_("Nearly every call has both. Silence that starts at 183 and ends at 200 is an early media "
            "fault; silence that starts at 200 is not, though a change of SDP at the answer may be its "
            "cause. On a fork the 200 may come from another dialog than the 183 that the caller was "
            "listening to.")},
	{183,
         199,
         N_("183 tells that a branch is alive, 199 that a branch is over. Neither ends the call."),
         {N_("183 may open an audio path, 199 closes one: the phone should stop playing what came with "
             "that To-tag."),
          N_("199 comes only where the caller said that it knows it (Supported: 199) and the call forks."),
          N_("A Reason in a 199 says why that branch ended, as one in a 183 says why the call is about to.")},
         N_("On a fork: 183 with SDP from one branch, later 199 for the same To-tag, while another "
            "branch goes on ringing. A phone that ignores the 199 stays with dead audio, and the caller "
            "hears silence.")},
};

enum {
	PAIRS = sizeof(pairs) / sizeof(pairs[0])
};

const struct contrast *contrast_at(unsigned index)
{
	return index < PAIRS ? &pairs[index] : NULL;
}

const struct contrast *contrast_find(uint16_t code, uint16_t other)
{
	for (unsigned i = 0; i < PAIRS; i++)
		if ((pairs[i].code == code && pairs[i].other == other) ||
		    (pairs[i].code == other && pairs[i].other == code))
			return &pairs[i];
	return NULL;
}
