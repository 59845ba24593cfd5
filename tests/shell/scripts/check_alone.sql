.check x
SELECT 'not reached';
