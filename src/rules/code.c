/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/code.h"

#include "base/language.h"
#include "sip/status.h"

/* In the order of the codes. */
static const struct code_sheet sheets[] = {
	{100, 0, N_("The next hop has the INVITE and works on it."),
         N_("Within a fifth of a second, by every proxy, SBC and PBX that expects to need longer. It is "
            "for one hop only and is not handed on."),
         N_("The caller stops repeating the INVITE. There is no dialog yet, and nothing is known of the "
            "callee."),
         N_("None. After a 100 alone the caller hears nothing at all."),
         N_("Did anything come after it, and how long did the caller wait in silence?"),
         N_("Nothing, if a 180, a 183 or a final response follows within a few seconds. A call that "
            "stays at 100 is stuck one hop further: look there."),
         "RFC 3261 21.1.1, 8.2.6.1, 17.2.1", "prov-*"},
	{180, 0, N_("The callee is being alerted: a phone rings, or something says that it does."),
         N_("When the callee's phone starts to ring. Gateways and SBCs send it of their own accord, too, "
            "sometimes before anything rings."),
         N_("An early dialog, if it has a To-tag. The call can ring for minutes, and may still be "
            "answered, refused or cancelled."),
         N_("Without SDP the caller's phone makes the ringback itself. With SDP it is an 18x with early "
            "media: most phones then stop ringing and wait for RTP."),
         N_("Does the caller hear ringing: from its own phone, or as RTP?"),
         N_("Without SDP: expect local ringback, and look whether SDP came earlier and switched that "
            "off. With SDP: look for RTP towards the caller."),
         "RFC 3261 21.1.2, RFC 3960 3.2", "em-* ringback-gap prov-* leg-*"},
	{181, 0, N_("The call is on its way to somebody else."),
         N_("When a call forwarding takes effect: on busy, on no answer, at once. Few carriers send it."),
         N_("An early dialog, if it has a To-tag. The 18x that follows often has another To-tag: the new "
            "callee's."),
         N_("None by itself. A phone that rang goes on, and one that did not stays silent until a 180 or "
            "RTP comes."),
         N_("Who got the call in the end, and did anything make the caller hear that it goes on?"),
         N_("Look for the 180 or 183 that follows and at its To-tag; History-Info or Diversion names the "
            "new target."),
         "RFC 3261 21.1.3", "fork-serial-silence"},
	{182, 0, N_("The call waits in a queue until somebody is free."),
         N_("By call centres and some PBXs, perhaps again and again with the place in the queue as "
            "reason phrase."),
         N_("An early dialog, if it has a To-tag. The wait may be long, and the INVITE stays open all "
            "the time."),
         N_("None by itself. Music or an announcement needs SDP in this or another 18x, and RTP."),
         N_("What does the caller hear while it waits?"),
         N_("Look for a 183 or 182 with SDP and for RTP. If there is none, the caller waits in silence "
            "and hangs up."),
         "RFC 3261 21.1.4", "em-long"},
	{183, 0,
         N_("Something is happening, and the code does not say what. Nothing about ringing, nothing "
            "about the callee."),
         N_("By gateways when the telephone network reports progress, by networks that play ringback "
            "tones or announcements, by mobile networks (IMS) that set up a bearer before anything "
            "rings, by SBCs that anchor the media."),
         N_("An early dialog, and the INVITE stays open: the call may be answered, refused or cancelled. "
            "With SDP the offer is usually answered, and an audio path towards the caller is open before "
            "anybody pays."),
         N_("With SDP: whatever the callee's side sends as RTP (ringback, an announcement, music); if it "
            "sends nothing, silence, since most phones stop ringing at SDP. Without SDP: nothing, unless "
            "the phone rings at a bare 183, which few do."),
         N_("Is there audio, who sends it, and can the caller hear it?"),
         N_("In this order: has the 183 SDP? Does its m= line have a port and a direction that lets "
            "audio come? Does RTP arrive at the address in the INVITE's SDP? Is there sound in it? Then "
            "read Reason: a Q.850 cause in a 183 says why the call is about to fail."),
         "RFC 3261 21.1.5, RFC 3960 3.2, RFC 6432", "em-* sdp-* rel-* ims-* fork-* leg-*"},
	{199, 0, N_("One branch of a forked call is over; the others go on."),
         N_("By a forking proxy or an SBC, when the caller said that it understands 199 (Supported: 199) "
            "and one of several phones refused."),
         N_("The early dialog with that To-tag is gone. The INVITE itself stays open for the other "
            "branches."),
         N_("The caller's phone should stop playing what came with that dialog, and may ring by itself "
            "again."),
         N_("Which branch ended, and was it the one the caller was listening to?"),
         N_("Compare its To-tag with those of the 18x before. Silence after it means that the remaining "
            "branches gave neither 180 nor audio."),
         "RFC 6228", "fork-*"},
	{200, 0, N_("Answered: somebody or something took the call."),
         N_("When the callee picks up, and just as well when a voice mailbox, an IVR or a screening "
            "service does."),
         N_("The dialog is confirmed and billing starts. The caller must send ACK."),
         N_("Both ways, by the SDP agreed. If its SDP differs from that of the 18x, the audio path moves "
            "at this moment."),
         N_("Is the audio that was agreed before the answer still the one agreed now?"),
         N_("Compare its SDP with that of the 18x with the same To-tag, and look whether RTP flows both "
            "ways from here on."),
         "RFC 3261 21.2.1, 13.2.2.4",
         "em-lost-at-answer answer-clip em-answer-media-switch em-rtp-one-way-after "
         "em-ringback-after-answer fork-em-wrong-winner fork-2xx-other-dialog"},
	{202, 0, N_("A request was taken, and is worked on later."),
         N_("In answer to REFER (a call transfer) or SUBSCRIBE by older software. Never in answer to "
            "INVITE."),
         NULL, N_("None: it is not about a call's audio."), N_("Did the transfer that was asked for take place?"),
         N_("Follow the NOTIFY requests: they tell how the transfer went."), "RFC 6665"},
	{204, 0, N_("A request was taken, and no notification will follow."),
         N_("In answer to SUBSCRIBE. Not in calls."), NULL, N_("None: it is not about a call's audio."),
         N_("None about the call."), N_("Nothing."), "RFC 5839"},
	{300, 0, N_("There are several places to try; Contact lists them."),
         N_("By redirect servers and number portability databases."), NULL, NULL,
         N_("Who tried the other places, and what came of it?"),
         N_("Follow the next INVITE: same Call-ID, or the Contact as its Request-URI. If there is none, "
            "whoever got the 300 does not follow redirections."),
         "RFC 3261 21.3.1"},
	{301, 0, N_("The callee has moved for good; Contact names the new address."),
         N_("By redirect servers, and by gateways for a changed number that names the new one (Q.850 "
            "cause 22 with diagnostic)."),
         NULL, NULL, N_("Who tried the new address, and what came of it?"),
         N_("Follow the next INVITE to the Contact, and correct the number in the phone book or routing "
            "table."),
         "RFC 3261 21.3.2, RFC 3398"},
	{302, 0, N_("The callee is elsewhere for now; Contact says where."),
         N_("By a phone or PBX with call forwarding set, and by redirect servers, for which it is the "
            "ordinary answer."),
         NULL, NULL, N_("Who tried the other address, and what came of it?"),
         N_("Follow the next INVITE to the Contact. If nobody sends it, the caller's proxy or trunk does "
            "not follow redirections, or may not."),
         "RFC 3261 21.3.3"},
	{305, 0, N_("The call must go through the proxy that Contact names."), N_("Hardly ever."), NULL, NULL,
         N_("Was the call sent through that proxy?"), N_("Route the call as it says."), "RFC 3261 21.3.4"},
	{380, 0, N_("This service will not do it; another one, described in the body, may."),
         N_("In mobile networks for an emergency call that was not sent as one."), NULL, NULL,
         N_("Did the phone try again as it was told?"),
         N_("Read the body (XML) and look for the next INVITE, perhaps on another access network."), "RFC 3261 21.3.5"},
	{400, 41, N_("The request could not be understood."),
         N_("When a header field is broken or missing, or a body does not fit its Content-Length or "
            "Content-Type; also by PBXs for a number they cannot read."),
         NULL, NULL, N_("What in the INVITE does the other side not understand?"),
         N_("Read the reason phrase and Warning, then compare the INVITE with one that worked. Sending "
            "the same again brings the same."),
         "RFC 3261 21.4.1"},
	{401, 21, N_("Credentials, please: the server wants a name and a password."),
         N_("In answer to the first INVITE (or REGISTER) without credentials, by registrars, PBXs and "
            "providers that act as the called side."),
         N_("This try is over, and a second one with credentials follows at once: same Call-ID, next "
            "CSeq."),
         NULL, N_("Was the INVITE repeated with Authorization, and what came of that?"),
         N_("Nothing, if the repeated INVITE goes through. A second 401 means a wrong name, password, "
            "realm or a nonce that grew old."),
         "RFC 3261 21.4.2, 22.2"},
	{402, 21, N_("Payment required. SIP leaves it for future use."),
         N_("By some providers for an account without credit."), NULL, NULL, N_("Is there money left?"),
         N_("Look at the account with the provider."), "RFC 3261 21.4.3"},
	{403, 21, N_("Understood, and refused. Credentials would not help, and neither does trying again."),
         N_("For a caller's number that is not allowed, a destination that is barred, a trunk that is "
            "unknown (by its IP address), a failed signature check (Stale Date), an account that is "
            "suspended; by gateways for Q.850 cause 21 unless the user refused; by Asterisk for a call "
            "rejected anywhere behind it."),
         NULL, NULL, N_("Which rule of whose network refused it?"),
         N_("Read reason phrase, Warning and Reason; check caller ID format, destination barring, the "
            "trunk's registration or IP list, and the account. With Q.850 cause 21 look one network "
            "further: a person may have refused, and a gateway turned that into 403."),
         "RFC 3261 21.4.4, RFC 3398, RFC 8224", "dec-* leg-code-remapped leg-reason-lost em-announcement-reason"},
	{404, 1, N_("There is no such user here."),
         N_("For a number nobody has, a number in a form the server does not know (+, country code, "
            "prefix), or a domain it does not serve; by gateways for Q.850 causes 1, 2, 3 and 26."),
         NULL, NULL, N_("Is the number wrong, or its form, or the server that was asked?"),
         N_("Compare the Request-URI with one that works, digit by digit. If the number is right, the "
            "routing is not: a dial plan or a porting database."),
         "RFC 3261 21.4.5, RFC 3398", "em-tone-sit em-tone-contradicts-code em-announcement-reason leg-code-remapped"},
	{405, 63, N_("The method is known, and not allowed here; Allow lists those that are."),
         N_("For INVITE to something that takes no calls, or for UPDATE, PRACK, INFO or REFER where they "
            "are switched off."),
         NULL, NULL, N_("Which request did the other side not want?"),
         N_("Look at Allow, and at the method in CSeq: it may not be the INVITE."), "RFC 3261 21.4.6"},
	{406, 79, N_("No answer can be made in a form that Accept allows."),
         N_("Rarely: for an INVITE with an Accept field that leaves out application/sdp. Some devices "
            "send it where 488 is meant."),
         NULL, NULL, N_("What does the INVITE accept?"),
         N_("Look at Accept, then treat it as a 488: compare codecs and transport."), "RFC 3261 21.4.7"},
	{407, 21, N_("Credentials, please: a proxy on the way wants a name and a password."),
         N_("In answer to the first INVITE without Proxy-Authorization, by the caller's own proxy or "
            "provider."),
         N_("This try is over, and a second one with credentials follows at once: same Call-ID, next "
            "CSeq."),
         NULL, N_("Was the INVITE repeated with Proxy-Authorization, and what came of that?"),
         N_("Nothing, if the repeated INVITE goes through. A second 407 means a wrong name, password, "
            "realm or a nonce that grew old."),
         "RFC 3261 21.4.8, 22.3"},
	{408, 102, N_("The callee was not found in time: nothing answered."),
         N_("By a proxy or SBC whose own INVITE got no response (timer B, 32 s), when a fork timer ran "
            "out (timer C, three minutes or more), and by gateways for Q.850 cause 18."),
         NULL, NULL, N_("Did the call ever reach a phone?"),
         N_("Without a 180 before it: the next hop is down, unreachable or filtered; check registration, "
            "address and firewall. After a 180: it rang, and a timer ended it."),
         "RFC 3261 21.4.9, 17.1.1.2, 16.6", "prov-none em-timer-c leg-code-remapped"},
	{410, 22, N_("The callee is gone for good and left no new address."),
         N_("For a number that was given up or changed; by gateways for Q.850 causes 22 and 23."), NULL, NULL,
         N_("What is the new number?"), N_("Correct the number; trying again is of no use."),
         "RFC 3261 21.4.10, RFC 3398"},
	{412, 0, N_("A published state is not the one the request was meant for."),
         N_("In answer to PUBLISH. Not in calls."), NULL, NULL, N_("None about the call."), N_("Nothing."), "RFC 3903"},
	{413, 127, N_("The body is too large."),
         N_("For an INVITE with a very long SDP (many codecs, ICE candidates, crypto lines) or several "
            "bodies."),
         NULL, NULL, N_("What makes the INVITE so long?"),
         N_("Offer fewer codecs and candidates, or let the call go by TCP."), "RFC 3261 21.4.11"},
	{414, 127, N_("The Request-URI is too long."), N_("Hardly ever: parameters piled up by a chain of servers."),
         NULL, NULL, N_("Which server makes the URI so long?"), N_("Look at the Request-URI on each hop."),
         "RFC 3261 21.4.12"},
	{415, 79, N_("The body is of a kind the server cannot read."),
         N_("For multipart bodies, ISUP (SIP-I, SIP-T), XML or text beside the SDP, or a body without "
            "Content-Type."),
         NULL, NULL, N_("Which body did the other side not want?"),
         N_("Compare Content-Type of the INVITE with Accept of the 415; let the SBC strip what is not "
            "SDP."),
         "RFC 3261 21.4.13"},
	{416, 127, N_("The scheme of the Request-URI is not known here."),
         N_("For a tel: URI (or sips:) to a server that knows sip: only."), NULL, NULL,
         N_("Which scheme does the INVITE use?"),
         N_("Let the caller or the SBC send sip: URIs, with user=phone for numbers."), "RFC 3261 21.4.14"},
	{417, 0, N_("The priority that was asked for is not known here."),
         N_("In networks with call priorities (government, military)."), NULL, NULL,
         N_("Which Resource-Priority does the INVITE have?"), N_("Use a namespace the network knows, or leave it out."),
         "RFC 4412"},
	{420, 127, N_("The INVITE requires an extension that the server does not have; Unsupported names it."),
         N_("For Require: 100rel, precondition or timer where the other side is an older or simpler "
            "device."),
         NULL, NULL, N_("Which extension was demanded, and does the call need it?"),
         N_("Read Unsupported. Put the extension into Supported rather than Require, and the other side "
            "may decide."),
         "RFC 3261 21.4.15, 8.1.3.5", "rel-unsupported-420"},
	{421, 127, N_("The server needs an extension that the caller did not say it has; Require names it."),
         N_("For 100rel, timer or path where a network insists on it."), NULL, NULL,
         N_("Which extension does the other side insist on?"), N_("Switch it on in the caller, or have the SBC do it."),
         "RFC 3261 21.4.16"},
	{422, 0, N_("The session timer asked for is too short; Min-SE says what is allowed."),
         N_("For a Session-Expires below the other side's minimum."),
         N_("This try is over, and the caller sends a second INVITE with a longer timer."), NULL,
         N_("Was the INVITE repeated with the longer timer?"),
         N_("Nothing, if it was. Else raise the caller's Session-Expires to that Min-SE."), "RFC 4028"},
	{423, 127, N_("The time asked for a registration or subscription is too short."),
         N_("In answer to REGISTER or SUBSCRIBE. Not in calls."), NULL, NULL, N_("None about the call."),
         N_("Register for as long as Min-Expires says."), "RFC 3261 21.4.17"},
	{424, 0, N_("The location that came with the call cannot be used."),
         N_("For emergency calls with a Geolocation field."), NULL, NULL,
         N_("What is wrong with the caller's location?"), N_("Read Geolocation-Error."), "RFC 6442"},
	{425, 0, N_("An emergency alert that came with the request cannot be used."),
         N_("In answer to alerts from sensors. Not in calls."), NULL, NULL, N_("None about the call."),
         N_("Read AlertMsg-Error."), "RFC 8876"},
	{428, 0, N_("The INVITE is not signed, and must be: there is no Identity field."),
         N_("By networks that demand STIR/SHAKEN signatures of everybody."), NULL, NULL,
         N_("Who on the way should have signed the call, or lost the signature?"),
         N_("Look for Identity on each hop. The originating provider signs; an SBC or a path over the "
            "telephone network loses it."),
         "RFC 8224"},
	{429, 0, N_("A call transfer must say who asked for it."),
         N_("In answer to a REFER, or to the INVITE of a transfer."), NULL, NULL, N_("Who transferred the call?"),
         N_("Switch on Referred-By with a signature, or take that demand off."), "RFC 3892"},
	{430, 0, N_("One connection of several to the phone is dead; another may work."),
         N_("By edge proxies to the proxy behind them. The caller should not see it."), NULL, NULL,
         N_("Is the phone still registered?"), N_("Let the phone register anew; check NAT keep-alives."), "RFC 5626"},
	{433, 0, N_("The callee takes no anonymous calls."),
         N_("By the callee's phone, PBX or network when the caller's number is withheld (Privacy: id, or "
            "From anonymous)."),
         NULL, NULL, N_("Did the caller hide the number, or did a network on the way?"),
         N_("Call again with the number shown. If the caller never hid it, look where From or "
            "P-Asserted-Identity lost it."),
         "RFC 5079"},
	{436, 0, N_("The certificate for the signature could not be fetched."),
         N_("When the URL in the Identity field's info parameter does not answer, or not in time."), NULL, NULL,
         N_("Can the certificate be fetched from outside?"),
         N_("Fetch that URL. The signing provider must keep it open to the world."), "RFC 8224"},
	{437, 0, N_("The certificate for the signature is not accepted."),
         N_("When it has expired, does not cover the number, or comes from an authority the network does "
            "not trust."),
         NULL, NULL, N_("What is wrong with the certificate?"),
         N_("Have the signing provider look at its dates, its authority and its numbers."), "RFC 8224"},
	{438, 0, N_("The signature does not fit the call."),
         N_("When From, To or the date were changed after signing, or the signature is broken."), NULL, NULL,
         N_("Who changed the call after it was signed?"),
         N_("Compare the numbers in From and To with those in the signature, hop by hop: SBCs that "
            "rewrite numbers break it."),
         "RFC 8224"},
	{439, 0, N_("The first proxy cannot keep connections open as the phone asks."),
         N_("In answer to REGISTER. Not in calls."), NULL, NULL, N_("None about the call."),
         N_("Switch the outbound extension off in the phone."), "RFC 5626"},
	{440, 0, N_("The call forks into more branches than it may."), N_("In loops of forking proxies."), NULL, NULL,
         N_("Where does the call fork in a circle?"), N_("Treat it as a 482: find the loop."), "RFC 5393"},
	{469, 0, N_("The INFO request is of a kind that was not asked for."),
         N_("In answer to INFO within a call. The call goes on."), NULL, NULL, N_("None about the early phase."),
         N_("Look at Recv-Info."), "RFC 6086"},
	{470, 0, N_("The callee must first agree to be called."), N_("In networks with consent lists. Hardly ever."),
         NULL, NULL, N_("Whose consent is missing?"), N_("Read Permission-Missing."), "RFC 5360"},
	{480, 18, N_("The callee exists and cannot be reached now."),
         N_("When no phone is registered, when nobody answers until a timer runs out, when a phone has "
            "do-not-disturb set; by gateways for Q.850 causes 19, 20 and 31. FreeSWITCH sends it for "
            "most causes it has no code for."),
         NULL, NULL, N_("Is it that nobody answered, that no phone is there, or that the phone wants no calls?"),
         N_("Read Reason: 19 is no answer, 20 an absent phone, 31 says nothing. Without Reason look at "
            "the time: half a minute after the 180 is a no-answer timer, at once is a phone that is not "
            "registered or do-not-disturb. Retry-After, where there is one, says when to call again."),
         "RFC 3261 21.4.18, RFC 3398", "em-announcement-reason leg-code-remapped"},
	{481, 41, N_("The other side knows of no such call."),
         N_("For a CANCEL, PRACK, UPDATE or BYE that came too late, went to another server of a cluster, "
            "or has a tag that was changed."),
         NULL, NULL, N_("Which request was it, and who forgot the call?"),
         N_("Compare Call-ID, both tags and the Via branch with those of the INVITE. Behind a load "
            "balancer look whether all messages of a call go to one server."),
         "RFC 3261 21.4.19", "cancel-481 rel-prack-rejected"},
	{482, 25, N_("The call came back to a server it had passed."),
         N_("When two servers route a number to each other."), NULL, NULL,
         N_("Which two servers send the call back and forth?"),
         N_("Read the Via fields of the INVITE: they list the circle."), "RFC 3261 21.4.20, 16.3"},
	{483, 25, N_("The call went over too many servers: Max-Forwards ran out."),
         N_("In a loop that no server noticed, since each changed something in the call."), NULL, NULL,
         N_("Where does the call go round?"),
         N_("Follow the same number across the INVITEs, whose Max-Forwards counts down. Forwardings that "
            "point to each other are the usual cause."),
         "RFC 3261 21.4.21, 16.3"},
	{484, 28, N_("Digits are missing."),
         N_("For a number that is too short, and in overlap dialling for each INVITE until the number is "
            "complete; by gateways for Q.850 cause 28."),
         NULL, NULL, N_("Is the number too short, or in a form the next network does not take?"),
         N_("If a longer number follows by itself: nothing. Else compare the Request-URI with one that "
            "works."),
         "RFC 3261 21.4.22, RFC 3398"},
	{485, 1, N_("The name fits several users; Contact may list them."),
         N_("Hardly ever: by directories that search by name."), NULL, NULL, N_("Who is meant?"),
         N_("Call one of those it lists."), "RFC 3261 21.4.23"},
	{486, 17, N_("Busy here: this phone takes no call now. Another phone of the callee might."),
         N_("When the line is in use, and just as well when somebody presses reject: most desk phones "
            "and mobile networks send 486 for that. By gateways for Q.850 cause 17."),
         NULL,
         N_("None comes with it. The caller's phone makes a busy tone; a network may have played one "
            "before (183 with SDP)."),
         N_("Was the line in use, or did somebody press reject?"),
         N_("Look at the time after the 180: at once or without any 180 is a busy line or "
            "do-not-disturb, some seconds after it is possibly a thumb. With several phones the others "
            "go on ringing; Retry-After, where there is one, says when to call again."),
         "RFC 3261 21.4.24, RFC 3398",
         "em-tone-busy em-tone-contradicts-code em-announcement-reason leg-code-remapped"},
	{487, 0, N_("The INVITE was ended by a CANCEL: nobody refused anything."),
         N_("When the caller hangs up while it rings, when a proxy cancels the branches that lost to an "
            "answer elsewhere, or when a no-answer timer on the way cancels the call."),
         N_("The INVITE is over, as the one who cancelled wanted. On a branch of a forked call the call "
            "itself may have been answered elsewhere."),
         NULL, N_("Who cancelled, and why: a person who gave up, a timer, or an answer elsewhere?"),
         N_("Find the CANCEL and its Reason: SIP;cause=200 is answered elsewhere. Without it ask what "
            "the caller heard until then: hanging up in silence is a fault, hanging up after half a "
            "minute of ringing is not."),
         "RFC 3261 21.4.25, 9.1, RFC 3326", "cancel-* abandon-in-silence em-timer-c"},
	{488, 0, N_("The offer cannot be taken here: no codec, transport or address in it fits."),
         N_("For an offer without a common codec, SRTP against plain RTP, IPv6 against IPv4, video or "
            "fax where there is none, a missing offer; by gateways for Q.850 causes 65 and 70."),
         NULL, NULL, N_("What in the offer does not fit?"),
         N_("Read Warning (3xx: which part of the SDP) and compare the offer with one that works. The "
            "SDP in the 488, where there is one, lists what the other side can do."),
         "RFC 3261 21.4.26, 20.43", "sdp-*"},
	{489, 0, N_("The event that was subscribed to is not known."), N_("In answer to SUBSCRIBE. Not in calls."),
         NULL, NULL, N_("None about the call."), N_("Nothing."), "RFC 6665"},
	{491, 0, N_("Two offers crossed: the other side is waiting for the answer to one of its own."),
         N_("For an UPDATE or re-INVITE sent while another one is open."),
         N_("The call goes on as it was. The one who was refused tries again after a pause."),
         N_("Stays as it was before the offer that was refused."), N_("Which change of the audio was lost or late?"),
         N_("Look whether the offer is repeated within some seconds. Before the answer it means that an "
            "UPDATE was sent before the first offer was answered."),
         "RFC 3261 21.4.27, 14.1", "upd-before-prack"},
	{493, 0, N_("The body is encrypted and cannot be read."), N_("Hardly ever: S/MIME."), NULL, NULL,
         N_("Who encrypts the body?"), N_("Switch S/MIME off, or give the callee the key."), "RFC 3261 21.4.28"},
	{494, 0, N_("The phone must first agree on a security mechanism."),
         N_("In mobile networks, to a phone that does not use the tunnel agreed at registration."), NULL, NULL,
         N_("Is the phone registered as the network wants?"), N_("Read Security-Server; let the phone register anew."),
         "RFC 3329"},
	{500, 41, N_("The server failed, and does not say how."),
         N_("For crashes, scripts and databases that fail, a PRACK or UPDATE out of order; by gateways "
            "for Q.850 causes that have no code of their own, 111 and 127 among them."),
         NULL, NULL, N_("Which server, and what does its log say at this second?"),
         N_("Read Reason, Warning and the Server field, then that server's log. Trying again after some "
            "seconds, or by another route, may go through."),
         "RFC 3261 21.5.1, RFC 3398", "rel-timeout-5xx leg-code-remapped"},
	{501, 79, N_("The server cannot do this at all."),
         N_("For a method it does not know; by gateways for Q.850 causes 29 and 79."), NULL, NULL,
         N_("Which request did the other side not know?"),
         N_("Look at the method in CSeq; for INVITE look at what the call asks for beyond audio."),
         "RFC 3261 21.5.2, RFC 3398"},
	{502, 38, N_("The server behind answered with something that makes no sense."),
         N_("By proxies and SBCs for a broken response; by gateways for Q.850 cause 27."), NULL, NULL,
         N_("What did the next hop answer?"),
         N_("Capture behind the server that sent it. Another route may go through."), "RFC 3261 21.5.3, RFC 3398"},
	{503, 41, N_("Not now: overloaded, out of lines, or down for work."),
         N_("By trunks with a limit on calls, overloaded servers, proxies that find no server behind "
            "them; by gateways for Q.850 causes 34, 38, 41, 42, 47, 58 and 88."),
         NULL, NULL, N_("What ran out: lines, capacity, or the way there?"),
         N_("Read Reason and Retry-After. 34 is lines, 42 an exchange, 38 or 41 a network. Another route "
            "may take the call; the caller should leave this server alone as long as Retry-After says."),
         "RFC 3261 21.5.4, RFC 3398", "em-tone-congestion em-announcement-reason leg-code-remapped"},
	{504, 102, N_("Something the server had to ask did not answer in time."),
         N_("When a database (routing, porting, subscriber) or DNS does not answer; by gateways for "
            "Q.850 cause 102."),
         NULL, NULL, N_("Whom did that server wait for?"),
         N_("Look at the server that sent it and what it asks: DNS, ENUM, databases. Another route may "
            "go through."),
         "RFC 3261 21.5.5, RFC 3398", "rel-timeout-5xx"},
	{505, 127, N_("That version of SIP is not spoken here."), N_("For a broken request line."), NULL, NULL,
         N_("What does the request line say?"), N_("Look for a message that was cut or glued on its way (TCP)."),
         "RFC 3261 21.5.6"},
	{513, 127, N_("The message is too large."), N_("For an INVITE of many kilobytes."), NULL, NULL,
         N_("What makes the message so long?"), N_("Offer fewer codecs and candidates, or let the call go by TCP."),
         "RFC 3261 21.5.7"},
	{555, 0, N_("The push service that the phone asked for is not known."),
         N_("In answer to REGISTER by mobile apps. Not in calls."), NULL, NULL,
         N_("Will the app be woken when a call comes?"), N_("Look at pn-provider in the phone's Contact."), "RFC 8599"},
	{580, 0, N_("A bearer that must be there before it rings could not be set up."),
         N_("In mobile networks (VoLTE, IMS) when the radio or core network gives no resources for the "
            "call."),
         NULL, NULL, N_("Whose side got no bearer?"),
         N_("Read a=curr and a=des lines in the SDP of both sides: the one that stays at none has failed."), "RFC 3312",
         "ims-*"},
	{600, 17,
         N_("Busy everywhere: none of the callee's phones takes the call, and whoever says so knows them "
            "all."),
         N_("By a PBX or subscriber database that knows all the callee's phones; by FreeSWITCH for its "
            "cause BUSY_EVERYWHERE."),
         NULL, N_("None comes with it. The caller's phone makes a busy tone."),
         N_("Does that server really know all the callee's phones?"),
         N_("Call later; Retry-After may say when. If one phone among several sends it, the others stop "
            "ringing: set that phone to 486."),
         "RFC 3261 21.6.1, 16.7", "em-tone-busy leg-code-remapped"},
	{603, 21, N_("Refused, for all of the callee's phones. The code does not say by whom or why."),
         N_("When a person presses reject on some phones and apps (pjsip ones, Linphone), a phone "
            "refuses by itself, a PBX hangs up without a cause (Asterisk) or was told CALL_REJECTED "
            "(FreeSWITCH), a provider's rule or an analytics engine blocks the call, a gateway is told "
            "Q.850 cause 21 by the user's side, or a provider maps no answer to it."),
         N_("Over, everywhere: a proxy that gets it cancels all other branches, and no early dialog is "
            "left."),
         N_("None comes with it. What the caller heard came before, in a 183 with SDP: a refusal "
            "announced by voice is early media, then 603."),
         N_("Who said no - a person, a phone, a PBX, a provider or an analytics engine - and may the "
            "caller try again?"),
         N_("Look at the time since the INVITE and since the 180, at Reason (and that of an earlier "
            "183), at Server or User-Agent, and whether the To-tag is that of the 180. Where nothing "
            "rang, neither by 180 nor as ringback in early media, hardly a person saw the call. Do not "
            "send it over another trunk before that is clear; Retry-After, where there is one, says when "
            "to call again."),
         "RFC 3261 21.6.2, 16.7, RFC 3398", "dec-* leg-code-remapped leg-reason-lost em-announcement-reason"},
	{604, 1, N_("This number exists nowhere, and whoever says so knows them all."),
         N_("By a server that is in charge of the number or domain. Some servers send it where 404 is "
            "meant."),
         NULL, NULL, N_("Does that server really know all numbers?"),
         N_("Check the number. If it is right, the server that sent 604 has an old list, and keeps every "
            "other route from being tried."),
         "RFC 3261 21.6.3, 16.7", "em-tone-sit leg-code-remapped"},
	{606, 0, N_("The callee was reached and would talk, but nowhere with this offer."),
         N_("As 488, by a server that speaks for all the callee's phones. Rare."), NULL, NULL,
         N_("What in the offer does not fit?"),
         N_("Read Warning (3xx: which part of the SDP) and compare the offer with one that works."),
         "RFC 3261 21.6.4, 20.43", "sdp-*"},
	{607, 0, N_("The called person does not want calls from this caller."),
         N_("When somebody presses a spam button, or keeps a list of numbers not to be let through."),
         N_("Over, everywhere; and the callee's network may remember it and refuse the next call unasked."),
         N_("None comes with it."), N_("Did a person refuse this call, or a list made earlier?"),
         N_("Do not call again. Take the number off the calling list; many of these mark the caller's "
            "number as spam."),
         "RFC 8197", "dec-* leg-code-remapped leg-reason-lost em-announcement-reason"},
	{608, 0, N_("A machine between the two refused the call, and no person saw it."),
         N_("By an analytics engine or call screening service. In the US the 603+ has taken its place "
            "for analytics."),
         N_("Over, everywhere. Call-Info may carry a signed card with an address for complaints."),
         N_("None comes with it. If the INVITE did not say that the caller understands 608 "
            "(Feature-Caps: sip.608), an announcement should have been played first, as early media."),
         N_("Whose machine, and whom to tell that it is wrong?"),
         N_("Take the contact out of Call-Info (purpose=jwscard) and complain there. Do not call again "
            "meanwhile: it makes the number look worse."),
         "RFC 8688", "dec-* leg-code-remapped leg-reason-lost em-announcement-reason"},
	{CODE_603PLUS, 21,
         N_("A network blocked the call, because its analytics took it for fraud or spam. The called "
            "person never saw it."),
         N_("By US providers, who have had to send it since March 2026 whenever analytics block a call: "
            "a 603 with the reason phrase Network Blocked, and a Reason with v=analytics1, an address "
            "for complaints and a location."),
         N_("Over, everywhere. All networks on the way back must hand it on as it is."), N_("None comes with it."),
         N_("Which network blocked it (location), and where can the caller complain (url, tel, email)?"),
         N_("Use the address in the Reason text and quote its id. Do not call again and do not send it "
            "over another trunk: that makes the number look worse. If parts are missing, some SBC or PBX "
            "on the way dropped them: compare both of its legs."),
         "ATIS-1000099, 47 CFR 64.1200(k), RFC 8606", "dec-* leg-code-remapped leg-reason-lost em-announcement-reason"},
};

