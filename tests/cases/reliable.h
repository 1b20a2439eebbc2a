/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of the table in rules.c: PRACK, UPDATE and delayed offers. */
#define REL_183 "0.900  B > A  183  sdp  tag=b1  rel\n"
#define REL_7 "0.900  B > A  183  sdp  tag=b1  rel=7\n"
#define PRACKED "0.920  A > B  PRACK  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n"
#define PRACKED_7 "0.920  A > B  PRACK  tag=b1  rack=7\n0.940  B > A  200  of=PRACK  tag=b1\n"
#define LATE "0.000  A > B  INVITE\n"
#define OFFER_AT_9 "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  sdp  tag=b1\n"
#define CHALLENGED                                                                                                     \
	"0.000  A > B  INVITE  sdp\n0.050  B > A  407  tag=b9\n0.060  A > B  ACK  tag=b9\n"                            \
	"0.100  A > B  INVITE  sdp  cseq=2\n"
#define OK_2 "9.000  B > A  200  sdp  tag=b1  cseq=2\n9.020  A > B  ACK  tag=b1  cseq=2\n"
	{"a PRACK of another dialog does not count", "rel-no-prack", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "sent 5 times",
         INVITE "0.800  B > A  183  sdp  tag=b2  rel\n0.900  B > A  183  sdp  tag=b1  rel  x5\n"
                "0.920  A > B  PRACK  tag=b2\n0.940  B > A  200  of=PRACK  tag=b2\n" OK_AT_9},
	{"the answer to a PRACK shows that there was one", "rel-no-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x5\n0.930  B > A  200  of=PRACK  tag=b1\n" OK_AT_9},
	{"a PRACK may pass by the proxy", "rel-no-prack", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1  rel  x5\n"
         "0.910  P > A  183  sdp  tag=b1  rel  x5\n0.930  A > B  PRACK  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n"
         "9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"a PRACK seen one hop on came from somewhere", "rel-no-prack", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1  rel  x5\n"
         "0.910  P > A  183  sdp  tag=b1  rel  x5\n0.930  P > B  PRACK  tag=b1\n"
         "9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n"},
	{"a copy of the capture is no retransmission", "rel-no-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x3  dup\n" OK_AT_9},
	{"a PRACK of a retry names the CSeq of the retry", "rel-no-prack", SILENT, 0, NULL,
         CHALLENGED "0.900  B > A  183  sdp  tag=b1  rel  cseq=2  x5\n0.920  A > B  PRACK  tag=b1  RAck: 1 2 INVITE\n" OK_2},
	{"a PRACK that asks for credentials and gets them is no fault", "rel-prack-rejected", SILENT, 0, NULL,
         INVITE REL_183 "0.920  A > B  PRACK  tag=b1\n0.940  B > A  407  of=PRACK  tag=b1\n"
                        "0.960  A > B  PRACK  tag=b1\n0.980  B > A  200  of=PRACK  tag=b1\n" OK_AT_9},
	{"without credentials it is", "rel-prack-rejected", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "wanted credentials",
         INVITE REL_183 "0.920  A > B  PRACK  tag=b1\n0.940  B > A  407  of=PRACK  tag=b1\n" OK_AT_9},
	{"a second PRACK for a repeat may be refused", "rel-prack-rejected", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x2\n" PRACKED
                "1.420  A > B  PRACK  tag=b1\n1.440  B > A  481  of=PRACK  tag=b1\n" OK_AT_9},
	{"where the answer to the first is not known little can be said", "rel-prack-rejected", SEVERITY_ERROR,
         CONFIDENCE_LOW, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x2\n0.920  A > B  PRACK  tag=b1\n"
                "1.420  A > B  PRACK  tag=b1\n1.440  B > A  481  of=PRACK  tag=b1\n" OK_AT_9},
	{"a PRACK that crosses the CANCEL finds nothing", "rel-prack-rejected", SILENT, 0, NULL,
         INVITE REL_183 "0.910  A > B  CANCEL\n0.920  A > B  PRACK  tag=b1\n0.930  B > A  481  of=PRACK  tag=b1\n"
                        "0.940  B > A  487  tag=b1\n0.950  A > B  ACK  tag=b1\n"},
	{"SDP in a PRACK may be refused", "rel-prack-rejected", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "did not accept the SDP",
         INVITE REL_183 "0.920  A > B  PRACK  sdp  tag=b1\n0.940  B > A  488  of=PRACK  tag=b1\n" OK_AT_9},
	{"a refusal one hop on is not the caller's", "rel-prack-rejected", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1  rel\n"
         "0.910  P > A  183  sdp  tag=b1  rel\n0.920  A > P  PRACK  tag=b1\n0.930  P > B  PRACK  tag=b1\n"
         "0.940  B > P  481  of=PRACK  tag=b1\n0.950  P > A  200  of=PRACK  tag=b1\n"
         "9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n"},
	{"a PRACK that was accepted fitted a response the capture lacks", "rel-rack-mismatch", SILENT, 0, NULL,
         INVITE REL_7 "0.920  A > B  PRACK  tag=b1  rack=8\n0.940  B > A  200  of=PRACK  tag=b1\n" OK_AT_9},
	{"one without an answer is less sure", "rel-rack-mismatch", SEVERITY_ERROR, CONFIDENCE_MEDIUM, "RSeq 8 of CSeq 1",
         INVITE REL_7 "0.920  A > B  PRACK  tag=b1  rack=8\n" OK_AT_9},
	{"a RAck that is no number fits nothing", "rel-rack-mismatch", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "no RAck that can be read", INVITE REL_7 "0.920  A > B  PRACK  tag=b1  RAck: undefined 1 INVITE\n" OK_AT_9},
	{"nor does a PRACK without one", "rel-rack-mismatch", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "no RAck that can be read",
         INVITE REL_7 "0.920  A > B  PRACK  tag=b1  without=RAck\n" OK_AT_9},
	{"the CSeq of the first try is wrong in a retry", "rel-rack-mismatch", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "RSeq 1 of CSeq 1, but the 183 (frame 5) that waits has RSeq 1 of CSeq 2",
         CHALLENGED "0.900  B > A  183  sdp  tag=b1  rel  cseq=2\n0.920  A > B  PRACK  tag=b1  RAck: 1 1 INVITE\n"
                    "0.940  B > A  481  of=PRACK  tag=b1\n" OK_2},
	{"the PRACK of a response the first try had is right", "rel-rack-mismatch", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp\n0.020  B > A  183  sdp  tag=b9  rel\n0.030  A > B  PRACK  tag=b9\n"
         "0.040  B > A  407  tag=b9\n0.060  A > B  ACK  tag=b9\n0.100  A > B  INVITE  sdp  cseq=2\n"
         "0.900  B > A  183  sdp  tag=b1  rel=5  cseq=2\n" OK_2},
	{"another method is wrong, too", "rel-rack-mismatch", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "CSeq 1 PRACK",
         INVITE REL_7
         "0.920  A > B  PRACK  tag=b1  RAck: 7 1 PRACK\n0.940  B > A  481  of=PRACK  tag=b1\n" OK_AT_9},
	{"with no reliable response captured nothing can be compared", "rel-rack-mismatch", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n0.920  A > B  PRACK  tag=b1  rack=8\n0.940  B > A  481  of=PRACK  tag=b1\n" OK_AT_9},
	{"each dialog counts by itself", "rel-rseq-gap", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel=7\n0.920  A > B  PRACK  tag=b1  rack=7\n"
                "1.900  B > A  183  sdp  tag=b2  rel=90\n1.920  A > B  PRACK  tag=b2  rack=90\n" OK_AT_9},
	{"each try counts by itself", "rel-rseq-gap", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp\n0.020  B > A  183  sdp  tag=b1  rel=7\n0.040  B > A  407  tag=b1\n"
         "0.060  A > B  ACK  tag=b1\n0.100  A > B  INVITE  sdp  cseq=2\n0.900  B > A  183  sdp  tag=b1  rel=90  cseq=2\n" OK_2},
	{"what was acknowledged all the same is only noted", "rel-rseq-gap", SEVERITY_NOTICE, CONFIDENCE_LOW,
         "acknowledged all the same",
         INVITE REL_7 PRACKED_7 "2.000  B > A  180  tag=b1  rel=9\n2.020  A > B  PRACK  tag=b1  rack=9\n" OK_AT_9},
	{"a PRACK for the missing one shows that the caller had it", "rel-rseq-gap", SILENT, 0, NULL,
         INVITE REL_7 PRACKED_7 "1.000  A > B  PRACK  tag=b1  rack=8\n2.000  B > A  180  tag=b1  rel=9\n" OK_AT_9},
	{"two that overtook each other leave no gap", "rel-rseq-gap", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1  rel=8\n0.901  B > A  183  sdp  tag=b1  rel=7\n" OK_AT_9},
	{"a number used twice counts as the first again", "rel-rseq-gap", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "its RSeq is 7, though the 183 (frame 2) of the same dialog had 7",
         INVITE REL_7 PRACKED_7 "2.000  B > A  180  tag=b1  rel=7\n" OK_AT_9},
	{"numbers may not go down", "rel-rseq-gap", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "its RSeq is 1",
         INVITE REL_7 PRACKED_7 "2.000  B > A  180  tag=b1  rel=1\n" OK_AT_9},
	{"an RSeq alone contradicts, too", "rel-rseq-invalid", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "no Require: 100rel",
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  without=Require\n" OK_AT_9},
	{"RSeq 0 is none", "rel-rseq-invalid", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "RSeq 0",
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  RSeq: 0\n" OK_AT_9},
	{"a first RSeq lies below 2^31", "rel-rseq-invalid", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "above 2^31 - 1",
         INVITE "0.900  B > A  183  sdp  tag=b1  rel=2147483648\n" OK_AT_9},
	{"a later one need not", "rel-rseq-invalid", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel=2147483647\n0.920  A > B  PRACK  tag=b1  rack=2147483647\n"
                "1.900  B > A  180  tag=b1  rel=2147483648\n" OK_AT_9},
	{"a 100 is never reliable", "rel-rseq-invalid", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "never sent reliably",
         INVITE "0.020  B > A  100  rel\n0.900  B > A  180  tag=b1\n" OK_AT_9},
	{"headers that were cut off are not missing", "rel-rseq-invalid", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  without=RSeq  cut\n" OK_AT_9},
	{"callees of two forks do not wait for each other", "rel-overlap", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel\n0.910  B > A  183  sdp  tag=b2  rel=2\n"
                "0.930  A > B  PRACK  tag=b1\n0.940  A > B  PRACK  tag=b2  rack=2\n" OK_AT_9},
	{"behind the first it is only not recommended", "rel-overlap", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, NULL,
         INVITE REL_183 PRACKED "1.000  B > A  180  tag=b1  rel=2\n1.010  B > A  183  tag=b1  rel=3\n"
                                "1.020  A > B  PRACK  tag=b1  rack=2\n1.030  A > B  PRACK  tag=b1  rack=3\n" OK_AT_9},
	{"what a mirrored port may have swapped does not count", "rel-overlap", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel=1\n0.930  B > A  180  tag=b1  rel=2\n"
                "0.932  A > B  PRACK  tag=b1  rack=1\n0.950  A > B  PRACK  tag=b1  rack=2\n" OK_AT_9},
	{"a first one never acknowledged overlaps", "rel-overlap", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "never was",
         INVITE "0.900  B > A  183  sdp  tag=b1  rel=1  x2\n0.930  B > A  180  tag=b1  rel=2\n"
                "0.950  A > B  PRACK  tag=b1  rack=2\n" OK_AT_9},
	{"a retransmission that crossed the 2xx does not count", "rel-retransmit-after-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x2\n1.320  A > B  PRACK  tag=b1\n1.340  B > A  200  of=PRACK  tag=b1\n" OK_AT_9},
	{"nor does a copy of the capture", "rel-retransmit-after-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  dup\n0.9005  A > B  PRACK  tag=b1\n0.9007  B > A  200  of=PRACK  tag=b1\n" OK_AT_9},
	{"after a refused PRACK it may well be repeated", "rel-retransmit-after-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x3\n0.920  A > B  PRACK  tag=b1\n0.940  B > A  481  of=PRACK  tag=b1\n" OK_AT_9},
	{"an INVITE that requires 100rel knows it", "rel-unsolicited", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  Supported: timer  Require: 100rel\n" REL_183 OK_AT_9},
	{"the compact form of Supported counts", "rel-unsolicited", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  without=Supported  k: timer, 100rel\n" REL_183 OK_AT_9},
	{"what a proxy adds further on is asked of the proxy", "rel-unsolicited", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  Supported: timer\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1  rel\n"
         "0.910  P > A  183  sdp  tag=b1\n0.920  P > B  PRACK  tag=b1\n9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n"},
	{"without the INVITE nobody knows what it offered", "rel-unsolicited", SILENT, 0, NULL, REL_183 PRACKED OK_AT_9},
	{"nor where it was cut", "rel-unsolicited", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  Supported: timer  cut\n" REL_183 PRACKED OK_AT_9},
	{"a caller that only supports 100rel takes what comes", "rel-required-not-honoured", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n" OK_AT_9},
	{"a 199 of a proxy need not be reliable", "rel-required-not-honoured", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  Require: 100rel\n" REL_183 PRACKED "1.900  B > A  199  tag=b1\n" OK_AT_9},
	{"a call refused with 420 after all was told", "rel-required-not-honoured", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  Require: 100rel\n0.100  B > A  181  tag=b2\n0.200  B > A  420  tag=b1  Unsupported: 100rel\n"},
	{"a caller that tries again without is better off", "rel-unsupported-420", SEVERITY_NOTICE, CONFIDENCE_CERTAIN,
         "tried again",
         "0.000  A > B  INVITE  sdp  Require: 100rel\n0.100  B > A  420  tag=b9  Unsupported: 100rel\n0.110  A > B  ACK  tag=b9\n"
         "0.200  A > B  INVITE  sdp  cseq=2\n0.900  B > A  180  tag=b1  cseq=2\n" OK_2},
	{"a 420 that names nothing says nothing of PRACK", "rel-unsupported-420", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  Require: 100rel\n0.100  B > A  420  tag=b1\n"},
	{"a 2xx before any PRACK is too early", "rel-2xx-before-prack", SEVERITY_WARNING, CONFIDENCE_CERTAIN, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel\n1.000  B > A  200  sdp  tag=b1\n1.020  A > B  ACK  tag=b1\n"},
	{"what another fork waits for does not hold it up", "rel-2xx-before-prack", SILENT, 0, NULL,
         INVITE "0.800  B > A  183  sdp  tag=b2  rel\n0.900  B > A  183  sdp  tag=b1  rel\n" PRACKED
                "1.000  B > A  200  sdp  tag=b1\n1.020  A > B  ACK  tag=b1\n"},
	{"half a capture does not show what came first", "rel-2xx-before-prack", SILENT, 0, NULL,
         REL_183 "1.000  B > A  200  sdp  tag=b1\n"},
	{"an unreliable 18x of the dialog may have brought the answer", "rel-answer-stripped", SILENT, 0, NULL,
         INVITE "0.800  B > A  183  sdp  tag=b1\n0.900  B > A  180  tag=b1  rel\n" PRACKED
                "9.000  B > A  200  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"a call that was not answered may have had an answer to come", "rel-answer-stripped", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  tag=b1  rel\n" PRACKED "9.000  B > A  486  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"a 2xx of another fork is no answer of this one", "rel-answer-stripped", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  tag=b1  rel\n" PRACKED "9.000  B > A  200  sdp  tag=b2\n9.020  A > B  ACK  tag=b2\n"},
	{"a 5xx of another moment has another reason", "rel-timeout-5xx", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x6  backoff\n25.00  B > A  504  tag=b1\n25.02  A > B  ACK  tag=b1\n"},
	{"a 480 is no 5xx", "rel-timeout-5xx", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x7  backoff\n32.90  B > A  480  tag=b1\n32.92  A > B  ACK  tag=b1\n"},
	{"an unreliable 183 has no such timer", "rel-timeout-5xx", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n32.90  B > A  504  tag=b1\n32.92  A > B  ACK  tag=b1\n"},
	{"the caller's UPDATE must wait for a reliable answer", "upd-before-prack", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
         "before the first offer had a reliable answer",
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  A > B  UPDATE  sdp  tag=b1\n" OK_AT_9},
	{"one that was accepted did no harm", "upd-before-prack", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  A > B  UPDATE  sdp  tag=b1\n1.020  B > A  200  of=UPDATE  sdp  tag=b1\n" OK_AT_9},
	{"an UPDATE without SDP offers nothing", "upd-before-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  A > B  UPDATE  tag=b1\n1.020  B > A  200  of=UPDATE  tag=b1\n" OK_AT_9},
	{"the caller need not wait for the 2xx to its PRACK", "upd-before-prack", SILENT, 0, NULL,
         INVITE REL_183 "0.920  A > B  PRACK  tag=b1\n0.925  A > B  UPDATE  sdp  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n"
                        "0.950  B > A  200  of=UPDATE  sdp  tag=b1\n" OK_AT_9},
	{"UPDATEs of both sides cross", "upd-before-prack", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "491 (frame 7)",
         INVITE REL_183 PRACKED "1.000  A > B  UPDATE  sdp  tag=b1\n1.001  B > A  UPDATE  sdp  tag=a1\n"
                                "1.020  B > A  491  of=UPDATE  tag=b1\n1.021  A > B  491  of=UPDATE  tag=a1\n" OK_AT_9},
	{"after the answer it is no business of the early phase", "upd-before-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n" OK_AT_9 "9.500  A > B  UPDATE  sdp  tag=b1\n9.520  B > A  491  of=UPDATE  tag=b1\n"},
	{"what the capture joined late may have been answered before", "upd-before-prack", SILENT, 0, NULL,
         "0.900  B > A  180  tag=b1\n1.000  A > B  UPDATE  sdp  tag=b1\n" OK_AT_9},
	{"an answer in PRACK completes a delayed offer", "upd-before-prack", SILENT, 0, NULL,
         LATE REL_183 "0.920  A > B  PRACK  sdp  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n"
                      "1.000  B > A  UPDATE  sdp  tag=a1\n1.020  A > B  200  of=UPDATE  sdp  tag=a1\n" OK_AT_9},
	{"a repeat of a reliable offer does no harm", "em-delayed-offer-unreliable-18x", SILENT, 0, NULL,
         LATE REL_183 "0.920  A > B  PRACK  sdp  tag=b1\n1.900  B > A  180  sdp  tag=b1\n" OK_AT_9},
	{"another fork makes its own offer", "em-delayed-offer-unreliable-18x", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "183 (frame 4)",
         LATE REL_183 "0.920  A > B  PRACK  sdp  tag=b1\n1.900  B > A  183  sdp  tag=b2\n" OK_AT_9},
	{"an INVITE that was cut may have an offer", "em-delayed-offer-unreliable-18x", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  cut\n0.900  B > A  183  sdp  tag=b1\n" OFFER_AT_9},
	{"audio that came all the same makes it a notice", "em-delayed-offer-unreliable-18x", SEVERITY_NOTICE,
         CONFIDENCE_CERTAIN, NULL, LATE "0.900  B > A  183  sdp  tag=b1\n1.000  B > A  rtp  for 7.0s\n" OFFER_AT_9},
	{"a second reliable response need not offer again", "em-delayed-offer-bare-reliable", SILENT, 0, NULL,
         LATE REL_183 "0.920  A > B  PRACK  sdp  tag=b1\n1.900  B > A  180  tag=b1  rel=2\n" OK_AT_9},
	{"each fork must offer", "em-delayed-offer-bare-reliable", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "180 (frame 4)",
         LATE REL_183 "0.920  A > B  PRACK  sdp  tag=b1\n1.900  B > A  180  tag=b2  rel\n" OK_AT_9},
	{"with an offer in the INVITE it may be bare", "em-delayed-offer-bare-reliable", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1  rel\n" PRACKED OK_AT_9},
	{"a body that was cut is not missing", "em-delayed-offer-bare-reliable", SILENT, 0, NULL,
         LATE "0.900  B > A  183  sdp  tag=b1  rel  cut\n" OFFER_AT_9},
	{"an answer that was cut off is not missing", "em-delayed-offer-prack-no-answer", SILENT, 0, NULL,
         LATE REL_183 "0.920  A > B  PRACK  sdp  tag=b1  cut\n" OK_AT_9},
	{"a PRACK with credentials may bring it", "em-delayed-offer-prack-no-answer", SILENT, 0, NULL,
         LATE REL_183 "0.920  A > B  PRACK  tag=b1\n0.940  B > A  407  of=PRACK  tag=b1\n0.960  A > B  PRACK  sdp  tag=b1\n" OK_AT_9},
	{"an offer in the INVITE needs no answer in PRACK", "em-delayed-offer-prack-no-answer", SILENT, 0, NULL,
         INVITE REL_183 PRACKED OK_AT_9},
	{"what an accepted PRACK with a wrong CSeq was meant for is not missing", "rel-2xx-before-prack", SILENT, 0, NULL,
         INVITE REL_183 "0.920  A > B  PRACK  tag=b1  RAck: 1 2 INVITE\n0.940  B > A  200  of=PRACK  tag=b1\n" OK_AT_9},
	{"it did no harm", "rel-rack-mismatch", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, "accepted all the same, with 200 (frame 4)",
         INVITE REL_183 "0.920  A > B  PRACK  tag=b1  RAck: 1 2 INVITE\n0.940  B > A  200  of=PRACK  tag=b1\n" OK_AT_9},
	{"a callee that does not repeat it does not wait", "rel-overlap", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel=1\n0.930  B > A  180  tag=b1  rel=2\n"
                "0.950  A > B  PRACK  tag=b1  rack=2\n" OK_AT_9},
	{"nor does one that answers much later", "rel-2xx-before-prack", SILENT, 0, NULL, INVITE REL_183 OK_AT_9},
	{"the capture may lack the response with the answer", "rel-answer-stripped", SILENT, 0, NULL,
         INVITE PRACKED "1.900  B > A  180  tag=b1  rel=2\n1.920  A > B  PRACK  tag=b1  rack=2\n"
                        "9.000  B > A  200  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"or the one that an UPDATE rests on", "upd-before-prack", SILENT, 0, NULL,
         INVITE PRACKED "1.000  A > B  UPDATE  sdp  tag=b1\n1.020  B > A  200  of=UPDATE  sdp  tag=b1\n" OK_AT_9},
	{"or the first one with the offer", "em-delayed-offer-bare-reliable", SILENT, 0, NULL,
         LATE "0.920  A > B  PRACK  sdp  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n"
              "1.900  B > A  180  tag=b1  rel=2\n1.920  A > B  PRACK  tag=b1  rack=2\n" OK_AT_9},
	{"a PRACK captured before its response is no less of an answer", "upd-before-prack", SILENT, 0, NULL,
         LATE "0.899  A > B  PRACK  sdp  tag=b1\n0.900  B > A  183  sdp  tag=b1  rel\n0.940  B > A  200  of=PRACK  tag=b1\n"
              "1.000  B > A  UPDATE  sdp  tag=a1\n1.020  A > B  200  of=UPDATE  sdp  tag=a1\n" OK_AT_9},
	{"a PRACK may come from another address of the caller", "rel-no-prack", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x5\n0.920  C > B  PRACK  tag=b1  RAck: 1 1 INVITE\n" OK_AT_9},
	{"pjproject says so itself, and later", "rel-timeout-5xx", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "says so itself",
         INVITE "0.900  B > A  183  sdp  tag=b1  rel  x7  backoff\n64.40  B > A  500 \"Reliable response timed out\"  tag=b1\n"
                "64.42  A > B  ACK  tag=b1\n"},
