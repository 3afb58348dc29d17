// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The forms that lists of ranges have outside of packed pages.
 */
#include "list_form.h"

#include <string.h>

enum list_form list_form_parse(const struct argp_state *state, const char *name)
{
	static const char *const names[] = {
		[LIST_TEXT] = "text",
		[LIST_CSV] = "csv",
		[LIST_U64] = "u64",
	};
	unsigned int form;

	for (form = 0; form < sizeof(names) / sizeof(names[0]); form++) {
		if (!strcmp(name, names[form]))
			return (enum list_form)form;
	}
	argp_error(state, "'%s' is not a form: text, csv or u64", name);
	return LIST_TEXT;
}
