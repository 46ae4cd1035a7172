-- Of a deleted sliver only its tombstone stays.
DELETE FROM account WHERE sliver_id IN (SELECT id FROM sliver WHERE allocation = 'UNALLOCATED');
DELETE FROM execute WHERE sliver_id IN (SELECT id FROM sliver WHERE allocation = 'UNALLOCATED');
DELETE FROM install WHERE sliver_id IN (SELECT id FROM sliver WHERE allocation = 'UNALLOCATED');
