// SPDX-License-Identifier: Apache-2.0
//
// What libfdt needs for the work that kerf's benchmarks measure. One line per figure: name, input, nanoseconds per operation.
//
//     peers walk BLOB | lookup BLOB PLACE PATH PROPERTY | write BLOB | overlay BASE OVERLAY
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libfdt.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef FDT_CREATE_FLAG_NO_NAME_DEDUP
#error "libfdt is too old to write without looking names up"
#endif

#define ROUNDS 7
#define ROUND_SECONDS 0.3

static volatile uint64_t sink;

static void die(const char *what, int error)
{
	fprintf(stderr, "peers: %s: %s\n", what, error < 0 ? fdt_strerror(error) : "failed");
	exit(1);
}

static void *allocate(size_t size)
{
	void *memory = malloc(size);

	if (!memory)
		die("malloc", 0);
	return memory;
}

struct blob {
	char *bytes;
	size_t size;
};

static struct blob read_blob(const char *path)
{
	struct blob blob;
	FILE *file = fopen(path, "rb");
	long size;

	if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0)
		die(path, 0);
	rewind(file);
	blob.size = size;
	blob.bytes = allocate(blob.size);
	if (fread(blob.bytes, 1, blob.size, file) != blob.size)
		die(path, 0);
	fclose(file);
	int error = fdt_check_header(blob.bytes);
	if (error)
		die(path, error);
	return blob;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

// The mean of some rounds, as JMH gives it of its iterations, each of as many calls as fill its time; the first round warms up.
static void measure(const char *name, const char *input, void (*work)(void *), void *argument)
{
	const char *asked = getenv("KERF_PEER_ROUNDS");
	int rounds = asked ? atoi(asked) : ROUNDS;
	double elapsed = 0;

	for (int i = -1; i < rounds; i++) {
		double start = seconds(), now;
		long calls = 0;
		do {
			work(argument);
			calls++;
			now = seconds();
		} while (now - start < ROUND_SECONDS);
		if (i >= 0)
			elapsed += (now - start) / calls / rounds;
	}
	const char *slash = strrchr(input, '/');
	printf("%s %s %.1f\n", name, slash ? slash + 1 : input, elapsed * 1e9);
	fflush(stdout);
}

// The walk as libfdt offers it: every property's name, length and first byte, each through the library's checks.
static void walk(void *argument)
{
	const char *fdt = argument;
	uint64_t sum = 0;
	int next = 0;
	uint32_t tag;

	do {
		int offset = next;
		tag = fdt_next_tag(fdt, offset, &next);
		if (tag == FDT_PROP) {
			const char *name;
			int length;
			const char *value = fdt_getprop_by_offset(fdt, offset, &name, &length);
			if (!value)
				die("walk", length);
			sum += length + name[0] + (length ? value[0] : 0);
		}
	} while (tag != FDT_END);
	if (next < 0)
		die("walk", next);
	sink += sum;
}

// As walk, but what fdt_next_tag has passed is read without a further look, and names are not.
static void walk_raw(void *argument)
{
	const char *fdt = argument;
	uint64_t sum = 0;
	int next = 0;
	uint32_t tag;

	do {
		int offset = next;
		tag = fdt_next_tag(fdt, offset, &next);
		if (tag == FDT_PROP) {
			const struct fdt_property *property =
				(const void *)(fdt + fdt_off_dt_struct(fdt) + offset);
			uint32_t length = fdt32_ld(&property->len);
			sum += length + fdt32_ld(&property->nameoff) + (length ? property->data[0] : 0);
		}
	} while (tag != FDT_END);
	if (next < 0)
		die("walk", next);
	sink += sum;
}

struct lookup {
	const char *fdt, *path, *property;
};

static void lookup(void *argument)
{
	const struct lookup *wanted = argument;
	int length, node = fdt_path_offset(wanted->fdt, wanted->path);

	if (node < 0)
		die(wanted->path, node);
	const char *value = fdt_getprop(wanted->fdt, node, wanted->property, &length);
	if (!value)
		die(wanted->property, length);
	sink += value[0] + length;
}

