# bash completion for tern(1). Commands and options are asked of the program itself.

# _tern_options PROGRAM [COMMAND]: what its help lists.
_tern_options() {
  "$@" --help 2>/dev/null | sed 's/-\[no\]\([a-z]*\)/-\1 -no\1/g' |
    grep -oE '(^|[ ,])--?[a-z][a-z-]*' | tr -d ' ,'
}

_tern_commands() {
  "$1" --help 2>/dev/null | sed -n 's/^   tern \([a-z][a-z]*\) .*/\1/p'
}

# _tern_subcommands PROGRAM COMMAND: what its help lists.
_tern_subcommands() {
  "$@" --help 2>/dev/null | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z]*\) .*/\1/p'
}

_tern() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local commands command="" words=""
  commands=$(_tern_commands "$program")
  if ((COMP_CWORD > 1)) && grep -qxF -- "${COMP_WORDS[1]}" <<<"$commands"; then
    command=${COMP_WORDS[1]}
  fi
  if [[ $command == admin && $COMP_CWORD -eq 2 && $word != -* ]]; then
    words=$(_tern_subcommands "$program" admin)
  elif [[ $command == admin && $COMP_CWORD -gt 2 && $word == -* ]]; then
    words="$(_tern_options "$program" admin) $(_tern_options "$program" admin "${COMP_WORDS[2]}")"
  elif [[ $command == import && $before == --format ]]; then
    words="csv tsv json sql"
  elif [[ $command == resolve && $COMP_CWORD -eq 4 ]]; then
    words="ours theirs"
  elif [[ $word == -* ]]; then
    words=$(_tern_options "$program" ${command:+"$command"})
  elif ((COMP_CWORD == 1)); then
    words=$commands
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  # A database is a file, whatever the commands are called.
  if ((COMP_CWORD == 1)) && [[ $word != -* ]]; then
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
  fi
}

complete -o default -F _tern tern
