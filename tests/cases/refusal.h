/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of the table in rules.c. */
#define TWO_RING                                                                                                       \
	"0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.011  P > C  INVITE  sdp\n0.500  B > P  180  tag=b1\n" \
	"0.510  P > A  180  tag=b1\n0.600  C > P  180  tag=c1\n0.610  P > A  180  tag=c1\n"
#define B_DECLINES "5.000  B > P  603  tag=b1\n5.005  P > B  ACK  tag=b1\n"
#define C_CANCELLED "C > P  200  of=CANCEL\n"
#define A_DECLINED "9.050  P > A  603  tag=b1\n9.060  A > P  ACK  tag=b1\n"
#define PLAIN(code, fields)                                                                                            \
	INVITE "0.900  B > A  " code "  tag=b1  " fields "\n0.920  A > B  ACK  tag=b1\n"
#define AGAIN(second, to)                                                                                              \
	second ".0  A > " to "  INVITE  sdp  call=2\n" second ".9  " to " > A  486  tag=b2  call=2\n" second           \
	       ".95  A > " to "  ACK  tag=b2  call=2\n"
#define BLOCK "603 \"Network Blocked\"  tag=b1  Reason: SIP;cause=603;" REDRESS ";location=TN"
/* One refusal for all */
{"a late CANCEL is no consequence of a 6xx", "dec-603-fork-kill", SILENT, 0, NULL,
 TWO_RING B_DECLINES "5.600  P > C  CANCEL\n5.610  " C_CANCELLED "5.620  C > P  487  tag=c1\n" A_DECLINED},
{"a caller that gives up cancels all by itself", "dec-603-fork-kill", SILENT, 0, NULL,
 TWO_RING
 "4.990  A > P  CANCEL\n4.991  P > A  200  of=CANCEL\n" B_DECLINES
 "5.010  P > C  CANCEL\n5.020  " C_CANCELLED "5.030  C > P  487  tag=c1\n5.050  P > A  487  tag=b1\n"},
{"a CANCEL because another one answered is none of the 6xx", "dec-603-fork-kill", SILENT, 0, NULL,
 TWO_RING B_DECLINES
 "5.010  P > C  CANCEL  Reason: SIP;cause=200;text=\"Call completed elsewhere\"\n5.020  " C_CANCELLED
 "5.030  C > P  487  tag=c1\n" A_DECLINED},
{"a CANCEL before the 6xx is none of it", "dec-603-fork-kill", SILENT, 0, NULL,
 TWO_RING
 "4.900  P > C  CANCEL\n4.910  " C_CANCELLED "4.930  C > P  487  tag=c1\n" B_DECLINES A_DECLINED},
{"a 6xx in answer to a CANCEL silences nobody", "dec-603-fork-kill", SILENT, 0, NULL,
 TWO_RING "4.997  P > B  CANCEL\n4.998  B > P  200  of=CANCEL\n4.999  P > C  CANCEL\n" B_DECLINES
          "5.010  " C_CANCELLED "5.020  C > P  487  tag=c1\n9.050  P > A  408  tag=p1\n9.060  A > P  ACK  tag=p1\n"},
{"600 silences the others as well", "dec-603-fork-kill", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, "600 (frame 8)",
 TWO_RING "5.000  B > P  600  tag=b1\n5.005  P > B  ACK  tag=b1\n5.010  P > C  CANCEL\n5.020  " C_CANCELLED
          "5.030  C > P  487  tag=c1\n" A_DECLINED},
{"legs of a B2BUA are silenced alike", "dec-603-fork-kill", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, "CANCEL (frame",
 "0.000  A > P  INVITE  sdp  X-CID: one\n0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"
 "0.011  P > C  INVITE  sdp  call=3  X-CID: one\n0.500  B > P  180  tag=b1  call=2\n0.600  C > P  180  tag=c1  call=3\n"
 "0.610  P > A  180  tag=p1\n5.000  B > P  603  tag=b1  call=2\n5.005  P > B  ACK  tag=b1  call=2\n"
 "5.010  P > C  CANCEL  call=3\n5.020  C > P  200  of=CANCEL  call=3\n5.030  C > P  487  tag=c1  call=3\n"
 "5.050  P > A  603  tag=p1\n5.060  A > P  ACK  tag=p1\n"},
{"a single destination silences nobody", "dec-603-fork-kill", SILENT, 0, NULL, PLAIN("603", "")},
{"where nothing shows that a branch lived on, it is not said to", "dec-6xx-not-honoured", SILENT, 0, NULL,
 TWO_RING B_DECLINES "9.050  P > A  603  tag=b1\n9.060  A > P  ACK  tag=b1\n"},
{"a branch that ends within a second was left no time", "dec-6xx-not-honoured", SILENT, 0, NULL,
 TWO_RING B_DECLINES "5.900  C > P  486  tag=c1\n5.910  P > C  ACK  tag=c1\n" A_DECLINED},
{"a CANCEL after four seconds comes too late", "dec-6xx-not-honoured", SEVERITY_NOTICE, CONFIDENCE_HIGH, "CANCEL (frame",
 TWO_RING B_DECLINES "9.000  P > C  CANCEL\n9.010  " C_CANCELLED "9.030  C > P  487  tag=c1\n" A_DECLINED},
{"a branch that has not responded yet must not be cancelled", "dec-6xx-not-honoured", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.011  P > C  INVITE  sdp\n0.500  B > P  180  tag=b1\n"
 "0.510  P > A  180  tag=b1\n" B_DECLINES "8.000  C > P  180  tag=c1\n8.005  P > C  CANCEL\n8.010  " C_CANCELLED
 "8.020  C > P  487  tag=c1\n" A_DECLINED},
{"a B2BUA may let its other legs ring", "dec-6xx-not-honoured", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp  X-CID: one\n0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"
 "0.011  P > C  INVITE  sdp  call=3  X-CID: one\n0.500  B > P  180  tag=b1  call=2\n0.600  C > P  180  tag=c1  call=3\n"
 "5.000  B > P  603  tag=b1  call=2\n9.000  C > P  486  tag=c1  call=3\n9.050  P > A  486  tag=p1\n"},
{"a B2BUA may try the next destination", "dec-6xx-serial-continued", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp  X-CID: one\n0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"
 "5.000  B > P  603  tag=b1  call=2\n5.010  P > C  INVITE  sdp  call=3  X-CID: one\n"
 "9.000  C > P  486  tag=c1  call=3\n9.050  P > A  486  tag=p1\n"},
{"another try of the caller is another context", "dec-6xx-serial-continued", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n5.000  B > P  603  tag=b1\n5.005  P > B  ACK  tag=b1\n"
 "5.010  P > A  603  tag=b1\n5.015  A > P  ACK  tag=b1\n6.000  A > P  INVITE  sdp  cseq=2\n"
 "6.010  P > C  INVITE  sdp  cseq=2\n9.000  C > P  486  tag=c1  cseq=2\n9.010  P > A  486  tag=c1  cseq=2\n"},
{"a branch begun before the 6xx is none begun after it", "dec-6xx-serial-continued", SILENT, 0, NULL,
 TWO_RING B_DECLINES "9.000  C > P  486  tag=c1\n9.010  P > C  ACK  tag=c1\n" A_DECLINED},
{"hunting on after a 486 is what hunting is", "dec-6xx-serial-continued", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n5.000  B > P  486  tag=b1\n5.005  P > B  ACK  tag=b1\n"
 "5.050  P > C  INVITE  sdp\n9.000  C > P  603  tag=c1\n9.010  P > C  ACK  tag=c1\n9.020  P > A  603  tag=c1\n"},
{"an answer of the next destination overrules nothing", "dec-6xx-then-2xx", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp  X-CID: one\n0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"
 "5.000  B > P  603  tag=b1  call=2\n5.010  P > C  INVITE  sdp  call=3  X-CID: one\n"
 "9.000  C > P  200  sdp  tag=c1  call=3\n9.050  P > A  200  sdp  tag=p1\n9.060  A > P  ACK  tag=p1\n"},
{"an answer of a leg of a B2BUA overrules as well", "dec-6xx-then-2xx", SEVERITY_INFO, CONFIDENCE_CERTAIN, NULL,
 "0.000  A > P  INVITE  sdp  X-CID: one\n0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"
 "0.011  P > C  INVITE  sdp  call=3  X-CID: one\n5.000  B > P  603  tag=b1  call=2\n"
 "9.000  C > P  200  sdp  tag=c1  call=3\n9.050  P > A  200  sdp  tag=p1\n9.060  A > P  ACK  tag=p1\n"},
