/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The torture tests of RFC 4475 and RFC 5118, when a folder of them is named by the first argument: what each message
 * says, and what is wrong with it. Whatever has a start line must yield what it can be attributed by.
 */
#include "sip/message.h"

#include "base/buf.h"
#include "sip/framing.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* Without a method: no start line. REFUSED is libosip2's judgement and not expected here. */
static const struct expected {
	const char *file, *method;
	unsigned code;
	const char *call_id;
	uint32_t cseq;
	const char *from_tag, *to_tag, *branch, *sent_by;
	unsigned vias;
	size_t body;
	const char *deviations;
} expected[] = {
	{"badaspec.dat", "OPTIONS", 0, "badaspec.sdf0234n2nds0a099u23h3hnnw009cdkne3", 3923239u, "433423", "",
         "z9hG4bKkdju43234", "host4.example.com:5060", 1, 0, "address"},
	{"badbranch.dat", "OPTIONS", 0, "badbranch.sadonfo23i420jv0as0derf3j3n", 8u, "33242", "", "z9hG4bK",
         "192.0.2.1", 1, 0, "branch"},
	{"baddate.dat", "INVITE", 0, "baddate.239423mnsadf3j23lj42--sedfnm234", 1392934u, "2234923", "", "z9hG4bKkdjuw",
         "host.example.com", 1, 150, "value"},
	{"baddn.dat", "OPTIONS", 0, "baddn.31415@c.example.com", 3923239u, "43", "", "z9hG4bKkdjuw",
         "c.example.com:5060", 1, 0, "address no-end"},
	{"badinv01.dat", "INVITE", 0, "badinv01.0ha0isndaksdjasdf3234nas", 8u, "134161461246", "", "", "192.0.2.15", 2,
         152, "branch via address"},
	{"badvers.dat", "OPTIONS", 0, "badvers.31417@c.example.com", 1u, "qweoiqpe", "", "z9hG4bKkdjuw",
         "c.example.com", 1, 0, "start-line via"},
	{"bcast.dat", "INVITE", 200, "bcast.0384840201234ksdfak3j2erwedfsASdf", 35u, "11141343", "2229",
         "z9hG4bK1324923", "192.0.2.198", 2, 154, ""},
	{"bext01.dat", "OPTIONS", 0, "bext01.0ha0isndaksdj", 8u, "242etr", "", "z9hG4bKkdjuw",
         "fold-and-staple.example.com", 1, 0, ""},
	{.file = "bigcode.dat"},
	{"clerr.dat", "INVITE", 0, "clerr.0ha0isndaksdjweiafasdk3", 8u, "93942939o2", "", "z9hG4bK-39234-23523",
         "host5.example.com", 1, 154, "content-length-long"},
	{"cparam01.dat", "REGISTER", 0, "cparam01.70710@saturn.example.com", 2u, "DkfVgjkrtMwaerKKpe", "",
         "z9hG4bKkdjuw", "saturn.example.com:5060", 1, 0, ""},
	{"cparam02.dat", "REGISTER", 0, "cparam02.70710@saturn.example.com", 3u, "838293", "", "z9hG4bKkdjuw",
         "saturn.example.com:5060", 1, 0, ""},
	{"dblreq.dat", "REGISTER", 0, "dblreq.0ha0isndaksdj99sdfafnl3lk233412", 8u, "43251j3j324", "",
         "z9hG4bKkdjuw23492", "192.0.2.125", 1, 0, ""},
	{"esc01.dat", "INVITE", 0, "esc01.239409asdfakjkn23onasd0-3234", 234234u, "938", "", "z9hG4bKkdjuw",
         "host5.example.net", 1, 150, ""},
	{"esc02.dat", "RE%47IST%45R", 0, "esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf", 29344u, "f232jadfj23", "",
         "z9hG4bK209%fzsnel234", "host.example.com", 1, 0, "method"},
	{"escnull.dat", "REGISTER", 0, "escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd", 14398234u, "839923423", "",
         "z9hG4bKkdjuw", "host5.example.com", 1, 0, ""},
	{"escruri.dat", "INVITE", 0, "escruri.23940-asdfhj-aje3br-234q098w-fawerh2q-h4n5", 149209342u, "341518", "",
         "z9hG4bKkdjuw", "host-of-the-hour.example.com", 1, 150, "address"},
	{"insuf.dat", "INVITE", 0, "", 193942u, "", "", "z9hG4bKkdj.insuf", "192.0.2.95", 1, 152,
         "no-from no-to no-call-id"},
	{"intmeth.dat", "!interesting-Method0123456789_*+`.%indeed'~", 0,
         "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{", 139122385u, "_token~1'+`*%!-.", "", "z9hG4bK-.!%66*_+`'~",
         "host1.example.com", 1, 0, "method"},
	{"inv2543.dat", "INVITE", 0, "inv2543.1717@ift.client.example.com", 56u, "", "", "", "iftgw.example.com", 1,
         105, "no-tag branch"},
	{"invut.dat", "INVITE", 0, "invut.0ha0isndaksdjadsfij34n23d", 235448u, "8392034", "", "z9hG4bKkdjuw",
         "somehost.example.com", 1, 40, ""},
	{"longreq.dat", "INVITE", 0,
         "longreq.onereallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallyreallylongcallid",
         3882340u,
         "12982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982982424",
         "", "", "sip33.example.com", 34, 150, "branch"},
	{"ltgtruri.dat", "INVITE", 0, "ltgtruri.1@192.0.2.5", 1u, "39291", "", "", "192.0.2.5", 1, 159,
         "branch address"},
	{"lwsdisp.dat", "OPTIONS", 0, "lwsdisp.1234abcd@funky.example.com", 60u, "323", "", "z9hG4bKkdjuw",
         "funky.example.com", 1, 0, ""},
	{"lwsruri.dat", "INVITE", 0, "lwsruri.asdfasdoeoi2323-asdfwrn23-asd834rk423", 2130706432u, "231413434",
         "3xfe-9921883-z9f", "z9hG4bKkdjuw2395", "192.0.2.1:5060", 1, 159, "address"},
	{"lwsstart.dat", "INVITE", 0, "lwsstart.dfknq234oi243099adsdfnawe3@example.com", 1893884u, "8814", "",
         "z9hG4bKkdjuw3923", "host1.example.com", 1, 150, "start-line"},
	{"mcl01.dat", "OPTIONS", 0, "mcl01.fhn2323orihawfdoa3o4r52o3irsdf", 15932u, "3923942", "", "z9hG4bK293423",
         "host5.example.net", 1, 67, "content-length-bad"},
	{"mismatch01.dat", "OPTIONS", 0, "mismatch01.dj0234sxdfl3", 8u, "34525", "", "z9hG4bKkdjuw", "host.example.com",
         1, 0, "cseq"},
	{"mismatch02.dat", "NEWMETHOD", 0, "mismatch02.dj0234sxdfl3", 8u, "34525", "", "z9hG4bKkdjuw",
         "host.example.net", 1, 138, "method cseq"},
	{"mpart01.dat", "MESSAGE", 0, "3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA..", 1u, "2fb0dcc9", "",
         "z9hG4bK-d87543-4dade06d0bdb11ee-1--d87543-", "127.0.0.1:5070", 1, 553, ""},
	{"multi01.dat", "INVITE", 0, "multi01.98asdh@192.0.2.1", 5u, "3413415", "", "z9hG4bKkdjuw", "192.0.2.25", 1,
         154, "duplicate-header"},
	{"ncl.dat", "INVITE", 0, "ncl.0ha0isndaksdj2193423r542w35", 0u, "32394234", "", "z9hG4bKkdjuw", "192.0.2.53", 1,
         152, "content-length-bad"},
	{"noreason.dat", "INVITE", 100, "noreason.asndj203insdf99223ndf", 35u, "39ansfi3", "902jndnke3",
         "z9hG4bK2398ndaoe", "192.0.2.105", 1, 0, ""},
	{"novelsc.dat", "OPTIONS", 0, "novelsc.asdfasser0q239nwsdfasdkl34", 3923423u, "384", "", "z9hG4bKkdjuw39234",
         "host9.example.com", 1, 0, ""},
	{"quotbal.dat", "INVITE", 0, "quotbal.aksdj", 8u, "93334", "", "z9hG4bKkdjuw39234", "192.0.2.59:5050", 1, 152,
         "quote"},
	{"regaut01.dat", "REGISTER", 0, "regaut01.0ha0isndaksdj", 9338u, "87321hj23128", "", "z9hG4bKkdjuw",
         "192.0.2.253", 1, 0, ""},
	{"regbadct.dat", "REGISTER", 0, "regbadct.k345asrl3fdbv@10.0.0.1", 1u, "998332", "", "z9hG4bKkdjuw",
         "135.180.130.133:5060", 1, 0, "address"},
	{"regescrt.dat", "REGISTER", 0, "regescrt.k345asrl3fdbv@192.0.2.1", 14398234u, "8", "", "z9hG4bKkdjuw",
         "host5.example.com", 1, 0, ""},
	{"scalar02.dat", "REGISTER", 0, "scalar02.23o0pd9vanlq3wnrlnewofjas9ui32", 4294967295u, "239232jh3", "",
         "z9hG4bK342sdfoi3", "host129.example.com", 1, 0, "cseq"},
	{"scalarlg.dat", "OPTIONS", 503, "scalarlg.noase0of0234hn2qofoaf0232aewf2394r", 4294967295u, "2easdjfejw", "",
         "z9hG4bKzzxdiwo34sw", "host129.example.com", 1, 0, "cseq no-tag value"},
	{"sdp01.dat", "INVITE", 0, "sdp01.ndaksdj9342dasdd", 8u, "234", "", "z9hG4bKkdjuw", "192.0.2.15", 1, 150, ""},
	{"semiuri.dat", "OPTIONS", 0, "semiuri.0ha0isndaksdj", 8u, "33242", "", "z9hG4bKkdjuw", "192.0.2.1", 1, 0, ""},
	{.file = "test.dat"},
	{"transports.dat", "OPTIONS", 0, "transports.kijh4akdnaqjkwendsasfdj", 60u, "323", "", "z9hG4bKkdjuw",
         "t1.example.com", 5, 0, ""},
	{"trws.dat", "OPTIONS", 0, "trws.oicu34958239neffasdhr2345r", 238923u, "329429089", "", "z9hG4bK299342093",
         "host1.examle.com", 1, 0, "start-line"},
	{"unkscm.dat", "OPTIONS", 0, "unkscm.nasdfasser0q239nwsdfasdkl34", 3923423u, "384", "", "z9hG4bKkdjuw39234",
         "host9.example.com", 1, 0, ""},
	{"unksm2.dat", "REGISTER", 0, "unksm2.daksdj@hyphenated-host.example.com", 234902u, "3234233", "",
         "z9hG4bKkdjuw", "192.0.2.21:5060", 1, 0, ""},
	{"unreason.dat", "INVITE", 200, "unreason.1234ksdfak3j2erwedfsASdf", 35u, "11141343", "2229", "z9hG4bK1324923",
         "192.0.2.198", 1, 154, ""},
	{"wsinv.dat", "INVITE", 0, "wsinv.ndaksdj@192.0.2.1", 9u, "98asjd8", "1918181833n", "390skdjuw", "192.0.2.2", 3,
         150, "branch"},
	{"zeromf.dat", "OPTIONS", 0, "zeromf.jfasdlfnm2o2l43r5u0asdfas", 39234321u, "3ghsd41", "", "z9hG4bKkdjuw2349i",
         "host1.example.com", 1, 0, ""},
	{"ipv4-mapped-ipv6.dat", "INVITE", 0, "SSG9559905523997077@hlau_4100", 612u, "81x2", "", "z9hG4bKbh19",
         "[::ffff:192.0.2.10]:19823", 2, 236, "content-length-short"},
	{"ipv6-bad.dat", "REGISTER", 0, "SSG9559905523997077@hlau_4100", 98176u, "81x2", "", "z9hG4bKas3-111",
         "[2001:db8::9:1]", 1, 0, "address"},
	{"ipv6-bug-abnf-3-colons.dat", "OPTIONS", 0, "G9559905523997077@hlau_4100", 689u, "810x2", "", "z9hG4bKas3-111",
         "lab1.east.example.com", 1, 0, "address"},
	{"ipv6-correct-abnf-2-colons.dat", "OPTIONS", 0, "G9559905523997077@hlau_4100", 689u, "810x2", "",
         "z9hG4bKas3-111", "lab1.east.example.com", 1, 0, ""},
	{"ipv6-good.dat", "REGISTER", 0, "SSG9559905523997077@hlau_4100", 98176u, "81x2", "", "z9hG4bKas3-111",
         "[2001:db8::9:1]", 1, 0, ""},
	{"ipv6-in-sdp.dat", "INVITE", 0, "SSG9559905523997077@hlau_4100", 8612u, "81x2", "", "z9hG4bKas3-111",
         "[2001:db8::20]", 1, 241, "content-length-short"},
	{"mult-ip-in-header.dat", "BYE", 0, "997077@lau_4100", 89187u, "81x2", "9817--94", "z9hG4bKas3-111",
         "[2001:db8::9:1]:6050", 3, 0, ""},
	{"mult-ip-in-sdp.dat", "INVITE", 0, "SSG9559905523997077@hlau_4100", 8912u, "81x2", "", "z9hG4bKas3-111",
         "[2001:db8::9:1]", 1, 181, "content-length-short"},
	{"port-ambiguous.dat", "REGISTER", 0, "SSG9559905523997077@hlau_4100", 98176u, "81x2", "", "z9hG4bKas3-111",
         "[2001:db8::9:1]", 1, 0, ""},
	{"port-unambiguous.dat", "REGISTER", 0, "SSG9559905523997077@hlau_4100", 98176u, "81x2", "", "z9hG4bKas3-111",
         "[2001:db8::9:1]", 1, 0, ""},
	{"via-received-param-no-delim.dat", "OPTIONS", 0, "SSG95523997077@hlau_4100", 921u, "81x2", "", "z9hG4bKas3",
         "[2001:db8::9:1]", 1, 0, ""},
	{"via-received-param-with-delim.dat", "BYE", 0, "SSG9559905523997077@hlau_4100", 321u, "81x2", "bd76ya",
         "z9hG4bKas3-111", "[2001:db8::9:1]", 1, 0, ""},
};

