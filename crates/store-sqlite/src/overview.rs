//! Lists and sums for people, a page at a time.

use std::collections::HashMap;

use identifiers::{
    BatchId, CareFundNumber, DossierId, EuroCents, FacilityId, HcoNumber, MessageRow, Month, OrderId, PerformanceCode,
    PersonId, SectorCode, SettlementId,
};
use jiff::Timestamp;
use regulation::CheckCode;
use rusqlite::{Row, params};
use store::{
    BatchState, DossierDay, FacilityName, FindingRow, FindingTotal, FundDossier, Inflow, LineRow, LineState, LineTotal,
    LinesQuery, ListedOrder, ListedSending, MessageOutcome, NewOrder, OverviewRepository, Payable, Rejection,
    SealedEntry, SendingCount, SendingsOf, SendingsQuery, StoreError, TakenBy, WaitingItem, WorklistQuery,
};
use uuid::Uuid;

use crate::SqliteTransaction;
use crate::batches::{BATCH, read_batch, read_finding, read_line};
use crate::care::{DOSSIER, read_dossier};
use crate::journal::read_entry;
use crate::settlements::{PAYABLE, read_payable};
use crate::values::{
    day_number, from_word, get, get_day, get_instant, get_parsed, json_list, signed, unsigned, well_formed,
};

/// What is in beraad of the members of a fund, from its index by age on; the joins keep that order.
const WAITING: &str =
    "SELECT m.row_id, m.message_id, m.kind, m.received_at, m.latest, d.id, d.sector, d.person, p.name,
         f.hco, f.name, d.taken_by
     FROM care_message m
     CROSS JOIN dossier d ON d.id = m.dossier
     CROSS JOIN membership k ON k.person = d.person AND k.superseded_at IS NULL AND k.fund = ?1
         AND k.valid_from <= ?2 AND (k.valid_to IS NULL OR k.valid_to >= ?2)
     CROSS JOIN facility_details f ON f.facility = d.facility AND f.superseded_at IS NULL
     CROSS JOIN person_details p ON p.person = d.person AND p.superseded_at IS NULL
     WHERE m.outcome = 'PENDING' AND (?3 IS NULL OR d.facility = ?3) AND (?4 IS NULL OR d.sector = ?4)
         AND (?5 = 'ANYONE' OR (?5 = 'NOBODY' AND d.taken_by IS NULL) OR (?5 = 'ONE' AND d.taken_by = ?6)
             OR (?5 = 'NOBODY_OR' AND (d.taken_by IS NULL OR d.taken_by = ?6)))";

const FACILITY: &str = "SELECT facility, hco, name, sector FROM facility_details WHERE superseded_at IS NULL";

