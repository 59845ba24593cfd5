.limit length
.limit length 1000
.limit length
.limit expr_depth
.limit expr 5
.limit e
.limit col
.limit nosuch
.limit length 1 2
.limit attached 0
ATTACH ':memory:' AS x;
.limit column 2
SELECT 1,2,3;
.limits attached -1
