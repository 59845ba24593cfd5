# fish completion for ternd(8). Commands and options are asked of the program itself.

# The commands that the line has so far: "token create".
function __ternd_call
    for word in (commandline -opc)[2..]
        string match -qr '^(serve|agent|token|new|keygen|create|inspect|revoke)$' -- $word; or break
        echo $word
    end
end

function __ternd_commands
    ternd (__ternd_call) --help 2>/dev/null | sed -n '/^Subcommands:/,$p' |
        string replace -rf '^  ([a-z]+) +(.*)$' '$1\t$2'
end

function __ternd_options
    ternd (__ternd_call) --help 2>/dev/null |
        string match -ra -- '(?:^|[ ,])(--?[a-z][a-z-]*)' | string trim -c ' ,' | sort -u
end

complete -c ternd -a '(__ternd_commands)'
complete -c ternd -n 'string match -q -- "-*" (commandline -ct)' -a '(__ternd_options)'
complete -c ternd -n 'test (commandline -opc)[-1] = --log-level' -f -a 'debug info warn error'
complete -c ternd -n 'test (commandline -opc)[-1] = --log-format' -f -a 'text json'
complete -c ternd -n 'test (commandline -opc)[-1] = --action' -f -a 'pull push sql sql-read branch resolve admin'
