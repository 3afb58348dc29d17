// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whole arrays, by each code that this processor can run, against one OS page
 * after the other: the same bytes, the same state of the writer.
 */
#include "compare.h"

#include <string.h>

#include "bulk_runs.h"
#include "pfnpack_bulk.h"

#define KEYS_MAX 3000
#define LAST_PFN (PFNPACK_PFN_END - 1)

/* The same list, written twice. */
struct side {
	struct pfnpack_writer writer;
	struct pfnpack_page packed[MODEL_PACKED];
};
static struct side expected, bulk;

static __u64 keys[KEYS_MAX];

/* Runs of about @mean, in tags of their own now and then. */
static size_t random_keys(struct rng *rng, unsigned int nr_bits)
{
	size_t nr = 1 + rng_below(rng, KEYS_MAX);
	unsigned int mean = 1 + (unsigned int)rng_bits(rng, 10);
	__u64 key = rng_bits(rng, nr_bits);
	size_t i;

	for (i = 0; i < nr; i++) {
		keys[i] = key++;
		if (rng_one_in(rng, mean))
			key += rng_bits(rng, 4);
		if (rng_one_in(rng, 400))
			key = rng_bits(rng, nr_bits);
	}
	return nr;
}

/* What can go wrong: the last PFN and its successor, and too many bits. */
static void spoil(struct rng *rng, size_t nr, unsigned int nr_bits)
{
	size_t at = rng_below(rng, (unsigned int)nr);
	__u64 key = LAST_PFN - rng_below(rng, 3);

	if (rng_one_in(rng, 3)) {
		keys[at] |= 1ULL << (nr_bits + rng_below(rng, 64 - nr_bits));
		return;
	}
	if (nr_bits > PFNPACK_PFN_BITS)
		key |= (__u64)rng_below(rng, 15) << PFNPACK_PFN_BITS;
	for (; at < nr && !rng_one_in(rng, 6); at++)
		keys[at] = key++;
}

/* Something for the first key to continue, of any length. */
static void start_side(struct side *side, const struct pfnpack_range *before,
		       unsigned long nr_packed, unsigned int nr_scattered)
{
	unsigned int i;

	memset(side->packed, 0, sizeof(side->packed));
	pfnpack_writer_init(&side->writer, side->packed, nr_packed);
	for (i = 0; i < nr_scattered; i++)
		pfnpack_append(&side->writer, 2 * i, 1, 0);
	pfnpack_append(&side->writer, before->pfn, before->nr, before->tag);
}

static size_t nr_of_first_run(size_t nr)
{
	size_t i = 1;

	while (i < nr && keys[i] == keys[i - 1] + 1)
		i++;
	return i;
}

/* What is in front of the keys, the last of it such that they may continue it. */
static void start_with(struct side *side, const struct bulk_start *start,
		       __u64 tag)
{
	__u64 key = keys[0] | tag;
	struct pfnpack_range before = {
		.pfn = key & LAST_PFN,
		.nr = start->nr_before,
		.tag = (unsigned int)(key >> PFNPACK_PFN_BITS) %
		       (PFNPACK_TAG_MAX + 1),
	};

	if (before.nr > before.pfn)
		before.nr = before.pfn;
	before.pfn -= before.nr;
	start_side(side, &before, start->nr_packed, start->nr_scattered);
}

/* Often so that the first run ends where a word does, in a full packed page. */
static struct bulk_start random_start(struct rng *rng, size_t nr)
{
	struct bulk_start start = {
		.nr_packed = rng_below(rng, MODEL_PACKED + 1),
		.nr_scattered = rng_below(rng, 2 * MODEL_SLOTS),
		.nr_before = random_count(rng),
	};

	if (rng_one_in(rng, 2))
		start.nr_before = PFNPACK_INLINE_MAX + 1 - nr_of_first_run(nr) +
				  rng_below(rng, 2);
	if (rng_one_in(rng, 2))
		start.nr_scattered = MODEL_SLOTS - 1;
	return start;
}

/* What the codes are to come to; also how many keys are appended. */
static size_t append_one_by_one(const struct bulk_start *start,
				const struct bulk_keys *in)
{
	size_t i;

	start_with(&expected, start, in->tag);
	for (i = 0; i < in->nr; i++) {
		__u64 key = keys[i] | in->tag;

		if (keys[i] >> in->nr_bits ||
		    pfnpack_append(&expected.writer, key & LAST_PFN, 1,
				   (unsigned int)(key >> PFNPACK_PFN_BITS)) !=
			    PFNPACK_OK)
			break;
	}
	pfnpack_seal(&expected.writer);
	return i;
}