enum {
	SHEETS = sizeof(sheets) / sizeof(sheets[0])
};

static const struct code_sheet *find(uint16_t code)
{
	for (unsigned i = 0; i < SHEETS; i++)
		if (sheets[i].code == code)
			return &sheets[i];
	return NULL;
}

bool code_is_known(uint16_t code)
{
	return find(code) != NULL;
}

/* RFC 3261 8.1.3.2 */
static uint16_t taken_for(uint16_t code)
{
	return code < 200 ? 183 : (uint16_t)(code / 100 * 100);
}

const struct code_sheet *code_sheet(uint16_t code)
{
	const struct code_sheet *sheet = find(code);

	if (sheet || code < CODE_FIRST || code > CODE_LAST)
		return sheet;
	return find(taken_for(code));
}

const struct code_sheet *code_at(unsigned index)
{
	return index < SHEETS ? &sheets[index] : NULL;
}

const char *code_name(uint16_t code)
{
	return code == CODE_603PLUS ? "Network Blocked" : status_phrase(code);
}

static unsigned class_of(uint16_t code)
{
	return (code == CODE_603PLUS ? 603 : code) / 100 - 1;
}

const char *code_class(uint16_t code)
{
	static const char *const classes[] = {
		N_("provisional (1xx): the call goes on, nothing is decided"),
		N_("success (2xx), final"),
		N_("redirection (3xx), final here: try another address"),
		N_("failure (4xx), final for this server or phone: another one might take the call"),
		N_("server failure (5xx), final for this server: another one might take the call"),
		N_("global failure (6xx), final for the callee as a whole: no other phone or route may be tried"),
	};

	return classes[class_of(code)];
}

