/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/field.h"

#include "tests/test.h"

TEST(values_are_separated_by_commas_outside_quotes_and_angles)
{
	struct str rest = STR(" <sip:a,b>, \"x, y\" <sip:c> ,, d "), value;

	EXPECT(field_value(&rest, &value));
	EXPECT_STR("<sip:a,b>", value);
	EXPECT(field_value(&rest, &value));
	EXPECT_STR("\"x, y\" <sip:c>", value);
	EXPECT(field_value(&rest, &value));
	EXPECT_STR("d", value);
	EXPECT(!field_value(&rest, &value));
	EXPECT_INT(3, field_values(STR("a,b,,c")));
	EXPECT_INT(1, field_values(STR("a")));
	EXPECT_INT(0, field_values(STR("")));
	EXPECT_INT(0, field_values(STR(" , ")));
}

TEST(parameters_are_separated_by_semicolons_outside_quotes)
{
	struct str rest = STR(";; a = 1 ;b;c=\"x;y\\\";z\" ; d=2"), name, value;

	EXPECT(field_parameter(&rest, &name, &value));
	EXPECT_STR("a", name);
	EXPECT_STR("1", value);
	EXPECT(field_parameter(&rest, &name, &value));
	EXPECT_STR("b", name);
	EXPECT_STR("", value);
	EXPECT(field_parameter(&rest, &name, &value));
	EXPECT_STR("\"x;y\\\";z\"", value);
	EXPECT(field_parameter(&rest, &name, &value));
	EXPECT_STR("d", name);
	EXPECT(!field_parameter(&rest, &name, &value));
	EXPECT_STR("2", field_parameter_named(STR(";A=1;TAG=2"), STR("tag")));
	EXPECT_STR("", field_parameter_named(STR(";A=1"), STR("tag")));
}

TEST(name_addr_is_split_into_uri_and_parameters)
{
	static const struct {
		const char *field, *uri, *parameters;
	} rows[] = {
		{"<sip:a@b>", "sip:a@b", ""},
		{"<sip:a@b;x=1>;tag=2", "sip:a@b;x=1", ";tag=2"},
		{"sip:a@b;tag=2", "sip:a@b", ";tag=2"},
		{"\"<no>\" < sip:a@b > ;tag=2", "sip:a@b", ";tag=2"},
		{"\"a\\\"<no>\" <sip:a@b>", "sip:a@b", ""},
		{"\"open <sip:a@b>;tag=2", "sip:a@b", ";tag=2"},
		{"<sip:a@b;tag=2", "sip:a@b", ";tag=2"},
		{"", "", ""},
		{"<", "", ""},
		{"<>", "", ""},
		{";tag=2", "", ";tag=2"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct name_addr got = field_name_addr(str_of(rows[i].field));

		EXPECT_STR(rows[i].uri, got.uri);
		EXPECT_STR(rows[i].parameters, got.parameters);
	}
}

TEST(quotes_are_taken_off)
{
	EXPECT_STR("a\\\"b", field_unquoted(STR("\"a\\\"b\" rest")));
	EXPECT_STR("a", field_unquoted(STR("a")));
	EXPECT_STR("", field_unquoted(STR("\"\"")));
	EXPECT_STR("", field_unquoted(STR("\"")));
	EXPECT_STR("open", field_unquoted(STR("\"open")));
	EXPECT_STR("", field_unquoted(STR("")));
}

TEST(tokens_are_separated_by_white_space_and_folds)
{
	struct str rest = STR(" 7 \r\n INVITE ");

	EXPECT_STR("7", field_token(&rest));
	EXPECT_STR("INVITE", field_token(&rest));
	EXPECT_STR("", field_token(&rest));
}

TEST_MAIN
