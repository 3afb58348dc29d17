/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * F-14 of docs/format.md for spin: a reader beside a writer that appends sees
 * a prefix of the list, never less than there was when it began.
 *
 * One slot is one variable, and one access to it one step.  That there is but
 * one order of steps is no restriction: with one thread that stores, release
 * and acquire allow nothing else.
 *
 * Variants that must fail: WORD_FIRST, a writer that stores a word before its
 * descriptor; CARRY_FIRST, one that starts the next packed page before it has
 * stored what the last range has grown by; NO_LOOK_AHEAD and NO_LOOK_AT_NEXT,
 * readers that do not look for the next word and the next packed page first;
 * DESC_FIRST, one that loads a descriptor before the word.
 */
#ifndef APPENDS
#define APPENDS 6
#endif
#define SLOTS 3
#define PACKED 2
#define INLINE_MAX 2
#define ESCAPE 3

/* A word has a size and the number of its range; a descriptor size 0. */
#define WORD(size, range) ((size) << 6 | (range))
#define SIZE(value) ((value) >> 6)
#define LOW(value) ((value) & 63)

byte slot[SLOTS * PACKED];

/* The list, as it is when the append that is under way is done. */
byte nr_ranges;
byte nr_os_pages[SLOTS * PACKED];
/* OS pages of the appends that are done. */
byte nr_done;

/* --- The writer ----------------------------------------------------------- */

inline store_desc()
{
	if
	:: last_nr > INLINE_MAX ->
		slot[used * SLOTS - descs] = last_nr
	:: else
	fi
}

inline store_word()
{
	if
	:: last_nr > INLINE_MAX ->
		slot[(used - 1) * SLOTS + words - 1] =
			WORD(ESCAPE, nr_ranges - 1)
	:: else ->
		slot[(used - 1) * SLOTS + words - 1] =
			WORD(last_nr, nr_ranges - 1)
	fi
}

inline store_last()
{
#ifdef WORD_FIRST
	store_word();
	store_desc()
#else
	store_desc();
	store_word()
#endif
}

inline grow_last(nr)
{
	d_step {
		descs = descs + (last_nr <= INLINE_MAX &&
				 last_nr + nr > INLINE_MAX);
		last_nr = last_nr + nr;
		nr_os_pages[nr_ranges - 1] = last_nr
	}
	store_last()
}

inline add_last(nr)
{
	d_step {
		if
		:: SLOTS - words - descs < 1 + (nr > INLINE_MAX) ->
			used++;
			words = 0;
			descs = 0
		:: else
		fi;
		words++;
		descs = descs + (nr > INLINE_MAX);
		last_nr = nr;
		nr_os_pages[nr_ranges] = nr;
		nr_ranges++
	}
	store_last()
}

/* Does a range of so many fit, merged or not? */
#define GROWS(nr) (used && (last_nr > INLINE_MAX || \
			    last_nr + nr <= INLINE_MAX || \
			    SLOTS - words - descs > 0))
#define FITS(nr) (used < PACKED || SLOTS - words - descs >= 1 + (nr > INLINE_MAX))

active proctype writer()
{
	byte used = 0, words = SLOTS, descs = 0, last_nr = 0;
	byte nr_appends = 0;

	do
	:: nr_appends < APPENDS && GROWS(1) ->
		grow_last(1);
		d_step { nr_done = nr_done + 1; nr_appends++ }
	:: nr_appends < APPENDS && GROWS(3) ->
		grow_last(3);
		d_step { nr_done = nr_done + 3; nr_appends++ }
	:: nr_appends < APPENDS && FITS(1) ->
		add_last(1);
		d_step { nr_done = nr_done + 1; nr_appends++ }
	:: nr_appends < APPENDS && FITS(3) ->
		add_last(3);
		d_step { nr_done = nr_done + 3; nr_appends++ }
#ifdef CARRY_FIRST
	/* Grows the last range, and adds another one in the next packed page. */
	:: nr_appends < APPENDS && used == 1 && last_nr == 1 ->
		d_step {
			last_nr = 2;
			nr_os_pages[nr_ranges - 1] = 2;
			nr_os_pages[nr_ranges] = 1;
			nr_ranges++
		}
		slot[SLOTS] = WORD(1, nr_ranges - 1);
		slot[words - 1] = WORD(2, nr_ranges - 2);
		d_step {
			used = 2;
			words = 1;
			descs = 0;
			last_nr = 1;
			nr_done = nr_done + 2;
			nr_appends++
		}
#endif
	:: break
	od
}

/* --- The reader ----------------------------------------------------------- */

inline enter_packed(which)
{
	index = which;
	at = 0;
	taken = 0;
	follows = false;
#ifndef NO_LOOK_AT_NEXT
	if
	:: index + 1 < PACKED ->
		after = slot[(index + 1) * SLOTS];
		follows = SIZE(after) > 0
	:: else
	fi;
#endif
	word = slot[index * SLOTS];
	follows = follows && SIZE(word) > 0
}

inline load_word()
{
#ifdef DESC_FIRST
	nr = slot[index * SLOTS + SLOTS - 1 - taken];
#endif
	if
	:: at < SLOTS - taken ->
		word = slot[index * SLOTS + at]
	:: else ->
		word = 0
	fi
}

inline next_word()
{
#ifndef NO_LOOK_AHEAD
	if
	:: !follows && !finished ->
		after = 0;
		if
		:: at + 1 < SLOTS ->
			after = slot[index * SLOTS + at + 1]
		:: else
		fi;
		load_word();
		finished = SIZE(after) == 0
	:: !follows && finished ->
		word = 0
	:: follows ->
		load_word()
	fi
#else
	load_word()
#endif
}

inline take_range()
{
	if
	:: SIZE(word) == ESCAPE ->
#ifndef DESC_FIRST
		nr = slot[index * SLOTS + SLOTS - 1 - taken];
#endif
		taken++;
		assert(SIZE(nr) == 0 && nr > INLINE_MAX) /* F-06 */
	:: else ->
		nr = SIZE(word)
	fi;
	at++;
	d_step {
		assert(got < nr_ranges && LOW(word) == got);
		assert(nr <= nr_os_pages[got]);
		/* Only the last range may have been cut off. */
		assert(got == 0 || last == nr_os_pages[got - 1]);
		got++;
		last = nr;
		nr_got = nr_got + nr
	}
}

active proctype reader()
{
	byte index, at, taken, word, after, nr, got, last, nr_got, least;
	bool follows, finished;

	least = nr_done;
	enter_packed(0);
	do
	:: true ->
		next_word();
		if
		:: SIZE(word) > 0 ->
			take_range()
		:: SIZE(word) == 0 && follows ->
			enter_packed(index + 1)
		:: SIZE(word) == 0 && !follows ->
#ifdef NO_LOOK_AT_NEXT
			/* Only now, when it is too late. */
			after = 0;
			if
			:: index + 1 < PACKED ->
				after = slot[(index + 1) * SLOTS]
			:: else
			fi;
			if
			:: SIZE(after) > 0 ->
				finished = false;
				enter_packed(index + 1)
			:: else ->
				break
			fi
#else
			break
#endif
		fi
	od;
	assert(nr_got >= least)
}
