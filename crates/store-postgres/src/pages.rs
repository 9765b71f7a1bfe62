//! What pages add up, kept as it changes, and what they read by key.

use identifiers::{BatchId, CareFundNumber, DossierId, EuroCents, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::CheckCode;
use store::{
    CreditableLine, FindingRow, InvoiceRow, LineChanges, PageRepository, Payable, PayableState, RequestOfDossier,
    StoreError, TermStart, UnpaidFilter, UnpaidOrder, UnpaidQuery, UnpaidTotal, WaitingCount,
};

use crate::batches::{read_finding, read_invoice};
use crate::credits::get_place;
use crate::journal::unpacked;
use crate::settlements::{PAYABLE, read_payable};
use crate::transaction::PostgresTransaction;
use crate::values::{
    corrupt, day_number, get, get_code, get_day, get_hash, get_optional_instant, get_optional_parsed, signed, unsigned,
    word,
};

impl PageRepository for PostgresTransaction<'_> {
    fn count_waiting(
        &mut self,
        fund: CareFundNumber,
        day: Date,
        moments: &[Timestamp],
    ) -> Result<Vec<WaitingCount>, StoreError> {
        let age: String = moments
            .iter()
            .enumerate()
            .map(|(place, moment)| format!("WHEN m.received_at >= {} THEN {place} ", moment.as_microsecond()))
            .collect();
        let counted = self.rows(
            &format!(
                "SELECT m.kind, (CASE {age}ELSE {} END)::int8, count(*) FROM care_message m
                 JOIN dossier d ON d.id = m.dossier
                 JOIN membership k ON k.person = d.person AND k.superseded_at IS NULL AND k.fund = $1
                     AND k.valid_from <= $2 AND (k.valid_to IS NULL OR k.valid_to >= $2)
                 WHERE m.outcome = 'PENDING' GROUP BY 1, 2 ORDER BY m.kind COLLATE \"C\", 2",
                moments.len()
            ),
            &[&i32::from(fund.as_number()), &day_number(day)],
            |row| {
                let place = usize::try_from(get::<i64>(row, 1)?).map_err(|_| corrupt("an age"))?;
                Ok((get::<String>(row, 0)?, place, unsigned(get(row, 2)?)?))
            },
        )?;
        Ok(store::by_kind(counted, moments.len()))
    }

    fn creditable_page(
        &mut self,
        batch: BatchId,
        invoices: Option<&[u64]>,
        behind: Option<u64>,
        limit: u32,
    ) -> Result<Vec<CreditableLine>, StoreError> {
        let numbers = invoices.map(|of| of.iter().copied().map(signed).collect::<Result<Vec<i64>, _>>());
        self.rows(
            "SELECT l.* FROM batch_month m CROSS JOIN LATERAL (
                 SELECT l.person, l.day, l.code, l.cents, l.batch, l.invoice, l.position FROM line l
                 JOIN paid_day g ON g.month = m.month AND g.person = l.person AND g.day = l.day AND g.code = l.code
                     AND g.batch = l.batch AND g.invoice = l.invoice AND g.position = l.position
                 WHERE l.month = m.month AND l.batch = $1 AND l.invoice > $2 AND l.state = 'ACCEPTED'
                     AND ($4::int8[] IS NULL OR l.invoice = ANY ($4))
                     AND NOT EXISTS (SELECT 1 FROM credit c WHERE c.of_batch = l.batch AND c.of_invoice = l.invoice
                                     AND c.of_position = l.position)
                 ORDER BY l.invoice, l.position LIMIT $3) l
             WHERE m.batch = $1 ORDER BY l.invoice, l.position LIMIT $3",
            &[
                &batch.0,
                &signed(behind.unwrap_or(0))?,
                &i64::from(limit),
                &numbers.transpose()?,
            ],
            |row| {
                Ok(CreditableLine {
                    person: PersonId(get(row, 0)?),
                    day: get_day(row, 1)?,
                    code: get_code(row, 2)?,
                    amount: EuroCents::new(get(row, 3)?),
                    place: get_place(row, 4)?,
                })
            },
        )
    }

    fn first_findings(
        &mut self,
        batch: BatchId,
        codes: &[(CheckCode, Option<(u64, u32)>)],
        limit: u32,
    ) -> Result<Vec<FindingRow>, StoreError> {
        let (mut words, mut invoices, mut positions) = (Vec::new(), Vec::new(), Vec::new());
        for (code, behind) in codes {
            let (invoice, position) = behind.map_or(Ok((-1, -1)), |(invoice, position)| {
                signed(invoice).map(|invoice| (invoice, i64::from(position)))
            })?;
            words.push(code.as_str());
            invoices.push(invoice);
            positions.push(position);
        }
        self.rows(
            "SELECT f.* FROM UNNEST($2::text[], $3::int8[], $4::int8[]) c (code, invoice, place) CROSS JOIN LATERAL (
                 SELECT f.invoice, f.position, f.day, f.code, f.facts FROM finding f
                 WHERE f.batch = $1 AND f.code = c.code AND (f.invoice, f.position) > (c.invoice, c.place)
                 ORDER BY f.invoice, f.position, f.place LIMIT $5) f",
            &[&batch.0, &words, &invoices, &positions, &i64::from(limit)],
            read_finding,
        )
    }

    fn requests_of(&mut self, dossiers: &[DossierId]) -> Result<Vec<RequestOfDossier>, StoreError> {
        let ids: Vec<i64> = dossiers.iter().map(|dossier| dossier.0).collect();
        self.rows(
            "SELECT d.id, d.person, d.reference, m.input, m.received_at, p.length, p.zstd FROM dossier d
             LEFT JOIN care_message m ON m.row_id = (SELECT min(row_id) FROM care_message WHERE dossier = d.id)
             LEFT JOIN payload p ON p.hash = m.input
             WHERE d.id = ANY ($1) ORDER BY d.id",
            &[&ids],
            |row| {
                let received_at = get_optional_instant(row, 4)?;
                let is_kept = get::<Option<i64>>(row, 5)?.is_some();
                Ok(RequestOfDossier {
                    dossier: DossierId(get(row, 0)?),
                    person: get::<Option<i64>>(row, 1)?.map(PersonId),
                    reference: get_optional_parsed(row, 2, "a reference")?,
                    request: received_at.map(|at| Ok((get_hash(row, 3)?, at))).transpose()?,
                    bytes: is_kept.then(|| unpacked(row, 5)).transpose()?,
                })
            },
        )
    }

    fn invoices_of(&mut self, batch: BatchId, numbers: &[u64]) -> Result<Vec<InvoiceRow>, StoreError> {
        let numbers: Vec<i64> = numbers.iter().copied().map(signed).collect::<Result<_, _>>()?;
        self.rows(
            "SELECT number, person, credit, refused, cents FROM invoice
             WHERE batch = $1 AND number = ANY ($2) ORDER BY number",
            &[&batch.0, &numbers],
            read_invoice,
        )
    }

    fn unpaid_page(&mut self, query: &UnpaidQuery) -> Result<Vec<Payable>, StoreError> {
        let start = start_of(query.term);
        let (key, named) = match query.order {
            UnpaidOrder::Term => (start, ""),
            UnpaidOrder::Amount => ("p.cents", ""),
            UnpaidOrder::Receipt => ("p.received_at", ""),
            UnpaidOrder::Facility => (
                "f.name COLLATE \"C\"",
                "JOIN facility_details f ON f.facility = s.facility AND f.superseded_at IS NULL",
            ),
        };
        let (compared, order) = if query.is_down { ("<", "DESC") } else { (">", "ASC") };
        let chosen = chosen(query.filter, start);
        self.rows(
            &format!(
                "{PAYABLE} {named} WHERE p.fund = $1 AND p.state <> 'BOOKED' AND {chosen}
                 AND ($2::int8 IS NULL OR ({key}, p.settlement) {compared}
                      (SELECT {key}, p.settlement FROM payable p JOIN settlement s ON s.id = p.settlement {named}
                       WHERE p.settlement = $2))
                 ORDER BY {key} {order}, p.settlement {order} LIMIT $3"
            ),
            &[
                &i32::from(query.fund.as_number()),
                &query.behind.map(|settlement| settlement.0),
                &i64::from(query.limit),
            ],
            read_payable,
        )
    }

    fn unpaid_totals(
        &mut self,
        fund: CareFundNumber,
        term: TermStart,
        filters: &[UnpaidFilter],
    ) -> Result<Vec<UnpaidTotal>, StoreError> {
        let start = start_of(term);
        let columns: Vec<String> = filters
            .iter()
            .map(|filter| chosen(*filter, start))
            .map(|chosen| {
                format!("count(*) FILTER (WHERE {chosen}), coalesce(sum(p.cents) FILTER (WHERE {chosen}), 0)::int8")
            })
            .collect();
        let totals = self.first(
            &format!(
                "SELECT {} FROM payable p WHERE p.fund = $1 AND p.state <> 'BOOKED'",
                columns.join(", ")
            ),
            &[&i32::from(fund.as_number())],
            |row| {
                let total = |place: usize| {
                    Ok(UnpaidTotal {
                        count: unsigned(get(row, 2 * place)?)?,
                        amount: EuroCents::new(get(row, 2 * place + 1)?),
                    })
                };
                (0..filters.len()).map(total).collect::<Result<Vec<_>, StoreError>>()
            },
        )?;
        Ok(totals.unwrap_or_else(|| vec![UnpaidTotal::default(); filters.len()]))
    }
}

