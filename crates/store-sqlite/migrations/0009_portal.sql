-- What the people of a facility look at and keep in the portal (screens.md, "Facility").
CREATE INDEX care_message_refused ON care_message (facility, received_at) WHERE outcome = 'REFUSED';
CREATE INDEX batch_of_facility ON batch (facility, id);
CREATE INDEX batch_of_month ON batch (facility, month, id);
CREATE INDEX dossier_open ON dossier (facility, id) WHERE state IN ('PENDING', 'ACCEPTED');

-- The month that a facility is filling in; its version keeps two people from losing each other's work.
CREATE TABLE invoice_draft (
    facility INTEGER NOT NULL REFERENCES facility (id),
    month INTEGER NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (facility, month)
) STRICT, WITHOUT ROWID;

-- Declarations on the Circle of Trust (verklaring op eer): never edited.
CREATE TABLE trust_declaration (
    id INTEGER PRIMARY KEY,
    facility INTEGER NOT NULL REFERENCES facility (id),
    text_version TEXT NOT NULL,
    name TEXT NOT NULL,
    function TEXT NOT NULL,
    declared_by TEXT NOT NULL,
    declared_at INTEGER NOT NULL
) STRICT;
CREATE INDEX trust_declaration_of ON trust_declaration (facility, id);