static const struct expected *expected_of(const char *file)
{
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		if (strcmp(expected[i].file, file) == 0)
			return &expected[i];
	return NULL;
}

static struct str read_file(const char *folder, const char *name, struct buf *text)
{
	char path[4096], piece[4096];
	size_t n;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	while (file && (n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(text, (struct str){piece, n});
	if (file)
		fclose(file);
	return buf_str(text);
}

static bool same_text(const char *what, const char *wanted, struct str found)
{
	if (str_eq(str_of(wanted), found))
		return true;
	printf("# %s is \"" STR_FMT "\", not \"%s\"\n", what, STR_ARG(found), wanted);
	return false;
}

static bool same_number(const char *what, size_t wanted, size_t found)
{
	if (wanted != found)
		printf("# %s is %zu, not %zu\n", what, found, wanted);
	return wanted == found;
}

static bool same_deviations(const char *wanted, unsigned deviations)
{
	const struct deviation_row *row;
	struct buf found = {0};
	bool same;

	deviations &= ~(unsigned)DEVIATION_REFUSED;
	while ((row = deviation_next(&deviations)))
		buf_printf(&found, "%s%s", found.n ? " " : "", row->name);
	same = same_text("deviations", wanted, buf_str(&found));
	buf_done(&found);
	return same;
}

static bool check(struct str text, const struct expected *wanted)
{
	struct message m = {0};
	bool good;

	if (!framing_is_sip(text) || !message_scan(text, (struct message_place){.datagram = true}, &m))
		return !wanted->method;
	if (!wanted->method)
		return false;
	message_parse(&m);
	good = same_text("method", wanted->method, m.method_text);
	good &= same_number("code", wanted->code, m.code);
	good &= same_text("Call-ID", wanted->call_id, m.call_id);
	good &= same_number("CSeq", wanted->cseq, m.cseq);
	good &= same_text("From-tag", wanted->from_tag, m.from_tag);
	good &= same_text("To-tag", wanted->to_tag, m.to_tag);
	good &= same_text("branch", wanted->branch, m.via_branch);
	good &= same_text("sent-by", wanted->sent_by, m.via_sent_by);
	good &= same_number("Via", wanted->vias, m.vias);
	good &= same_number("body", wanted->body, m.body.n);
	return same_deviations(wanted->deviations, m.deviations) && good;
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : getenv("SIPWHY_TORTURE");
	DIR *listing = folder ? opendir(folder) : NULL;
	int n = 0, failures = 0;

	if (!listing) {
		printf("1..0 # SKIP no folder of torture messages\n");
		return 0;
	}
	message_init();
	for (struct dirent *entry; (entry = readdir(listing));) {
		const struct expected *wanted = expected_of(entry->d_name);
		struct buf text = {0};
		bool good;

		if (!strstr(entry->d_name, ".dat"))
			continue;
		good = wanted && check(read_file(folder, entry->d_name, &text), wanted);
		printf("%sok %d - %s\n", good ? "" : "not ", ++n, entry->d_name);
		failures += !good;
		buf_done(&text);
	}
	closedir(listing);
	printf("1..%d\n", n);
	return failures ? 1 : 0;
}
