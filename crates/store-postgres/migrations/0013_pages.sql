-- What pages add up or look through, whatever is stored (docs/performance.md): totals kept as they change, keys of lists.

-- The lines of a sending by kind ('' where no tariff names the code) and state.
CREATE TABLE line_total (
    batch bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    lines bigint NOT NULL,
    cents bigint NOT NULL,
    PRIMARY KEY (batch, kind, state)
);
INSERT INTO line_total SELECT batch, coalesce(kind, ''), state, count(*), sum(cents)::int8 FROM line GROUP BY 1, 2, 3;

-- The findings of a sending by code: how many, of how many the line is open, the amounts of their lines, and of the
-- invoices that they are on as a whole.
CREATE TABLE finding_total (
    batch bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    findings bigint NOT NULL,
    open bigint NOT NULL,
    cents bigint NOT NULL,
    invoice_cents bigint NOT NULL,
    PRIMARY KEY (batch, code)
);
INSERT INTO finding_total
SELECT f.batch, f.code, count(*), count(*) FILTER (WHERE l.state = 'OPEN'), sum(coalesce(l.cents, 0))::int8,
    sum(CASE WHEN f.position = 0 THEN coalesce(i.cents, 0) ELSE 0 END)::int8
FROM finding f
LEFT JOIN line l ON l.month = f.day / 100 AND l.batch = f.batch AND l.invoice = f.invoice AND l.position = f.position
LEFT JOIN invoice i ON f.position = 0 AND i.batch = f.batch AND i.number = f.invoice
GROUP BY f.batch, f.code;
CREATE INDEX finding_of_code ON finding (batch, code, invoice, position);

-- The invoices of a person in a sending.
CREATE INDEX invoice_of_person ON invoice (batch, person);
-- The sendings of a fund in a state, and what they add up to without their rows.
CREATE INDEX batch_in_state ON batch (fund, state, id) INCLUDE (open_lines, accepted_cents, received_at);
CREATE INDEX batch_of_fund_month ON batch (fund, month, id);

-- From which moment the term of a payment runs: that of the settlement, or of the receipt of its batch.
ALTER TABLE payable ADD COLUMN signed_at bigint NOT NULL DEFAULT 0;
ALTER TABLE payable ADD COLUMN received_at bigint NOT NULL DEFAULT 0;
UPDATE payable p SET signed_at = s.signed_at, received_at = b.received_at
FROM settlement s JOIN batch b ON b.id = s.batch WHERE s.id = p.settlement;
CREATE INDEX payable_by_term ON payable (fund, signed_at, settlement)
    INCLUDE (state, cents, payment_order, received_at) WHERE state <> 'BOOKED';

-- What is in beraad, by age: whose it is and what it is stand in the key, so that what is another fund's is passed over
-- without its row.
DROP INDEX care_message_in_beraad;
CREATE INDEX care_message_in_beraad ON care_message (received_at, row_id) INCLUDE (dossier, kind)
    WHERE outcome = 'PENDING';
