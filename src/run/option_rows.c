/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/option_rows.h"

#include "base/language.h"
#include "capture/interface.h"
#include "net/tls.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

enum {
	PORT_MAX = 65535,
	SNAPLEN_LEAST = 128,
	BUFFER_MOST = 1024 * 1024 * 1024,
};

int option_refuse(struct buf *trouble, const char *value, const char *why)
{
	buf_printf(trouble, "%s: %s", value, why);
	return -EINVAL;
}

static int take_interface(struct options *options, const char *value, struct buf *trouble)
{
	if (options->interface_count == OPTIONS_MAX_INTERFACES)
		return option_refuse(trouble, value, _("too many interfaces"));
	options->interfaces[options->interface_count++] = value;
	return 0;
}

static int take_follow(struct options *options, const char *value, struct buf *trouble)
{
	options->follow = true;
	return 0;
}

int option_take_output(struct options *options, const char *value, struct buf *trouble)
{
	struct place place;
	int r = place_of(value, &place, trouble);

	if (r < 0)
		return r;
	if (options->output_count == OPTIONS_MAX_OUTPUTS)
		return option_refuse(trouble, value, _("too many outputs"));
	for (unsigned i = 0; i < options->output_count; i++)
		if (strcmp(options->outputs[i].target, place.target) == 0)
			return option_refuse(trouble, value,
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
			return option_refuse(trouble, value, _("not a list of ports, as 5060,5080-5090"));
		for (; first <= last; first++) {
			if (options->port_count == ANALYZER_MAX_PORTS)
				return option_refuse(trouble, value, _("too many ports"));
			options->ports[options->port_count++] = (uint16_t)first;
		}
	}
	return 0;
}

static int take_leg_header(struct options *options, const char *value, struct buf *trouble)
{
	if (options->leg_headers.count == HEADER_NAMES_MAX)
		return option_refuse(trouble, value, _("too many header fields"));
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
	return option_refuse(trouble, value, _("calls can be counted by callee or by trunk"));
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
		return option_refuse(trouble, value, _("a rule can be off, info, notice, warning or error"));
	return 0;
}

static int take_count(struct options *options, const char *value, struct buf *trouble)
{
	if (!str_to_u64(str_of(value), &options->count) || options->count == 0)
		return option_refuse(trouble, value, _("not a number of frames"));
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
		return option_refuse(trouble, value, _("not a size, as 64M or 1G"));
	if (size < MEMORY_LEAST)
		return option_refuse(trouble, value, _("too little memory; 24M is the least"));
	options->memory = size;
	return 0;
}

static int take_evidence_size(struct options *options, const char *value, struct buf *trouble)
{
	if (!read_size(str_of(value), &options->evidence_size) || options->evidence_size == 0)
		return option_refuse(trouble, value, _("not a size, as 64M or 1G"));
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
		return option_refuse(trouble, value, _("not a number of bytes from 128 to 262144"));
	return 0;
}

static int take_buffer(struct options *options, const char *value, struct buf *trouble)
{
	uint64_t size;

	if (!read_size(str_of(value), &size) || size < INTERFACE_LEAST_BUFFER || size > BUFFER_MOST)
		return option_refuse(trouble, value, _("not a size from 2M to 1G"));
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
		return option_refuse(trouble, value, _("not a time, as 30s, 5m or 1h"));
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
		return option_refuse(trouble, value,
		              _("not a port, or an address and a port, as 9060, 192.0.2.1:9060 or [::1]:9060"));
	return 0;
}

static int take_keylog(struct options *options, const char *value, struct buf *trouble)
{
	if (!tls_is_read())
		return option_refuse(trouble, value, _("this build cannot decrypt: it was made without libcrypto"));
	options->keylog = value;
	return 0;
}

static int take_user(struct options *options, const char *value, struct buf *trouble)
{
	if (!getpwnam(value))
		return option_refuse(trouble, value, _("there is no such user"));
	options->user = value;
	return 0;
}

static int take_no_sandbox(struct options *options, const char *value, struct buf *trouble)
{
	options->no_sandbox = true;
	return 0;
}

int option_take_config(struct options *options, const char *value, struct buf *trouble)
{
	options->config = value;
	return 0;
}

int option_take_language(struct options *options, const char *value, struct buf *trouble)
{
	if (!language_choose(str_of(value)))
		return option_refuse(trouble, value, _("not spoken here; there are en and ja"));
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
		return option_refuse(trouble, value, _("there is completion for bash only"));
	options->task = TASK_COMPLETION;
	return 0;
}

const struct option_row option_rows[] = {
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
	{'o', "output", "WHERE", option_take_output,
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
	{0, "config", "FILE", option_take_config, N_("read options from FILE first, one a line: name value")},
	{0, "lang", "LANGUAGE", option_take_language, N_("en or ja; the default is that of the environment (LANG)")},
	{0, "completion", "bash", take_completion, N_("print a completion script for that shell")},
	{'h', "help", NULL, take_help, N_("print this and exit")},
	{'V', "version", NULL, take_version, N_("print the version and exit")},
	{0},
};

_Static_assert(sizeof(option_rows) / sizeof(option_rows[0]) <= OPTION_ROWS_MAX + 1, "make room");
