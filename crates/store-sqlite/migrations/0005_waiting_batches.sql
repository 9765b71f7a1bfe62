-- The batches of a facility that are judged and not signed: their credits wait.
CREATE INDEX batch_waiting ON batch (facility) WHERE state IN ('IN_REVIEW', 'DECIDED');
