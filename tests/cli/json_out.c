// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The JSON writer: punctuation, numbers, and names that end anywhere.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_out.h"

static struct json_out json;
static char *text;
static size_t nr_text;

static void start(void)
{
	json_start(&json, open_memstream(&text, &nr_text));
	json_object(&json, NULL);
}

static void expect(const char *wanted)
{
	json_end_to(&json, 0);
	fclose(json.stream);
	cr_assert_str_eq(text, wanted);
	free(text);
}

Test(json_out, shape)
{
	start();
	json_array(&json, "empty");
	json_end(&json);
	json_array(&json, "full");
	json_number(&json, NULL, 0);
	json_object(&json, NULL);
	json_bool(&json, "yes", true);
	json_bool(&json, "no", false);
	cr_assert_eq(json_depth(&json), 3);
	json_end_to(&json, 1);
	json_text(&json, "t", "x");
	expect("{\"empty\": [], \"full\": [\n  0,\n  "
	       "{\"yes\": true, \"no\": false}], \"t\": \"x\"}\n");
}

Test(json_out, numbers)
{
	start();
	json_number(&json, "a", 9);
	json_number(&json, "b", 10);
	json_number(&json, "c", UINT64_MAX);
	expect("{\"a\": 9, \"b\": 10, \"c\": 18446744073709551615}\n");
}

Test(json_out, escapes)
{
	start();
	json_text(&json, "t", "\"\\/\n\x1f\x7f");
	expect("{\"t\": \"\\\"\\\\/\\u000a\\u001f\\u007f\"}\n");
}

/* A character that the length cuts, at the end of what may be read. */
Test(json_out, cut_name)
{
	static const char euro[] = "\xe2\x82\xac";
	char *name = malloc(2);

	memcpy(name, euro, 2);
	start();
	json_name(&json, "n", name, 2);
	free(name);
	json_name(&json, "m", euro, 3);
	json_name(&json, "o", euro, 1);
	json_name(&json, "p", euro, 100);
	expect("{\"n\": \"\\ufffd\\ufffd\", \"n_hex\": \"e282\", "
	       "\"m\": \"\xe2\x82\xac\", "
	       "\"o\": \"\\ufffd\", \"o_hex\": \"e2\", "
	       "\"p\": \"\xe2\x82\xac\"}\n");
}
