.bail on
.nosuch
SELECT 2;
