/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Writes a JSON document (RFC 8259) as it comes, holding none of it.
 *
 * JSON libraries build the document in memory before they write it, and take
 * the names of files, which are bytes, for UTF-8.
 */
#ifndef JSON_OUT_H
#define JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Objects and arrays within one another. */
#define JSON_DEPTH_MAX 16

/**
 * struct json_out - a document being written; all fields are private
 */
struct json_out {
	/* private: */
	FILE *stream;
	unsigned int depth;
	struct {
		char close; /* its last byte */
		bool used; /* something is in it */
	} level[JSON_DEPTH_MAX];
};

/*
 * Every value is named by a key within an object, and by NULL within an array
 * and as the document itself.  Keys are plain ASCII.
 */

/**
 * json_start() - start a document
 * @j: filled in
 * @stream: where to write
 */
void json_start(struct json_out *j, FILE *stream);

/**
 * json_object() - start an object
 * @j: the document
 * @key: its key
 */
void json_object(struct json_out *j, const char *key);

/**
 * json_array() - start an array; each of its elements gets a line
 * @j: the document
 * @key: its key
 */
void json_array(struct json_out *j, const char *key);

/**
 * json_depth() - objects and arrays that are not ended
 * @j: the document
 *
 * Return: how many.
 */
unsigned int json_depth(const struct json_out *j);

/**
 * json_end() - end the object or array that was started last
 * @j: the document
 *
 * The last one gets a newline.
 */
void json_end(struct json_out *j);

/**
 * json_end_to() - end all that was started within something
 * @j: the document
 * @depth: what json_depth() was
 */
void json_end_to(struct json_out *j, unsigned int depth);

/**
 * json_number() - write a number
 * @j: the document
 * @key: its key
 * @number: the number; in full, also above 2^53
 */
void json_number(struct json_out *j, const char *key, uint64_t number);

/**
 * json_bool() - write true or false
 * @j: the document
 * @key: its key
 * @value: which
 */
void json_bool(struct json_out *j, const char *key, bool value);

/**
 * json_text() - write a string of ours
 * @j: the document
 * @key: its key
 * @text: any string
 */
void json_text(struct json_out *j, const char *key, const char *text);

/**
 * json_name() - write a name, which is bytes in no certain encoding
 * @j: the document, within an object
 * @key: its key
 * @name: the bytes; a zero byte ends them
 * @nr_bytes: at most so many
 *
 * U+FFFD stands for each byte that is not UTF-8.  If there is one, all bytes
 * follow in hexadecimal, with "_hex" behind the key.
 */
void json_name(struct json_out *j, const char *key, const char *name,
	       size_t nr_bytes);

#endif /* JSON_OUT_H */
