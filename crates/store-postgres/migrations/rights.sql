-- The rights of the role that runs the application: no schema is changed by it, nothing of the journal, payloads, laws
-- and registers is edited or taken away. Given again by every `zorgkas migrate --runner ROLE`.
REVOKE ALL ON ALL TABLES IN SCHEMA zorgkas FROM {role};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA zorgkas FROM {role};
GRANT USAGE ON SCHEMA zorgkas TO {role};
GRANT SELECT ON ALL TABLES IN SCHEMA zorgkas TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA zorgkas TO {role};
GRANT EXECUTE ON FUNCTION make_months(integer[]) TO {role};

GRANT INSERT ON
    care_fund, facility, facility_details, recognition, tariff, person, person_ssin, person_details, membership,
    premium, dossier, dossier_period, care_message, inbox, fund_event, job, task, batch, invoice, line, batch_month, paid_day,
    finding, settlement, payment_order, payment_order_settlement, payable, serial, payload, law, law_file, journal,
    journal_waiting, credit, line_decision, control_rule, set_off, bank_answer,
    bank_file, account, session, look, invoice_draft, trust_declaration,
    bound_certificate, attested_software, software_in_use, webhook, line_total, finding_total
TO {role};

-- A register row is superseded, never edited.
GRANT UPDATE (superseded_at) ON
    care_fund, facility_details, recognition, tariff, person_details, membership, premium,
    attested_software, software_in_use
TO {role};
-- A certificate ends once.
GRANT UPDATE (ended_at, ended_by, end_reason, replaced_by) ON bound_certificate TO {role};
-- Only so that the row can be locked.
GRANT UPDATE (id) ON facility, person TO {role};
-- How far a subscription has come; its secret goes with it.
GRANT UPDATE (secret, last_number, delivered, failures, last_fault, next_at, claimed_until, paused_at, removed_at)
    ON webhook TO {role};
-- An event gets its number once.
GRANT UPDATE (number) ON fund_event TO {role};
GRANT UPDATE ON invoice_draft TO {role};
GRANT UPDATE ON dossier, job, task, batch, invoice, line, payment_order, payable, serial, line_total TO {role};
GRANT UPDATE (outcome, latest) ON care_message TO {role};
GRANT UPDATE (ended_at) ON control_rule TO {role};
GRANT UPDATE ON account TO {role};
GRANT UPDATE (seen_at) ON session TO {role};
-- Entries move from here to the journal when they are sealed; a guard goes with what it guards; a payable of which
-- nothing is left after a set-off is none; a session that ended is gone; totals are added up anew.
GRANT DELETE ON dossier_period, paid_day, journal_waiting, credit, payable, session, finding_total TO {role};