const char *code_state(const struct code_sheet *sheet)
{
	static const char *const states[] = {
		N_("The INVITE stays open."),
		N_("The request succeeded."),
		N_("This INVITE is over, with its early dialogs; a new one to the address given may follow."),
		N_("This INVITE is over, with its early dialogs. On a forked call the other branches go on, and "
	           "a proxy may try the next target."),
		N_("This INVITE is over, with its early dialogs. A proxy or PBX may try the next route, and "
	           "most do."),
		N_("Over, everywhere: a proxy that gets it cancels all other branches and tries no more."),
	};

	return sheet->state ? sheet->state : states[class_of(sheet->code)];
}

const char *code_audio(const struct code_sheet *sheet)
{
	static const char *const audio[] = {
		N_("By its SDP, if it has one."),
		N_("By the SDP agreed."),
		N_("None comes with it; early media ends here."),
		N_("None comes with it. The caller's phone may play a tone; an announcement, if there was one, "
	           "came before as early media."),
		N_("None comes with it. The caller's phone may play a tone; an announcement, if there was one, "
	           "came before as early media."),
		N_("None comes with it. The caller's phone may play a tone; an announcement, if there was one, "
	           "came before as early media."),
	};

	return sheet->audio ? sheet->audio : audio[class_of(sheet->code)];
}