/* Again */
{"another PBX's other route is unknown", "dec-603-no-failover", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp  X-CID: one\n0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"
 "0.500  B > P  603  tag=b1  call=2\n0.510  P > A  603  tag=p1\n"},
{"a Retry-After may have a comment", "dec-603-retry-after", SEVERITY_INFO, CONFIDENCE_CERTAIN, "in 120 seconds",
 PLAIN("480", "Retry-After: 120 (in a meeting)")},
{"that of a 503 is of the server", "dec-603-retry-after", SEVERITY_INFO, CONFIDENCE_CERTAIN, "server",
 PLAIN("503", "Retry-After: 1")},
{"that of other codes tells of nobody", "dec-603-retry-after", SILENT, 0, NULL, PLAIN("488", "Retry-After: 60")},
{"Retry-After: 0 asks for nothing", "dec-603-retry-after", SILENT, 0, NULL, PLAIN("503", "Retry-After: 0")},
{"another server may be asked at once after a 503", "dec-retried-early", SILENT, 0, NULL,
 PLAIN("503", "Retry-After: 60") AGAIN("5", "C")},
{"the same server may not", "dec-retried-early", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "wait for 60 s",
 PLAIN("503", "Retry-After: 60") AGAIN("5", "B")},
{"a person may be there by another route", "dec-retried-early", SILENT, 0, NULL,
 PLAIN("480", "Retry-After: 60") AGAIN("5", "C")},
{"a 6xx speaks for all routes", "dec-retried-early", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "is a 600",
 PLAIN("600", "Retry-After: 60") AGAIN("5", "C")},
{"another number may be called at once", "dec-retried-early", SILENT, 0, NULL,
 PLAIN("480", "Retry-After: 60") "5.000  A > B  INVITE  sdp  call=2  callee=+15550002222\n5.900  B > A  486  tag=b2  call=2\n"},
{"nobody knows who is anonymous", "dec-retried-early", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp  caller=anonymous\n0.900  B > A  480  tag=b1  Retry-After: 60\n"
 "5.000  A > B  INVITE  sdp  call=2  caller=anonymous\n5.900  B > A  486  tag=b2  call=2\n"},
{"who was not told cannot know", "dec-retried-early", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp  caller=+15551234567\n0.900  B > A  480  tag=b1  Retry-After: 60\n"
 "5.000  C > B  INVITE  sdp  call=2  caller=+15551234567\n5.900  B > C  486  tag=b2  call=2\n"},
{"the number with and without its prefix is one", "dec-retried-early", SEVERITY_WARNING, CONFIDENCE_CERTAIN, NULL,
 "0.000  A > B  INVITE  sdp  caller=+15551234567  callee=0018005550199\n0.900  B > A  480  tag=b1  Retry-After: 60\n"
 "5.000  A > B  INVITE  sdp  call=2  caller=15551234567  callee=+18005550199\n5.900  B > A  486  tag=b2  call=2\n"},
{"a blocked call goes another way", "dec-603plus-retried", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "by another route",
 INVITE "0.900  B > A  " BLOCK "\n" AGAIN("5", "C")},
{"a call refused as unwanted is one too", "dec-603plus-retried", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "607",
 PLAIN("607", "") AGAIN("5", "B")},
{"after two minutes it is another call", "dec-603plus-retried", SILENT, 0, NULL, PLAIN("608", "") AGAIN("120", "B")},
{"a plain 603 is no block", "dec-603plus-retried", SILENT, 0, NULL, PLAIN("603", "") AGAIN("5", "B")},
{"a caller that was told another code does not retry a block", "dec-603plus-retried", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp  caller=+15551234567  callee=+18005550199\n"
 "0.010  P > B  INVITE  sdp  call=3  caller=+15551234567  callee=+18005550199\n0.900  B > P  607  tag=b1  call=3\n"
 "0.910  P > A  403  tag=p1\n0.920  A > P  ACK  tag=p1\n"
 "5.000  A > P  INVITE  sdp  call=2  caller=+15551234567  callee=+18005550199\n5.900  P > A  486  tag=p2  call=2\n"},
{"a PBX that goes on elsewhere after a block", "dec-603plus-retried", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "10.0.0.3:5060",
 "0.000  A > P  INVITE  sdp  caller=+15551234567  callee=+18005550199\n"
 "0.010  P > B  INVITE  sdp  call=3  caller=+15551234567  callee=+18005550199\n0.900  B > P  607  tag=b1  call=3\n"
 "0.910  P > C  INVITE  sdp  call=2  caller=+15551234567  callee=+18005550199\n1.900  C > P  486  tag=p2  call=2\n"
 "1.910  P > A  403  tag=p1\n1.920  A > P  ACK  tag=p1\n"},
{"a proxy that goes on elsewhere after a block", "dec-603plus-retried", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "10.0.0.3:5060",
 "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  608  tag=b1\n0.905  P > B  ACK  tag=b1\n"
 "0.910  P > C  INVITE  sdp\n1.900  C > P  486  tag=c1\n1.905  P > C  ACK  tag=c1\n1.910  P > A  608  tag=b1\n"},
{"credentials are no retry", "dec-603plus-retried", SILENT, 0, NULL,
 INVITE "0.100  B > A  407  tag=b9\n0.110  A > B  ACK  tag=b9\n0.120  A > B  INVITE  sdp  cseq=2\n0.900  B > A  608  tag=b1  cseq=2\n"},
