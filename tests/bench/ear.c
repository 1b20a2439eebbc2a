/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What hearing costs: plays a minute of each kind of sound through an ear and prints how much faster than real time it
 * is, and the longest packet. Instructions of a frame of 20 ms: run it under callgrind with the kind as argument
 * and divide by 3,000.
 */
#include "media/ear.h"
#include "media/spectrum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	PACKET = 160,
	PACKETS = 3000, /* a minute */
};

static int16_t samples[PACKETS * PACKET];

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double ringing(double t)
{
	return fmod(t, 5) < 1 ? 3000 * sin(2 * M_PI * 425 * t) : 0;
}

static double congestion(double t)
{
	return fmod(t, 0.3) < 0.15 ? 3000 * sin(2 * M_PI * 425 * t) : 0;
}

static double voice(double t) /* syllables of a gliding pitch: on and off 4 times a second */
{
	double phase = 2 * M_PI * (140 * t + 8 * sin(3 * t)), sum = 0;

	for (int i = 1; i < 12; i++)
		sum += sin(i * phase) / i;
	return fmod(t, 0.25) < 0.17 ? 3000 * sum : 20 * sin(phase);
}

static double steady(double t)
{
	return 4000 * sin(2 * M_PI * 425 * t);
}

static double nothing(double t)
{
	return 0;
}

static const struct {
	const char *name;
	double (*sound)(double t);
} kinds[] = {
	{"ringing", ringing}, {"congestion", congestion}, {"voice", voice}, {"steady", steady}, {"nothing", nothing},
};

static void listen_to(struct spectrum *spectrum, unsigned kind)
{
	struct ear *ear = ear_new(spectrum, NULL);
	struct passage passages[EAR_MAX_PASSAGES];
	double longest = 0, begin;

	for (unsigned i = 0; i < PACKETS * PACKET; i++)
		samples[i] = (int16_t)kinds[kind].sound((double)i / EAR_RATE);
	begin = now();
	for (unsigned i = 0; i < PACKETS; i++) {
		double before = now();

		ear_take(ear, samples + i * PACKET, PACKET, i * 20 * MILLISECOND, i);
		double took = now() - before;

		longest = took > longest ? took : longest;
	}
	double took = now() - begin;

	ear_end(ear, PACKETS * 20 * MILLISECOND);
	printf("%-10s %6.0f times real time, longest packet %.3f ms, %u passages\n", kinds[kind].name,
	       PACKETS * 0.02 / took, longest * 1000, ear_passages(ear, passages));
	ear_free(ear);
}

int main(int argc, char **argv)
{
	struct spectrum *spectrum = spectrum_new();

	for (unsigned kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++)
		if (argc < 2 || strcmp(argv[1], kinds[kind].name) == 0)
			listen_to(spectrum, kind);
	spectrum_free(spectrum);
	return 0;
}
