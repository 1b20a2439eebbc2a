/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/cause.h"

#include "base/language.h"

/* Numbers and names: Q.850; codes: RFC 3398, which makes 500 of every cause it does not name. */
static const struct cause causes[] = {
	{1, 404, N_("unallocated number"),
         N_("Nobody has this number. The caller dialled a wrong one, or a dial plan made a wrong one of "
            "it.")},
	{2, 404, N_("no route to the transit network"),
         N_("The network was told to go through a carrier it does not know.")},
	{3, 404, N_("no route to the destination"),
         N_("The network has no way to this number: a routing table lacks the prefix, or the number is "
            "wrong.")},
	{4, 500, N_("send special information tone"),
         N_("The number cannot be reached for a lasting reason; the caller is meant to hear the three "
            "rising tones.")},
	{5, 500, N_("misdialled trunk prefix"), N_("The number was dialled with a prefix that does not belong there.")},
	{6, 500, N_("channel unacceptable"),
         N_("The two ends of a trunk did not agree on a channel: a fault between exchanges.")},
	{7, 500, N_("call awarded, delivered in an established channel"),
         N_("The call went to a channel that was up already. Not a failure.")},
	{8, 500, N_("preemption"), N_("A call of higher priority took the line.")},
	{9, 500, N_("preemption, circuit reserved for reuse"),
         N_("A call of higher priority took the line, which is kept for it.")},
	{14, 500, N_("query on release: ported number"),
         N_("The number lives in another network now; the exchange behind should ask where and route "
            "anew.")},
	{16, 0, N_("normal call clearing"),
         N_("One of the two parties hung up. On its own it explains no failure: with a failure code it "
            "means that somebody had no better cause to give.")},
	{17, 486, N_("user busy"), N_("The callee's line is in use. Nobody looked at the call.")},
	{18, 408, N_("no user responding"),
         N_("The network called the callee's equipment and got no answer from it: off, out of reach, or "
            "unplugged. It did not ring.")},
	{19, 480, N_("no answer from the user"), N_("It rang, and nobody took the call until a timer ran out.")},
	{20, 480, N_("subscriber absent"),
         N_("A mobile phone that is off or out of coverage, or a line that is not registered. It did not "
            "ring.")},
	{21, 403, N_("call rejected"),
         N_("Something that could have taken the call refused it. A person, a phone set to refuse, a "
            "provider's rule and an analytics engine all look like this: only the location parameter "
            "narrows it down (U: the user's side, and a gateway then makes it 603).")},
	{22, 410, N_("number changed"), N_("The callee has another number now.")},
	{23, 410, N_("redirection to new destination"),
         N_("The call is to go elsewhere, and an exchange on the way is asked to do that.")},
	{24, 500, N_("call rejected by a feature at the destination"),
         N_("A service of the callee's line refused the call: anonymous call rejection, a screening list.")},
	{25, 500, N_("exchange routing error"),
         N_("The call came round in a loop, or went through more exchanges than it may.")},
	{26, 404, N_("non-selected user clearing"),
         N_("Another terminal on the same line took the call. Seen from that branch it is no failure.")},
	{27, 502, N_("destination out of order"),
         N_("The callee's line or its equipment is broken, as far as the network can tell.")},
	{28, 484, N_("invalid number format (address incomplete)"),
         N_("Digits are missing, or the number is in a form that the next network does not take (+, "
            "country code).")},
	{29, 501, N_("facility rejected"), N_("A service that the call asked for was refused.")},
	{30, 500, N_("response to STATUS ENQUIRY"), N_("An answer between exchanges. It does not end a call.")},
	{31, 480, N_("normal, unspecified"),
         N_("The call ended in an ordinary way, and nobody says why. The most common cause that explains "
            "nothing: look one network further.")},
	{34, 503, N_("no circuit or channel available"),
         N_("All lines towards the callee are in use: too few channels on a trunk, or a limit that was "
            "bought.")},
	{38, 503, N_("network out of order"), N_("A network on the way is down, probably for a while.")},
	{39, 500, N_("permanent frame mode connection out of service"),
         N_("A data connection is down. Not of a voice call.")},
	{40, 500, N_("permanent frame mode connection operational"),
         N_("A data connection is up. Not of a voice call.")},
	{41, 503, N_("temporary failure"),
         N_("A network on the way failed, and expects to be well again at once. A second attempt may go "
            "through.")},
	{42, 503, N_("switching equipment congestion"),
         N_("An exchange has more calls than it can take. A second attempt on another route may go "
            "through.")},
	{43, 500, N_("access information discarded"), N_("A network could not carry on something the call needed.")},
	{44, 500, N_("requested circuit or channel not available"),
         N_("The channel one end asked for was taken at the same moment by the other.")},
	{46, 500, N_("precedence call blocked"), N_("No line could be freed even for a call of this priority.")},
	{47, 503, N_("resource unavailable, unspecified"), N_("Something on the way ran out, and nobody says what.")},
	{49, 500, N_("quality of service not available"),
         N_("The network cannot give the quality that was asked for.")},
	{50, 500, N_("requested facility not subscribed"),
         N_("The line may not use a service that the call asked for; on a SIP trunk often a caller "
            "number that is not the customer's.")},
	{53, 500, N_("outgoing calls barred within closed user group"), N_("The caller's group may not call out.")},
	{55, 403, N_("incoming calls barred within closed user group"),
         N_("The callee's group takes no calls from outside.")},
	{57, 403, N_("bearer capability not authorised"),
         N_("The caller's line may not make this kind of call: video or data on a voice line.")},
	{58, 503, N_("bearer capability not presently available"),
         N_("This kind of call is known, but there is no room for it now.")},
	{62, 500, N_("inconsistent outgoing access information and subscriber class"),
         N_("The call says of its line what the network knows better.")},
	{63, 500, N_("service or option not available, unspecified"),
         N_("Something the call needs is not there, and nobody says what.")},
	{65, 488, N_("bearer capability not implemented"),
         N_("The far network cannot carry this kind of call: a codec, video, fax or data it does not "
            "have.")},
	{66, 500, N_("channel type not implemented"), N_("The two ends of a trunk do not speak of the same channels.")},
	{69, 500, N_("requested facility not implemented"), N_("The network lacks a service that the call asked for.")},
	{70, 488, N_("only restricted digital information available"),
         N_("The way to the callee carries 56 kbit/s where 64 were asked for.")},
	{79, 501, N_("service or option not implemented, unspecified"),
         N_("The far end cannot do what the call asks, and nobody says what that is.")},
	{81, 500, N_("invalid call reference value"),
         N_("Two exchanges do not speak of the same call: a fault between them.")},
	{82, 500, N_("identified channel does not exist"),
         N_("A trunk is set up with other channels at its other end.")},
	{83, 500, N_("a suspended call exists, but not this one"), N_("A parked call was fetched by a wrong name.")},
	{84, 500, N_("call identity in use"), N_("A call was parked by a name that is taken.")},
	{85, 500, N_("no call suspended"), N_("A parked call was fetched where none was.")},
	{86, 500, N_("call with this identity has been cleared"), N_("A parked call was fetched after it had ended.")},
	{87, 403, N_("user not member of closed user group"), N_("Only members of a group may call this number.")},
	{88, 503, N_("incompatible destination"),
         N_("The callee's line takes no calls of this kind: a voice call to a fax or data line, or the "
            "other way round.")},
	{90, 500, N_("closed user group does not exist"), N_("The call names a group that the network does not know.")},
	{91, 500, N_("invalid transit network selection"),
         N_("The call names a carrier in a form that the network cannot read.")},
	{95, 500, N_("invalid message, unspecified"), N_("An exchange could not make sense of a message.")},
	{96, 500, N_("mandatory information element missing"),
         N_("A message between exchanges lacked something it must have.")},
	{97, 500, N_("message type not implemented"), N_("An exchange got a message that it does not know.")},
	{98, 500, N_("message not compatible with call state, or not implemented"),
         N_("An exchange got a message that it does not know, or not at this moment.")},
	{99, 500, N_("information element not implemented"),
         N_("A message had a part that an exchange does not know.")},
	{100, 500, N_("invalid information element contents"),
         N_("A part of a message could not be read: often a number in a form that the next network does "
            "not take.")},
	{101, 500, N_("message not compatible with call state"),
         N_("A message came at a moment when it makes no sense.")},
	{102, 504, N_("recovery on timer expiry"),
         N_("A network waited for an answer that never came. Between SIP networks it is often a timeout "
            "that a gateway put into these words.")},
	{103, 500, N_("parameter not implemented, passed on"),
         N_("An exchange handed on a part that it does not know.")},
	{110, 500, N_("message with unrecognised parameter, discarded"),
         N_("An exchange threw away a message because of a part that it does not know.")},
	{111, 500, N_("protocol error, unspecified"),
         N_("Two exchanges did not understand each other, and nobody says where.")},
	{127, 500, N_("interworking, unspecified"),
         N_("The call ended in a network that gives no causes, or that gave one which does not fit in "
            "here: a gateway's word for \"I do not know\".")},
};

enum {
	CAUSES = sizeof(causes) / sizeof(causes[0])
};

const struct cause *cause_find(uint32_t number)
{
	for (unsigned i = 0; i < CAUSES; i++)
		if (causes[i].number == number)
			return &causes[i];
	return NULL;
}

const struct cause *cause_at(unsigned index)
{
	return index < CAUSES ? &causes[index] : NULL;
}

const char *cause_name(uint32_t number)
{
	const struct cause *cause = cause_find(number);

	return cause ? _(cause->name) : NULL;
}

/* The three bits above the value are the class. */
const char *cause_class(uint32_t number)
{
	static const char *const classes[] = {
		N_("normal event"),
		N_("normal event"),
		N_("resource unavailable"),
		N_("service or option not available"),
		N_("service or option not implemented"),
		N_("invalid message"),
		N_("protocol error"),
		N_("interworking"),
	};

	return number > CAUSE_MAX ? NULL : _(classes[number >> 4]);
}
