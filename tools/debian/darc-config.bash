# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Completion of darc-config's command line.

_darc_config() {
	local cur=${COMP_WORDS[COMP_CWORD]}

	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W 'show save apply revert --help' -- "$cur")
	elif ((COMP_CWORD == 2)) && [[ ${COMP_WORDS[1]} == @(save|apply) ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}

complete -F _darc_config darc-config
