/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How well tones are told. Plays every tone of every country's plan through an ear, as a telephone network would carry
 * it: three levels, noise, u-law, lost packets, tuned in at any moment. Then speech and music: in them no tone may be
 * heard. With -v it prints every tone that was not told, with what was heard instead.
 */
#include "base/memory.h"
#include "media/ear.h"
#include "media/spectrum.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PACKET = 160, /* samples */
	SECONDS = 16, /* of each tone */
	LOSS = 5,     /* percent of the packets */
	SNR = 20,     /* dB */
	SEEDS = 2,
	LEVELS = 3,
	WANTED = 98, /* percent */
	MAX_SAMPLES = SECONDS * EAR_RATE,
	LOWEST = 300,
	HIGHEST = 3400, /* Hz a telephone channel carries */
};

static const float levels[LEVELS] = {-13, -19, -25};
static const char *const class_names[] = {"nothing", "other", "ringback", "busy", "congestion", "busy-or-congestion",
                                          "sit",     "dial"};
static bool verbose, failed;
static double heard_s[CONTENTS]; /* of each kind of passage */
static struct spectrum *spectrum;

static uint32_t chance(uint32_t *seed) /* xorshift */
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static float noise(uint32_t *seed) /* near enough normal: variance 1 */
{
	float sum = 0;

	for (unsigned i = 0; i < 4; i++)
		sum += (float)(chance(seed) >> 8) / (float)(1 << 24) - 0.5F;
	return sum * 1.7320508F;
}

/* ITU-T G.711: what a sample is after u-law coding and decoding. */
static int16_t through_ulaw(float value)
{
	int sample = (int)lrintf(value), sign = sample < 0 ? -1 : 1, size = abs(sample) > 32635 ? 32635 : abs(sample);
	int segment = 7;

	size += 132;
	while (segment > 0 && !(size & (1 << (segment + 7))))
		segment--;
	int step = 1 << (segment + 3), coded = size / step * step + step / 2;

	return (int16_t)(sign * (coded - 132));
}

static float amplitude_of(float level) /* of the power: rms */
{
	return sqrtf(2.5653e8F * powf(10, level / 10));
}

/* A tone on its way. */

struct plain_sound {
	float samples[MAX_SAMPLES];
	unsigned count;
};

/* Adds a steady tone: the pitches at once, so that all of it has this rms. */
static void add_tone(float *out, unsigned count, const struct plan_pitch *pitch, unsigned only, float rms, float start)
{
	unsigned lines = 0;

	for (unsigned i = 0; i < 3 && pitch->hz[i]; i++)
		lines += pitch->hz[i] >= LOWEST;
	float size = rms * sqrtf(2.0F / (float)(only ? 1 : lines));

	if (pitch->modulate)
		size /= sqrtf(1 + 0.5F * 0.81F);
	for (unsigned line = 0; line < 3 && pitch->hz[line]; line++) {
		if ((only && line + 1 != only) || (!only && pitch->hz[line] < LOWEST))
			continue;
		double turn = 2 * M_PI * pitch->hz[line] / EAR_RATE, beat = 2 * M_PI * pitch->modulate / EAR_RATE;

		for (unsigned i = 0; i < count; i++) {
			double swing = pitch->modulate ? 1 + 0.9 * cos(beat * i + start) : 1;

			out[i] += (float)(size * swing * sin(turn * i + start * (line + 1)));
		}
	}
}

static unsigned length_of(const uint16_t *cadence)
{
	unsigned length = 0;

	while (length < TONE_MAX_CADENCE && cadence[length])
		length++;
	return length;
}