struct writer {
	const char *fdt;
	char *out;
	int size;
	uint32_t flags;
};

static void check(int error)
{
	if (error < 0)
		die("write", error);
}

// Writes the same tree anew, token by token.
static void write_again(void *argument)
{
	const struct writer *writer = argument;
	const char *fdt = writer->fdt;
	int next = 0;
	uint32_t tag;

	check(fdt_create_with_flags(writer->out, writer->size, writer->flags));
	check(fdt_finish_reservemap(writer->out));
	do {
		int offset = next;
		const char *at = fdt + fdt_off_dt_struct(fdt) + offset;
		tag = fdt_next_tag(fdt, offset, &next);
		if (tag == FDT_BEGIN_NODE) {
			check(fdt_begin_node(writer->out, at + FDT_TAGSIZE));
		} else if (tag == FDT_END_NODE) {
			check(fdt_end_node(writer->out));
		} else if (tag == FDT_PROP) {
			const struct fdt_property *property = (const void *)at;
			const char *name = fdt + fdt_off_dt_strings(fdt) + fdt32_ld(&property->nameoff);
			check(fdt_property(writer->out, name, property->data, fdt32_ld(&property->len)));
		}
	} while (tag != FDT_END);
	check(fdt_finish(writer->out));
	sink += fdt_totalsize(writer->out);
}

struct overlay {
	struct blob base, overlay;
	char *room, *scratch;
	int size;
};

// Applying changes both blobs, so each time works on copies, as kerf's immutable trees do.
static void apply(void *argument)
{
	const struct overlay *work = argument;

	check(fdt_open_into(work->base.bytes, work->room, work->size));
	memcpy(work->scratch, work->overlay.bytes, work->overlay.size);
	check(fdt_overlay_apply(work->room, work->scratch));
	check(fdt_pack(work->room));
	sink += fdt_totalsize(work->room);
}

static void print_library(void)
{
	Dl_info info;
	char path[PATH_MAX];

	if (!dladdr((void *)fdt_next_tag, &info) || !realpath(info.dli_fname, path))
		die("dladdr", 0);
	printf("library %s 0\n", strrchr(path, '/') + 1);
}

static void measure_writers(const char *input)
{
	struct blob blob = read_blob(input);
	// Names that are not looked up come once for each property.
	size_t room = blob.size * 4 + 4096;
	struct writer writer = {blob.bytes, allocate(room), room, 0};

	measure("write", input, write_again, &writer);
	writer.flags = FDT_CREATE_FLAG_NO_NAME_DEDUP;
	measure("write-no-dedupe", input, write_again, &writer);
}

static void measure_overlay(const char *base, const char *overlay)
{
	struct overlay work = {.base = read_blob(base), .overlay = read_blob(overlay)};

	work.size = work.base.size + work.overlay.size * 2 + 4096;
	work.room = allocate(work.size);
	work.scratch = allocate(work.overlay.size);
	measure("overlay", base, apply, &work);
}

int main(int count, char **words)
{
	const char *mode = count > 2 ? words[1] : "library";

	if (!strcmp(mode, "walk")) {
		struct blob blob = read_blob(words[2]);
		measure("walk", words[2], walk, blob.bytes);
		measure("walk-raw", words[2], walk_raw, blob.bytes);
	} else if (!strcmp(mode, "lookup") && count == 6) {
		struct lookup wanted = {read_blob(words[2]).bytes, words[4], words[5]};
		measure("lookup", words[3], lookup, &wanted);
	} else if (!strcmp(mode, "write")) {
		measure_writers(words[2]);
	} else if (!strcmp(mode, "overlay") && count == 4) {
		measure_overlay(words[2], words[3]);
	} else {
		print_library();
	}
	return 0;
}
