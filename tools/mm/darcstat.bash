# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Completion of darcstat's command line.

_darcstat() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local options='--top --heat --json --prometheus --output --once --watch
		--all --timestamp --root --help'

	COMPREPLY=()
	case $prev in
	--output)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	--root)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return ;;
	--watch | -w | --duration | -d)
		return ;;
	esac
	if [[ ${COMP_WORDS[1]-} == advise ]] && ((COMP_CWORD > 1)); then
		options='--duration --root --help'
	elif ((COMP_CWORD == 1)); then
		options+=' advise'
	fi
	mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
}

complete -F _darcstat darcstat