static bool sides_are_the_same(struct property *p)
{
	pfnpack_seal(&bulk.writer);
	return HOLDS(p, !memcmp(&expected.writer.at, &bulk.writer.at,
				sizeof(bulk.writer.at))) &&
	       HOLDS(p, !memcmp(expected.packed, bulk.packed,
				sizeof(bulk.packed)));
}

static size_t append_by_public(const struct bulk_keys *in)
{
	unsigned int tag = (unsigned int)(in->tag >> PFNPACK_PFN_BITS);

	if (in->nr_bits == PFNPACK_PFN_BITS)
		return pfnpack_append_pfns(&bulk.writer, keys, in->nr, tag);
	return pfnpack_append_tagged(&bulk.writer, keys, in->nr);
}

/* @code is NULL for the one that the library chooses. */
static bool code_is_append(struct property *p, const struct bulk_code *code,
			   const struct bulk_start *start,
			   const struct bulk_keys *in, size_t nr)
{
	size_t nr_bulk;

	start_with(&bulk, start, in->tag);
	nr_bulk = code ? bulk_append(&bulk.writer, code, in) :
			 append_by_public(in);
	return HOLDS(p, nr_bulk == nr) && sides_are_the_same(p);
}

/* Flushed once on the way; up to the first that is refused. */
static enum pfnpack_status fill_stream(struct pfnpack_stream *stream, size_t nr,
				       size_t *nr_taken)
{
	enum pfnpack_status status = PFNPACK_OK;
	size_t i;

	for (i = 0; i < nr && status == PFNPACK_OK; i++) {
		if (i == nr / 3)
			status = pfnpack_stream_flush(stream);
		if (status == PFNPACK_OK)
			status = pfnpack_stream_add(stream, keys[i]);
	}
	*nr_taken = i - (status != PFNPACK_OK);
	return status == PFNPACK_OK ? pfnpack_stream_flush(stream) : status;
}

/* After one by one; what was refused then is the first that waits now. */
static bool stream_is_append(struct property *p, const struct bulk_start *start,
			     const struct bulk_keys *in, size_t nr)
{
	unsigned int tag = (unsigned int)(in->tag >> PFNPACK_PFN_BITS);
	enum pfnpack_status status, expected_status = PFNPACK_OK;
	struct pfnpack_stream stream;
	size_t nr_taken;

	if (nr < in->nr)
		expected_status =
			pfnpack_append(&expected.writer, keys[nr], 1, tag);
	start_with(&bulk, start, in->tag);
	pfnpack_stream_init(&stream, &bulk.writer, tag);
	status = fill_stream(&stream, in->nr, &nr_taken);
	return HOLDS(p, status == expected_status) &&
	       HOLDS(p, nr_taken - stream.nr == nr) &&
	       HOLDS(p, (stream.nr == 0) == (status == PFNPACK_OK)) &&
	       HOLDS(p, !memcmp(stream.pfn, keys + nr,
				stream.nr * sizeof(*keys))) &&
	       sides_are_the_same(p);
}

static bool codes_are_append(struct property *p, const struct bulk_start *start,
			     const struct bulk_keys *in)
{
	size_t nr = append_one_by_one(start, in);
	unsigned int i;

	for (i = 0; i < bulk_nr_codes; i++) {
		if (bulk_codes[i]->is_usable() &&
		    !code_is_append(p, bulk_codes[i], start, in, nr))
			return false;
	}
	return code_is_append(p, NULL, start, in, nr) &&
	       (in->nr_bits != PFNPACK_PFN_BITS ||
		stream_is_append(p, start, in, nr));
}

bool compare_bulk(struct property *p, const struct bulk_start *start,
		  const __u64 *all, size_t nr, const unsigned int *tag)
{
	struct bulk_keys in = {
		.key = keys,
		.nr = nr < KEYS_MAX ? nr : KEYS_MAX,
		.nr_bits = PFNPACK_PFN_BITS + (tag ? 0 : PFNPACK_TAG_BITS),
		.tag = tag ? (__u64)*tag << PFNPACK_PFN_BITS : 0,
	};

	memcpy(keys, all, in.nr * sizeof(*all));
	return !in.nr || codes_are_append(p, start, &in);
}

