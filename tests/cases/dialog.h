/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of the table in rules.c. */
#define FORKED "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1\n"
#define ANSWERED_BY_C "9.000  P > A  200  sdp  tag=c1\n9.020  A > P  ACK  tag=c1\n"
#define CALLER_READY                                                                                                   \
	"sdp  a=curr:qos local sendrecv  a=curr:qos remote none  a=des:qos mandatory local sendrecv  "                 \
	"a=des:qos mandatory remote sendrecv"
#define ALL_READY                                                                                                      \
	"sdp  a=curr:qos local sendrecv  a=curr:qos remote sendrecv  a=des:qos mandatory local sendrecv  "             \
	"a=des:qos mandatory remote sendrecv"
#define RESERVED "0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp=qos  tag=b1\n"
#define PERMITS "P-Early-Media: sendonly"
#define ASKED "0.000  A > B  INVITE  sdp  P-Early-Media: supported\n"
#define ASKED_FORK "0.000  A > P  INVITE  sdp  P-Early-Media: supported\n"
#define ANSWER "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"
#define AUDIO_AFTER "9.050  B > A  rtp  for 2.0s\n"
/* Forks */
{"a dialog that a 199 ended before the next one is over", "fork-multi-early", SEVERITY_INFO, CONFIDENCE_CERTAIN,
 "one after the other", FORKED "3.000  P > A  199  tag=b1\n4.000  P > A  183  sdp  tag=c1\n" ANSWERED_BY_C},
{"what ended a dialog is told", "fork-multi-early", SEVERITY_INFO, CONFIDENCE_CERTAIN, "ended by the 199 (frame 3)",
 FORKED "3.000  P > A  199  tag=b1\n4.000  P > A  183  sdp  tag=c1\n" ANSWERED_BY_C},
{"dialogs that take turns are there at once", "fork-multi-early", SEVERITY_INFO, CONFIDENCE_CERTAIN, "at the same time",
 FORKED "2.000  P > A  180  tag=c1\n3.000  P > A  180  tag=b1\n" ANSWERED_BY_C},
{"where nothing tells, no order is claimed", "fork-multi-early", SEVERITY_INFO, CONFIDENCE_CERTAIN,
 "2 destinations answered before the end", FORKED "2.000  P > A  180  tag=c1\n" ANSWERED_BY_C},
{"the audio of each is counted", "fork-multi-early", SEVERITY_INFO, CONFIDENCE_CERTAIN, "100 RTP packets",
 FORKED "1.000  B > A  rtp  for 2.0s\n4.000  P > A  183  sdp  tag=c1\n4.100  C > A  rtp  for 4.0s\n" ANSWERED_BY_C},
{"audio that ended before the next answered is over", "fork-multi-early", SEVERITY_INFO, CONFIDENCE_CERTAIN,
 "one after the other",
 FORKED "1.000  B > A  rtp  for 1.0s\n4.000  P > A  183  sdp  tag=c1\n4.100  C > A  rtp  for 4.0s\n" ANSWERED_BY_C},
{"dialogs of two tries are no fork", "fork-multi-early", SILENT, 0, NULL,
 INVITE "0.050  B > A  180  tag=b8\n0.100  B > A  407  tag=b8\n0.110  A > B  ACK  tag=b8\n0.120  A > B  INVITE  sdp  cseq=2\n"
        "0.900  B > A  183  sdp  tag=b1  cseq=2\n9.000  B > A  200  sdp  tag=b1  cseq=2\n"},
{"audio from the second shows the change", "fork-em-switch", SEVERITY_WARNING, CONFIDENCE_HIGH, "200 RTP packets",
 FORKED "1.000  B > A  rtp  for 2.0s\n4.000  P > A  183  sdp  tag=c1\n4.100  C > A  rtp  for 4.0s\n" ANSWERED_BY_C},
{"a first server that plays to the end is still heard", "fork-em-switch", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
 "went on to the end", FORKED "1.000  B > A  rtp  for 7.9s\n4.000  P > A  183  sdp  tag=c1\n" ANSWERED_BY_C},
{"other codecs from the same place are less grave", "fork-em-switch", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
 "other codecs",
 "0.000  A > P  INVITE  sdp  codecs=0,8\n0.900  P > A  183  sdp  tag=b1  codecs=0\n"
 "4.000  P > A  183  sdp  tag=c1  host=10.0.0.2  codecs=8\n9.000  P > A  200  sdp  tag=c1  host=10.0.0.2  codecs=8\n"},
{"a change just before the answer matters little", "fork-em-switch", SEVERITY_INFO, CONFIDENCE_MEDIUM, NULL,
 FORKED "8.500  P > A  183  sdp  tag=c1\n" ANSWERED_BY_C},
{"a second path that brings no audio is no change", "fork-em-switch", SILENT, 0, NULL,
 FORKED "4.000  P > A  183  sdp=inactive  tag=c1\n" ANSWERED_BY_C},
{"a second reservation is no change", "fork-em-switch", SILENT, 0, NULL,
 FORKED "4.000  P > A  183  sdp=qos  tag=c1\n" ANSWERED_BY_C},
{"a second dialog that only rings is none", "fork-em-switch", SILENT, 0, NULL,
 FORKED "4.000  P > A  180  tag=c1\n" ANSWERED_BY_C},
{"a retry begins afresh", "fork-em-switch", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp\n0.050  P > A  183  sdp  tag=b1\n0.100  P > A  407  tag=b1\n0.110  A > P  ACK  tag=b1\n"
 "0.120  A > P  INVITE  sdp  cseq=2\n0.900  P > A  183  sdp  tag=c1  cseq=2\n9.000  P > A  200  sdp  tag=c1  cseq=2\n"},
{"the same dialog may repeat its answer in the 18x", "fork-2xx-no-sdp", SILENT, 0, NULL,
 FORKED "4.000  P > A  183  sdp  tag=c1\n9.000  P > A  200  tag=c1\n9.020  A > P  ACK  tag=c1\n"},
{"a single dialog is no fork", "fork-2xx-no-sdp", SILENT, 0, NULL,
 FORKED "9.000  P > A  200  tag=b1\n9.020  A > P  ACK  tag=b1\n"},
{"without an offer there is nothing to answer", "fork-2xx-no-sdp", SILENT, 0, NULL,
 "0.000  A > P  INVITE\n0.900  P > A  183  sdp  tag=b1\n9.000  P > A  200  tag=c1\n9.020  A > P  ACK  sdp  tag=c1\n"},
{"a 200 that was cut may have had SDP", "fork-2xx-no-sdp", SILENT, 0, NULL,
 FORKED "9.000  P > A  200  sdp  tag=c1  cut\n9.020  A > P  ACK  tag=c1\n"},
{"a dialog that rang without SDP has no answer either", "fork-2xx-no-sdp", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
 "tag c1", FORKED "4.000  P > A  180  tag=c1\n9.000  P > A  200  tag=c1\n9.020  A > P  ACK  tag=c1\n"},
{"the other dialog need not have SDP for the answer to lack it", "fork-2xx-no-sdp", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
 "has none either", "0.000  A > P  INVITE  sdp\n0.900  P > A  180  tag=b1\n9.000  P > A  200  tag=c1\n9.020  A > P  ACK  tag=c1\n"},
{"the one whose audio came is named", "fork-2xx-other-dialog", SEVERITY_INFO, CONFIDENCE_CERTAIN, "100 RTP packets",
 FORKED "1.000  B > A  rtp  for 2.0s\n4.000  P > A  183  sdp  tag=c1\n" ANSWERED_BY_C},
{"where both promised audio and none shows, nobody played", "fork-2xx-other-dialog", SILENT, 0, NULL,
 FORKED "4.000  P > A  183  sdp  tag=c1\n" ANSWERED_BY_C},
{"the one that played may answer, too", "fork-2xx-other-dialog", SILENT, 0, NULL,
 FORKED "4.000  P > A  183  sdp  tag=c1\n4.100  C > A  rtp  for 4.0s\n" ANSWERED_BY_C},
{"a promise right before the answer is nobody's", "fork-2xx-other-dialog", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp\n8.900  P > A  183  sdp  tag=b1\n" ANSWERED_BY_C},
/* Preconditions */
{"an UPDATE that is refused reserves nothing", "ims-precondition-unmet", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
 "caller's side (sendrecv)",
 RESERVED "1.000  A > B  UPDATE  tag=b1  " CALLER_READY "\n1.100  B > A  500  of=UPDATE  tag=b1\n15.00  A > B  CANCEL\n"
          "15.01  B > A  487  tag=b1\n"},
{"up to ten seconds it is a notice", "ims-precondition-unmet", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, "6.1 s",
 RESERVED "7.000  A > B  CANCEL\n7.010  B > A  487  tag=b1\n"},
{"a caller who gives up at once proves nothing", "ims-precondition-unmet", SILENT, 0, NULL,
 RESERVED "2.000  A > B  CANCEL\n2.010  B > A  487  tag=b1\n"},
{"a callee that rings waits no longer", "ims-precondition-unmet", SILENT, 0, NULL,
 RESERVED "2.000  B > A  180  tag=b1\n20.00  A > B  CANCEL\n20.01  B > A  487  tag=b1\n"},
{"another destination that rings is enough", "ims-precondition-unmet", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp=qos\n0.900  P > A  183  sdp=qos  tag=b1\n2.000  P > A  180  tag=c1\n20.00  P > A  200  sdp  tag=c1\n"},
{"where the capture lacks messages, an UPDATE may be among them", "ims-precondition-unmet", SEVERITY_ERROR, CONFIDENCE_LOW,
 NULL, "0.900  B > A  183  sdp=qos  tag=b1\n15.00  A > B  CANCEL\n15.01  B > A  487  tag=b1\n"},
{"a bearer that takes long is told, too", "ims-precondition-unmet", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
 "only the 200 (frame 4)",
 RESERVED "12.00  A > B  UPDATE  tag=b1  " CALLER_READY "\n12.10  B > A  200  of=UPDATE  tag=b1  " ALL_READY
          "\n12.50  B > A  180  tag=b1\n20.00  A > B  CANCEL\n20.01  B > A  487  tag=b1\n"},
{"where only the callee's bearer is missing, so it is told", "ims-precondition-unmet", SEVERITY_ERROR,
 CONFIDENCE_CERTAIN, "there on the callee's side",
 RESERVED "1.000  A > B  UPDATE  tag=b1  " CALLER_READY "  x3\n15.00  A > B  CANCEL\n15.01  B > A  487  tag=b1\n"},
{"optional resources hold nobody up", "ims-precondition-unmet", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp  a=curr:qos local none  a=des:qos optional local sendrecv\n"
 "0.900  B > A  183  sdp  tag=b1  a=curr:qos local none  a=des:qos optional local sendrecv\n"
 "15.00  A > B  CANCEL\n15.01  B > A  487  tag=b1\n"},
{"a caller that has its bearer from the start need not say so again", "ims-precondition-unmet", SEVERITY_ERROR,
 CONFIDENCE_CERTAIN, "there on the callee's side",
 "0.000  A > B  INVITE  " CALLER_READY
 "\n0.900  B > A  183  sdp=qos  tag=b1\n15.00  A > B  CANCEL\n15.01  B > A  487  tag=b1\n"},
{"a 580 speaks for itself", "ims-precondition-unmet", SILENT, 0, NULL,
 RESERVED "15.00  B > A  580  tag=b1\n15.01  A > B  ACK  tag=b1\n"},
{"an UPDATE beyond the caller's hop is not the caller's", "ims-precondition-unmet", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
 "no PRACK or UPDATE",
 "0.000  A > P  INVITE  sdp=qos\n0.010  P > B  INVITE  sdp=qos\n0.900  B > P  183  sdp=qos  tag=b1\n"
 "0.910  P > A  183  sdp=qos  tag=b1\n2.000  P > B  UPDATE  tag=b1  " CALLER_READY "\n2.100  B > P  200  of=UPDATE  tag=b1  " ALL_READY
 "\n15.00  A > P  CANCEL\n15.01  P > A  487  tag=b1\n"},
{"a 580 at once has nothing to tell of bearers", "ims-580", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "could not be reserved",
 INVITE "0.300  B > A  580  tag=b1\n0.320  A > B  ACK  tag=b1\n"},
{"a 580 after the caller's bearer was there names the other", "ims-580", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
 "when it came: the callee's side",
 RESERVED "1.000  A > B  UPDATE  tag=b1  " CALLER_READY "\n6.000  B > A  580  tag=b1\n6.020  A > B  ACK  tag=b1\n"},
{"a caller that had its bearer from the start is no ghost", "ims-180-before-precondition", SILENT, 0, NULL,
 "0.000  A > B  INVITE  " CALLER_READY "\n0.900  B > A  183  sdp=qos  tag=b1\n1.500  B > A  180  tag=b1\n" ANSWER},
{"a caller that knows of no preconditions meets none", "ims-180-before-precondition", SILENT, 0, NULL,
 INVITE "0.900  B > A  183  sdp=qos  tag=b1\n1.500  B > A  180  tag=b1\n" ANSWER},
{"a callee that uses no preconditions may ring", "ims-180-before-precondition", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp  tag=b1\n1.500  B > A  180  tag=b1\n" ANSWER},
{"another dialog may ring", "ims-180-before-precondition", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp=qos\n0.900  P > A  183  sdp=qos  tag=b1\n1.500  P > A  180  tag=c1\n" ANSWERED_BY_C},
{"a PRACK may bring the news", "ims-180-before-precondition", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp=qos  tag=b1  rel\n1.000  A > B  PRACK  tag=b1  " CALLER_READY
 "\n1.500  B > A  180  tag=b1\n" ANSWER},
{"an UPDATE after the 180 comes too late", "ims-180-before-precondition", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
 "180 (frame 3)",
 RESERVED "1.500  B > A  180  tag=b1\n2.000  A > B  UPDATE  tag=b1  " CALLER_READY "\n" ANSWER},
{"permission that only a proxy saw is none", "ims-183-precondition-only", SEVERITY_INFO, CONFIDENCE_HIGH,
 "not reserved when it came",
 "0.000  A > P  INVITE  sdp=qos\n0.010  P > B  INVITE  sdp=qos\n0.900  B > P  183  sdp=qos  tag=b1  " PERMITS
 "\n0.910  P > A  183  sdp=qos  tag=b1\n9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n9.020  A > P  ACK  tag=b1\n"},
{"reserved resources promise no audio either", "ims-183-precondition-only", SEVERITY_INFO, CONFIDENCE_HIGH,
 "all it asks for is reserved",
 "0.000  A > B  INVITE  " CALLER_READY "\n0.900  B > A  183  tag=b1  " ALL_READY "\n" ANSWER},
/* P-Early-Media */
{"a caller that does not ask is not told", "ims-pem-not-authorised", SILENT, 0, NULL,
 INVITE "0.900  B > A  183  sdp  tag=b1\n" ANSWER},
{"audio without permission may be dropped later", "ims-pem-not-authorised", SEVERITY_WARNING, CONFIDENCE_HIGH,
 "all the same", ASKED "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n" ANSWER},
{"what is closed by name is told", "ims-pem-not-authorised", SEVERITY_NOTICE, CONFIDENCE_HIGH, "says inactive",
 ASKED "0.900  B > A  183  sdp  tag=b1  P-Early-Media: inactive\n" ANSWER},
{"closed during reservation is as it should be", "ims-pem-not-authorised", SEVERITY_INFO, CONFIDENCE_HIGH, NULL,
 "0.000  A > B  INVITE  sdp=qos  P-Early-Media: supported\n0.900  B > A  183  sdp=qos  tag=b1  P-Early-Media: inactive\n" ANSWER},
{"reservation without permission is no promise", "ims-pem-not-authorised", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp=qos  P-Early-Media: supported\n0.900  B > A  183  sdp=qos  tag=b1\n" ANSWER},
{"permission may come with a later 180", "ims-pem-not-authorised", SILENT, 0, NULL,
 ASKED "0.900  B > A  183  sdp  tag=b1  P-Early-Media: inactive\n2.000  B > A  180  tag=b1  " PERMITS "\n" ANSWER},
{"permission may come with the 200 of an UPDATE", "ims-pem-not-authorised", SILENT, 0, NULL,
 ASKED "0.900  B > A  183  sdp  tag=b1\n2.000  A > B  UPDATE  sdp  tag=b1\n2.100  B > A  200  of=UPDATE  sdp  tag=b1  " PERMITS
       "\n" ANSWER},
{"audio that the network closed again is not missed", "ims-pem-authorised-no-rtp", SILENT, 0, NULL,
 ASKED "0.900  B > A  183  sdp  tag=b1  " PERMITS "\n2.000  B > A  183  sdp  tag=b1  P-Early-Media: inactive\n" ANSWER AUDIO_AFTER},
{"a capture without RTP misses no permitted audio", "ims-pem-authorised-no-rtp", SILENT, 0, NULL,
 ASKED "0.900  B > A  183  sdp  tag=b1  " PERMITS "\n" ANSWER},
{"permitted audio that went elsewhere did come", "ims-pem-authorised-no-rtp", SILENT, 0, NULL,
 ASKED "0.900  B > A  183  sdp  tag=b1  " PERMITS "\n1.000  B > A  rtp  for 7.0s  to=30010\n" ANSWER},
{"without permission none is missed here", "ims-pem-authorised-no-rtp", SILENT, 0, NULL,
 ASKED "0.900  B > A  183  sdp  tag=b1\n" ANSWER AUDIO_AFTER},
{"without bearers none can come", "ims-pem-authorised-no-rtp", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp=qos  P-Early-Media: supported\n0.900  B > A  183  sdp=qos  tag=b1  " PERMITS "\n" ANSWER AUDIO_AFTER},
{"permission in a later 180 counts from there", "ims-pem-authorised-no-rtp", SEVERITY_ERROR, CONFIDENCE_HIGH, "7.0 s",
 ASKED "0.900  B > A  183  sdp  tag=b1\n2.000  B > A  180  tag=b1  " PERMITS "\n" ANSWER AUDIO_AFTER},
{"a dialog that a 199 ended plays no more", "ims-pem-multi", SILENT, 0, NULL,
 ASKED_FORK "0.900  P > A  183  sdp  tag=b1  " PERMITS "\n1.500  P > A  199  tag=b1\n2.000  P > A  183  sdp  tag=c1  " PERMITS
            "\n" ANSWERED_BY_C},
{"a dialog that was closed first plays no more", "ims-pem-multi", SILENT, 0, NULL,
 ASKED_FORK "0.900  P > A  183  sdp  tag=b1  " PERMITS "\n1.500  P > A  183  sdp  tag=b1  P-Early-Media: inactive\n"
            "2.000  P > A  183  sdp  tag=c1  " PERMITS "\n" ANSWERED_BY_C},
{"one dialog may say it twice", "ims-pem-multi", SILENT, 0, NULL,
 ASKED "0.900  B > A  183  sdp  tag=b1  " PERMITS "\n1.500  B > A  180  tag=b1  " PERMITS "\n" ANSWER},
{"a second permission without SDP counts, too", "ims-pem-multi", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "180 (frame 3)",
 ASKED_FORK "0.900  P > A  183  sdp  tag=b1  " PERMITS "\n2.000  P > A  180  tag=c1  " PERMITS "\n" ANSWERED_BY_C},
{"a caller who hangs up heard no announcement for all anybody knows", "ims-pem-announcement", SILENT, 0, NULL,
 ASKED "0.900  B > A  183  sdp  tag=b1  " PERMITS "\n0.950  B > A  rtp  for 8.0s\n9.000  A > B  CANCEL\n9.010  B > A  487  tag=b1\n"},
{"without audio there was none to hear", "ims-pem-announcement", SILENT, 0, NULL,
 ASKED "0.900  B > A  183  sdp  tag=b1  " PERMITS "\n9.000  B > A  480  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
{"the cause the network gives is told", "ims-pem-announcement", SEVERITY_INFO, CONFIDENCE_HIGH, "Q.850 cause 1",
 ASKED "0.900  B > A  183  sdp  tag=b1  " PERMITS "\n0.950  B > A  rtp  for 8.0s\n9.000  B > A  404  tag=b1  Reason: Q.850;cause=1\n"},
{"what the caller's SDP has is no tone of the callee's", "ims-cat", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp  a=content:g.3gpp.cat\n0.900  B > A  183  sdp  tag=b1\n" ANSWER},
{"other content is no tone", "ims-cat", SILENT, 0, NULL,
 INVITE "0.900  B > A  183  sdp  tag=b1  a=content:main\n" ANSWER},
	{"ringing right after a 199 makes most phones ring", "em-199", SEVERITY_NOTICE, CONFIDENCE_HIGH, "180 (frame",
         FORKED "1.000  B > A  rtp  for 2.0s\n3.050  P > A  199  tag=b1\n3.100  P > A  180  tag=c1\n" ANSWERED_BY_C},
	{"a phone that reads P-Early-Media rings where that says that no audio comes", "em-180-no-sdp-after-sdp", SEVERITY_NOTICE,
         CONFIDENCE_HIGH, "reads P-Early-Media",
         ASKED "0.900  B > A  183  sdp  tag=b1  P-Early-Media: inactive\n2.000  B > A  180  tag=b1\n" ANSWER AUDIO_AFTER},
	{"a 183 and a 180 in one breath may have been captured the wrong way round", "em-180-no-sdp-after-sdp", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n0.901  B > A  180  tag=b1\n" ANSWER AUDIO_AFTER},
	{"whether a caller reserves a cut INVITE does not tell", "em-180-no-sdp-after-sdp", SEVERITY_WARNING, CONFIDENCE_LOW, NULL,
         "0.000  A > B  INVITE  sdp  cut\n0.900  B > A  183  sdp=qos  tag=b1\n2.000  B > A  180  tag=b1\n" ANSWER AUDIO_AFTER},
	{"audio of one fork tells little of what another would send", "em-sdp-no-rtp", SEVERITY_ERROR, CONFIDENCE_LOW, NULL,
         FORKED "3.000  P > A  180  tag=c1\n" ANSWERED_BY_C "9.050  C > A  rtp  for 2.0s\n"},
	{"audio behind the ACK of an answer that was not captured was not late", "em-rtp-late", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n" AUDIO_AFTER},
	{"nor behind a BYE whose answer was not captured", "em-rtp-late", SEVERITY_ERROR, CONFIDENCE_LOW, NULL,
         "0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n" AUDIO_AFTER
         "12.00  A > B  BYE  tag=b1\n12.01  B > A  200  of=BYE  tag=b1\n"},
	{"audio that begins with the answer was not early, however long it lasts", "em-rtp-no-18x", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp\n0.900  B > A  180  tag=b1\n8.980  B > A  rtp  for 5.0s\n" ANSWER},
	{"a port refused with the answer was not refused early", "em-icmp-unreachable", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp\n0.900  B > A  180  tag=b1\n8.930  B > A  rtp  for 2.0s\n"
         "8.950  A > B  icmp \"port unreachable\"  of=rtp  x3\n" ANSWER},
	{"a PRACK for what was not captured shows that the other dialog had its answer", "fork-2xx-no-sdp", SEVERITY_ERROR,
         CONFIDENCE_LOW, NULL,
         "0.000  A > P  INVITE  sdp\n0.520  A > P  PRACK  tag=b1  rack=100\n0.540  P > A  200  of=PRACK  tag=b1\n"
         "1.500  P > A  180  tag=c1  rel=5\n1.520  A > P  PRACK  tag=c1  rack=5\n1.540  P > A  200  of=PRACK  tag=c1\n"
         "9.000  P > A  200  tag=b1\n9.020  A > P  ACK  tag=b1\n"},
	{"an answered UPDATE that was not captured may have told of the bearer", "ims-180-before-precondition", SEVERITY_WARNING,
         CONFIDENCE_LOW, NULL,
         RESERVED "1.200  B > A  200  of=UPDATE  tag=b1  cseq=2\n2.000  B > A  180  tag=b1\n" ANSWER},
	{"an UPDATE whose answer was not captured may have met the condition", "ims-precondition-unmet", SEVERITY_ERROR,
         CONFIDENCE_LOW, NULL,
         RESERVED "2.000  A > B  UPDATE  tag=b1  " CALLER_READY "\n15.00  A > B  CANCEL\n15.01  B > A  200  of=CANCEL\n"
                  "15.02  B > A  487  tag=b1\n"},
#undef FORKED
#undef ANSWERED_BY_C
#undef CALLER_READY
#undef ALL_READY
#undef RESERVED
#undef PERMITS
#undef ASKED
#undef ASKED_FORK
#undef ANSWER
#undef AUDIO_AFTER
	{"a phone that reserves itself rings at the 180 all the same", "em-180-no-sdp-after-sdp", SEVERITY_NOTICE, CONFIDENCE_HIGH,
         "rings by itself",
         "0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp=qos  tag=b1\n2.000  B > A  180  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"a phone that does not may have stopped ringing", "em-180-no-sdp-after-sdp", SEVERITY_WARNING, CONFIDENCE_HIGH, NULL,
         INVITE "0.900  B > A  183  sdp=qos  tag=b1\n2.000  B > A  180  tag=b1\n" OK_AT_9 RTP_AFTER},
	{"nor is the gap of other phones its own", "ringback-gap", SEVERITY_NOTICE, CONFIDENCE_HIGH, "1.1 s if it follows",
         "0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp=qos  tag=b1\n2.000  B > A  180  tag=b1\n" OK_AT_9 RTP_AFTER},
