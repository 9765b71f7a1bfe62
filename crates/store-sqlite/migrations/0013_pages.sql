-- What pages add up or look through, whatever is stored (docs/performance.md): totals kept as they change, keys of lists.

-- The lines of a sending by kind ('' where no tariff names the code) and state.
CREATE TABLE line_total (
    batch INTEGER NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    lines INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (batch, kind, state)
) STRICT, WITHOUT ROWID;
INSERT INTO line_total SELECT batch, coalesce(kind, ''), state, count(*), sum(cents) FROM line GROUP BY 1, 2, 3;

-- The findings of a sending by code: how many, of how many the line is open, the amounts of their lines, and of the
-- invoices that they are on as a whole.
CREATE TABLE finding_total (
    batch INTEGER NOT NULL,
    code TEXT NOT NULL,
    findings INTEGER NOT NULL,
    open INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    invoice_cents INTEGER NOT NULL,
    PRIMARY KEY (batch, code)
) STRICT, WITHOUT ROWID;
INSERT INTO finding_total
SELECT f.batch, f.code, count(*), count(CASE WHEN l.state = 'OPEN' THEN 1 END), sum(ifnull(l.cents, 0)),
    sum(CASE WHEN f.position = 0 THEN ifnull(i.cents, 0) ELSE 0 END)
FROM finding f
LEFT JOIN line l ON l.month = f.day / 100 AND l.batch = f.batch AND l.invoice = f.invoice AND l.position = f.position
LEFT JOIN invoice i ON f.position = 0 AND i.batch = f.batch AND i.number = f.invoice
GROUP BY f.batch, f.code;
CREATE INDEX finding_of_code ON finding (batch, code, invoice, position);

-- The invoices of a person in a sending.
CREATE INDEX invoice_of_person ON invoice (batch, person);
-- The sendings of a fund in a state, and what they add up to without their rows.
CREATE INDEX batch_in_state ON batch (fund, state, id, open_lines, accepted_cents, received_at);
CREATE INDEX batch_of_fund_month ON batch (fund, month, id);

-- From which moment the term of a payment runs: that of the settlement, or of the receipt of its batch.
ALTER TABLE payable ADD COLUMN signed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payable ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0;
UPDATE payable SET
    signed_at = (SELECT signed_at FROM settlement s WHERE s.id = settlement),
    received_at = (SELECT b.received_at FROM settlement s JOIN batch b ON b.id = s.batch WHERE s.id = settlement);
CREATE INDEX payable_by_term ON payable (fund, signed_at, settlement, state, cents, payment_order, received_at)
    WHERE state <> 'BOOKED';

-- What is in beraad, by age: whose it is and what it is stand in the key, so that what is another fund's is passed over
-- without its row.
DROP INDEX care_message_in_beraad;
CREATE INDEX care_message_in_beraad ON care_message (received_at, row_id, dossier, kind) WHERE outcome = 'PENDING';