/* Code and cause */
{"busy and number unknown", "dec-reason-contradicts", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, "cause 1, ",
 PLAIN("486", "Reason: Q.850;cause=1")},
{"busy and normal clearing say little against each other", "dec-reason-contradicts", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
 "nothing definite", PLAIN("486", "Reason: Q.850;cause=16")},
{"busy is 17", "dec-reason-contradicts", SILENT, 0, NULL, PLAIN("486", "Reason: Q.850;cause=17")},
{"a reject key may send 486 with 21", "dec-reason-contradicts", SILENT, 0, NULL, PLAIN("486", "Reason: Q.850;cause=21")},
{"403 is 21 as well", "dec-reason-contradicts", SILENT, 0, NULL, PLAIN("403", "Reason: Q.850;cause=21")},
{"no answer is 480 with 19", "dec-reason-contradicts", SILENT, 0, NULL, PLAIN("480", "Reason: Q.850;cause=19")},
{"480 is the IMS's for 34", "dec-reason-contradicts", SILENT, 0, NULL, PLAIN("480", "Reason: Q.850;cause=34")},
{"480 is no busy", "dec-reason-contradicts", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, NULL, PLAIN("480", "Reason: Q.850;cause=17")},
{"a PBX sends 603 for causes without a code", "dec-reason-contradicts", SILENT, 0, NULL, PLAIN("603", "Reason: Q.850;cause=16")},
{"of several causes one that fits is enough", "dec-reason-contradicts", SILENT, 0, NULL,
 PLAIN("603", "Reason: Q.850;cause=17, Q.850;cause=21")},
{"the cause of another protocol is no Q.850", "dec-reason-contradicts", SILENT, 0, NULL, PLAIN("603", "Reason: SIP;cause=486")},
{"congestion declines nobody", "dec-reason-contradicts", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, NULL,
 PLAIN("603", "Reason: Q.850;cause=34")},