/* One cycle after the other from a random moment on. */
static void play_row(struct plain_sound *sound, const struct plan_tone *row, const struct plan_pitch *pitch, float rms,
                     uint32_t *seed)
{
	static float tone[3 * EAR_RATE * SECONDS];
	unsigned length = length_of(row->cadence), cycle = 0, at = 0, gapless = row->sequence && length < 6;

	for (unsigned i = 0; i < length; i++)
		cycle += row->cadence[i] * (EAR_RATE / 1000);
	unsigned skip = cycle ? chance(seed) % cycle : 0, total = MAX_SAMPLES + skip;

	memset(tone, 0, sizeof(tone));
	for (unsigned i = 0; at < total; i++) {
		unsigned place = length ? i % length : 0;
		unsigned samples = length ? row->cadence[place] * (EAR_RATE / 1000U) : total;
		bool is_on = gapless ? place < 3 : place % 2 == 0;
		unsigned only = !row->sequence ? 0 : gapless ? place + 1 : place / 2 + 1;

		if (samples > total - at)
			samples = total - at;
		if (is_on)
			add_tone(tone + at, samples, pitch, only, rms, (float)(chance(seed) % 628) / 100);
		at += samples;
		if (gapless && length == 3 && place == 2) /* one time only: what follows is an announcement */
			at = total;
	}
	memcpy(sound->samples, tone + skip, sizeof(sound->samples));
	if (gapless && length == 3)
		memcpy(sound->samples, tone, sizeof(sound->samples));
	sound->count = MAX_SAMPLES;
}

static void add_noise(struct plain_sound *sound, float rms, uint32_t *seed)
{
	for (unsigned i = 0; i < sound->count; i++)
		sound->samples[i] += rms * noise(seed);
}

/* Into passages, packet by packet. */
static unsigned hear(const float *samples, unsigned count, unsigned loss, const struct plan *plan, uint32_t *seed,
                     struct passage out[EAR_MAX_PASSAGES])
{
	struct ear *ear = ear_new(spectrum, plan);
	int16_t packet[PACKET];
	unsigned frame = 0;

	for (unsigned at = 0; at + PACKET <= count; at += PACKET) {
		frame++;
		if (loss && chance(seed) % 100 < loss) {
			ear_miss(ear, PACKET);
			continue;
		}
		for (unsigned i = 0; i < PACKET; i++)
			packet[i] = through_ulaw(samples[at + i]);
		ear_take(ear, packet, PACKET, (ns)at * SECOND / EAR_RATE, frame);
	}
	ear_end(ear, (ns)count * SECOND / EAR_RATE);
	unsigned passages = ear_passages(ear, out);

	ear_free(ear);
	return passages;
}

static const char *const contents[] = {"unknown", "silence", "noise", "keepalive", "keys",
                                       "sound",   "speech",  "music", "tone"};

static void print_contents(void)
{
	printf("#");
	for (unsigned i = 0; i < CONTENTS; i++)
		if (heard_s[i] > 0)
			printf(" %s %.0f s", contents[i], heard_s[i]);
	printf("\n");
}

static void print_passages(const struct passage *passages, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const struct passage *passage = &passages[i];

		printf("#     %6.2f-%6.2f %s %.1f", (double)passage->from / SECOND, (double)passage->to / SECOND,
		       contents[passage->content], (double)passage->level);
		if (passage->content == CONTENT_TONE) {
			printf(" %s sit %d %u+%u+%u ", class_names[passage->tone.class], passage->tone.sit,
			       passage->tone.hz[0], passage->tone.hz[1], passage->tone.hz[2]);
			for (unsigned j = 0; j < TONE_MAX_CADENCE && passage->tone.cadence[j]; j++)
				printf("%s%u", j ? "-" : "", passage->tone.cadence[j]);
			printf(" x%u", passage->tone.cycles);
		}
		printf("\n");
	}
}

/* The one class of the tones heard, or the first that differs from what is wanted. */
static enum tone_class class_heard(const struct passage *passages, unsigned count, enum tone_class wanted)
{
	enum tone_class heard = TONE_NONE;

	for (unsigned i = 0; i < count; i++) {
		enum tone_class class = passages[i].tone.class;

		if (passages[i].content != CONTENT_TONE || class == heard)
			continue;
		if (heard == TONE_NONE || heard == TONE_OTHER || (heard == wanted && class != TONE_OTHER))
			heard = class;
	}
	return heard;
}

