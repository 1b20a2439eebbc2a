/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/options.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/interface.h"
#include "net/tls.h"
#include "report/escape.h"

#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PORT_MAX = 65535,
	SNAPLEN_LEAST = 128,
	BUFFER_MOST = 1024 * 1024 * 1024,
};

/* What an option does with its value. 0, or -EINVAL and one line in trouble. */
typedef int take_fn(struct options *options, const char *value, struct buf *trouble);

static int refuse(struct buf *trouble, const char *value, const char *why)
{
	buf_printf(trouble, "%s: %s", value, why);
	return -EINVAL;
}

static int take_interface(struct options *options, const char *value, struct buf *trouble)
{
	if (options->interface_count == OPTIONS_MAX_INTERFACES)
		return refuse(trouble, value, _("too many interfaces"));
	options->interfaces[options->interface_count++] = value;
	return 0;
}

static int take_follow(struct options *options, const char *value, struct buf *trouble)
{
	options->follow = true;
	return 0;
}

static int take_output(struct options *options, const char *value, struct buf *trouble)
{
	struct place place;
	int r = place_of(value, &place, trouble);

	if (r < 0)
		return r;
	if (options->output_count == OPTIONS_MAX_OUTPUTS)
		return refuse(trouble, value, _("too many outputs"));
	for (unsigned i = 0; i < options->output_count; i++)
		if (strcmp(options->outputs[i].target, place.target) == 0)
			return refuse(trouble, value,
			              strcmp(place.target, "-") ? _("another output goes there already")
			                                        : _("another output goes to standard output already"));
	options->outputs[options->output_count++] = place;
	return 0;
}

static int take_call(struct options *options, const char *value, struct buf *trouble)
{
	buf_printf(&options->chosen, "%s%s", options->chosen.n ? "," : "", value);
	return choice_add(&options->choice, str_of(value), trouble);
}

static int take_all(struct options *options, const char *value, struct buf *trouble)
{
	options->all = true;
	return 0;
}

static int take_ladder(struct options *options, const char *value, struct buf *trouble)
{
	options->ladder = true;
	return 0;
}

static int take_filter(struct options *options, const char *value, struct buf *trouble)
{
	buf_clear(&options->filter);
	buf_printf(&options->filter, "%s", value);
	return 0;
}

static bool read_port(struct str text, uint32_t *out)
{
	return str_to_u32(text, out) && *out >= 1 && *out <= PORT_MAX;
}

/* "5060" or "5060-5070" */
static bool read_ports(struct str text, uint32_t *first, uint32_t *last)
{
	struct str part;

	if (!str_split(&text, '-', &part) || !read_port(str_trim(part), first))
		return false;
	*last = *first;
	return !text.p || (read_port(str_trim(text), last) && *last >= *first);
}

static int take_ports(struct options *options, const char *value, struct buf *trouble)
{
	struct str rest = str_of(value), text;
	uint32_t first, last;

	while (str_split(&rest, ',', &text)) {
		if (!read_ports(str_trim(text), &first, &last))
			return refuse(trouble, value, _("not a list of ports, as 5060,5080-5090"));
		for (; first <= last; first++) {
			if (options->port_count == ANALYZER_MAX_PORTS)
				return refuse(trouble, value, _("too many ports"));
			options->ports[options->port_count++] = (uint16_t)first;
		}
	}
	return 0;
}

static int take_leg_header(struct options *options, const char *value, struct buf *trouble)
{
	if (options->leg_headers.count == HEADER_NAMES_MAX)
		return refuse(trouble, value, _("too many header fields"));
	options->leg_headers.name[options->leg_headers.count++] = str_of(value);
	return 0;
}

static int take_tone_plan(struct options *options, const char *value, struct buf *trouble)
{
	unsigned count;
	const struct plan *plans = plan_all(&count);
	struct buf countries = {0};

	options->plan = plan_find(str_of(value));
	if (options->plan)
		return 0;
	for (unsigned i = 0; i < count; i++)
		buf_printf(&countries, "%s%s", i ? " " : "", plans[i].cc);
	/* TRANSLATORS: what was given, and a list of country codes: "de us" */
	buf_printf(trouble, _("%s: the tones known are those of %s"), value, buf_text(&countries));
	buf_done(&countries);
	return -EINVAL;
}

