.shell echo hello world
.system echo "a b" 'c d'
.shell
.system exit 3
.cd
.cd nosuch
.shell mkdir sub
.cd sub
.shell basename $PWD
.cd ..
.cd a b
