/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/options.h"

#include "base/language.h"
#include "base/memory.h"
#include "report/escape.h"
#include "run/option_rows.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	COLUMN_ABOUT = 28,
	SYNOPSIS_COLUMNS = 40,
};

static void print_usage(struct buf *out)
{
	static const struct {
		const char *synopsis, *about;
	} usages[] = {
		{"sipwhy [OPTION]... FILE|FOLDER...", N_("diagnose saved captures (- is standard input)")},
		{"sipwhy [OPTION]... -i NAME... [FILTER]", N_("diagnose live (FILTER is a pcap filter)")},
		{"sipwhy explain [TOPIC]...", N_("what findings, status codes and words mean")},
	};
	const char *usage = _("Usage:");

	for (unsigned i = 0; i < sizeof(usages) / sizeof(usages[0]); i++) {
		if (i == 0)
			buf_printf(out, "%s ", usage);
		else
			buf_printf(out, "%*s", (int)text_columns(str_of(usage)) + 1, "");
		buf_printf(out, "%-*s%s\n", SYNOPSIS_COLUMNS, usages[i].synopsis, _(usages[i].about));
	}
}

static void print_row(struct buf *out, const struct option_row *row)
{
	struct str rest = str_of(_(row->about)), line;
	struct buf names = {0};

	if (row->letter)
		buf_printf(&names, "-%c, ", row->letter);
	buf_printf(&names, "--%s%s%s", row->name, row->value ? " " : "", row->value ? row->value : "");
	str_split(&rest, '\n', &line);
	buf_printf(out, "  %-*s" STR_FMT "\n", COLUMN_ABOUT - 2, buf_text(&names), STR_ARG(line));
	while (str_split(&rest, '\n', &line))
		buf_printf(out, "%*s" STR_FMT "\n", COLUMN_ABOUT, "", STR_ARG(line));
	buf_done(&names);
}

void options_help(struct buf *out)
{
	print_usage(out);
	buf_printf(out, "\n%s\n\n",
	           _("Says for each SIP call why the caller heard silence before the answer, or why it was declined."));
	for (unsigned i = 0; option_rows[i].name; i++)
		print_row(out, &option_rows[i]);
	buf_printf(out, "\n%s\n",
	           _("Exit status: 0 nothing wrong; 1 findings of severity warning or worse; 2 it could not be done;\n"
	             "3 the input was damaged or an output failed."));
}

void options_completion(struct buf *out)
{
	buf_printf(out, "_sipwhy() {\n\tCOMPREPLY=()\n\tcase $2 in\n\t-*) mapfile -t COMPREPLY < <(compgen -W '");
	for (unsigned i = 0; option_rows[i].name; i++)
		buf_printf(out, "%s--%s", i ? " " : "", option_rows[i].name);
	buf_printf(out, "' -- \"$2\") ;;\n\tesac\n}\ncomplete -o default -F _sipwhy sipwhy\n");
}

static const struct option_row *row_by_name(struct str name)
{
	for (unsigned i = 0; option_rows[i].name; i++)
		if (str_eq(name, str_of(option_rows[i].name)))
			return &option_rows[i];
	return NULL;
}

static int take(struct options *options, const struct option_row *row, const char *value, struct buf *trouble)
{
	struct buf why = {0};
	int r = row->take(options, value, &why);

	if (r < 0)
		buf_printf(trouble, "--%s: %s", row->name, buf_text(&why));
	buf_done(&why);
	return r;
}

/* The configuration file: "name value" lines; # begins a comment. */

static int take_line(struct options *options, struct str line, struct buf *trouble)
{
	struct str name = line;
	const struct option_row *row;
	const char *value;

	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == ' ' || line.p[i] == '\t') {
			name.n = i;
			break;
		}
	row = row_by_name(name);
	if (!row || row->take == option_take_config) {
		buf_printf(trouble, _("there is no option %s"), arena_text(&options->arena, name));
		return -EINVAL;
	}
	value = arena_text(&options->arena, str_trim(str_from(line, name.n)));
	if ((row->value != NULL) != (value[0] != '\0')) {
		buf_printf(trouble, row->value ? _("%s needs a value") : _("%s takes no value"), row->name);
		return -EINVAL;
	}
	return take(options, row, value, trouble);
}

static int take_lines(struct options *options, FILE *file, struct buf *trouble)
{
	unsigned number = 0;
	char *text = NULL;
	size_t room = 0;
	int r = 0;

	while (r == 0 && getline(&text, &room, file) >= 0) {
		struct str line = str_trim(str_of(text));
		struct buf why = {0};

		number++;
		if (line.n && line.p[0] != '#')
			r = take_line(options, line, &why);
		if (r < 0)
			/* TRANSLATORS: a configuration file, and what is wrong with it */
			buf_printf(trouble, _("%s, line %u: %s"), options->config, number, buf_text(&why));
		buf_done(&why);
	}
	free(text);
	return r;
}

static int read_config(struct options *options, struct buf *trouble)
{
	FILE *file = fopen(options->config, "re");
	int r;

	if (!file) {
		r = -errno;
		buf_printf(trouble, _("%s: cannot be read: %s"), options->config, language_error(errno));
		return r;
	}
	r = take_lines(options, file, trouble);
	if (r == 0 && ferror(file)) {
		r = -EIO;
		buf_printf(trouble, _("%s: cannot be read"), options->config);
	}
	fclose(file);
	return r;
}

/* The command line */

struct parser {
	struct option longs[OPTION_ROWS_MAX + 1];
	char shorts[2 + 2 * OPTION_ROWS_MAX + 1];
};