static bool is_right(enum tone_class wanted, enum tone_class heard)
{
	return heard == wanted ||
	       (heard == TONE_BUSY_OR_CONGESTION && (wanted == TONE_BUSY || wanted == TONE_CONGESTION));
}

static bool is_carried(const struct plan_pitch *pitch)
{
	for (unsigned i = 0; i < 3 && pitch->hz[i]; i++)
		if (pitch->hz[i] >= LOWEST && pitch->hz[i] <= HIGHEST)
			return true;
	return false;
}

static void print_row(const char *cc, const struct plan_tone *row, const struct plan_pitch *pitch)
{
	printf("# %s %-10s ", cc, class_names[row->class]);
	for (unsigned i = 0; i < 3 && pitch->hz[i]; i++)
		printf("%s%u", i ? row->sequence ? ">" : "+" : "", pitch->hz[i]);
	if (pitch->modulate)
		printf("*%u", pitch->modulate);
	printf(" ");
	for (unsigned i = 0; i < length_of(row->cadence); i++)
		printf("%s%u", i ? "-" : "", row->cadence[i]);
}

struct score {
	unsigned right, honest, all;
};

static unsigned confusion[TONE_CLASSES][TONE_CLASSES];

/* What was heard of a tone is the same in every country that has it: played once. */
struct trial {
	const struct plan_tone *row;
	const struct plan_pitch *pitch;
	enum tone_class heard[LEVELS * SEEDS];
};

static void try_tone(struct trial *trial, const struct plan *plan, unsigned number, unsigned turns)
{
	static struct plain_sound sound;

	for (unsigned turn = 0; turn < turns; turn++) {
		uint32_t seed = 12345 + number * 7919 + turn * 104729;
		float rms = amplitude_of(levels[turn % LEVELS]);
		struct passage passages[EAR_MAX_PASSAGES];

		play_row(&sound, trial->row, trial->pitch, rms, &seed);
		add_noise(&sound, rms * powf(10, -SNR / 20.0F), &seed);
		unsigned count = hear(sound.samples, sound.count, LOSS, plan, &seed, passages);

		trial->heard[turn] = class_heard(passages, count, trial->row->class);
		if (verbose && !is_right(trial->row->class, trial->heard[turn])) {
			print_row("--", trial->row, trial->pitch);
			printf(" at %.0f dBm0: %s\n", (double)levels[turn % LEVELS], class_names[trial->heard[turn]]);
			print_passages(passages, count);
		}
	}
}

static bool is_same_tone(const struct trial *trial, const struct plan_tone *row, const struct plan_pitch *pitch)
{
	return trial->row->sequence == row->sequence && memcmp(trial->pitch, pitch, sizeof(*pitch)) == 0 &&
	       memcmp(trial->row->cadence, row->cadence, sizeof(row->cadence)) == 0 && trial->row->class == row->class;
}

static const struct trial *trial_of(const struct plan_tone *row, const struct plan_pitch *pitch)
{
	static struct trial trials[1000];
	static unsigned count;

	for (unsigned i = 0; i < count; i++)
		if (is_same_tone(&trials[i], row, pitch))
			return &trials[i];
	trials[count] = (struct trial){row, pitch, {0}};
	try_tone(&trials[count], NULL, count, LEVELS * SEEDS);
	return &trials[count++];
}

static void score(struct score *score, enum tone_class wanted, const enum tone_class heard[LEVELS * SEEDS])
{
	for (unsigned turn = 0; turn < LEVELS * SEEDS; turn++) {
		score->all++;
		score->right += is_right(wanted, heard[turn]);
		score->honest += heard[turn] == TONE_BUSY_OR_CONGESTION;
	}
}

static void print_score(const char *what, const struct score *score)
{
	printf("# %s: %u of %u right, %.2f %%; of them %u as \"busy or congestion\"\n", what, score->right, score->all,
	       100.0 * score->right / score->all, score->honest);
}

static bool is_good(const struct score *score)
{
	return score->all > 0 && score->right * 100 >= score->all * WANTED;
}

