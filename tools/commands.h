/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Subcommands, and the exit codes that they share.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

/**
 * enum status - how a job ended; the exit code of the command
 * @STATUS_GOOD: done, and the data is good
 * @STATUS_BAD_DATA: malformed, corrupt, truncated or unsupported
 * @STATUS_STOPPED: usage, rights, I/O: the job could not be done
 *
 * The larger one wins when there are several.
 */
enum status {
	STATUS_GOOD = 0,
	STATUS_BAD_DATA = 1,
	STATUS_STOPPED = 2,
};

/*
 * Each takes the command line from its own name on, may end the process as
 * argp does for --help and for errors, and otherwise says how it went.
 */
enum status cmd_capture(int argc, char **argv);
enum status cmd_diff(int argc, char **argv);
enum status cmd_list(int argc, char **argv);
enum status cmd_map(int argc, char **argv);
enum status cmd_pack(int argc, char **argv);
enum status cmd_stat(int argc, char **argv);
enum status cmd_unpack(int argc, char **argv);
enum status cmd_verify(int argc, char **argv);

#endif /* COMMANDS_H */
