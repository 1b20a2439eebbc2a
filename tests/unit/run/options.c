/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/options.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct options options;
static struct buf trouble;
static char config[64];

/* Reads "sipwhy" and the words of line; CONFIG stands for the file of write_config. */
static int read_line(const char *line)
{
	static char text[512];
	static char *words[32];
	int count = 0;

	options_done(&options);
	buf_clear(&trouble);
	snprintf(text, sizeof(text), "sipwhy %s", line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		words[count++] = strcmp(word, "CONFIG") ? word : config;
	words[count] = NULL;
	return options_read(&options, count, words, &trouble);
}

static bool says(const char *word)
{
	if (strstr(buf_text(&trouble), word))
		return true;
	printf("# \"%s\" does not say %s\n", buf_text(&trouble), word);
	return false;
}

static unsigned index_of(const char *id)
{
	unsigned i = 0;

	while (rule_catalogue[i] != rule_find(str_of(id)))
		i++;
	return i;
}

TEST(options_and_files_may_stand_in_any_order)
{
	EXPECT_INT(0, read_line("one.pcap -a -n 12 two.pcap --ladder"));
	EXPECT(options.all && options.ladder && !options.quiet);
	EXPECT_INT(12, options.count);
	EXPECT_INT(2, options.operand_count);
	EXPECT_STR("two.pcap", str_of(options.operands[1]));
}

TEST(with_an_interface_the_other_words_are_a_filter)
{
	EXPECT_INT(0, read_line("-i lo -i eth0 udp port 5060"));
	EXPECT_INT(2, options.interface_count);
	EXPECT_STR("udp port 5060", buf_str(&options.filter));
}

TEST(outputs_are_known_by_prefix_or_extension)
{
	EXPECT_INT(0, read_line("-o json:- -o calls.json -o text:a:b x.pcap"));
	EXPECT_INT(3, options.output_count);
	EXPECT_STR("json", str_of(options.outputs[0].reporter->name));
	EXPECT_STR("-", str_of(options.outputs[0].target));
	EXPECT_STR("json", str_of(options.outputs[1].reporter->name));
	EXPECT_STR("a:b", str_of(options.outputs[2].target));
	EXPECT(read_line("-o report.html x.pcap") < 0 && says("report.html"));
	EXPECT(read_line("-o json: x.pcap") < 0 && says("missing"));
	EXPECT(read_line("-o json:- -o text:- x.pcap") < 0 && says("standard output"));
}

TEST(sound_goes_to_a_folder)
{
	EXPECT_INT(0, read_line("-o wav:out -o text:- x.pcap"));
	EXPECT(options.outputs[0].reporter->records && !options.outputs[1].reporter->records);
	EXPECT_STR("out", str_of(options.outputs[0].target));
	EXPECT(read_line("-o wav:- x.pcap") < 0 && says("folder"));
	EXPECT(read_line("-o wav: x.pcap") < 0 && says("folder"));
	EXPECT(read_line("-o out.wav x.pcap") < 0 && says("wav (a folder)"));
}

TEST(ports_are_single_or_ranges)
{
	EXPECT_INT(0, read_line("-p 5060,5080-5082 x.pcap"));
	EXPECT_INT(4, options.port_count);
	EXPECT_INT(5082, options.ports[3]);
	EXPECT(read_line("-p 5080-5060 x.pcap") < 0);
	EXPECT(read_line("-p 0 x.pcap") < 0);
	EXPECT(read_line("-p 5060, x.pcap") < 0);
	EXPECT(read_line("-p 1-65535 x.pcap") < 0 && says("too many"));
}

TEST(a_rule_can_be_off_or_of_another_severity)
{
	EXPECT_INT(0, read_line("-r em-sdp-no-rtp=off -r em-183-no-sdp=error x.pcap"));
	EXPECT(options.rules[index_of("em-sdp-no-rtp")].off);
	EXPECT(options.rules[index_of("em-183-no-sdp")].has_severity);
	EXPECT_INT(SEVERITY_ERROR, options.rules[index_of("em-183-no-sdp")].severity);
	EXPECT(!options.rules[index_of("rel-no-prack")].off);
	EXPECT(read_line("-r em-183-no-sdp=loud x.pcap") < 0 && says("loud"));
}

TEST(rules_named_alone_are_the_only_ones)
{
	EXPECT_INT(0, read_line("-r em-sdp-no-rtp -r em-183-no-sdp x.pcap"));
	EXPECT(!options.rules[index_of("em-sdp-no-rtp")].off);
	EXPECT(!options.rules[index_of("em-183-no-sdp")].off);
	EXPECT(options.rules[index_of("rel-no-prack")].off);
}

TEST(memory_sizes_have_units)
{
	EXPECT_INT(0, read_line("--memory 64M x.pcap"));
	EXPECT_INT(64 << 20, options.memory);
	EXPECT_INT(0, read_line("x.pcap"));
	EXPECT_INT(256 << 20, options.memory);
	EXPECT_INT(0, read_line("--memory 1g x.pcap"));
	EXPECT_INT(1 << 30, options.memory);
	EXPECT(read_line("--memory 64X x.pcap") < 0);
	EXPECT(read_line("--memory 99999999999999999999 x.pcap") < 0);
	EXPECT(read_line("--memory 17179869184G x.pcap") < 0);
	EXPECT_INT(0, read_line("--memory 24M x.pcap"));
	EXPECT(read_line("--memory 23M x.pcap") < 0 && says("too little"));
}

static bool serves_at(const char *line, const char *place)
{
	struct buf got = {0};
	bool same;

	if (read_line(line) < 0)
		return false;
	endpoint_format(&got, &options.metrics);
	same = str_eq(buf_str(&got), str_of(place));
	buf_done(&got);
	return same;
}

TEST(metrics_are_served_where_it_is_said_and_else_to_this_machine)
{
	EXPECT(serves_at("-i lo --metrics 9060", "127.0.0.1:9060"));
	EXPECT(serves_at("-i lo --metrics localhost:9060", "127.0.0.1:9060"));
	EXPECT(serves_at("-F --metrics 192.0.2.1:9060 x.pcap", "192.0.2.1:9060"));
	EXPECT(serves_at("-i lo --metrics 0.0.0.0:1", "0.0.0.0:1"));
	EXPECT(serves_at("-i lo --metrics [::1]:65535", "[::1]:65535"));
	EXPECT(read_line("-i lo --metrics 0") < 0 && read_line("-i lo --metrics 65536") < 0);
	EXPECT(read_line("-i lo --metrics :9060") < 0 && read_line("-i lo --metrics 127.0.0.1:") < 0);
	EXPECT(read_line("-i lo --metrics ::1:9060") < 0 && read_line("-i lo --metrics [::1]") < 0);
	EXPECT(read_line("-i lo --metrics example.com:9060") < 0 && says("192.0.2.1:9060"));
	EXPECT(read_line("--metrics 9060 x.pcap") < 0 && says("--follow"));
}

TEST(mistakes_are_named)
{
	EXPECT(read_line("") < 0 && says("which capture file"));
	EXPECT(read_line("--bogus x.pcap") < 0 && says("--bogus"));
	EXPECT(read_line("-Z x.pcap") < 0 && says("-Z"));
	EXPECT(read_line("x.pcap -n") < 0 && says("--count needs a value"));
	EXPECT(read_line("x.pcap --quiet=yes") < 0 && says("--quiet takes no value"));
	EXPECT(read_line("-n 0 x.pcap") < 0 && says("0"));
	EXPECT(read_line("-c loudness=11 x.pcap") < 0 && says("loudness"));
	EXPECT(read_line("-c nothing x.pcap") < 0 && says("nothing"));
}

TEST(explain_takes_rules_and_all)
{
	EXPECT_INT(0, read_line("explain em-183-no-sdp"));
	EXPECT_INT(TASK_EXPLAIN, options.task);
	EXPECT_INT(1, options.operand_count);
	EXPECT_INT(0, read_line("explain --all"));
	EXPECT(options.task == TASK_EXPLAIN && options.all && options.operand_count == 0);
}

static void write_config(const char *text)
{
	FILE *file;

	snprintf(config, sizeof(config), "/tmp/sipwhy-test-%ld.conf", (long)getpid());
	file = fopen(config, "w");

	if (!file || fputs(text, file) < 0)
		exit(1);
	fclose(file);
}

TEST(a_configuration_file_comes_before_the_command_line)
{
	write_config("# ours\nall\ncount 5\noutput json:a.json\n\nports\t5070\n");
	EXPECT_INT(0, read_line("--config CONFIG x.pcap"));
	EXPECT(options.all);
	EXPECT_INT(5, options.count);
	EXPECT_INT(5070, options.ports[0]);
	EXPECT_STR("a.json", str_of(options.outputs[0].target));
	EXPECT_INT(0, read_line("-n 7 -o text:- --config CONFIG x.pcap"));
	EXPECT_INT(7, options.count);
	EXPECT_INT(1, options.output_count);
	EXPECT_STR("-", str_of(options.outputs[0].target));
}

TEST(mistakes_in_a_configuration_file_are_named_with_their_line)
{
	write_config("all\nnonsense 1\n");
	EXPECT(read_line("--config CONFIG x.pcap") < 0 && says(".conf, line 2") && says("nonsense"));
	write_config("count\n");
	EXPECT(read_line("--config CONFIG x.pcap") < 0 && says("count needs a value"));
	write_config("all yes\n");
	EXPECT(read_line("--config CONFIG x.pcap") < 0 && says("all takes no value"));
	unlink(config);
	EXPECT(read_line("--config CONFIG x.pcap") < 0 && says("No such file"));
}

TEST(rights_are_given_up_for_a_user_that_there_is)
{
	EXPECT_INT(0, read_line("x.pcap"));
	EXPECT(!options.user && !options.no_sandbox);
	EXPECT_INT(0, read_line("--user root --no-sandbox x.pcap"));
	EXPECT_STR("root", str_of(options.user));
	EXPECT(options.no_sandbox);
	EXPECT(read_line("--user no-such-user x.pcap") < 0);
}

TEST(a_tone_plan_is_a_country_of_which_one_is_known)
{
	EXPECT(read_line("x.pcap") == 0 && !options.plan);
	EXPECT_INT(0, read_line("--tone-plan DE x.pcap"));
	EXPECT(options.plan && strcmp(options.plan->cc, "de") == 0);
	EXPECT_INT(0, read_line("--tone-plan gb x.pcap"));
	EXPECT(options.plan && strcmp(options.plan->cc, "uk") == 0);
	EXPECT(read_line("--tone-plan xx x.pcap") < 0 && says("xx") && says(" de ") && says(" us"));
}

TEST(every_option_is_in_the_help_and_in_the_completion)
{
	struct buf help = {0}, completion = {0};

	options_help(&help);
	options_completion(&completion);
	EXPECT(str_has(buf_str(&help), STR("-r, --rule ID[=HOW]")));
	EXPECT(str_has(buf_str(&completion), STR(" --rule ")));
	buf_done(&help);
	buf_done(&completion);
	options_done(&options);
	memset(&options, 0, sizeof(options));
	buf_done(&trouble);
}

TEST_MAIN
