// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Moves readers to other places, past many words at a time.
 */
#pragma GCC visibility push(default)
#include "pfnpack_bulk.h"
#pragma GCC visibility pop

#include "bulk_runs.h"

static bool has_size(__le64 slot)
{
	return le64_to_cpu(slot) >> BULK_SIZE_SHIFT;
}

static const struct pfnpack_page *packed_at(const struct pfnpack_reader *r,
					    unsigned long index)
{
	return r->table ? r->table[index] : &r->first[index];
}

/* As pfnpack_next() does it, but not in the order that F-14 wants. */
static void enter_packed(struct pfnpack_reader *r, unsigned long index)
{
	r->index = index;
	r->at.packed = packed_at(r, index);
	r->at.slot = 0;
	r->at.nr_descs = 0;
	r->follows = index + 1 < r->nr_packed &&
		     has_size(packed_at(r, index + 1)->slot[0]) &&
		     has_size(r->at.packed->slot[0]);
}

/* Has @r passed all of this packed page, and is there another one ahead? */
static bool is_read(const struct pfnpack_reader *r)
{
	return r->at.slot == PFNPACK_SLOTS - r->at.nr_descs && r->follows;
}

unsigned int bulk_words_left(struct pfnpack_reader *r)
{
	unsigned int end;

	if (r->rest.nr || r->finished || r->status != PFNPACK_OK)
		return 0;
	if (is_read(r))
		enter_packed(r, r->index + 1);
	/* The last word may be split, and is the reader's to join. */
	end = PFNPACK_SLOTS - r->at.nr_descs - r->joins;
	return r->at.slot < end ? end - r->at.slot : 0;
}

static bool word_follows(const struct pfnpack_cursor *at)
{
	return at->slot < PFNPACK_SLOTS && has_size(at->packed->slot[at->slot]);
}

void bulk_take(struct pfnpack_reader *r, unsigned int nr_words)
{
	r->at.slot += nr_words;
	/* F-14: what is appended to a list that was read is not for @r. */
	if (nr_words && !r->follows)
		r->finished = !word_follows(&r->at);
}

/* Return: words passed, whose OS pages are subtracted from @left. */
static unsigned int pass_together(struct pfnpack_reader *r,
				  const struct bulk_code *code, u64 *left)
{
	unsigned int nr = bulk_words_left(r);

	if (nr)
		nr = code->pass_words(&r->at.packed->slot[r->at.slot], nr,
				      left);
	bulk_take(r, nr);
	return nr;
}

/*
 * Begin with the next word, of which @left OS pages are passed, maybe none:
 * whether the one before ended just there is hard to predict, so it is no
 * branch.  pass_words() would have passed one that has no more.  A word that
 * another one follows does not grow (F-14), and is not split (F-15).
 * Return: false when that is for the reader.
 */
static bool begin_next(struct pfnpack_reader *r, u64 left)
{
	const __le64 *slot = &r->at.packed->slot[r->at.slot];
	struct pfnpack_range range;

	if (r->at.slot + 1 >= PFNPACK_SLOTS || !has_size(slot[1]))
		return false;
	range = pfnpack_word_range(le64_to_cpu(slot[0]));
	if (!bulk_is_short(&range))
		return false;
	r->at.slot++;
	r->rest.pfn = range.pfn + left;
	r->rest.nr = range.nr - left;
	r->rest.tag = range.tag;
	return true;
}

enum pfnpack_status bulk_advance(struct pfnpack_reader *r,
				 const struct bulk_code *code, u64 nr)
{
	enum pfnpack_status status;
	struct pfnpack_range range;

	while (nr) {
		if (pass_together(r, code, &nr)) {
			if (begin_next(r, nr))
				break;
			if (!nr || is_read(r))
				continue;
		}
		status = pfnpack_next_max(r, nr, &range);
		if (status != PFNPACK_OK)
			return status;
		nr -= range.nr;
	}
	return PFNPACK_OK;
}

enum pfnpack_status pfnpack_advance(struct pfnpack_reader *r, u64 nr)
{
	return bulk_advance(r, bulk_chosen(), nr);
}

unsigned int bulk_next_in_place(struct pfnpack_reader *r,
				const struct bulk_code *code,
				const __le64 **slot)
{
	unsigned int nr = bulk_words_left(r);

	if (nr) {
		*slot = &r->at.packed->slot[r->at.slot];
		nr = code->count_words(*slot, nr);
		bulk_take(r, nr);
	}
	if (!nr)
		*slot = NULL;
	return nr;
}

unsigned int pfnpack_next_in_place(struct pfnpack_reader *r,
				   const __le64 **slot)
{
	return bulk_next_in_place(r, bulk_chosen(), slot);
}

enum pfnpack_status pfnpack_index_make(struct pfnpack_index *index,
				       struct pfnpack_reader *r)
{
	const struct bulk_code *code = bulk_chosen();
	enum pfnpack_status status = PFNPACK_OK;
	struct pfnpack_range range;
	u64 left, sum = 0;

	index->nr_packed = 0;
	for (;;) {
		left = ~0ULL;
		if (!pass_together(r, code, &left)) {
			status = pfnpack_next(r, &range);
			if (status != PFNPACK_OK)
				break;
			left -= range.nr;
		}
		while (index->nr_packed <= r->index)
			index->before[index->nr_packed++] = sum;
		sum += ~0ULL - left;
	}
	index->before[index->nr_packed] = sum;
	return status == PFNPACK_END ? PFNPACK_OK : status;
}

/* The last packed page with no more than @nr OS pages before it. */
static unsigned long find_packed(const struct pfnpack_index *index, u64 nr)
{
	unsigned long first = 0;
	unsigned long end = index->nr_packed;
	unsigned long middle;

	while (end - first > 1) {
		middle = first + (end - first) / 2;
		if (index->before[middle] <= nr)
			first = middle;
		else
			end = middle;
	}
	return first;
}

enum pfnpack_status pfnpack_seek(struct pfnpack_reader *r,
				 const struct pfnpack_index *index, u64 nr)
{
	unsigned long packed_index = find_packed(index, nr);

	if (!r->nr_packed)
		return nr ? PFNPACK_END : PFNPACK_OK;
	r->rest.nr = 0;
	r->status = PFNPACK_OK;
	r->finished = false;
	enter_packed(r, packed_index);
	return pfnpack_advance(r, nr - index->before[packed_index]);
}