impl OverviewRepository for SqliteTransaction<'_> {
    fn worklist(&mut self, query: &WorklistQuery<'_>) -> Result<Vec<WaitingItem>, StoreError> {
        let (how, who) = taken_words(query.taken);
        let (compared, order, from) = match query.newest_first {
            true => ("<", "DESC", i64::MAX),
            false => (">", "ASC", i64::MIN),
        };
        let behind = query
            .behind
            .map_or((from, from), |(at, row)| (at.as_microsecond(), row.0));
        self.rows(
            &format!(
                "{WAITING} AND (m.received_at, m.row_id) {compared} (?7, ?8)
                 ORDER BY m.received_at {order}, m.row_id {order} LIMIT ?9"
            ),
            params![
                query.fund.as_number(),
                day_number(query.day),
                query.facility.map(|facility| facility.0),
                query.sector.map(SectorCode::as_str),
                how,
                who,
                behind.0,
                behind.1,
                query.limit
            ],
            read_waiting,
        )
    }

    fn sendings(&mut self, query: &SendingsQuery<'_>) -> Result<Vec<ListedSending>, StoreError> {
        let (column, owner) = owner_of(query.of);
        let (how, who) = taken_words(query.taken);
        let (compared, order, from) = match query.oldest_first {
            true => (">", "ASC", i64::MIN),
            false => ("<", "DESC", i64::MAX),
        };
        // Only what is chosen stands in the statement, so that the index of the choice is taken. With a facility its own
        // index is: a facility has fewer sendings than a fund.
        let mut chosen = format!("{}{column} = ?1", if query.facility.is_some() { "+" } else { "" });
        for (is_chosen, condition) in [
            (query.facility.is_some(), " AND facility = ?3"),
            (query.fund.is_some(), " AND fund = ?4"),
            (query.month.is_some(), " AND month = ?5"),
            (query.state.is_some(), " AND state = ?6"),
            (
                query.sector.is_some(),
                " AND facility IN (SELECT facility FROM facility_details WHERE superseded_at IS NULL AND sector = ?10)",
            ),
            (
                query.taken != TakenBy::Anyone,
                " AND ((?8 = 'NOBODY' AND taken_by IS NULL) OR (?8 = 'ONE' AND taken_by = ?9)
                      OR (?8 = 'NOBODY_OR' AND (taken_by IS NULL OR taken_by = ?9)))",
            ),
        ] {
            if is_chosen {
                chosen.push_str(condition);
            }
        }
        let found = self.rows(
            &format!(
                "{BATCH} WHERE {chosen} AND id {compared} ?2 AND (?10 IS NULL OR TRUE) ORDER BY id {order} LIMIT ?7"
            ),
            params![
                owner,
                query.behind.map_or(from, |batch| batch.0),
                query.facility.map(|facility| facility.0),
                query.fund.map(CareFundNumber::as_number),
                query.month.map(Month::as_number),
                query.state.map(BatchState::word),
                query.limit,
                how,
                who,
                query.sector.map(SectorCode::as_str)
            ],
            read_batch,
        )?;
        let facilities: Vec<FacilityId> = found.iter().filter_map(|found| found.batch.facility).collect();
        let names: HashMap<FacilityId, FacilityName> = self
            .facility_names(&facilities)?
            .into_iter()
            .map(|name| (name.id, name))
            .collect();
        Ok(found
            .into_iter()
            .map(|sending| ListedSending {
                facility: sending.batch.facility.and_then(|id| names.get(&id).cloned()),
                sending,
            })
            .collect())
    }

    fn count_sendings(&mut self, of: SendingsOf) -> Result<Vec<SendingCount>, StoreError> {
        let (column, owner) = owner_of(of);
        self.rows(
            &format!(
                "SELECT state, count(*), sum(open_lines), sum(accepted_cents), min(received_at) FROM batch
                 WHERE {column} = ?1 GROUP BY state ORDER BY state"
            ),
            [owner],
            |row| {
                Ok(SendingCount {
                    state: BatchState::from_word(&get::<String>(row, 0)?)?,
                    sendings: unsigned(get(row, 1)?)?,
                    open_lines: unsigned(get(row, 2)?)?,
                    accepted: EuroCents::new(get(row, 3)?),
                    oldest: get_instant(row, 4)?,
                })
            },
        )
    }

    fn line_totals(&mut self, batch: BatchId) -> Result<Vec<LineTotal>, StoreError> {
        self.rows(
            "SELECT state, sum(lines), sum(cents) FROM line_total WHERE batch = ?1
             GROUP BY state HAVING sum(lines) > 0 ORDER BY state",
            [batch.0],
            |row| {
                Ok(LineTotal {
                    state: LineState::from_word(&get::<String>(row, 0)?)?,
                    lines: unsigned(get(row, 1)?)?,
                    amount: EuroCents::new(get(row, 2)?),
                })
            },
        )
    }

    fn finding_totals(&mut self, batches: &[BatchId]) -> Result<Vec<FindingTotal>, StoreError> {
        let ids: Vec<i64> = batches.iter().map(|batch| batch.0).collect();
        self.rows(
            "SELECT batch, code, findings, open, cents + invoice_cents FROM finding_total
             WHERE batch IN (SELECT value FROM json_each(?1)) ORDER BY batch, code",
            [json_list(&ids)?],
            |row| {
                Ok(FindingTotal {
                    batch: BatchId(get(row, 0)?),
                    code: CheckCode::from(get::<String>(row, 1)?),
                    findings: unsigned(get(row, 2)?)?,
                    open: unsigned(get(row, 3)?)?,
                    amount: EuroCents::new(get(row, 4)?),
                })
            },
        )
    }

    fn lines_page(&mut self, batch: BatchId, query: &LinesQuery) -> Result<Vec<LineRow>, StoreError> {
        let (invoice, position) = query.behind.unwrap_or((0, 0));
        // Of a code only its places are looked at: a finding on a whole invoice is on each of its lines.
        let from = match &query.finding {
            Some(_) => {
                "(SELECT DISTINCT invoice, position FROM finding WHERE batch = ?1 AND code = ?7 AND invoice >= ?2) f
                 CROSS JOIN line l ON l.invoice = f.invoice AND l.position >= f.position
                     AND l.position <= CASE f.position WHEN 0 THEN 4294967295 ELSE f.position END"
            }
            None => "line l",
        };
        let (distinct, unused) = match &query.finding {
            Some(_) => ("DISTINCT ", ""),
            None => ("", " AND ?7 IS NULL"),
        };
        self.of_months(
            batch,
            &format!(
                "SELECT {distinct}l.invoice, l.position, l.person, l.dossier, l.code, l.kind, l.day, l.cents, l.state
                 FROM {from} WHERE l.month = ?month AND l.batch = ?1 AND (l.invoice, l.position) > (?2, ?4)
                     AND (?5 IS NULL OR l.state = ?5) AND (?6 IS NULL OR l.invoice = ?6){unused}"
            ),
            "1, 2",
            vec![
                Box::new(signed(invoice)?),
                Box::new(query.limit),
                Box::new(position),
                Box::new(query.state.map(LineState::word)),
                Box::new(query.invoice.map(signed).transpose()?),
                Box::new(query.finding.as_ref().map(|code| code.as_str().to_owned())),
            ],
            read_line,
        )
    }

    fn findings_of_invoices(&mut self, batch: BatchId, invoices: &[u64]) -> Result<Vec<FindingRow>, StoreError> {
        self.rows(
            "SELECT invoice, position, day, code, facts FROM finding
             WHERE batch = ?1 AND invoice IN (SELECT value FROM json_each(?2))
             ORDER BY invoice, position, code, place",
            params![batch.0, json_list(invoices)?],
            read_finding,
        )
    }

    fn dossier_days(
        &mut self,
        dossier: DossierId,
        facility: FacilityId,
        person: PersonId,
        from: Month,
    ) -> Result<Vec<DossierDay>, StoreError> {
        // By the sendings of the facility to the invoices of the person: lines are keyed by neither person nor dossier.
        self.rows(
            "SELECT l.day, l.code, l.kind, l.cents, l.state, c.batch IS NOT NULL, b.id, b.state, l.invoice, l.position
             FROM batch b
             CROSS JOIN invoice i ON i.batch = b.id AND i.person = ?3
             CROSS JOIN batch_month m ON m.batch = b.id AND m.month >= ?4
             CROSS JOIN line l ON l.month = m.month AND l.batch = b.id AND l.invoice = i.number AND l.dossier = ?1
             LEFT JOIN credit c ON c.of_batch = l.batch AND c.of_invoice = l.invoice AND c.of_position = l.position
             WHERE b.facility = ?2 AND b.month >= ?4 ORDER BY l.day, b.id, l.invoice, l.position",
            params![dossier.0, facility.0, person.0, from.as_number()],
            |row| {
                Ok(DossierDay {
                    day: get_day(row, 0)?,
                    code: well_formed(PerformanceCode::from_number(get(row, 1)?), "a performance code")?,
                    kind: get::<Option<String>>(row, 2)?
                        .map(|kind| from_word(kind, "a tariff kind"))
                        .transpose()?,
                    amount: EuroCents::new(get(row, 3)?),
                    state: LineState::from_word(&get::<String>(row, 4)?)?,
                    is_taken_back: get(row, 5)?,
                    batch: BatchId(get(row, 6)?),
                    batch_state: BatchState::from_word(&get::<String>(row, 7)?)?,
                    invoice: unsigned(get(row, 8)?)?,
                    position: get(row, 9)?,
                })
            },
        )
    }

    fn dossiers_of_person(&mut self, person: PersonId) -> Result<Vec<FundDossier>, StoreError> {
        let listed = self.rows(
            "SELECT d.id, m.message_id, f.hco, f.name, p.name FROM dossier d
             JOIN care_message m ON m.row_id = (SELECT min(row_id) FROM care_message WHERE dossier = d.id)
             JOIN facility_details f ON f.facility = d.facility AND f.superseded_at IS NULL
             JOIN person_details p ON p.person = d.person AND p.superseded_at IS NULL
             WHERE d.person = ?1 ORDER BY d.id DESC",
            [person.0],
            |row| {
                Ok((
                    get::<i64>(row, 0)?,
                    get_parsed::<Uuid>(row, 1, "a message id")?,
                    get_parsed::<HcoNumber>(row, 2, "a number of the care registry")?,
                    get::<String>(row, 3)?,
                    get::<Option<String>>(row, 4)?,
                ))
            },
        )?;
        let ids: Vec<i64> = listed.iter().map(|listed| listed.0).collect();
        let found = self.rows(
            &format!("{DOSSIER} WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id DESC"),
            [json_list(&ids)?],
            read_dossier,
        )?;
        let dossiers = self.with_periods(found)?;
        Ok(dossiers
            .into_iter()
            .zip(listed)
            .map(
                |(dossier, (_, message_id, hco, facility_name, person_name))| FundDossier {
                    dossier,
                    message_id,
                    hco,
                    facility_name,
                    person_name,
                    member_until: None,
                },
            )
            .collect())
    }

    fn facility_names(&mut self, ids: &[FacilityId]) -> Result<Vec<FacilityName>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        self.rows(
            &format!("{FACILITY} AND facility IN (SELECT value FROM json_each(?1)) ORDER BY facility"),
            [json_list(&ids)?],
            read_facility,
        )
    }

    fn facilities_named(&mut self, text: &str, limit: u32) -> Result<Vec<FacilityName>, StoreError> {
        self.rows(
            &format!("{FACILITY} AND instr(lower(name), lower(?1)) > 0 ORDER BY name, facility LIMIT ?2"),
            params![text, limit],
            read_facility,
        )
    }

    fn orders_of_fund(
        &mut self,
        fund: CareFundNumber,
        before: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<ListedOrder>, StoreError> {
        self.rows(
            "SELECT o.id, o.made_at, o.made_by, o.execution_day, o.cents,
                 (SELECT count(*) FROM payment_order_settlement s WHERE s.payment_order = o.id),
                 (SELECT count(*) FROM payment_order_settlement s JOIN payable p ON p.settlement = s.settlement
                  WHERE s.payment_order = o.id AND p.payment_order = o.id AND p.state = 'BOOKED'),
                 (SELECT count(*) FROM payment_order_settlement s JOIN payable p ON p.settlement = s.settlement
                  WHERE s.payment_order = o.id AND p.payment_order = o.id AND p.state = 'ORDERED')
             FROM payment_order o WHERE o.fund = ?1 AND o.id < ?2 ORDER BY o.id DESC LIMIT ?3",
            params![fund.as_number(), before.map_or(i64::MAX, |order| order.0), limit],
            |row| {
                Ok(ListedOrder {
                    id: OrderId(get(row, 0)?),
                    order: NewOrder {
                        fund,
                        made_at: get_instant(row, 1)?,
                        made_by: get(row, 2)?,
                        execution_day: get_day(row, 3)?,
                        total: EuroCents::new(get(row, 4)?),
                        settlements: Vec::new(),
                    },
                    transfers: unsigned(get(row, 5)?)?,
                    booked: unsigned(get(row, 6)?)?,
                    at_bank: unsigned(get(row, 7)?)?,
                })
            },
        )
    }

    fn payables_of_order(&mut self, order: OrderId) -> Result<Vec<Payable>, StoreError> {
        self.rows(
            &format!(
                "{PAYABLE} JOIN payment_order_settlement o ON o.settlement = p.settlement
                 WHERE o.payment_order = ?1 ORDER BY p.settlement"
            ),
            [order.0],
            read_payable,
        )
    }

    fn last_rejections(&mut self, settlements: &[SettlementId]) -> Result<Vec<Rejection>, StoreError> {
        let ids: Vec<i64> = settlements.iter().map(|id| id.0).collect();
        self.rows(
            "SELECT settlement, reason, recorded_at FROM bank_answer WHERE id IN (
                 SELECT max(id) FROM bank_answer WHERE NOT booked AND settlement IN (SELECT value FROM json_each(?1))
                 GROUP BY settlement) ORDER BY settlement",
            [json_list(&ids)?],
            |row| {
                Ok(Rejection {
                    settlement: SettlementId(get(row, 0)?),
                    reason: get(row, 1)?,
                    at: get_instant(row, 2)?,
                })
            },
        )
    }

    fn inflow(
        &mut self,
        fund: CareFundNumber,
        stretches: &[(Timestamp, Timestamp)],
    ) -> Result<Vec<Inflow>, StoreError> {
        let asked: Vec<(i64, i64)> = stretches
            .iter()
            .map(|(from, until)| (from.as_microsecond(), until.as_microsecond()))
            .collect();
        let asked = json_list(&asked)?;
        let mut inflow: Vec<Inflow> = (0..stretches.len()).map(empty_inflow).collect();
        let messages = self.rows(
            "SELECT s.key, m.first_outcome, count(*) FROM json_each(?1) s
             CROSS JOIN care_message m ON m.fund = ?2 AND m.received_at >= json_extract(s.value, '$[0]')
                 AND m.received_at < json_extract(s.value, '$[1]')
             WHERE m.first_outcome IS NOT NULL GROUP BY s.key, m.first_outcome ORDER BY s.key, m.first_outcome",
            params![asked, fund.as_number()],
            |row| {
                let outcome = MessageOutcome::from_word(&get::<String>(row, 1)?)?;
                Ok((get::<i64>(row, 0)?, outcome, unsigned(get(row, 2)?)?))
            },
        )?;
        for (stretch, outcome, count) in messages {
            if let Some(of) = usize::try_from(stretch).ok().and_then(|place| inflow.get_mut(place)) {
                of.messages.push((outcome, count));
            }
        }
        let sendings = self.rows(
            "SELECT s.key, count(*), sum(b.asked_cents) FROM json_each(?1) s
             CROSS JOIN batch b ON b.fund = ?2 AND b.received_at >= json_extract(s.value, '$[0]')
                 AND b.received_at < json_extract(s.value, '$[1]')
             GROUP BY s.key ORDER BY s.key",
            params![asked, fund.as_number()],
            |row| Ok((get::<i64>(row, 0)?, unsigned(get(row, 1)?)?, get::<i64>(row, 2)?)),
        )?;
        for (stretch, count, cents) in sendings {
            if let Some(of) = usize::try_from(stretch).ok().and_then(|place| inflow.get_mut(place)) {
                (of.sendings, of.asked) = (count, EuroCents::new(cents));
            }
        }
        Ok(inflow)
    }

    fn entries_about(
        &mut self,
        subject: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<SealedEntry>, StoreError> {
        self.rows(
            "SELECT number, at, actor, use_case, subject, input, answer, law, previous, hash
             FROM journal WHERE subject = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3",
            params![subject, before.unwrap_or(i64::MAX), limit],
            read_entry,
        )
    }
}