static void make_parser(struct parser *parser)
{
	size_t n = 0;

	memset(parser, 0, sizeof(*parser));
	parser->shorts[n++] = ':'; /* tell a missing value from an unknown option */
	for (unsigned i = 0; option_rows[i].name; i++) {
		parser->longs[i] =
			(struct option){option_rows[i].name, option_rows[i].value ? required_argument : no_argument,
		                        NULL, (int)i + 256};
		if (!option_rows[i].letter)
			continue;
		parser->shorts[n++] = option_rows[i].letter;
		if (option_rows[i].value)
			parser->shorts[n++] = ':';
	}
}

static const struct option_row *row_of(int found)
{
	if (found >= 256)
		return &option_rows[found - 256];
	for (unsigned i = 0; option_rows[i].name; i++)
		if (option_rows[i].letter && option_rows[i].letter == found)
			return &option_rows[i];
	return NULL;
}

/* getopt says in optopt which letter it did not know; a long option it names only by where it stands. */
static int refuse_option(int found, char **argv, struct buf *trouble)
{
	const struct option_row *row = row_of(optopt);

	if (row && found == ':')
		buf_printf(trouble, _("--%s needs a value (%s)"), row->name, row->value);
	else if (row && optopt >= 256)
		buf_printf(trouble, _("--%s takes no value"), row->name);
	else if (optopt)
		buf_printf(trouble, _("there is no option -%c; see sipwhy --help"), optopt);
	else
		buf_printf(trouble, _("there is no option %s, or it is not clear which; see sipwhy --help"),
		           argv[optind - 1]);
	return -EINVAL;
}

typedef int found_fn(struct options *options, const struct option_row *row, const char *value, struct buf *trouble);

static int walk(struct options *options, int argc, char **argv, found_fn *fn, struct buf *trouble)
{
	struct parser parser;
	int found, r = 0;

	make_parser(&parser);
	opterr = 0;
	optind = 0; /* GNU: begin anew */
	while (r == 0 && (found = getopt_long(argc, argv, parser.shorts, parser.longs, NULL)) != -1) {
		if (found == '?' || found == ':')
			return refuse_option(found, argv, trouble);
		r = fn(options, row_of(found), optarg, trouble);
	}
	return r;
}

/* What the other options need: where more of them stand, and how to complain. */
static int only_first(struct options *options, const struct option_row *row, const char *value, struct buf *trouble)
{
	return row->take == option_take_config || row->take == option_take_language ? take(options, row, value, trouble)
	                                                                            : 0;
}

/* Where to write is replaced as a whole by what the command line says. */
static int replace_outputs(struct options *options, const struct option_row *row, const char *value,
                           struct buf *trouble)
{
	if (row->take == option_take_output)
		options->output_count = 0;
	return 0;
}

/* Live, the words behind the options are a filter too. */
static void join_filter(struct options *options)
{
	struct buf given = options->filter, *filter = &options->filter;
	bool both = given.n && options->operand_count;

	*filter = (struct buf){0};
	buf_printf(filter, "%s%s%s", both ? "(" : "", buf_text(&given), both ? ") and (" : "");
	for (unsigned i = 0; i < options->operand_count; i++)
		buf_printf(filter, "%s%s", i ? " " : "", options->operands[i]);
	buf_printf(filter, "%s", both ? ")" : "");
	buf_done(&given);
}

static int check_follow(const struct options *options, struct buf *trouble)
{
	if (options->interface_count)
		return option_refuse(trouble, "--follow",
		                     _("is for files; an interface is read until interrupted anyway"));
	if (options->operand_count != 1)
		return option_refuse(trouble, "--follow", _("takes one file or one folder"));
	if (strcmp(options->operands[0], "-") == 0)
		return option_refuse(trouble, "--follow", _("standard input is read as it comes anyway"));
	return 0;
}

/* What is said must make sense together. */
static int check(struct options *options, struct buf *trouble)
{
	if (options->task != TASK_DIAGNOSE)
		return 0;
	if (options->operand_count && strcmp(options->operands[0], "explain") == 0) {
		options->task = TASK_EXPLAIN;
		options->operands++;
		options->operand_count--;
		return 0;
	}
	if (options->interface_count == 0 && options->operand_count == 0) {
		buf_printf(
			trouble,
			_("which capture file (- is standard input), or with -i which interface? See sipwhy --help"));
		return -EINVAL;
	}
	if (options->metrics.port && !options->interface_count && !options->follow)
		return option_refuse(trouble, "--metrics", _("works with -i and --follow only"));
	if (options->interface_count)
		join_filter(options);
	return options->follow ? check_follow(options, trouble) : 0;
}

static void set_defaults(struct options *options)
{
	unsigned count = 0;

	memset(options, 0, sizeof(*options));
	options->memory = MEMORY_USUAL;
	while (rule_catalogue[count])
		count++;
	options->rules = memory_new((count + 1) * sizeof(*options->rules));
}

int options_read(struct options *out, int argc, char **argv, struct buf *trouble)
{
	int r;

	set_defaults(out);
	r = walk(out, argc, argv, only_first, trouble);
	if (r == 0 && out->config)
		r = read_config(out, trouble);
	if (r == 0)
		r = walk(out, argc, argv, replace_outputs, trouble);
	if (r == 0)
		r = walk(out, argc, argv, take, trouble);
	if (r < 0)
		return r;
	out->operands = argv + optind;
	out->operand_count = (unsigned)(argc - optind);
	return check(out, trouble);
}

void options_done(struct options *options)
{
	memory_free(options->rules);
	buf_done(&options->filter);
	buf_done(&options->chosen);
	arena_done(&options->arena);
}
