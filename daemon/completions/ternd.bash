# bash completion for ternd(8). Commands and options are asked of the program itself.

# _ternd_options PROGRAM [COMMAND...]: what its help lists.
_ternd_options() {
  "$@" --help 2>/dev/null | grep -oE '(^|[ ,])--?[a-z][a-z-]*' | tr -d ' ,'
}

# _ternd_commands PROGRAM [COMMAND...]: what may follow.
_ternd_commands() {
  "$@" --help 2>/dev/null | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z]*\) .*/\1/p'
}

_ternd() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local -a call=("${COMP_WORDS[0]}")
  local words="" i commands
  for ((i = 1; i < COMP_CWORD; ++i)); do
    commands=$(_ternd_commands "${call[@]}")
    grep -qxF -- "${COMP_WORDS[i]}" <<<"$commands" || break
    call+=("${COMP_WORDS[i]}")
  done
  case $before in
    --log-level) words="debug info warn error" ;;
    --log-format) words="text json" ;;
    --action) words="pull push sql sql-read branch resolve admin" ;;
    *)
      if [[ $word == -* ]]; then
        words=$(_ternd_options "${call[@]}")
      elif ((i == COMP_CWORD)); then
        words=$(_ternd_commands "${call[@]}")
      fi
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _ternd ternd
