// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "model.h"

#include <string.h>

/* --- Counting ------------------------------------------------------------ */

unsigned int model_used(const struct model_list *list)
{
	return list->nr ? list->ranges[list->nr - 1].packed + 1 : 0;
}

unsigned int model_words(const struct model_list *list, unsigned int packed)
{
	unsigned int nr = 0;
	unsigned int i;

	/* From the end: what is asked for is mostly there. */
	for (i = list->nr; i-- && list->ranges[i].packed >= packed;)
		nr += list->ranges[i].packed == packed;
	return nr;
}

unsigned int model_descs(const struct model_list *list, unsigned int packed)
{
	unsigned int nr = 0;
	unsigned int i;

	for (i = list->nr; i-- && list->ranges[i].packed >= packed;)
		nr += list->ranges[i].packed == packed &&
		      list->ranges[i].nr > MODEL_INLINE;
	return nr;
}

/* Words and descriptors counted at once: it is asked for often. */
static unsigned int free_slots(const struct model_list *list,
			       unsigned int packed)
{
	unsigned int nr = MODEL_SLOTS;
	unsigned int i;

	for (i = list->nr; i-- && list->ranges[i].packed >= packed;) {
		if (list->ranges[i].packed == packed)
			nr -= list->ranges[i].nr > MODEL_INLINE ? 2 : 1;
	}
	return nr;
}

/* F-12 */
unsigned int model_room(const struct model_writer *m)
{
	unsigned int used = model_used(&m->list);
	unsigned int room = (m->nr_packed - used) * MODEL_SLOTS;

	return used ? room + free_slots(&m->list, used - 1) : room;
}

/* --- Writing ------------------------------------------------------------- */

void model_start(struct model_writer *m, unsigned int nr_packed)
{
	m->nr_packed = nr_packed;
	m->broken = false;
	m->list.nr = 0;
}

void model_copy(struct model_writer *to, const struct model_writer *from)
{
	to->nr_packed = from->nr_packed;
	to->broken = from->broken;
	to->list.nr = from->list.nr;
	memcpy(to->list.ranges, from->list.ranges,
	       from->list.nr * sizeof(from->list.ranges[0]));
}

/* F-16: may the last range grow, and is there what it takes? */
static bool merges(const struct model_writer *m, uint64_t pfn, uint64_t nr,
		   unsigned int tag)
{
	const struct model_range *last;

	if (!m->list.nr || m->broken)
		return false;
	last = &m->list.ranges[m->list.nr - 1];
	if (last->tag != tag || last->pfn + last->nr != pfn)
		return false;
	if (last->nr > MODEL_INLINE || last->nr + nr <= MODEL_INLINE)
		return true;
	return free_slots(&m->list, last->packed) > 0;
}

static void put_last(struct model_writer *m, uint64_t pfn, uint64_t nr,
		     unsigned int tag, unsigned int packed)
{
	m->list.ranges[m->list.nr++] = (struct model_range){
		.pfn = pfn,
		.nr = nr,
		.tag = tag,
		.packed = packed,
	};
}

static bool add_range(struct model_writer *m, uint64_t pfn, uint64_t nr,
		      unsigned int tag)
{
	unsigned int slots = nr > MODEL_INLINE ? 2 : 1;
	unsigned int packed = model_used(&m->list);

	if (packed && free_slots(&m->list, packed - 1) >= slots)
		packed--;
	else if (packed == m->nr_packed)
		return false;
	put_last(m, pfn, nr, tag, packed);
	return true;
}

enum model_status model_append(struct model_writer *m, uint64_t pfn,
			       uint64_t nr, unsigned int tag)
{
	if (pfn >= MODEL_END || nr == 0 || nr > MODEL_END - pfn ||
	    tag >= MODEL_TAGS)
		return MODEL_BAD_RANGE;
	if (merges(m, pfn, nr, tag))
		m->list.ranges[m->list.nr - 1].nr += nr;
	else if (!add_range(m, pfn, nr, tag))
		return MODEL_NO_ROOM;
	m->broken = false;
	return MODEL_OK;
}

unsigned int model_fill(struct model_writer *m, struct model_range range,
			unsigned int keep)
{
	unsigned int slots = range.nr > MODEL_INLINE ? 2 : 1;
	unsigned int used = model_used(&m->list);
	unsigned int left, nr = 0;

	if (!used || range.nr == 0 || range.nr > MODEL_END ||
	    range.tag >= MODEL_TAGS)
		return 0;
	left = free_slots(&m->list, used - 1);
	while (left >= keep + slots && range.pfn <= MODEL_END - range.nr) {
		put_last(m, range.pfn, range.nr, range.tag, used - 1);
		range.pfn += range.nr + 1;
		left -= slots;
		nr++;
	}
	return nr;
}

/* --- Lists --------------------------------------------------------------- */

bool model_same_list(const struct model_list *a, const struct model_list *b)
{
	unsigned int i;

	if (a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++) {
		if (a->ranges[i].pfn != b->ranges[i].pfn ||
		    a->ranges[i].nr != b->ranges[i].nr ||
		    a->ranges[i].tag != b->ranges[i].tag)
			return false;
	}
	return true;
}

bool model_is_prefix(const struct model_list *a, const struct model_list *b)
{
	uint64_t a_gone = 0, b_gone = 0;
	unsigned int i = 0, j = 0;

	while (i < a->nr) {
		const struct model_range *left = &a->ranges[i];
		const struct model_range *right = &b->ranges[j];
		uint64_t nr = left->nr - a_gone;

		if (j == b->nr || left->tag != right->tag ||
		    left->pfn + a_gone != right->pfn + b_gone)
			return false;
		if (nr > right->nr - b_gone)
			nr = right->nr - b_gone;
		a_gone += nr;
		b_gone += nr;
		if (a_gone == left->nr) {
			a_gone = 0;
			i++;
		}
		if (b_gone == right->nr) {
			b_gone = 0;
			j++;
		}
	}
	return true;
}

static bool continues(const struct model_range *a, const struct model_range *b)
{
	return a->tag == b->tag && a->pfn + a->nr == b->pfn;
}

bool model_split(const struct model_list *list, unsigned int i)
{
	const struct model_range *a = &list->ranges[i];
	const struct model_range *b = &list->ranges[i + 1];

	return i + 1 < list->nr && continues(a, b) && a->packed != b->packed &&
	       free_slots(list, a->packed) == 0 && a->nr <= MODEL_INLINE &&
	       a->nr + b->nr > MODEL_INLINE;
}

void model_coalesce(struct model_list *list)
{
	unsigned int nr = 0;
	unsigned int i;

	for (i = 0; i < list->nr; i++) {
		if (nr && continues(&list->ranges[nr - 1], &list->ranges[i]))
			list->ranges[nr - 1].nr += list->ranges[i].nr;
		else
			list->ranges[nr++] = list->ranges[i];
	}
	list->nr = nr;
}
