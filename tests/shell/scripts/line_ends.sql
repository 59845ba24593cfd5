SELECT 1;
SELECT
 'x';
.print crlf