static int take_by(struct options *options, const char *value, struct buf *trouble)
{
	for (enum breakdown_key key = BREAKDOWN_CALLEE; key <= BREAKDOWN_TRUNK; key++)
		if (strcmp(value, breakdown_key_name(key)) == 0) {
			options->by = key;
			return 0;
		}
	return refuse(trouble, value, _("calls can be counted by callee or by trunk"));
}

static unsigned index_of(const struct rule *rule)
{
	unsigned i = 0;

	while (rule_catalogue[i] != rule)
		i++;
	return i;
}

static bool read_setting(struct str word, struct rule_setting *setting)
{
	if (str_eq(word, STR("off"))) {
		setting->off = true;
		return true;
	}
	for (enum severity severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++) {
		if (!str_eq(word, str_of(severity_name(severity))))
			continue;
		setting->off = false;
		setting->has_severity = true;
		setting->severity = severity;
		return true;
	}
	return false;
}

/* The rules not named so are silent. */
static void choose_rule(struct options *options, struct rule_setting *setting)
{
	for (unsigned i = 0; !options->only && rule_catalogue[i]; i++)
		options->rules[i].off = true;
	options->only = true;
	setting->off = false;
}

static int take_rule(struct options *options, const char *value, struct buf *trouble)
{
	struct str rest = str_of(value), id;
	const struct rule *rule;
	struct rule_setting *setting;

	str_split(&rest, '=', &id);
	rule = rule_find(id);
	if (!rule) {
		buf_printf(trouble, _("no rule is called %s; \"sipwhy explain\" lists them"),
		           arena_text(&options->arena, id));
		return -EINVAL;
	}
	setting = &options->rules[index_of(rule)];
	if (!rest.p)
		choose_rule(options, setting);
	else if (!read_setting(rest, setting))
		return refuse(trouble, value, _("a rule can be off, info, notice, warning or error"));
	return 0;
}

static int take_count(struct options *options, const char *value, struct buf *trouble)
{
	if (!str_to_u64(str_of(value), &options->count) || options->count == 0)
		return refuse(trouble, value, _("not a number of frames"));
	return 0;
}

static int take_quiet(struct options *options, const char *value, struct buf *trouble)
{
	options->quiet = true;
	return 0;
}

static int take_stats(struct options *options, const char *value, struct buf *trouble)
{
	options->stats = true;
	return 0;
}

/* How far the letter behind a size shifts it; -1: none of ours. */
static int shift_of(char unit)
{
	static const char units[] = "KMGT";
	const char *found = memchr(units, unit & ~0x20, sizeof(units) - 1);

	return found ? 10 * (int)(found - units + 1) : -1;
}

static bool read_size(struct str text, uint64_t *out)
{
	int shift = 0;

	if (text.n && (text.p[text.n - 1] < '0' || text.p[text.n - 1] > '9')) {
		shift = shift_of(text.p[text.n - 1]);
		text.n--;
	}
	if (shift < 0 || !str_to_u64(text, out) || *out > UINT64_MAX >> shift)
		return false;
	*out <<= shift;
	return true;
}

static int take_memory(struct options *options, const char *value, struct buf *trouble)
{
	uint64_t size;

	if (!read_size(str_of(value), &size))
		return refuse(trouble, value, _("not a size, as 64M or 1G"));
	if (size < MEMORY_LEAST)
		return refuse(trouble, value, _("too little memory; 24M is the least"));
	options->memory = size;
	return 0;
}

static int take_evidence_size(struct options *options, const char *value, struct buf *trouble)
{
	if (!read_size(str_of(value), &options->evidence_size) || options->evidence_size == 0)
		return refuse(trouble, value, _("not a size, as 64M or 1G"));
	return 0;
}

