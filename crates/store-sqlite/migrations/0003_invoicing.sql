-- Credit notes, decisions on lines, manual control, debts and answers of the bank (billing.md §2–§4, D7).

-- A line is taken back by one credit line at most, from the moment that is accepted or open.
CREATE TABLE credit (
    of_batch INTEGER NOT NULL,
    of_invoice INTEGER NOT NULL,
    of_position INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (of_batch, of_invoice, of_position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX credit_line ON credit (batch, invoice, position);
-- A person's first premium is looked for without its day.
CREATE INDEX paid_day_premium ON paid_day (person) WHERE kind = 'PREMIUM';

CREATE TABLE line_decision (
    batch INTEGER NOT NULL,
    place INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    position INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    reason TEXT,
    decided_by TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (batch, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE control_rule (
    id INTEGER PRIMARY KEY,
    fund INTEGER NOT NULL,
    facility INTEGER REFERENCES facility (id),
    code INTEGER,
    from_cents INTEGER,
    share INTEGER,
    recorded_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX control_rule_now ON control_rule (fund) WHERE ended_at IS NULL;

-- Debts: settlements below zero, and what was set off of them.
CREATE INDEX settlement_debt ON settlement (fund, facility) WHERE cents < 0;
CREATE TABLE set_off (
    settlement INTEGER NOT NULL REFERENCES settlement (id),
    debt INTEGER NOT NULL REFERENCES settlement (id),
    cents INTEGER NOT NULL CHECK (cents > 0),
    PRIMARY KEY (settlement, debt)
) STRICT, WITHOUT ROWID;
CREATE INDEX set_off_of ON set_off (debt);
CREATE INDEX payable_unpaid ON payable (fund, settlement) WHERE state <> 'BOOKED';
CREATE TABLE bank_answer (
    id INTEGER PRIMARY KEY,
    settlement INTEGER NOT NULL REFERENCES settlement (id),
    booked INTEGER NOT NULL,
    reason TEXT,
    recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX bank_answer_of ON bank_answer (settlement);
