printf '#!/bin/sh\necho "opened ${1##*.}"\ncat "$1"\n' > xdg-open
chmod +x xdg-open
PATH=$PWD:$PATH
shell t.db <<'END'
.mode box
.once -x
SELECT 1 AS q, 'a b';
SELECT 4;
.once -e --bom
SELECT 9;
.output -x
SELECT 12;
.headers on
SELECT 13 AS h;
.output
SELECT 14;
END
shell -safe t.db ".excel"
shell -safe t.db ".once -e"
rm xdg-open
