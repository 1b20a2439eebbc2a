/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/jws.h"

#include "tests/test.h"

static struct arena arena;
static struct buf payload;

static bool opens(const char *token)
{
	return jws_payload(str_of(token), &payload);
}

TEST(the_payload_is_between_the_dots)
{
	EXPECT(opens("eyJ9.eyJhdHRlc3QiOiJBIn0.sig"));
	EXPECT_STR("{\"attest\":\"A\"}", buf_str(&payload));
	EXPECT(opens("eyJ9.eyJhdHRlc3QiOiJBIn0=.sig;info=<https://x.y>"));
	EXPECT_STR("{\"attest\":\"A\"}", buf_str(&payload));
	EXPECT(opens("h.__-_.s"));
	EXPECT_STR("\xff\xff\xbf", buf_str(&payload));
}

TEST(what_is_no_token_has_none)
{
	EXPECT(!opens(""));
	EXPECT(!opens("https://a.example/card"));
	EXPECT(!opens("abc"));
	EXPECT(!opens("a..b"));
	EXPECT(!opens(".a.b"));
	EXPECT(!opens("a.!!.b"));
	EXPECT(!opens("a.b"));
}

TEST(a_long_payload_is_cut)
{
	char token[3 * JWS_MAX_BYTES];

	memset(token, 'A', sizeof(token));
	token[1] = '.';
	EXPECT(jws_payload((struct str){token, sizeof(token)}, &payload));
	EXPECT_INT(JWS_MAX_BYTES, payload.n);
}

TEST(the_level_of_attestation_is_found)
{
	EXPECT_INT('B', jws_attestation(STR("{\"iat\":1, \"attest\" : \"B\"}")));
	EXPECT_INT(0, jws_attestation(STR("{\"attest\":\"D\"}")));
	EXPECT_INT(0, jws_attestation(STR("{\"attest\":\"AB\"}")));
	EXPECT_INT(0, jws_attestation(STR("{\"attest\":")));
	EXPECT_INT(0, jws_attestation(STR("{\"attest\"")));
	EXPECT_INT(0, jws_attestation(STR("")));
}

TEST(a_card_names_whom_to_ask)
{
	struct redress redress;

	EXPECT(opens(
		"h."
		"eyJpYXQiOjEsImpjYXJkIjpbInZjYXJkIixbWyJ2ZXJzaW9uIix7fSwidGV4dCIsIjQuMCJdLFsiZm4iLHsieCI6WyJlbWFpbCIse30sInQiLCJub0B4Il19LCJ0ZXh0IiwiUlx1MDBmNmJvIFwiRGVza1wiIl0sWyJlbWFpbCIseyJ0eXBlIjoid29yayJ9LCJ0ZXh0IiwiaGVscEBiLmV4YW1wbGUiXSxbInRlbCIse30sInVyaSIsInRlbDorMTgwMCJdLFsidXJsIix7fSwidXJpIiwiaHR0cHM6Ly9iLmV4YW1wbGUvIl1dXX0.s"));
	EXPECT(jws_redress(buf_str(&payload), &arena, &redress));
	EXPECT_STR("R\xc3\xb6"
	           "bo \"Desk\"",
	           redress.name);
	EXPECT_STR("help@b.example", redress.email);
	EXPECT_STR("+1800", redress.tel);
	EXPECT_STR("https://b.example/", redress.url);
	arena_done(&arena);
}

TEST(what_is_no_card_names_nobody)
{
	struct redress redress = {.tel = STR("untouched")};

	EXPECT(!jws_redress(STR("{\"email\":\"a@b\"}"), &arena, &redress));
	EXPECT(!jws_redress(STR("[\"email\",{},\"text\"]"), &arena, &redress));
	EXPECT(!jws_redress(STR("]]]}}}\"email"), &arena, &redress));
	EXPECT(!jws_redress(STR("[[[[[[[[[[[[[[[[[[[[[[[[\"email\",0,0,\"x\"]"), &arena, &redress));
	EXPECT(!jws_redress(STR(""), &arena, &redress));
	EXPECT_STR("untouched", redress.tel);
	arena_done(&arena);
}

TEST_MAIN