/* The lists call it so, but a signal whose cycle lasts about as long as what is played cannot be told from it. */
static void play_all(struct score *agreed, struct score *everything)
{
	unsigned plans;
	const struct plan *all = plan_all(&plans);

	for (const struct plan *plan = all; plan < all + plans; plan++)
		for (const struct plan_tone *row = plan->tones; row < plan->tones + PLAN_MAX_TONES && row->class; row++)
			for (unsigned i = 0; i < PLAN_MAX_CHOICES && row->choices[i].hz[0]; i++) {
				const struct plan_pitch *pitch = &row->choices[i];

				if (!is_carried(pitch)) {
					print_row(plan->cc, row, pitch);
					printf(": left out, below what a telephone carries\n");
					continue;
				}
				const struct trial *trial = trial_of(row, pitch);

				score(everything, row->class, trial->heard);
				if (row->disputed) {
					print_row(plan->cc, row, pitch);
					printf(": left out, the other list says something else\n");
					continue;
				}
				score(agreed, row->class, trial->heard);
				for (unsigned turn = 0; turn < LEVELS * SEEDS; turn++)
					confusion[row->class][trial->heard[turn]]++;
				if (!is_right(row->class, trial->heard[0])) {
					print_row(plan->cc, row, pitch);
					printf(": heard as %s\n", class_names[trial->heard[0]]);
				}
			}
}

static void print_confusion(void)
{
	printf("# %-12s", "");
	for (unsigned heard = 0; heard < TONE_CLASSES; heard++)
		printf(" %10.10s", class_names[heard]);
	printf("\n");
	for (unsigned class = TONE_RINGBACK; class < TONE_CLASSES; class ++) {
		printf("# %-12.12s", class_names[class]);
		for (unsigned heard = 0; heard < TONE_CLASSES; heard++)
			printf(" %10u", confusion[class][heard]);
		printf("\n");
	}
}

/* What is no tone. */

/* No call-progress tone may be heard in it; a steady tone of no meaning may. */
static unsigned false_tones(const char *what, const float *samples, unsigned count)
{
	static unsigned turn;
	uint32_t seed = 777 + turn++;
	struct passage passages[EAR_MAX_PASSAGES];
	unsigned found = 0, number = hear(samples, count, turn % 2 ? LOSS : 0, NULL, &seed, passages);

	for (unsigned i = 0; i < number; i++)
		found += passages[i].content == CONTENT_TONE && passages[i].tone.class != TONE_OTHER;
	for (unsigned i = 0; i < number; i++)
		heard_s[passages[i].content] += (double)(passages[i].to - passages[i].from) / SECOND;
	if (found || verbose) {
		printf("# %s, %.1f s\n", what, (double)count / EAR_RATE);
		print_passages(passages, number);
	}
	return found;
}

struct language {
	const char *voice, *text;
};

