// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The header and the library from C++.
#include <pfnpack.h>

#include <vector>

static bool write_ranges(std::vector<pfnpack_page> &packed)
{
	pfnpack_writer w;

	pfnpack_writer_init(&w, packed.data(), packed.size());
	for (unsigned int i = 0; i < PFNPACK_SLOTS + 1; i++) {
		if (pfnpack_append(&w, 2 * i, 1, 0) != PFNPACK_OK)
			return false;
	}
	return pfnpack_seal(&w) == 2;
}

static bool read_ranges(const std::vector<pfnpack_page> &packed)
{
	pfnpack_range range;
	pfnpack_reader r;

	pfnpack_reader_init(&r, packed.data(), packed.size());
	for (unsigned int i = 0; i < PFNPACK_SLOTS + 1; i++) {
		if (pfnpack_next(&r, &range) != PFNPACK_OK ||
		    range.pfn != 2 * i || range.nr != 1 || range.tag != 0)
			return false;
	}
	return pfnpack_next(&r, &range) == PFNPACK_END;
}

static bool check(const std::vector<pfnpack_page> &packed)
{
	pfnpack_fault fault;

	for (const pfnpack_page &page : packed) {
		if (pfnpack_check(&page, &fault) != PFNPACK_OK)
			return false;
	}
	return true;
}

int main()
{
	std::vector<pfnpack_page> packed(2);

	if (!write_ranges(packed))
		return 1;
	if (!read_ranges(packed))
		return 2;
	if (!check(packed))
		return 3;
	return 0;
}
