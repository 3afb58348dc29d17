/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Properties: what holds for every list and for any bytes, tried with random
 * ones.  PFNPACK_SEED repeats a run; PFNPACK_EFFORT=N makes it N times as
 * long.
 */
#ifndef PFNPACK_PROPERTY_H
#define PFNPACK_PROPERTY_H

#include "model/model.h"
#include "property/rng.h"

struct pfnpack_page;
struct pfnpack_reader;

struct property {
	const char *name;
	/* One round; true when all held. */
	bool (*round)(struct property *p);
	unsigned int nr_rounds;
	/* The rest is for property_run(). */
	struct rng rng;
	unsigned int nr_failed;
};

/* X(name, rounds): the rounds take some tenths of a second in all. */
#define PFNPACK_PROPERTIES(X) \
	X(writer_is_the_model, 20) \
	X(list_comes_back, 60) \
	X(valid_comes_back, 250) \
	X(verdict_is_the_model, 1000) \
	X(reader_is_the_model, 150) \
	X(snapshot_is_a_prefix, 12) \
	X(snapshot_of_the_last_slots, 1) \
	X(beside_a_writer, 60) \
	X(beside_a_writer_exhaustive, 1) \
	X(words_are_ranges, 150) \
	X(words_are_read, 300) \
	X(read_since, 200) \
	X(loops_find_runs, 1) \
	X(loops_make_words, 1) \
	X(loops_expand_words, 1) \
	X(loops_pass_words, 1) \
	X(bulk_is_append, 400) \
	X(bulk_splits, 1) \
	X(bulk_has_no_room, 1) \
	X(bulk_refuses_tags, 1) \
	X(bulk_borders, 1) \
	X(bulk_code_is_usable, 1) \
	X(bulk_expands, 300) \
	X(bulk_advances, 300) \
	X(bulk_advances_to_the_end, 1) \
	X(bulk_reads_in_place, 300) \
	X(bulk_reads_what_grows, 150) \
	X(together_appended, 1) \
	X(together_read, 1) \
	X(together_after_descs, 1) \
	X(index_finds, 150) \
	X(index_of_a_fault, 1) \
	X(index_of_nothing, 1)

#define PFNPACK_DECLARE_PROPERTY(name, rounds) \
	bool property_##name(struct property *p);
PFNPACK_PROPERTIES(PFNPACK_DECLARE_PROPERTY)

#define PFNPACK_PROPERTY(name, rounds) \
	((struct property){ #name, property_##name, (rounds), { 0 }, 0 })

/* Prints the seed, and what fails; true when nothing has. */
bool property_run(struct property p);

#define HOLDS(p, cond) property_holds((p), __FILE__, __LINE__, #cond, (cond))
bool property_holds(struct property *p, const char *file, int line,
		    const char *text, bool holds);

/* --- Random things -------------------------------------------------------- */

/* A count of OS pages or a PFN, most often near a border of the format. */
uint64_t random_count(struct rng *rng);
uint64_t random_pfn(struct rng *rng);
/* A range that is valid, and follows on @list's last one now and then. */
struct model_range random_range(struct rng *rng, const struct model_list *list);
/* Any range at all, valid or not. */
struct model_range random_bad_range(struct rng *rng);
void random_bytes(struct rng *rng, uint8_t *bytes, unsigned int nr_bytes);
/* Up to @nr_packed packed pages of ranges, often to the last slot. */
void random_list(struct rng *rng, struct model_writer *m,
		 unsigned int nr_packed);
/*
 * %MODEL_PACKED packed pages of runs around some length, so that each is full
 * of runs alike.
 */
void random_runs(struct rng *rng, struct pfnpack_page *packed);

/* On %MODEL_PACKED packed pages, by @table where it is not NULL. */
void start_reader(struct pfnpack_reader *r, struct pfnpack_page *packed,
		  struct pfnpack_page **table, bool joins);
/* Change a byte or more of a packed page. */
void mutate(struct rng *rng, uint8_t *bytes);

/* --- Readers --------------------------------------------------------------- */

/* Reads on, by both: what comes next is the same, whatever it is. */
bool readers_go_on_alike(struct property *p, struct pfnpack_reader *r,
			 struct pfnpack_reader *other);

#endif /* PFNPACK_PROPERTY_H */
