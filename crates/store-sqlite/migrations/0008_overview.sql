-- What people look at (screens.md): lists of a fund, its inflow, and the journal of one subject.

-- Whose inflow a message counts in, and how it was answered at once. Older ones: by their answer.
ALTER TABLE care_message ADD COLUMN fund INTEGER;
ALTER TABLE care_message ADD COLUMN first_outcome TEXT;
UPDATE care_message SET fund = CAST(json_extract(answer, '$.careFund') AS INTEGER),
    first_outcome = json_extract(answer, '$.outcome') WHERE json_valid(answer);
CREATE INDEX care_message_inflow ON care_message (fund, received_at, first_outcome);
-- What is in beraad, by age.
CREATE INDEX care_message_in_beraad ON care_message (received_at) WHERE outcome = 'PENDING';
CREATE INDEX batch_of_fund ON batch (fund, id);
CREATE INDEX batch_received ON batch (fund, received_at, asked_cents);
CREATE INDEX payment_order_of_fund ON payment_order (fund, id);
CREATE INDEX journal_of_subject ON journal (subject, number);
