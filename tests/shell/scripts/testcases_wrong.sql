SELECT 'at the end';
.testcase e
SELECT 9;
.check
SELECT 'not reached';