static const struct language languages[] = {
	{"en",
         "The number you have dialled is not in service. Please check the number and dial again, or hold the line "
         "and one of our agents will be with you as soon as possible."},
	{"de",
         "Die von Ihnen gewählte Rufnummer ist nicht vergeben. Bitte rufen Sie die Auskunft an, oder bleiben Sie am "
         "Apparat, der nächste freie Mitarbeiter ist gleich für Sie da."},
	{"fr",
         "Le numéro que vous avez demandé n'est pas attribué ou n'est pas accessible. Veuillez vérifier le numéro, "
         "ou patienter, un conseiller va prendre votre appel."},
	{"es",
         "El número marcado no existe. Por favor, compruebe el número y vuelva a llamar, o permanezca a la espera y "
         "le atenderemos en unos momentos."},
	{"it", "Il numero selezionato è inesistente. La preghiamo di controllare il numero e di richiamare, oppure di "
               "rimanere in linea in attesa di un operatore."},
	{"pl",
         "Wybrany numer nie istnieje. Prosimy sprawdzić numer i zadzwonić ponownie, albo poczekać na połączenie z "
         "konsultantem."},
	{"ru",
         "Набранный вами номер не существует. Пожалуйста, проверьте номер и перезвоните, или оставайтесь на линии, "
         "вам ответит первый освободившийся оператор."},
	{"tr", "Aradığınız numara kullanılmamaktadır. Lütfen numarayı kontrol edip tekrar arayınız veya hatta kalınız, "
               "müşteri temsilcimiz birazdan size yardımcı olacaktır."},
	{"fi", "Valitsemanne numero ei ole käytössä. Olkaa hyvä ja tarkistakaa numero, tai odottakaa hetki, vastaamme "
               "puheluunne mahdollisimman pian."},
	{"pt",
         "O número que marcou não está atribuído. Por favor, verifique o número e volte a ligar, ou aguarde em linha "
         "até ser atendido por um operador."},
	{"hi", "आपके द्वारा डायल किया गया नंबर मौजूद नहीं है। कृपया नंबर जांच कर दोबारा डायल करें, या लाइन पर बने रहें।"},
	{"cmn",
         "您所拨打的号码是空号，请核对后再拨。您所拨打的电话正在通话中，请稍后再拨。请不要挂机，我们的客服人员很快为您服务。"},
	{"nl",
         "Het nummer dat u heeft gekozen is niet in gebruik. Controleer het nummer en bel opnieuw, of blijf aan de "
         "lijn, u wordt zo spoedig mogelijk geholpen."},
	{"sv", "Numret du har ringt har ingen abonnent. Kontrollera numret och ring igen, eller var god dröj kvar, så "
               "hjälper vi dig så snart vi kan."},
};

enum {
	SPOKEN_RATE = 22050, /* of espeak-ng */
	MAX_SPOKEN = 60 * SPOKEN_RATE,
	WAV_HEADER = 44,
	LEAST_SPOKEN = 600, /* s */
	VOICES = 5,
};

/* From 22,050 to 8,000 samples a second; the filter is a Hann window of twice the distance. */
static unsigned resample(const int16_t *from, unsigned count, float *to)
{
	double ratio = (double)SPOKEN_RATE / EAR_RATE;
	unsigned n = 0;

	for (double at = 2 * ratio; at + 2 * ratio < count; at += ratio, n++) {
		double sum = 0, weights = 0;

		for (int i = (int)(at - ratio) + 1; i < at + ratio; i++) {
			double weight = 0.5 + 0.5 * cos(M_PI * (i - at) / ratio);

			sum += weight * from[i];
			weights += weight;
		}
		to[n] = (float)(sum / weights);
	}
	return n;
}

static unsigned speak(const struct language *language, unsigned voice, float *out)
{
	static const char *const variants[VOICES] = {"", "+f2", "+m3", "+f4", "+m7"};
	static int16_t spoken[MAX_SPOKEN];
	char command[2048];

	snprintf(command, sizeof(command), "espeak-ng -v %s%s -p %u -s %u --stdout \"%s\" 2>/dev/null", language->voice,
	         variants[voice], 20 + 15 * voice, 130 + 15 * voice, language->text);
	FILE *pipe = popen(command, "r");

	if (!pipe)
		return 0;
	size_t got = fread(spoken, 1, WAV_HEADER, pipe);

	got = got == WAV_HEADER ? fread(spoken, sizeof(spoken[0]), MAX_SPOKEN, pipe) : 0;
	pclose(pipe);
	unsigned count = resample(spoken, (unsigned)got, out);
	double power = 1;

	for (unsigned i = 0; i < count; i++)
		power += (double)out[i] * out[i] / count;
	for (unsigned i = 0; i < count; i++)
		out[i] *= amplitude_of(-20) / sqrtf((float)power);
	return count;
}

