//! What pages add up, kept as it changes, and what they read by key.

use identifiers::{BatchId, CareFundNumber, DossierId, EuroCents, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::CheckCode;
use rusqlite::{Row, ToSql, params};
use store::{
    CreditableLine, FindingRow, InvoiceRow, LineChanges, PageRepository, Payable, PayableState, RequestOfDossier,
    StoreError, TermStart, UnpaidFilter, UnpaidOrder, UnpaidQuery, UnpaidTotal, WaitingCount,
};

use crate::batches::{read_finding, read_invoice};
use crate::credits::{get_code, get_place};
use crate::journal::unpacked;
use crate::settlements::{PAYABLE, read_payable};
use crate::values::{
    corrupt, day_number, get, get_day, get_hash, get_optional_instant, get_optional_parsed, json_list, signed,
    unsigned, word,
};
use crate::{SqliteTransaction, fault};

impl PageRepository for SqliteTransaction<'_> {
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
                "SELECT m.kind, CASE {age}ELSE {} END, count(*) FROM care_message m
                 CROSS JOIN dossier d ON d.id = m.dossier
                 CROSS JOIN membership k ON k.person = d.person AND k.superseded_at IS NULL AND k.fund = ?1
                     AND k.valid_from <= ?2 AND (k.valid_to IS NULL OR k.valid_to >= ?2)
                 WHERE m.outcome = 'PENDING' GROUP BY 1, 2 ORDER BY 1, 2",
                moments.len()
            ),
            params![fund.as_number(), day_number(day)],
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
        self.of_months(
            batch,
            "SELECT l.person, l.day, l.code, l.cents, l.batch, l.invoice, l.position FROM line l
             CROSS JOIN paid_day g ON g.month = l.month AND g.person = l.person AND g.day = l.day AND g.code = l.code
                 AND g.batch = l.batch AND g.invoice = l.invoice AND g.position = l.position
             WHERE l.month = ?month AND l.batch = ?1 AND l.invoice > ?2 AND l.state = 'ACCEPTED'
                 AND (?4 IS NULL OR l.invoice IN (SELECT value FROM json_each(?4)))
                 AND NOT EXISTS (SELECT 1 FROM credit c WHERE c.of_batch = l.batch AND c.of_invoice = l.invoice
                                 AND c.of_position = l.position)",
            "6, 7",
            vec![
                Box::new(signed(behind.unwrap_or(0))?),
                Box::new(limit),
                Box::new(invoices.map(json_list).transpose()?),
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
        let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(batch.0), Box::new(limit)];
        let mut parts = Vec::with_capacity(codes.len());
        for (code, behind) in codes {
            let first = values.len() + 1;
            let (invoice, position) = behind.map_or(Ok((-1, -1)), |(invoice, position)| {
                signed(invoice).map(|invoice| (invoice, i64::from(position)))
            })?;
            parts.push(format!(
                "SELECT * FROM (SELECT invoice, position, day, code, facts FROM finding
                 WHERE batch = ?1 AND code = ?{first} AND (invoice, position) > (?{}, ?{})
                 ORDER BY invoice, position, place LIMIT ?2)",
                first + 1,
                first + 2
            ));
            values.push(Box::new(code.as_str().to_owned()));
            values.push(Box::new(invoice));
            values.push(Box::new(position));
        }
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        self.rows(
            &parts.join(" UNION ALL "),
            rusqlite::params_from_iter(values),
            read_finding,
        )
    }

    fn requests_of(&mut self, dossiers: &[DossierId]) -> Result<Vec<RequestOfDossier>, StoreError> {
        let ids: Vec<i64> = dossiers.iter().map(|dossier| dossier.0).collect();
        self.rows(
            "SELECT d.id, d.person, d.reference, m.input, m.received_at, p.length, p.zstd FROM dossier d
             LEFT JOIN care_message m ON m.row_id = (SELECT min(row_id) FROM care_message WHERE dossier = d.id)
             LEFT JOIN payload p ON p.hash = m.input
             WHERE d.id IN (SELECT value FROM json_each(?1)) ORDER BY d.id",
            [json_list(&ids)?],
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
        self.rows(
            "SELECT number, person, credit, refused, cents FROM invoice
             WHERE batch = ?1 AND number IN (SELECT value FROM json_each(?2)) ORDER BY number",
            params![batch.0, json_list(numbers)?],
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
                "f.name",
                "JOIN facility_details f ON f.facility = s.facility AND f.superseded_at IS NULL",
            ),
        };
        let (compared, order) = if query.is_down { ("<", "DESC") } else { (">", "ASC") };
        let chosen = chosen(query.filter, start);
        self.rows(
            &format!(
                "{PAYABLE} {named} WHERE p.fund = ?1 AND p.state <> 'BOOKED' AND {chosen}
                 AND (?2 IS NULL OR ({key}, p.settlement) {compared}
                      (SELECT {key}, p.settlement FROM payable p JOIN settlement s ON s.id = p.settlement {named}
                       WHERE p.settlement = ?2))
                 ORDER BY {key} {order}, p.settlement {order} LIMIT ?3"
            ),
            params![
                query.fund.as_number(),
                query.behind.map(|settlement| settlement.0),
                query.limit
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
                format!("count(CASE WHEN {chosen} THEN 1 END), sum(CASE WHEN {chosen} THEN p.cents ELSE 0 END)")
            })
            .collect();
        let totals = self.first(
            &format!(
                "SELECT {} FROM payable p WHERE p.fund = ?1 AND p.state <> 'BOOKED' HAVING count(*) > 0",
                columns.join(", ")
            ),
            [fund.as_number()],
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

impl SqliteTransaction<'_> {
    /// Keeps what the lines of a batch add up to as they change.
    pub(crate) fn change_line_totals(&self, batch: BatchId, changes: &LineChanges) -> Result<(), StoreError> {
        let mut statement = self.prepare(
            "INSERT INTO line_total VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (batch, kind, state)
             DO UPDATE SET lines = lines + excluded.lines, cents = cents + excluded.cents",
        )?;
        for change in changes.all() {
            let kind = change.kind.as_ref().map(word).transpose()?.unwrap_or_default();
            let values = params![batch.0, kind, change.state.word(), change.lines, change.cents];
            statement.execute(values).map_err(fault)?;
        }
        Ok(())
    }

    /// Lines of a batch behind a key: of each month of care they are read in order of their key, and the months are
    /// merged. `of_month` is asked of each (`?month`); `?1` is the batch, the others are these values from `?2` on, `?3`
    /// the limit.
    pub(crate) fn of_months<T>(
        &self,
        batch: BatchId,
        of_month: &str,
        order: &str,
        values: Vec<Box<dyn ToSql>>,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let months = self.rows(
            "SELECT month FROM batch_month WHERE batch = ?1 ORDER BY month",
            [batch.0],
            |row| get::<i32>(row, 0),
        )?;
        if months.is_empty() {
            return Ok(Vec::new());
        }
        let first = values.len() + 2;
        let of_months: Vec<String> = (first..first + months.len())
            .map(|place| of_month.replace("?month", &format!("?{place}")))
            .collect();
        let mut all: Vec<Box<dyn ToSql>> = vec![Box::new(batch.0)];
        all.extend(values);
        all.extend(months.into_iter().map(|month| Box::new(month) as Box<dyn ToSql>));
        self.rows(
            &format!("{} ORDER BY {order} LIMIT ?3", of_months.join(" UNION ALL ")),
            rusqlite::params_from_iter(all),
            read,
        )
    }

    /// Adds up the findings of a batch anew: after some came, or lines moved.
    pub(crate) fn add_up_findings(&self, batch: BatchId) -> Result<(), StoreError> {
        self.run("DELETE FROM finding_total WHERE batch = ?1", [batch.0])?;
        self.run(
            "INSERT INTO finding_total
             SELECT f.batch, f.code, count(*), count(CASE WHEN l.state = 'OPEN' THEN 1 END), sum(ifnull(l.cents, 0)),
                 sum(CASE WHEN f.position = 0 THEN ifnull(i.cents, 0) ELSE 0 END)
             FROM finding f
             LEFT JOIN line l ON l.month = f.day / 100 AND l.batch = f.batch AND l.invoice = f.invoice
                 AND l.position = f.position
             LEFT JOIN invoice i ON f.position = 0 AND i.batch = f.batch AND i.number = f.invoice
             WHERE f.batch = ?1 GROUP BY f.code",
            [batch.0],
        )
        .map(drop)
    }
}