static int take_no_promiscuous(struct options *options, const char *value, struct buf *trouble)
{
	options->no_promiscuous = true;
	return 0;
}

static int take_snaplen(struct options *options, const char *value, struct buf *trouble)
{
	if (!str_to_u32(str_of(value), &options->snaplen) || options->snaplen < SNAPLEN_LEAST ||
	    options->snaplen > INTERFACE_SNAPLEN)
		return refuse(trouble, value, _("not a number of bytes from 128 to 262144"));
	return 0;
}

static int take_buffer(struct options *options, const char *value, struct buf *trouble)
{
	uint64_t size;

	if (!read_size(str_of(value), &size) || size < INTERFACE_LEAST_BUFFER || size > BUFFER_MOST)
		return refuse(trouble, value, _("not a size from 2M to 1G"));
	options->buffer = (size_t)size;
	return 0;
}

/* "30", "30s", "5m", "1h" */
static int take_summary_every(struct options *options, const char *value, struct buf *trouble)
{
	static const struct {
		char letter;
		uint32_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}};
	struct str text = str_of(value);
	uint32_t count, unit = 1;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (text.n && text.p[text.n - 1] == units[i].letter) {
			unit = units[i].seconds;
			text.n--;
			break;
		}
	if (!str_to_u32(text, &count) || count == 0)
		return refuse(trouble, value, _("not a time, as 30s, 5m or 1h"));
	options->summary_every = (ns)count * unit * SECOND;
	return 0;
}

static int take_each(struct options *options, const char *value, struct buf *trouble)
{
	options->each = true;
	options->no_each = false;
	return 0;
}

static int take_no_each(struct options *options, const char *value, struct buf *trouble)
{
	options->each = false;
	options->no_each = true;
	return 0;
}

/* "localhost:9060", "192.0.2.1:9060", "[2001:db8::1]:9060"; a port alone is this machine's business. */
static bool read_place(struct str text, struct endpoint *out)
{
	struct str host = STR("localhost"), port = text;
	struct endpoint place;
	uint32_t number;

	for (size_t i = text.n; i > 0; i--)
		if (text.p[i - 1] == ':') {
			host = (struct str){text.p, i - 1};
			port = str_from(text, i);
			break;
		}
	if (str_eq(host, STR("localhost")))
		host = STR("127.0.0.1");
	if (!read_port(port, &number) || !address_parse(host, &place.address) ||
	    (memchr(host.p, ':', host.n) && host.p[0] != '['))
		return false;
	place.port = (uint16_t)number;
	*out = place;
	return true;
}

static int take_metrics(struct options *options, const char *value, struct buf *trouble)
{
	if (!read_place(str_of(value), &options->metrics))
		return refuse(trouble, value,
		              _("not a port, or an address and a port, as 9060, 192.0.2.1:9060 or [::1]:9060"));
	return 0;
}

static int take_keylog(struct options *options, const char *value, struct buf *trouble)
{
	if (!tls_is_read())
		return refuse(trouble, value, _("this build cannot decrypt: it was made without libcrypto"));
	options->keylog = value;
	return 0;
}

static int take_user(struct options *options, const char *value, struct buf *trouble)
{
	if (!getpwnam(value))
		return refuse(trouble, value, _("there is no such user"));
	options->user = value;
	return 0;
}

static int take_no_sandbox(struct options *options, const char *value, struct buf *trouble)
{
	options->no_sandbox = true;
	return 0;
}

static int take_config(struct options *options, const char *value, struct buf *trouble)
{
	options->config = value;
	return 0;
}

static int take_language(struct options *options, const char *value, struct buf *trouble)
{
	if (!language_choose(str_of(value)))
		return refuse(trouble, value, _("not spoken here; there are en and ja"));
	return 0;
}

static int take_help(struct options *options, const char *value, struct buf *trouble)
{
	options->task = TASK_HELP;
	return 0;
}

static int take_version(struct options *options, const char *value, struct buf *trouble)
{
	options->task = TASK_VERSION;
	return 0;
}