/// How a query says by who something has been taken.
const fn taken_words(taken: TakenBy<'_>) -> (&'static str, Option<&str>) {
    match taken {
        TakenBy::Anyone => ("ANYONE", None),
        TakenBy::Nobody => ("NOBODY", None),
        TakenBy::One(who) => ("ONE", Some(who)),
        TakenBy::NobodyOr(who) => ("NOBODY_OR", Some(who)),
    }
}

const fn owner_of(of: SendingsOf) -> (&'static str, i64) {
    match of {
        SendingsOf::Fund(fund) => ("fund", fund.as_number() as i64),
        SendingsOf::Facility(facility) => ("facility", facility.0),
    }
}

const fn empty_inflow(stretch: usize) -> Inflow {
    Inflow {
        stretch,
        messages: Vec::new(),
        sendings: 0,
        asked: EuroCents::ZERO,
    }
}

fn read_waiting(row: &Row<'_>) -> Result<WaitingItem, StoreError> {
    Ok(WaitingItem {
        message: MessageRow(get(row, 0)?),
        message_id: get_parsed::<Uuid>(row, 1, "a message id")?,
        kind: get(row, 2)?,
        received_at: get_instant(row, 3)?,
        latest: get(row, 4)?,
        dossier: DossierId(get(row, 5)?),
        sector: get_parsed::<SectorCode>(row, 6, "a sector")?,
        person: PersonId(get(row, 7)?),
        person_name: get(row, 8)?,
        hco: get_parsed::<HcoNumber>(row, 9, "a number of the care registry")?,
        facility_name: get(row, 10)?,
        taken_by: get(row, 11)?,
    })
}

fn read_facility(row: &Row<'_>) -> Result<FacilityName, StoreError> {
    Ok(FacilityName {
        id: FacilityId(get(row, 0)?),
        hco: get_parsed::<HcoNumber>(row, 1, "a number of the care registry")?,
        name: get(row, 2)?,
        sector: get_parsed::<SectorCode>(row, 3, "a sector")?,
    })
}
