// SPDX-License-Identifier: GPL-2.0
/*
 * flood - the workload scan at 54 MB for each second of sleep: pressure comes
 * faster than ages can be known.
 */
#include "scan_over.h"

int main(int argc, char **argv)
{
	return scan_over_run(54000000, argc, argv);
}
