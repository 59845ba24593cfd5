# fish completion for tern(1). Commands and options are asked of the program itself.

# What follows "tern COMMAND", or "tern" alone where the first word is no command.
function __tern_command
    set -l words (commandline -opc)
    test (count $words) -gt 1; or return 1
    __tern_commands | string match -qr "^$words[2]\t"; and echo $words[2]
end

function __tern_commands
    tern --help 2>/dev/null | string replace -rf '^   tern ([a-z]+) +(.*)$' '$1\t$2'
end

function __tern_admin_commands
    tern admin --help 2>/dev/null | string match -rg '^  ([a-z]+) +[A-Z]'
end

# Of the command, and for "tern admin" of the one behind it.
function __tern_options
    set -l command (__tern_command)
    if test "$command" = admin
        set -l words (commandline -opc)
        test (count $words) -gt 2; and __tern_options_of admin $words[3]
    end
    __tern_options_of $command
end

function __tern_options_of
    tern $argv --help 2>/dev/null | string replace -ra -- '-\[no\]([a-z]*)' '-$1 -no$1' |
        string match -ra -- '(?:^|[ ,])(--?[a-z][a-z-]*)' | string trim -c ' ,' | sort -u
end

complete -c tern -n 'test (count (commandline -opc)) -eq 1' -a '(__tern_commands)'
complete -c tern -n 'string match -q -- "-*" (commandline -ct)' -a '(__tern_options)'
complete -c tern -n 'test (commandline -opc)[-1] = --format' -f -a 'csv tsv json sql'
complete -c tern -n 'test "$(__tern_command)" = resolve' -a 'ours theirs'
complete -c tern -n 'test "$(__tern_command)" = admin; and test (count (commandline -opc)) -eq 2' -f -a '(__tern_admin_commands)'