static void test_speech(void)
{
	static float samples[MAX_SPOKEN];
	unsigned found = 0;
	double seconds = 0;

	if (system("command -v espeak-ng >/dev/null") != 0) {
		printf("ok 3 - no tone in speech # SKIP no espeak-ng here\n");
		return;
	}
	memset(heard_s, 0, sizeof(heard_s));
	for (unsigned i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		for (unsigned voice = 0; voice < VOICES; voice++) {
			unsigned count = speak(&languages[i], voice, samples);

			seconds += (double)count / EAR_RATE;
			found += false_tones(languages[i].voice, samples, count);
		}
	printf("# %.0f s of speech: %u tones\n", seconds, found);
	print_contents();
	failed |= found || seconds < LEAST_SPOKEN;
	printf("%sok 3 - no tone in speech\n", found || seconds < LEAST_SPOKEN ? "not " : "");
}

/* Instruments: what a note sounds like `seconds` after its beginning, at this phase of its vibration. */

static float harmonics(double phase, unsigned count, double slope)
{
	double sum = 0;

	for (unsigned i = 1; i <= count; i++)
		sum += sin(phase * i) * pow(i, -slope);
	return (float)sum;
}

static float organ(double phase, double seconds, double length)
{
	return harmonics(phase, 6, 0.7);
}

static float piano(double phase, double seconds, double length)
{
	return harmonics(phase, 8, 1.3) * (float)exp(-3 * seconds);
}

static float flute(double phase, double seconds, double length) /* vibrato, few overtones */
{
	double swell = seconds < 0.08 ? seconds / 0.08 : 1;

	return harmonics(phase + 0.35 * sin(2 * M_PI * 5.5 * seconds), 3, 2) * (float)swell;
}

static float strings(double phase, double seconds, double length)
{
	double swell = sin(M_PI * seconds / length);

	return (harmonics(phase + 0.2 * sin(2 * M_PI * 6 * seconds), 10, 1) + harmonics(phase * 1.004, 10, 1)) *
	       (float)swell;
}

static float music_box(double phase, double seconds, double length)
{
	return (float)((sin(phase) + 0.3 * sin(phase * 2.76)) * exp(-6 * seconds));
}

static float whistle(double phase, double seconds, double length)
{
	return (float)sin(phase + 0.05 * sin(2 * M_PI * 4 * seconds));
}

static float square(double phase, double seconds, double length) /* as telephones of old beeped their melodies */
{
	return sin(phase) > 0 ? 0.6F : -0.6F;
}

static const struct {
	const char *name;
	float (*play)(double phase, double seconds, double length);
	unsigned voices, least_ms, most_ms, rests; /* rests: one in so many notes; 0: none */
} pieces[] = {
	{"organ chords", organ, 3, 500, 2000, 9},         {"organ arpeggio", organ, 1, 120, 120, 0},
	{"piano melody", piano, 1, 200, 900, 6},          {"piano chords", piano, 4, 400, 1600, 5},
	{"flute melody", flute, 1, 250, 1800, 4},         {"flute duet", flute, 2, 300, 1200, 5},
	{"strings", strings, 3, 800, 3000, 12},           {"music box", music_box, 1, 150, 450, 7},
	{"music box repeats", music_box, 1, 250, 250, 2}, {"telephone melody", square, 1, 150, 600, 4},
	{"whistled melody", whistle, 1, 150, 1200, 4},    {"whistled scales", whistle, 1, 250, 250, 3},
	{"staccato organ", organ, 2, 200, 200, 2},
};

enum {
	MUSIC = 30 * EAR_RATE,
};

static double pitch_in_scale(uint32_t *seed)
{
	static const unsigned scale[] = {0, 2, 4, 5, 7, 9, 11};
	unsigned step = chance(seed) % 16;

	return 220 * pow(2, (scale[step % 7] + 12 * (step / 7)) / 12.0);
}

static void add_note(float *out, unsigned count, float (*play)(double, double, double), double hz, float size)
{
	for (unsigned i = 0; i < count; i++)
		out[i] += size * play(2 * M_PI * hz * i / EAR_RATE, (double)i / EAR_RATE, (double)count / EAR_RATE);
}

static unsigned play_piece(unsigned number, float *out)
{
	uint32_t seed = 4242 + number;
	double hz = 440;

	memset(out, 0, MUSIC * sizeof(out[0]));
	for (unsigned at = 0; at < MUSIC;) {
		unsigned spread = pieces[number].most_ms - pieces[number].least_ms + 1;
		unsigned count = (pieces[number].least_ms + chance(&seed) % spread) * (EAR_RATE / 1000);

		if (count > MUSIC - at)
			count = MUSIC - at;
		if (!pieces[number].rests || chance(&seed) % pieces[number].rests)
			for (unsigned voice = 0; voice < pieces[number].voices; voice++) {
				if (chance(&seed) % 3) /* else the same note again */
					hz = pitch_in_scale(&seed);
				add_note(out + at, count, pieces[number].play, hz, 1500);
			}
		at += count;
	}
	return MUSIC;
}

static void test_music(void)
{
	static float samples[MUSIC];
	unsigned found = 0, count = sizeof(pieces) / sizeof(pieces[0]);

	memset(heard_s, 0, sizeof(heard_s));
	for (unsigned i = 0; i < count; i++)
		found += false_tones(pieces[i].name, samples, play_piece(i, samples));
	printf("# %u s of music: %u tones\n", count * MUSIC / EAR_RATE, found);
	print_contents();
	failed |= found > 0;
	printf("%sok 4 - no tone in music\n", found ? "not " : "");
}

static void test_noise(void)
{
	static float samples[MUSIC];
	uint32_t seed = 99;
	unsigned found = 0;

	memset(heard_s, 0, sizeof(heard_s));
	for (unsigned kind = 0; kind < 4; kind++) {
		float smooth = 0;

		for (unsigned i = 0; i < MUSIC; i++) {
			float hum = harmonics(2 * M_PI * 50 * i / EAR_RATE, 12, 0.5);
			float gust = i / 3000 % 3 ? 1.0F : 0.05F;

			smooth += (noise(&seed) - smooth) * 0.1F;
			samples[i] = kind == 0   ? 800 * noise(&seed)
			             : kind == 1 ? 4000 * smooth
			             : kind == 2 ? 500 * hum
			                         : 0;
			if (kind == 3)
				samples[i] = 900 * gust * noise(&seed);
		}
		found += false_tones("noise", samples, MUSIC);
	}
	print_contents();
	failed |= found > 0;
	printf("%sok 5 - no tone in noise\n", found ? "not " : "");
}

/* With the plan of its country a tone must not be told as something else than the plan says. */
static void test_plans(void)
{
	struct score told = {0};
	unsigned plans;
	const struct plan *all = plan_all(&plans);

	for (const struct plan *plan = all; plan < all + plans; plan++)
		for (const struct plan_tone *row = plan->tones; row < plan->tones + PLAN_MAX_TONES && row->class;
		     row++) {
			struct trial trial = {row, &row->choices[0], {0}};

			if (row->disputed || row->sequence || row->class == TONE_DIAL || !is_carried(trial.pitch))
				continue;
			try_tone(&trial, plan, (unsigned)(row - plan->tones), 1);
			told.all++;
			told.right += is_right(row->class, trial.heard[0]);
			told.honest += trial.heard[0] == TONE_BUSY_OR_CONGESTION;
			if (!is_right(row->class, trial.heard[0])) {
				print_row(plan->cc, row, trial.pitch);
				printf(": heard as %s in spite of the plan\n", class_names[trial.heard[0]]);
			}
		}
	print_score("with the plan of the country", &told);
	failed |= !is_good(&told);
	printf("%sok 2 - a plan decides\n", is_good(&told) ? "" : "not ");
}

static void test_tones(void)
{
	struct score agreed = {0}, everything = {0};

	play_all(&agreed, &everything);
	print_confusion();
	print_score("tones on which the lists agree", &agreed);
	print_score("all tones", &everything);
	failed |= !is_good(&agreed);
	printf("%sok 1 - tones are told\n", is_good(&agreed) ? "" : "not ");
}

int main(int argc, char **argv)
{
	verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	spectrum = spectrum_new();
	test_tones();
	test_plans();
	test_speech();
	test_music();
	test_noise();
	printf("1..5\n");
	spectrum_free(spectrum);
	return failed;
}