static int take_completion(struct options *options, const char *value, struct buf *trouble)
{
	if (strcmp(value, "bash") != 0)
		return refuse(trouble, value, _("there is completion for bash only"));
	options->task = TASK_COMPLETION;
	return 0;
}

static const struct row {
	char letter; /* 0: none */
	const char *name;
	const char *value; /* NULL: takes none */
	take_fn *take;
	const char *about; /* lines end with \n; the last has none */
} rows[] = {
	/* TRANSLATORS: in these, lines have at most 60 columns; upper case names what an option is given */
	{'i', "interface", "NAME", take_interface, N_("capture live on this interface (repeat for more)")},
	{0, "no-promiscuous", NULL, take_no_promiscuous, N_("live: only packets from and to this host")},
	{0, "snaplen", "BYTES", take_snaplen, N_("live: so much of each packet (default 262144, all of it)")},
	{0, "buffer", "SIZE", take_buffer,
         N_("live: memory of the kernel for packets of an interface\n"
            "that are not read yet (default 64M)")},
	{0, "summary-every", "TIME", take_summary_every, N_("live: the summary now and then, too, as 5m or 1h")},
	{0, "metrics", "ADDR", take_metrics,
         N_("live: serve metrics for Prometheus there, as 9060 (of this\n"
            "machine only) or 192.0.2.1:9060")},
	{0, "each", NULL, take_each,
         N_("tell what is certain of a call before it is over, of files,\n"
            "too; live and with --follow it is told anyway")},
	{0, "no-each", NULL, take_no_each, N_("tell of each call only once, when it is over")},
	{'F', "follow", NULL, take_follow,
         N_("go on reading FILE as it grows, as tail -F, or the newest\n"
            "file of a folder, until interrupted")},
	{'f', "filter", "EXPR", take_filter, N_("only frames that a filter as tcpdump's lets through")},
	{'o', "output", "WHERE", take_output,
         N_("write results there, as json:-, calls.json or\n"
            "evidence:FOLDER (repeat for more); the default is text:-")},
	{'c', "call", "EXPR", take_call,
         N_("only calls for which this holds, as code=603 or\n"
            "from~1555,verdict=silent-media")},
	{'a', "all", NULL, take_all, N_("text: healthy calls and findings of severity info, too")},
	{'l', "ladder", NULL, take_ladder,
         N_("text: whole ladders, not only up to the answer; the\n"
            "manual explains how to read them")},
	{'p', "ports", "LIST", take_ports, N_("look for SIP on these ports only, as 5060,5080-5090")},
	{0, "leg-header", "NAME", take_leg_header,
         N_("a header field with the same value in all legs of a call\n"
            "(repeat for more; the default is X-CID and X-Call-ID)")},
	{0, "tone-plan", "CC", take_tone_plan,
         N_("tones mean what they mean in this country, as de or us;\n"
            "without it the cadence tells, and what is unclear is said so")},
	{'r', "rule", "ID[=HOW]", take_rule,
         N_("HOW is off, info, notice, warning or error; without\n"
            "it only the rules named so are tried")},
	{'n', "count", "N", take_count, N_("stop after N frames")},
	{'q', "quiet", NULL, take_quiet, N_("no text report; the exit status tells")},
	{0, "by", "HOST", take_by,
         N_("count calls by callee or by trunk, too: what each host\n"
            "answers, and how soon it rings")},
	{0, "stats", NULL, take_stats, N_("print every counter on standard error at the end")},
	{0, "memory", "SIZE", take_memory, N_("what may be used to remember calls (default 256M)")},
	{0, "evidence-size", "SIZE", take_evidence_size,
         N_("what the files of -o evidence:FOLDER may take together;\n"
            "then the oldest are removed (default 256M)")},
	{0, "keylog", "FILE", take_keylog,
         N_("TLS key log (SSLKEYLOGFILE) with which TLS is read;\n"
            "one that is still written is followed, too")},
	{0, "user", "NAME", take_user,
         N_("who to be once everything is open, when started as root\n"
            "(the default is nobody)")},
	{0, "no-sandbox", NULL, take_no_sandbox, N_("keep every right, even those that reading does not need")},
	{0, "config", "FILE", take_config, N_("read options from FILE first, one a line: name value")},
	{0, "lang", "LANGUAGE", take_language, N_("en or ja; the default is that of the environment (LANG)")},
	{0, "completion", "bash", take_completion, N_("print a completion script for that shell")},
	{'h', "help", NULL, take_help, N_("print this and exit")},
	{'V', "version", NULL, take_version, N_("print the version and exit")},
};