bool property_bulk_is_append(struct property *p)
{
	struct bulk_keys in = { .key = keys, .nr_bits = PFNPACK_PFN_BITS };
	struct bulk_start start;

	if (rng_one_in(&p->rng, 2))
		in.nr_bits += PFNPACK_TAG_BITS;
	else
		in.tag = (__u64)rng_below(&p->rng, 16) << PFNPACK_PFN_BITS;
	in.nr = random_keys(&p->rng, in.nr_bits);
	if (rng_one_in(&p->rng, 3))
		spoil(&p->rng, in.nr, in.nr_bits);
	start = random_start(&p->rng, in.nr);
	return codes_are_append(p, &start, &in);
}

/*
 * A run that continues a range behind which the packed page is full: as much
 * goes on there as needs no descriptor.
 */
bool property_bulk_splits(struct property *p)
{
	struct bulk_start start = {
		.nr_packed = MODEL_PACKED,
		.nr_scattered = MODEL_SLOTS - 1,
	};
	struct bulk_keys in = { .key = keys, .nr_bits = PFNPACK_PFN_BITS };
	unsigned int missing;
	size_t i;

	for (in.nr = 1; in.nr <= BULK_KEYS + 3; in.nr++) {
		for (i = 0; i < in.nr; i++)
			keys[i] = 1000000 + i;
		for (missing = 0; missing < in.nr + 3; missing++) {
			if (missing == 5 && in.nr > 8)
				missing = (unsigned int)in.nr - 3;
			start.nr_before = PFNPACK_INLINE_MAX - missing;
			if (!codes_are_append(p, &start, &in))
				return false;
		}
	}
	return true;
}

/* The last PFN alone is a range, for which there is no room. */
bool property_bulk_has_no_room(struct property *p)
{
	struct pfnpack_stream stream;

	pfnpack_writer_init(&bulk.writer, bulk.packed, 0);
	pfnpack_stream_init(&stream, &bulk.writer, 0);
	return HOLDS(p, pfnpack_stream_add(&stream, LAST_PFN) == PFNPACK_OK) &&
	       HOLDS(p, pfnpack_stream_flush(&stream) == PFNPACK_NO_ROOM) &&
	       HOLDS(p, stream.nr == 1 && stream.pfn[0] == LAST_PFN);
}

bool property_bulk_refuses_tags(struct property *p)
{
	struct pfnpack_stream stream;

	keys[0] = 1;
	pfnpack_writer_init(&bulk.writer, bulk.packed, 1);
	pfnpack_stream_init(&stream, &bulk.writer, PFNPACK_TAG_MAX + 1);
	return HOLDS(p, !pfnpack_append_pfns(&bulk.writer, keys, 1,
					     PFNPACK_TAG_MAX + 1)) &&
	       HOLDS(p, pfnpack_stream_add(&stream, 1) == PFNPACK_OK) &&
	       HOLDS(p, pfnpack_stream_flush(&stream) == PFNPACK_BAD_RANGE) &&
	       HOLDS(p, pfnpack_seal(&bulk.writer) == 0);
}

static bool is_not_usable(void)
{
	return false;
}

/* Wherever the processor has them. */
static bool vectors_are_used(struct property *p)
{
#ifdef __x86_64__
	bool popcnt = __builtin_cpu_supports("popcnt");
	bool avx2 = __builtin_cpu_supports("avx2") && popcnt;
	bool avx512 = __builtin_cpu_supports("avx512f") &&
		      __builtin_cpu_supports("avx512vnni") &&
		      __builtin_cpu_supports("avx512vpopcntdq") && popcnt;

	return HOLDS(p, bulk_avx2.is_usable() == avx2) &&
	       HOLDS(p, bulk_avx512.is_usable() == avx512);
#else
	(void)p;
	return true;
#endif
}

bool property_bulk_code_is_usable(struct property *p)
{
	static const struct bulk_code fantasy = { .is_usable = is_not_usable };
	const struct bulk_code *codes[] = { &fantasy, &fantasy, &bulk_portable,
					    &fantasy };

	return vectors_are_used(p) &&
	       HOLDS(p, bulk_best(codes, 4) == &bulk_portable) &&
	       HOLDS(p, bulk_best(codes, 3) == &bulk_portable) &&
	       HOLDS(p, bulk_best(codes, 2) == &fantasy) &&
	       HOLDS(p, bulk_best(bulk_codes, bulk_nr_codes)->is_usable());
}