/* Who rang */
{"a callee that rings later was not heard ringing before", "dec-fake-ring-then-603", SEVERITY_NOTICE, CONFIDENCE_HIGH,
 "180 (frame 4)",
 "0.000  A > P  INVITE  sdp  X-CID: one\n0.010  P > B  INVITE  sdp  call=2  X-CID: one\n0.100  P > A  180  tag=p1\n"
 "5.000  B > P  180  tag=b1  call=2\n7.000  B > P  603  tag=b1  call=2\n7.005  P > B  ACK  tag=b1  call=2\n"
 "7.010  P > A  603  tag=p1\n7.020  A > P  ACK  tag=p1\n"},
{"a 183 of the callee may mean ringing", "dec-fake-ring-then-603", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp  X-CID: one\n0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"
 "0.090  B > P  183  sdp  tag=b1  call=2\n0.100  P > A  180  tag=p1\n7.000  B > P  603  tag=b1  call=2\n"
 "7.005  P > B  ACK  tag=b1  call=2\n7.010  P > A  603  tag=p1\n7.020  A > P  ACK  tag=p1\n"},
{"a proxy does not ring", "dec-fake-ring-then-603", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.100  P > A  180  tag=b1\n7.000  B > P  603  tag=b1\n"
 "7.010  P > A  603  tag=b1\n7.020  A > P  ACK  tag=b1\n"},
{"one leg seen alone shows no invention", "dec-fake-ring-then-603", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp\n0.100  P > A  180  tag=p1\n7.010  P > A  603  tag=p1\n7.020  A > P  ACK  tag=p1\n"},
/* 487 */
{"without a 180 nothing is known to ring", "dec-487-cancelled", SEVERITY_INFO, CONFIDENCE_CERTAIN, "without any 180",
 INVITE "0.100  B > A  100\n4.000  A > B  CANCEL\n4.010  B > A  200  of=CANCEL\n4.020  B > A  487  tag=b1\n"},
{"without the INVITE nobody knows how long it was waited", "dec-487-cancelled", SILENT, 0, NULL,
 "4.000  B > A  180  tag=b1\n8.000  A > B  CANCEL\n8.010  B > A  200  of=CANCEL\n8.020  B > A  487  tag=b1\n"},
{"a call that was answered was not given up", "dec-487-cancelled", SILENT, 0, NULL,
 INVITE "8.990  A > B  CANCEL\n" OK_AT_9},
{"a BYE in an early dialog ends an INVITE, too", "dec-487-no-cancel", SILENT, 0, NULL,
 INVITE "0.900  B > A  180  tag=b1\n4.000  A > B  BYE  tag=b1\n4.010  B > A  200  of=BYE  tag=b1\n4.020  B > A  487  tag=b1\n"},
{"a CANCEL one hop on shows that there was one", "dec-487-no-cancel", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  180  tag=b1\n0.910  P > A  180  tag=b1\n"
 "4.000  P > B  CANCEL\n4.010  B > P  200  of=CANCEL\n4.020  B > P  487  tag=b1\n4.030  P > A  487  tag=b1\n4.040  A > P  ACK  tag=b1\n"},
{"half a capture lacks the CANCEL", "dec-487-no-cancel", SILENT, 0, NULL,
 "4.000  B > A  180  tag=b1\n8.020  B > A  487  tag=b1\n"},
/* Many calls */
#define CALL(second, call, caller, callee, code)                                                                       \
	second ".0  A > B  INVITE  sdp  call=" call "  caller=" caller "  callee=" callee "\n" second                 \
	       ".8  B > A  " code "  tag=b" call "  call=" call "\n" second ".9  A > B  ACK  tag=b" call "  call=" call "\n"
#define X "+15551230001"
#define FOUR_OF_X                                                                                                      \
	CALL("0", "1", X, "+15550000001", "603")                                                                       \
	CALL("1", "2", X, "+15550000002", "603") CALL("2", "3", X, "+15550000003", "603") CALL("3", "4", X, "+15550000004", "603")
{"four of five refused are a burst", "dec-burst-caller", SEVERITY_WARNING, CONFIDENCE_MEDIUM,
 "; +15551230001: 4 of 5 calls to 5 numbers within an hour, the first refused in frame 2",
 FOUR_OF_X CALL("4", "5", X, "+15550000005", "486")},
{"four of six are none", "dec-burst-caller", SILENT, 0, NULL,
 FOUR_OF_X CALL("4", "5", X, "+15550000005", "486") CALL("5", "6", X, "+15550000006", "486")},
{"the same number with and without its prefix is one caller", "dec-burst-caller", SEVERITY_WARNING, CONFIDENCE_MEDIUM, NULL,
 FOUR_OF_X CALL("4", "5", "0015551230001", "+15550000005", "603")},
{"anonymous callers are not one", "dec-burst-caller", SILENT, 0, NULL,
 CALL("0", "1", "anonymous", "+15550000001", "603") CALL("1", "2", "anonymous", "+15550000002", "603")
 CALL("2", "3", "anonymous", "+15550000003", "603") CALL("3", "4", "anonymous", "+15550000004", "603")
 CALL("4", "5", "anonymous", "+15550000005", "603")},
{"three numbers that refuse may do so each by itself", "dec-burst-caller", SILENT, 0, NULL,
 CALL("0", "1", X, "+15550000001", "603") CALL("1", "2", X, "+15550000002", "603") CALL("2", "3", X, "+15550000003", "603")
 CALL("3", "4", X, "+15550000001", "603") CALL("4", "5", X, "+15550000002", "603")},
{"phones that rang were not refused at once", "dec-burst-caller", SILENT, 0, NULL,
 FOUR_OF_X "4.0  A > B  INVITE  sdp  call=5  caller=" X "  callee=+15550000005\n4.5  B > A  180  tag=b5  call=5\n"
 "8.8  B > A  603  tag=b5  call=5\n5.0  A > B  INVITE  sdp  call=6  caller=" X "  callee=+15550000006\n"
 "5.5  B > A  180  tag=b6  call=6\n9.8  B > A  603  tag=b6  call=6\n"},
{"the answers of one number are one", "dec-burst-callee", SEVERITY_NOTICE, CONFIDENCE_MEDIUM, "4 of 5 calls from 5 numbers",
 CALL("0", "1", "+15550000001", X, "603") CALL("1", "2", "+15550000002", X, "603") CALL("2", "3", "+15550000003", X, "603")
 CALL("3", "4", "+15550000004", X, "603") CALL("4", "5", "+15550000005", X, "486")},
{"one caller that calls again and again is no matter of everybody", "dec-burst-callee", SILENT, 0, NULL,
 CALL("0", "1", "+15550000001", X, "603") CALL("1", "2", "+15550000001", X, "603") CALL("2", "3", "+15550000001", X, "603")
 CALL("3", "4", "+15550000001", X, "603") CALL("4", "5", "+15550000002", X, "603")},
