-- The house: registers in both times, care messages and dossiers, batches, settlements, the journal.
--
-- Days are integers yyyymmdd, months yyyymm, instants microseconds since 1970 in UTC, amounts eurocents.
-- A register row holds in law over [valid_from, valid_to] (both included, null: open) and was known from
-- recorded_at until superseded_at (null: still). Nothing is edited but superseded_at.

CREATE TABLE care_fund (
    row_id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    cbe TEXT, iban TEXT, bic TEXT, phone TEXT, email TEXT, website TEXT,
    four_eyes INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;
CREATE UNIQUE INDEX care_fund_now ON care_fund (number) WHERE superseded_at IS NULL;

CREATE TABLE facility (id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE facility_details (
    row_id INTEGER PRIMARY KEY,
    facility INTEGER NOT NULL REFERENCES facility (id),
    hco TEXT NOT NULL,
    nihdi TEXT NOT NULL,
    nihdi_base INTEGER NOT NULL,
    cbe TEXT NOT NULL,
    name TEXT NOT NULL,
    sector TEXT NOT NULL,
    iban TEXT NOT NULL,
    bic TEXT,
    circle_of_trust INTEGER NOT NULL,
    attested INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;
CREATE UNIQUE INDEX facility_details_now ON facility_details (facility) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX facility_hco_now ON facility_details (hco) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX facility_nihdi_now ON facility_details (nihdi) WHERE superseded_at IS NULL;
-- A certificate may carry the first eight digits only.
CREATE INDEX facility_nihdi_base_now ON facility_details (nihdi_base) WHERE superseded_at IS NULL;

CREATE TABLE recognition (
    row_id INTEGER PRIMARY KEY,
    facility INTEGER NOT NULL REFERENCES facility (id),
    sector TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    places INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;
CREATE INDEX recognition_now ON recognition (facility) WHERE superseded_at IS NULL;

CREATE TABLE tariff (
    row_id INTEGER PRIMARY KEY,
    code INTEGER NOT NULL,
    kind TEXT NOT NULL,
    sector TEXT NOT NULL,
    facility INTEGER REFERENCES facility (id),
    user_type TEXT,
    income_category TEXT,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    cents INTEGER NOT NULL,
    description_nl TEXT,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;
CREATE INDEX tariff_now ON tariff (code) WHERE superseded_at IS NULL;

CREATE TABLE person (id INTEGER PRIMARY KEY) STRICT;
-- A person's national numbers: the newest valid_from is the number of today; every one stays understood.
CREATE TABLE person_ssin (
    ssin INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    valid_from INTEGER,
    recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX person_ssin_of ON person_ssin (person);
CREATE TABLE person_details (
    row_id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    name TEXT,
    birth_date INTEGER,
    deceased_on INTEGER,
    obligation TEXT NOT NULL,
    insurer INTEGER,
    income_category TEXT,
    street TEXT, postal_code TEXT, city TEXT, country TEXT,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;
CREATE UNIQUE INDEX person_details_now ON person_details (person) WHERE superseded_at IS NULL;
CREATE TABLE membership (
    row_id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    fund INTEGER NOT NULL,
    kind TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;
CREATE INDEX membership_now ON membership (person) WHERE superseded_at IS NULL;
CREATE TABLE premium (
    row_id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    year INTEGER NOT NULL,
    paid_on INTEGER,
    cents INTEGER,
    recorded_at INTEGER NOT NULL,
    superseded_at INTEGER
) STRICT;
CREATE UNIQUE INDEX premium_now ON premium (person, year) WHERE superseded_at IS NULL;

CREATE TABLE dossier (
    id INTEGER PRIMARY KEY,
    facility INTEGER NOT NULL REFERENCES facility (id),
    sector TEXT NOT NULL,
    person INTEGER REFERENCES person (id),
    state TEXT NOT NULL,
    reference TEXT UNIQUE,
    start_at INTEGER,
    approved_until INTEGER,
    reported_end_at INTEGER,
    migration INTEGER NOT NULL,
    user_type TEXT,
    content TEXT,
    taken_by TEXT,
    received_at INTEGER NOT NULL,
    decided_at INTEGER
) STRICT;
CREATE INDEX dossier_of_person ON dossier (person);
CREATE INDEX dossier_waiting ON dossier (facility) WHERE state = 'PENDING';
-- The periods approved of a dossier (or that would be, while it is pending): one row each, in order.
CREATE TABLE dossier_period (
    dossier INTEGER NOT NULL REFERENCES dossier (id),
    place INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    PRIMARY KEY (dossier, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE care_message (
    row_id INTEGER PRIMARY KEY,
    facility INTEGER NOT NULL REFERENCES facility (id),
    message_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    content BLOB NOT NULL,
    input BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    answer TEXT NOT NULL,
    latest TEXT NOT NULL,
    dossier INTEGER REFERENCES dossier (id),
    outcome TEXT NOT NULL,
    law BLOB NOT NULL,
    UNIQUE (facility, message_id)
) STRICT;
-- One message of a dossier is in processing at a time: what waits, in order of receipt.
CREATE INDEX care_message_waiting ON care_message (dossier) WHERE outcome IN ('PENDING', 'QUEUED');
CREATE INDEX care_message_of_dossier ON care_message (dossier);

-- What a facility is told later than in the direct answer: numbered by a counter of its own, without a gap.
CREATE TABLE inbox (
    facility INTEGER NOT NULL REFERENCES facility (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (facility, number)
) STRICT, WITHOUT ROWID;

-- Work that a change leaves behind, written in the transaction of that change.
CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    claimed_until INTEGER,
    done_at INTEGER
) STRICT;
CREATE UNIQUE INDEX job_open ON job (kind, subject) WHERE done_at IS NULL;
CREATE INDEX job_due ON job (due_at) WHERE done_at IS NULL;

-- What a person of a fund must look at beside messages and lines (D18).
CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    fund INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX task_open ON task (fund, kind, subject) WHERE closed_at IS NULL;

CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    facility INTEGER REFERENCES facility (id),
    fund INTEGER,
    month INTEGER,
    sending_number INTEGER,
    created_on INTEGER,
    received_at INTEGER NOT NULL,
    input BLOB NOT NULL UNIQUE,
    state TEXT NOT NULL,
    asked_cents INTEGER NOT NULL,
    accepted_cents INTEGER NOT NULL,
    refused_lines INTEGER NOT NULL,
    open_lines INTEGER NOT NULL,
    error_count INTEGER NOT NULL,
    record_count INTEGER NOT NULL,
    law BLOB NOT NULL
) STRICT;
CREATE INDEX batch_sending ON batch (facility, sending_number, created_on);
-- At most one live batch per facility, fund and month, and per sending number of a year (billing.md §5.3, 100721).
CREATE UNIQUE INDEX batch_live ON batch (facility, fund, month)
    WHERE state NOT IN ('REFUSED_TECHNICAL', 'REFUSED');
CREATE UNIQUE INDEX batch_number_live ON batch (facility, created_on / 10000, sending_number)
    WHERE state NOT IN ('REFUSED_TECHNICAL', 'REFUSED');

CREATE TABLE invoice (
    batch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    person INTEGER,
    credit INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (batch, number)
) STRICT, WITHOUT ROWID;

-- Keyed so that lines append; only the narrow guard below is keyed by person.
CREATE TABLE line (
    month INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    position INTEGER NOT NULL,
    person INTEGER,
    dossier INTEGER,
    code INTEGER NOT NULL,
    kind TEXT,
    day INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (month, batch, invoice, position)
) STRICT, WITHOUT ROWID;
-- In which months of care a batch has lines, so that its lines are found by their key.
CREATE TABLE batch_month (
    batch INTEGER NOT NULL,
    month INTEGER NOT NULL,
    PRIMARY KEY (batch, month)
) STRICT, WITHOUT ROWID;

-- A person's day and code is accepted or open once, over all facilities, funds and batches.
CREATE TABLE paid_day (
    month INTEGER NOT NULL,
    person INTEGER NOT NULL,
    day INTEGER NOT NULL,
    code INTEGER NOT NULL,
    kind TEXT NOT NULL,
    facility INTEGER NOT NULL,
    sector TEXT NOT NULL,
    batch INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (month, person, day, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    batch INTEGER NOT NULL,
    invoice INTEGER NOT NULL,
    position INTEGER NOT NULL,
    place INTEGER NOT NULL,
    day INTEGER,
    code TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (batch, invoice, position, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE settlement (
    id INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL UNIQUE REFERENCES batch (id),
    fund INTEGER NOT NULL,
    facility INTEGER NOT NULL REFERENCES facility (id),
    cents INTEGER NOT NULL,
    signed_by TEXT NOT NULL,
    signed_at INTEGER NOT NULL,
    content BLOB NOT NULL,
    reference TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE payment_order (
    id INTEGER PRIMARY KEY,
    fund INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    execution_day INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    file BLOB
) STRICT;
CREATE TABLE payment_order_settlement (
    payment_order INTEGER NOT NULL REFERENCES payment_order (id),
    settlement INTEGER NOT NULL REFERENCES settlement (id),
    PRIMARY KEY (payment_order, settlement)
) STRICT, WITHOUT ROWID;
CREATE TABLE payable (
    settlement INTEGER PRIMARY KEY REFERENCES settlement (id),
    fund INTEGER NOT NULL,
    cents INTEGER NOT NULL CHECK (cents > 0),
    state TEXT NOT NULL,
    payment_order INTEGER REFERENCES payment_order (id)
) STRICT;
CREATE INDEX payable_due ON payable (fund, settlement) WHERE state = 'DUE';

CREATE TABLE serial (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE payload (hash BLOB PRIMARY KEY, length INTEGER NOT NULL, zstd BLOB NOT NULL) STRICT;
CREATE TABLE law (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE law_file (
    law BLOB NOT NULL REFERENCES law (hash),
    path TEXT NOT NULL,
    text BLOB NOT NULL REFERENCES payload (hash),
    PRIMARY KEY (law, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    use_case TEXT NOT NULL,
    subject TEXT NOT NULL,
    input BLOB NOT NULL,
    answer BLOB NOT NULL,
    law BLOB,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_append_only_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- Also against INSERT OR REPLACE, which deletes without asking the trigger above.
CREATE TRIGGER journal_is_append_only_insert BEFORE INSERT ON journal
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
