/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of the table in rules.c. */
#define SESSION "Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
#define LEG_A "0.000  A > P  INVITE  sdp  " SESSION
#define LEG_B "0.010  P > B  INVITE  sdp  call=2  " SESSION
#define B_RINGS "0.900  B > P  180  tag=b1  call=2\n"
#define BOTH_OK                                                                                                        \
	"9.000  B > P  200  sdp  tag=b1  call=2\n9.010  P > A  200  sdp  tag=p1\n9.020  A > P  ACK  tag=p1\n"          \
	"9.030  P > B  ACK  tag=b1  call=2\n"
#define PROXY_OK                                                                                                       \
	"9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n9.020  A > P  ACK  tag=b1\n"                  \
	"9.030  P > B  ACK  tag=b1\n"
	/* What ties two calls: shown by progress that went no further. */
	{"the same icid-value ties two calls", "leg-18x-swallowed", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "180 (frame 3)",
         "0.000  A > P  INVITE  sdp  P-Charging-Vector: icid-value=\"1234bc9876e\";icid-generated-at=10.0.0.1\n"
         "0.010  P > B  INVITE  sdp  call=2  P-Charging-Vector: icid-value=1234bc9876e\n" B_RINGS BOTH_OK},
	{"a header of the call's own ties two calls", "leg-18x-swallowed", SEVERITY_WARNING, CONFIDENCE_CERTAIN, NULL,
         "0.000  A > P  INVITE  sdp  X-CID: 77-abc@10.0.0.1\n"
         "0.010  P > B  INVITE  sdp  call=2  x-cid: 77-abc@10.0.0.1\n" B_RINGS BOTH_OK},
	{"both numbers tie two calls where one host links them", "leg-18x-swallowed", SEVERITY_WARNING, CONFIDENCE_HIGH,
         NULL,
         "0.000  A > P  INVITE  sdp  caller=+15551234567  callee=0018005550199\n"
         "0.010  P > B  INVITE  sdp  call=2  caller=15551234567  callee=+18005550199\n" B_RINGS BOTH_OK},
	{"the called number alone ties with little confidence", "leg-18x-swallowed", SEVERITY_NOTICE, CONFIDENCE_LOW,
         NULL,
         "0.000  A > P  INVITE  sdp  caller=+15551234567  callee=0018005550199\n"
         "0.010  P > B  INVITE  sdp  call=2  caller=anonymous  callee=+18005550199\n" B_RINGS BOTH_OK},
	{"the nil UUID ties nothing", "leg-18x-swallowed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  Session-ID: 00000000000000000000000000000000\n"
         "0.010  P > B  INVITE  sdp  call=2  Session-ID: 00000000000000000000000000000000\n" B_RINGS BOTH_OK},
	{"an extension ties nothing", "leg-18x-swallowed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  caller=123456  callee=654321\n"
         "0.010  P > B  INVITE  sdp  call=2  caller=123456  callee=654321\n" B_RINGS BOTH_OK},
	{"numbers tie nothing over hosts that do not link", "leg-18x-swallowed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  caller=5551234567  callee=8005550199\n"
         "0.010  Q > B  INVITE  sdp  call=2  caller=5551234567  callee=8005550199\n"
         "0.900  B > Q  180  tag=b1  call=2\n9.000  B > Q  200  sdp  tag=b1  call=2\n9.010  P > A  200  sdp  tag=p1\n"},
	{"numbers tie nothing five seconds apart", "leg-18x-swallowed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  caller=5551234567  callee=8005550199\n"
         "5.010  P > B  INVITE  sdp  call=2  caller=5551234567  callee=8005550199\n"
         "5.900  B > P  180  tag=b1  call=2\n" BOTH_OK},
	{"a name ties even so", "leg-18x-swallowed", SEVERITY_WARNING, CONFIDENCE_CERTAIN, NULL,
         LEG_A "5.010  P > B  INVITE  sdp  call=2  " SESSION "5.900  B > P  180  tag=b1  call=2\n" BOTH_OK},
	{"of two calls with the same numbers none is taken for the other's", "leg-18x-swallowed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  caller=5551234567  callee=8005550199\n"
         "0.005  C > P  INVITE  sdp  call=3  caller=5551234567  callee=8005550199\n"
         "0.010  P > B  INVITE  sdp  call=2  caller=5551234567  callee=8005550199\n"
         "0.950  P > C  180  tag=p2  call=3\n" B_RINGS BOTH_OK},
	{"the one that leads to a call already is not taken twice", "leg-18x-swallowed", SEVERITY_WARNING,
         CONFIDENCE_HIGH, "180 (frame 5)",
         "0.000  A > P  INVITE  sdp  caller=5551234567  callee=8005550199\n"
         "0.010  P > B  INVITE  sdp  call=2  caller=5551234567  callee=8005550199\n"
         "0.100  C > P  INVITE  sdp  call=3  caller=5551234567  callee=8005550199\n"
         "0.110  P > B  INVITE  sdp  call=4  caller=5551234567  callee=8005550199\n"
         "0.500  B > P  180  tag=b4  call=4\n0.900  B > P  180  tag=b1  call=2\n0.910  P > A  180  tag=p1\n"
         "9.000  P > C  200  sdp  tag=p3  call=3\n9.010  B > P  200  sdp  tag=b1  call=2\n"
         "9.020  P > A  200  sdp  tag=p1\n9.030  B > P  200  sdp  tag=b4  call=4\n"},
	{"two calls of one sender are no legs of each other", "leg-18x-swallowed", SILENT, 0, NULL,
         LEG_A "0.010  A > Q  INVITE  sdp  call=2  " SESSION "0.900  Q > A  180  tag=q1  call=2\n"
               "9.000  Q > A  200  sdp  tag=q1  call=2\n9.010  P > A  200  sdp  tag=p1\n"},
	{"a call that begins when the other is answered is no leg of it", "leg-18x-swallowed", SILENT, 0, NULL,
         LEG_A "1.000  P > A  200  sdp  tag=p1\n1.010  A > P  ACK  tag=p1\n"
               "2.000  P > B  INVITE  sdp  call=2  " SESSION "2.500  B > P  180  tag=b1  call=2\n"
               "9.000  B > P  200  sdp  tag=b1  call=2\n"},
	{"a leg that was over long before is remembered", "leg-code-remapped", SEVERITY_NOTICE, CONFIDENCE_CERTAIN,
         "486 (frame 4)",
         LEG_A LEG_B "0.100  P > A  183  sdp  tag=p1\n1.000  B > P  486  tag=b1  call=2\n"
                     "1.010  P > B  ACK  tag=b1  call=2\n99.00  P > A  480  tag=p1\n99.01  A > P  ACK  tag=p1\n"},
	/* Proxies */
	{"a proxy that swallows a 180 is told by the Via it added", "leg-18x-swallowed", SEVERITY_WARNING,
         CONFIDENCE_CERTAIN, "8.1 s",
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  180  tag=b1\n" PROXY_OK},
	{"one that passes it on is not", "leg-18x-swallowed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  180  tag=b1\n"
         "0.910  P > A  180  tag=b1\n" PROXY_OK},
	{"of two proxies the one behind is heard as well", "leg-18x-swallowed", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
         "came to 10.0.0.17",
         "0.000  A > P  INVITE  sdp\n0.010  P > Q  INVITE  sdp\n0.020  Q > B  INVITE  sdp\n"
         "0.900  B > Q  180  tag=b1\n9.000  B > Q  200  sdp  tag=b1\n9.010  Q > P  200  sdp  tag=b1\n"
         "9.020  P > A  200  sdp  tag=b1\n"},
	{"a 100 is between neighbours", "leg-18x-swallowed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  100\n" PROXY_OK},
	{"a response to the caller that was captured first is none invented", "leg-18x-invented", SILENT, 0, NULL,
         LEG_A LEG_B "0.890  P > A  180  tag=p1\n" B_RINGS BOTH_OK},
	/* Forks */
	{"one ringing phone of a group is enough", "leg-18x-swallowed", SILENT, 0, NULL,
         LEG_A LEG_B "0.020  P > C  INVITE  sdp  call=3  " SESSION B_RINGS "0.910  P > A  180  tag=p1\n"
                     "1.500  C > P  180  tag=c1  call=3\n" BOTH_OK},
	{"a phone of a group that rings alone counts", "leg-18x-swallowed", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
         "180 (frame 4)",
         LEG_A LEG_B "0.020  P > C  INVITE  sdp  call=3  " SESSION "1.500  C > P  180  tag=c1  call=3\n" BOTH_OK},
	{"progress of a gateway that fails at once need not be passed on", "leg-18x-swallowed", SILENT, 0, NULL,
         LEG_A LEG_B "0.900  B > P  183  sdp  tag=b1  call=2\n1.000  B > P  503  tag=b1  call=2\n"
                     "1.010  P > C  INVITE  sdp  call=3  " SESSION "2.000  C > P  180  tag=c1  call=3\n"
                     "2.010  P > A  180  tag=p1\n9.000  C > P  200  sdp  tag=c1  call=3\n9.010  P > A  200  sdp  tag=p1\n"},
	{"a busy phone is not passed on when another answers", "leg-code-remapped", SILENT, 0, NULL,
         LEG_A LEG_B "0.020  P > C  INVITE  sdp  call=3  " SESSION "1.000  C > P  486  tag=c1  call=3\n" BOTH_OK},
	{"of two failures one is passed on", "leg-code-remapped", SILENT, 0, NULL,
         LEG_A LEG_B "0.020  P > C  INVITE  sdp  call=3  " SESSION "1.000  C > P  486  tag=c1  call=3\n"
                     "2.000  B > P  480  tag=b1  call=2\n2.010  P > A  486  tag=p1\n"},
	{"of two failures none was passed on", "leg-code-remapped", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, "480 (frame 5)",
         LEG_A LEG_B "0.020  P > C  INVITE  sdp  call=3  " SESSION "1.000  C > P  486  tag=c1  call=3\n"
                     "2.000  B > P  480  tag=b1  call=2\n2.010  P > A  500  tag=p1\n"},
	{"a caller who gives up is told 487, whatever else", "leg-code-remapped", SILENT, 0, NULL,
         LEG_A LEG_B B_RINGS "4.000  A > P  CANCEL\n4.010  P > A  487  tag=p1\n4.020  P > B  CANCEL  call=2\n"
                             "4.030  B > P  486  tag=b1  call=2\n"},
	{"a challenge is between neighbours", "leg-code-remapped", SILENT, 0, NULL,
         LEG_A LEG_B "1.000  B > P  407  tag=b1  call=2\n1.010  P > A  500  tag=p1\n"},
	/* SDP */
	{"the last try behind is what counts", "leg-sdp-stripped", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "183 (frame 6)",
         LEG_A LEG_B "0.100  B > P  407  tag=b9  call=2\n0.110  P > B  ACK  tag=b9  call=2\n"
                     "0.120  P > B  INVITE  sdp  cseq=2  call=2\n0.900  B > P  183  sdp  tag=b1  cseq=2  call=2\n"
                     "0.910  P > A  183  tag=p1\n9.000  B > P  200  sdp  tag=b1  cseq=2  call=2\n"
                     "9.010  P > A  200  sdp  tag=p1\n"},
	{"a reservation behind need not be passed on", "leg-sdp-stripped", SILENT, 0, NULL,
         LEG_A LEG_B "0.900  B > P  183  sdp=qos  tag=b1  call=2\n0.910  P > A  183  tag=p1\n" BOTH_OK},
	{"no unreliable response can bring SDP to a caller who offered none", "leg-sdp-stripped", SILENT, 0, NULL,
         "0.000  A > P  INVITE  " SESSION LEG_B "0.900  B > P  183  sdp  tag=b1  call=2\n"
         "0.910  P > A  183  tag=p1\n" BOTH_OK},
	{"SDP that came in another response is not lost", "leg-sdp-stripped", SILENT, 0, NULL,
         LEG_A LEG_B "0.900  B > P  183  sdp  tag=b1  call=2\n0.910  P > A  183  tag=p1\n"
                     "0.920  P > A  183  sdp  tag=p1\n" BOTH_OK},
	{"a proxy can take SDP out as well", "leg-sdp-stripped", SEVERITY_ERROR, CONFIDENCE_CERTAIN, NULL,
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1\n"
         "0.910  P > A  183  tag=b1\n" PROXY_OK},
	{"a caller that rings is better off", "leg-sdp-stripped", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "180 (frame 4)",
         LEG_A LEG_B "0.900  B > P  183  sdp  tag=b1  call=2\n0.910  P > A  180  tag=p1\n" BOTH_OK},
	{"a response that was cut may have had SDP", "leg-sdp-stripped", SILENT, 0, NULL,
         LEG_A LEG_B "0.900  B > P  183  sdp  tag=b1  call=2\n0.910  P > A  183  sdp  tag=p1  cut\n" BOTH_OK},
	{"the leg behind shows that an answer was taken out", "rel-answer-stripped", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "183 (frame 3) that came to 10.0.0.16 has it",
         LEG_A LEG_B "0.900  B > P  183  sdp  tag=b1  rel  call=2\n0.905  P > B  PRACK  tag=b1  call=2\n"
                     "0.910  P > A  183  tag=p1  rel\n0.920  A > P  PRACK  tag=p1\n"
                     "9.000  B > P  200  tag=b1  call=2\n9.010  P > A  200  tag=p1\n9.020  A > P  ACK  tag=p1\n"},
	/* Codes */
	{"a 183 that a 180 preceded may become a 180", "leg-183-to-180", SILENT, 0, NULL,
         LEG_A LEG_B "0.890  B > P  180  tag=b1  call=2\n0.900  B > P  183  sdp  tag=b1  call=2\n"
                     "0.910  P > A  180  tag=p1\n" BOTH_OK},
	{"a 180 that follows a 183 may become one", "leg-180-to-183", SILENT, 0, NULL,
         LEG_A LEG_B "0.500  B > P  183  sdp  tag=b1  call=2\n0.510  P > A  183  sdp  tag=p1\n"
                     "0.900  B > P  180  tag=b1  call=2\n1.000  P > A  183  sdp  tag=p1\n" BOTH_OK},
	{"a call answered at once need not be told of ringing", "leg-180-suppressed", SILENT, 0, NULL,
         LEG_A LEG_B "0.500  B > P  183  tag=b1  call=2\n0.510  P > A  183  tag=p1\n"
                     "8.700  B > P  180  tag=b1  call=2\n" BOTH_OK},
	{"ringing of the leg behind that was told before is not suppressed", "leg-180-suppressed", SILENT, 0, NULL,
         LEG_A LEG_B "0.500  B > P  183  tag=b1  call=2\n0.510  P > A  183  tag=p1\n0.600  P > A  180  tag=p1\n"
                     "2.000  B > P  180  tag=b1  call=2\n" BOTH_OK},
	{"ringing that nobody behind ever said is invented", "leg-18x-invented", SEVERITY_NOTICE, CONFIDENCE_HIGH,
         "no leg towards the callee had any 18x",
         LEG_A LEG_B "0.100  P > A  180  tag=p1\n4.000  B > P  486  tag=b1  call=2\n4.010  P > A  486  tag=p1\n"},
	{"an announcement of the element's own is not", "leg-18x-invented", SILENT, 0, NULL,
         LEG_A LEG_B "0.100  P > A  183  sdp  tag=p1\n" B_RINGS BOTH_OK},
	{"half a second is soon enough", "leg-18x-delayed", SILENT, 0, NULL,
         LEG_A LEG_B B_RINGS "1.390  P > A  180  tag=p1\n" BOTH_OK},
	{"what was passed on in time is not called late by a refresh", "leg-18x-delayed", SILENT, 0, NULL,
         LEG_A LEG_B B_RINGS "0.910  P > A  180  tag=p1\n3.000  B > P  180  tag=b1  call=2  Alert-Info: <urn:x>\n"
                             "5.000  P > A  180  tag=p1  Alert-Info: <urn:x>\n" BOTH_OK},
	/* Reason */
	{"a cause that is lost is a warning", "leg-reason-lost", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "480 (frame 3)",
         LEG_A LEG_B "4.000  B > P  480  tag=b1  call=2  Reason: Q.850;cause=20\n4.010  P > A  480  tag=p1\n"},
	{"a Reason of the element's own is one", "leg-reason-lost", SILENT, 0, NULL,
         LEG_A LEG_B "4.000  B > P  480  tag=b1  call=2  Reason: Q.850;cause=20\n"
                     "4.010  P > A  480  tag=p1  Reason: Q.850;cause=18\n"},
	{"it does not make up for the text of a 603+", "leg-reason-lost", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "analytics",
         LEG_A LEG_B "4.000  B > P  603  tag=b1  call=2  Reason: SIP;cause=603;" REDRESS ";location=TN\n"
                     "4.010  P > A  603  tag=p1  Reason: Q.850;cause=21\n"},
	/* Reliability, codecs, permission */
	{"a leg without progress says nothing of reliability", "leg-reliability-mismatch", SILENT, 0, NULL,
         LEG_A LEG_B "0.900  B > P  183  sdp  tag=b1  call=2  rel\n0.905  P > B  PRACK  tag=b1  call=2\n" BOTH_OK},
	{"the caller's leg may be the reliable one", "leg-reliability-mismatch", SEVERITY_NOTICE, CONFIDENCE_CERTAIN,
         "only the caller's leg",
         LEG_A LEG_B "0.900  B > P  183  sdp  tag=b1  call=2\n0.910  P > A  183  sdp  tag=p1  rel\n"
                     "0.920  A > P  PRACK  tag=p1\n" BOTH_OK},
	{"codecs in another order are the same", "leg-codec-transcode", SILENT, 0, NULL,
         LEG_A LEG_B "9.000  B > P  200  sdp  codecs=0,8  tag=b1  call=2\n9.010  P > A  200  sdp  codecs=8,0  tag=p1\n"},
	{"a preview is not compared with an answer", "leg-codec-transcode", SILENT, 0, NULL,
         LEG_A LEG_B "0.900  B > P  183  sdp  codecs=8  tag=b1  call=2\n9.010  P > A  200  sdp  codecs=0  tag=p1\n"},
	{"a caller who does not ask for P-Early-Media is not denied it", "ims-pem-stripped", SILENT, 0, NULL,
         LEG_A LEG_B "0.900  B > P  183  sdp  tag=b1  call=2  P-Early-Media: sendrecv\n"
                     "0.910  P > A  183  sdp  tag=p1\n" BOTH_OK},
	{"P-Early-Media that was turned down is not lost", "ims-pem-stripped", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  P-Early-Media: supported  " SESSION LEG_B
         "0.900  B > P  183  sdp  tag=b1  call=2  P-Early-Media: sendrecv\n"
         "0.910  P > A  183  sdp  tag=p1  P-Early-Media: inactive\n" BOTH_OK},
	{"who rang second in a group is not the one the caller is let hear", "leg-18x-swallowed", SILENT, 0, NULL,
         LEG_A "0.010  P > B  INVITE  sdp  call=2  " SESSION "0.020  P > C  INVITE  sdp  call=3  " SESSION B_RINGS
               "0.910  P > A  180  tag=p1\n1.000  C > P  183  sdp  tag=c1  call=3\n9.000  C > P  200  sdp  tag=c1  call=3\n"
               "9.010  P > A  200  sdp  tag=p1\n9.020  A > P  ACK  tag=p1\n"},
	{"what another branch of a proxy said is not made of the promise", "leg-sdp-stripped", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.020  P > C  INVITE  sdp  branch=two\n"
         "0.900  B > P  183  tag=b1\n0.905  P > A  183  tag=b1\n0.906  C > P  183  sdp  tag=c1  branch=two\n"
         "9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n9.020  A > P  ACK  tag=b1\n"},
	{"a group of more phones than are kept may have had the code elsewhere", "leg-code-remapped", SILENT, 0, NULL,
         LEG_A "0.010  P > B  INVITE  sdp  call=2  " SESSION "0.020  P > C  INVITE  sdp  call=3  " SESSION
               "0.030  P > D  INVITE  sdp  call=4  " SESSION "0.040  P > E  INVITE  sdp  call=5  " SESSION
               "0.050  P > F  INVITE  sdp  call=6  " SESSION
               "1.000  B > P  480  tag=b1  call=2\n1.010  C > P  480  tag=c1  call=3\n1.020  D > P  480  tag=d1  call=4\n"
               "1.030  E > P  480  tag=e1  call=5\n1.040  F > P  486  tag=f1  call=6\n1.050  P > A  486  tag=p1\n"},
	{"nor is a 180 of theirs turned into what another said", "leg-180-to-183", SILENT, 0, NULL,
         LEG_A "0.010  P > B  INVITE  sdp  call=2  " SESSION "0.020  P > C  INVITE  sdp  call=3  " SESSION
               "0.030  P > D  INVITE  sdp  call=4  " SESSION "0.040  P > E  INVITE  sdp  call=5  " SESSION
               "0.050  P > F  INVITE  sdp  call=6  " SESSION
               "0.900  B > P  180  tag=b1  call=2\n0.910  F > P  183  sdp  tag=f1  call=6\n0.920  P > A  183  sdp  tag=p1\n"},
	{"in a group the phone that said 180 may be the one passed on", "leg-sdp-stripped", SILENT, 0, NULL,
         LEG_A "0.010  P > B  INVITE  sdp  call=2  " SESSION "0.020  P > C  INVITE  sdp  call=3  " SESSION
               "0.900  B > P  183  sdp  tag=b1  call=2\n0.902  C > P  180  tag=c1  call=3\n0.910  P > A  180  tag=p1\n"
               "9.000  C > P  200  sdp  tag=c1  call=3\n9.010  P > A  200  sdp  tag=p1\n9.020  A > P  ACK  tag=p1\n"},
	{"and its permission is none that was lost", "ims-pem-stripped", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  P-Early-Media: supported  " SESSION "0.010  P > B  INVITE  sdp  call=2  " SESSION
         "0.020  P > C  INVITE  sdp  call=3  " SESSION
         "0.900  B > P  183  sdp  tag=b1  call=2  P-Early-Media: sendrecv\n0.902  C > P  180  tag=c1  call=3\n"
         "0.910  P > A  180  tag=p1\n9.000  C > P  200  sdp  tag=c1  call=3\n9.010  P > A  200  sdp  tag=p1\n"},
