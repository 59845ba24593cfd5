shell :memory: "select load_extension('nosuch')"
echo $?
shell -cmd ".load nosuch" :memory: "select 1"
echo $?
shell -bail -cmd ".load nosuch" :memory: "select 1"
echo $?
shell :memory: ".load nosuch" "select 1"
echo $?
shell -safe :memory: ".load nosuch"
echo $?
shell -safe :memory: "select load_extension('nosuch')"
echo $?