const fn start_of(term: TermStart) -> &'static str {
    match term {
        TermStart::Signing => "p.signed_at",
        TermStart::Receipt => "p.received_at",
    }
}

/// The condition of a choice. It holds numbers and words of ours alone.
fn chosen(filter: UnpaidFilter, start: &str) -> String {
    let mut all = vec!["TRUE".to_owned()];
    all.extend(filter.from.map(|from| format!("{start} >= {}", from.as_microsecond())));
    all.extend(
        filter
            .until
            .map(|until| format!("{start} < {}", until.as_microsecond())),
    );
    all.extend(filter.state.map(|state| format!("p.state = '{}'", state.word())));
    if filter.came_back {
        let due = PayableState::Due.word();
        all.push(format!("p.state = '{due}' AND p.payment_order IS NOT NULL"));
    }
    all.join(" AND ")
}

impl PostgresTransaction<'_> {
    /// Keeps what the lines of a batch add up to as they change.
    pub(crate) fn change_line_totals(&mut self, batch: BatchId, changes: &LineChanges) -> Result<(), StoreError> {
        let (mut kinds, mut states, mut lines, mut cents) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for change in changes.all() {
            kinds.push(change.kind.as_ref().map(word).transpose()?.unwrap_or_default());
            states.push(change.state.word());
            lines.push(change.lines);
            cents.push(change.cents);
        }
        self.run(
            "INSERT INTO line_total AS t SELECT $1::int8, r.*
             FROM UNNEST($2::text[], $3::text[], $4::int8[], $5::int8[]) r (kind, state, lines, cents)
             ON CONFLICT (batch, kind, state)
             DO UPDATE SET lines = t.lines + excluded.lines, cents = t.cents + excluded.cents",
            &[&batch.0, &kinds, &states, &lines, &cents],
        )
        .map(drop)
    }

    /// Adds up the findings of a batch anew: after some came, or lines moved. Findings and lines are joined in full, which
    /// the database does by hashing or sorting: of rows written in this very transaction it knows no number, and would
    /// look each up among all others.
    pub(crate) fn add_up_findings(&mut self, batch: BatchId) -> Result<(), StoreError> {
        let months = self.months_of(&[batch.0])?;
        self.run("DELETE FROM finding_total WHERE batch = $1", &[&batch.0])?;
        self.run(
            "INSERT INTO finding_total
             SELECT $1::int8, f.code, count(f.code), count(f.code) FILTER (WHERE l.state = 'OPEN'),
                 coalesce(sum(l.cents) FILTER (WHERE f.code IS NOT NULL), 0)::int8,
                 coalesce(sum(CASE f.position WHEN 0 THEN
                     (SELECT i.cents FROM invoice i WHERE i.batch = $1 AND i.number = f.invoice) END), 0)::int8
             FROM (SELECT code, invoice, position FROM finding WHERE batch = $1) f
             FULL JOIN (SELECT invoice, position, state, cents FROM line WHERE month = ANY ($2) AND batch = $1) l
                 ON l.invoice = f.invoice AND l.position = f.position
             GROUP BY f.code HAVING count(f.code) > 0",
            &[&batch.0, &months],
        )
        .map(drop)
    }
}
