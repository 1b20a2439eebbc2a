/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a fuzz target over its corpus, as a plain test: what was once mended stays mended, with any compiler. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LARGEST_INPUT = 1 << 20
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* As libFuzzer has it: a target need not have one. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

/* The file's bytes in a block of exactly their size, so that a sanitizer sees any step beyond. */
static int replay(const char *folder, const char *name)
{
	static uint8_t buffer[LARGEST_INPUT];
	char path[4096];
	size_t size;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	if (!file)
		return -1;
	size = fread(buffer, 1, sizeof(buffer), file);
	fclose(file);
	uint8_t *exact = malloc(size ? size : 1);
	if (!exact)
		return -1;
	memcpy(exact, buffer, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	return 0;
}

int main(int argc, char **argv)
{
	struct dirent **entries = NULL;
	int n = argc == 2 ? scandir(argv[1], &entries, NULL, alphasort) : -1;
	int count = 0, failures = 0;
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);

	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		int r = name[0] == '.' ? 1 : replay(argv[1], name);
		if (r <= 0)
			printf("%sok %d - %s\n", r ? "not " : "", ++count, name);
		failures += r < 0;
		free(entries[i]);
	}
	free(entries);
	if (!count) {
		printf("not ok %d - there is a corpus\n", ++count);
		failures++;
	}
	printf("1..%d\n", count);
	return failures ? 1 : 0;
}
