// SPDX-License-Identifier: GPL-2.0
/*
 * darc_nobody COMMAND ARG... - runs a command as a user who owns nothing, on
 * machines that may have neither such a user nor a program to become one.
 */
#define _GNU_SOURCE
#include <grp.h>
#include <stdio.h>
#include <unistd.h>

#define NOBODY 65534

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: darc_nobody COMMAND ARG...\n");
		return 2;
	}
	/* All capabilities go along with the user 0. */
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY)) {
		perror("darc_nobody");
		return 2;
	}
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