enum {
	ROWS = sizeof(rows) / sizeof(rows[0]),
};

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

static void print_row(struct buf *out, const struct row *row)
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
	for (unsigned i = 0; i < ROWS; i++)
		print_row(out, &rows[i]);
	buf_printf(out, "\n%s\n",
	           _("Exit status: 0 nothing wrong; 1 findings of severity warning or worse; 2 it could not be done;\n"
	             "3 the input was damaged or an output failed."));
}

void options_completion(struct buf *out)
{
	buf_printf(out, "_sipwhy() {\n\tCOMPREPLY=()\n\tcase $2 in\n\t-*) mapfile -t COMPREPLY < <(compgen -W '");
	for (unsigned i = 0; i < ROWS; i++)
		buf_printf(out, "%s--%s", i ? " " : "", rows[i].name);
	buf_printf(out, "' -- \"$2\") ;;\n\tesac\n}\ncomplete -o default -F _sipwhy sipwhy\n");
}

static const struct row *row_by_name(struct str name)
{
	for (unsigned i = 0; i < ROWS; i++)
		if (str_eq(name, str_of(rows[i].name)))
			return &rows[i];
	return NULL;
}

static int take(struct options *options, const struct row *row, const char *value, struct buf *trouble)
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
	const struct row *row;
	const char *value;

	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == ' ' || line.p[i] == '\t') {
			name.n = i;
			break;
		}
	row = row_by_name(name);
	if (!row || row->take == take_config) {
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
	struct option longs[ROWS + 1];
	char shorts[2 + 2 * ROWS + 1];
};

static void make_parser(struct parser *parser)
{
	size_t n = 0;

	memset(parser, 0, sizeof(*parser));
	parser->shorts[n++] = ':'; /* tell a missing value from an unknown option */
	for (unsigned i = 0; i < ROWS; i++) {
		parser->longs[i] = (struct option){rows[i].name, rows[i].value ? required_argument : no_argument, NULL,
		                                   (int)i + 256};
		if (!rows[i].letter)
			continue;
		parser->shorts[n++] = rows[i].letter;
		if (rows[i].value)
			parser->shorts[n++] = ':';
	}
}

static const struct row *row_of(int found)
{
	if (found >= 256)
		return &rows[found - 256];
	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].letter && rows[i].letter == found)
			return &rows[i];
	return NULL;
}

/* getopt says in optopt which letter it did not know; a long option it names only by where it stands. */
static int refuse_option(int found, char **argv, struct buf *trouble)
{
	const struct row *row = row_of(optopt);

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

typedef int found_fn(struct options *options, const struct row *row, const char *value, struct buf *trouble);

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
static int only_first(struct options *options, const struct row *row, const char *value, struct buf *trouble)
{
	return row->take == take_config || row->take == take_language ? take(options, row, value, trouble) : 0;
}

/* Where to write is replaced as a whole by what the command line says. */
static int replace_outputs(struct options *options, const struct row *row, const char *value, struct buf *trouble)
{
	if (row->take == take_output)
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
		return refuse(trouble, "--follow", _("is for files; an interface is read until interrupted anyway"));
	if (options->operand_count != 1)
		return refuse(trouble, "--follow", _("takes one file or one folder"));
	if (strcmp(options->operands[0], "-") == 0)
		return refuse(trouble, "--follow", _("standard input is read as it comes anyway"));
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
		return refuse(trouble, "--metrics", _("works with -i and --follow only"));
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
