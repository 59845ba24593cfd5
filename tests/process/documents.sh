#!/usr/bin/env bash
# The manual pages are well formed, and they and the completions know every command and option that --help lists.
#   documents.sh SOURCE_FOLDER TERN TERND
set -euo pipefail
source=$1 tern=$2 ternd=$3
fail() { echo "$*"; exit 1; }

lint() {
  local said
  if command -v mandoc >/dev/null; then
    said=$(mandoc -T lint -W warning "$1" 2>&1) || fail "$1: $said"
  fi
  said=$(groff -mdoc -ww -z -Tutf8 "$1" 2>&1)
  [ -z "$said" ] || fail "$1: $said"
}
# A manual page as text, without the overstriking; lines so long that no word is broken.
text_of() { groff -mdoc -rLL=2000n -Tutf8 -P-cbou "$1"; }
# The options that a help lists, a line each.
options_of() {
  "$@" --help | sed 's/-\[no\]\([a-z]*\)/-\1 -no\1/g' | grep -oE '(^|[ ,])--?[a-z][a-z-]*' | tr -d ' ,'
}
commands_of() { "$1" --help | sed -n 's/^   tern \([a-z][a-z]*\) .*/\1/p'; }
# documented PAGE_TEXT WORD
documented() { grep -qE "(^|[^a-z-])$2([^a-z-]|\$)" <<<"$1" || fail "the manual page lacks $2"; }

lint "$source/tools/tern/man/tern.1"
lint "$source/daemon/ternd.8"
page=$(text_of "$source/tools/tern/man/tern.1")
commands=$(commands_of "$tern")
[ "$(wc -l <<<"$commands")" -ge 15 ] || fail "no commands in tern --help: $commands"
for option in $(options_of "$tern"); do documented "$page" "$option"; done
for command in $commands; do
  documented "$page" "$command"
  for option in $(options_of "$tern" "$command"); do documented "$page" "$option"; done
done
# subcommands_of PROGRAM COMMAND: what its help lists behind the commands.
subcommands_of() { "$@" --help | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z]*\) .*/\1/p'; }
[ "$(subcommands_of "$tern" admin | wc -l)" -eq 10 ] || fail "commands of tern admin: $(subcommands_of "$tern" admin)"
for command in $(subcommands_of "$tern" admin); do
  documented "$page" "$command"
  for option in $(options_of "$tern" admin "$command"); do documented "$page" "$option"; done
done
page=$(text_of "$source/daemon/ternd.8")
# ternd_commands [COMMAND...]: what its help lists behind the commands.
ternd_commands() { "$ternd" "$@" --help | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z]*\) .*/\1/p'; }
[ "$(ternd_commands | paste -sd,)" = serve,agent,token ] || fail "commands of ternd: $(ternd_commands)"
[ "$(ternd_commands token | wc -l)" -eq 5 ] || fail "commands of ternd token: $(ternd_commands token)"
for option in $(options_of "$ternd") $(options_of "$ternd" serve) $(options_of "$ternd" agent); do documented "$page" "$option"; done
for command in serve agent token $(ternd_commands token); do documented "$page" "$command"; done
for command in $(ternd_commands token); do
  for option in $(options_of "$ternd" token "$command"); do documented "$page" "$option"; done
done

# complete WORD...: what bash offers for the last word.
bash -n "$source/tools/tern/completions/tern.bash"
. "$source/tools/tern/completions/tern.bash"
complete_words() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _tern
  printf '%s\n' "${COMPREPLY[@]}"
}
offered() { grep -qxF -- "$2" <<<"$1" || fail "the completion lacks $2"; }
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
touch clones.db
offers=$(complete_words "$tern" "")
for command in $commands clones.db; do offered "$offers" "$command"; done
[ "$(complete_words "$tern" clo | sort | paste -sd,)" = clone,clones.db ]
offers=$(complete_words "$tern" -)
for option in $(options_of "$tern"); do offered "$offers" "$option"; done
for command in $commands; do
  offers=$(complete_words "$tern" "$command" -)
  for option in $(options_of "$tern" "$command"); do offered "$offers" "$option"; done
done
offers=$(complete_words "$tern" admin "")
for command in $(subcommands_of "$tern" admin); do offered "$offers" "$command"; done
offers=$(complete_words "$tern" admin quota a -)
for option in --url --json $(options_of "$tern" admin quota); do offered "$offers" "$option"; done
[ "$(complete_words "$tern" admin ex)" = export ]
[ "$(complete_words "$tern" import a.db x --format j)" = json ]
[ "$(complete_words "$tern" resolve a.db 1 o)" = ours ]

bash -n "$source/daemon/completions/ternd.bash"
. "$source/daemon/completions/ternd.bash"
complete_ternd() {
  COMP_WORDS=("$ternd" "$@") COMP_CWORD=$# COMPREPLY=()
  _ternd
  printf '%s\n' "${COMPREPLY[@]}"
}
[ "$(complete_ternd "" | sort | paste -sd,)" = agent,serve,token ]
[ "$(complete_ternd token k)" = keygen ]
[ "$(complete_ternd serve --log-format j)" = json ]
offers=$(complete_ternd serve --)
for option in $(options_of "$ternd" serve | grep -- --); do offered "$offers" "$option"; done
offers=$(complete_ternd token create --)
for option in --key --expires --libsql; do offered "$offers" "$option"; done

# The unit is one that systemd takes, but for the program, which is not installed here.
if command -v systemd-analyze >/dev/null; then
  sed "s|@AT@|@|; s|@CMAKE_INSTALL_FULL_BINDIR@/ternd|$ternd|" "$source/daemon/systemd/ternd.service.in" >ternd.service
  said=$(systemd-analyze verify --man=no ./ternd.service 2>&1 | grep -F ternd.service || true)
  [ -z "$said" ] || fail "the unit: $said"
fi

# The other shells check theirs where they are installed.
if command -v zsh >/dev/null; then
  zsh -n "$source/tools/tern/completions/_tern"
  zsh -n "$source/daemon/completions/_ternd"
fi
if command -v fish >/dev/null; then
  fish -n "$source/tools/tern/completions/tern.fish"
  fish -n "$source/daemon/completions/ternd.fish"
fi
