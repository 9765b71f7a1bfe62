//! What a facility is told of its sending on its page: sums and findings as they went out in the last answer, by what the
//! store keeps added up and a page of places, so that a page costs the same however long the sending is.

use std::collections::{BTreeMap, HashMap};

use care::AnswerFinding;
use identifiers::{EuroCents, PersonId, brussels_day};
use jiff::civil::Date;
use regulation::{Bilingual, CheckCode, Effect, Finding, Law, parameter};
use store::{BatchRecord, BatchState, FindingRow, LineRow, LineState, LinesQuery, SettlementRecord, Transaction};

use crate::answers::{AnsweredAmounts, judged_state, letter_of};
use crate::line_decisions::is_by_hand;
use crate::{Problem, answers};

/// Places of one code on a page.
pub(super) const PLACES_PAGE: usize = 50;

/// A code that was found in a sending, with some of the places where it was.
#[derive(Debug, Clone)]
pub struct FoundOnSending {
    /// B, F, R or P; T for a technical fault.
    pub letter: char,
    /// What it says, without the facts of one place.
    pub finding: AnswerFinding,
    /// How often it was found.
    pub count: u64,
    /// Where: the first places, or those behind one.
    pub places: Vec<PlaceOnSending>,
    /// Behind which place (invoice and position) further ones stand.
    pub next: Option<(u64, u32)>,
}

/// Where something was found.
#[derive(Debug, Clone)]
pub struct PlaceOnSending {
    /// The name of the person, where known.
    pub name: Option<String>,
    /// The day.
    pub day: Option<Date>,
    /// What it says there.
    pub text: Bilingual,
}

/// The places of which code are shown further on, and behind which.
pub type PlacesBehind = (CheckCode, (u64, u32));

/// A sending as it is followed.
pub(super) struct Followed<'t> {
    pub(super) tx: &'t mut dyn Transaction,
    /// The law that judged it.
    pub(super) law: Law,
    pub(super) record: &'t BatchRecord,
    pub(super) settlement: Option<SettlementRecord>,
}

/// Sums of the lines in each state.
#[derive(Default)]
struct Sums(BTreeMap<&'static str, (i64, EuroCents)>);

impl Sums {
    fn add(&mut self, state: LineState, lines: i64, cents: EuroCents) -> Result<(), Problem> {
        let of_state = self.0.entry(state.word()).or_default();
        *of_state = (of_state.0 + lines, of_state.1.plus(cents)?);
        Ok(())
    }

    fn of(&self, state: LineState) -> (i64, EuroCents) {
        self.0.get(state.word()).copied().unwrap_or_default()
    }
}

impl Followed<'_> {
    /// The amounts as the last answer told them, and how to object where something is refused; no amounts of a sending
    /// that could not be read.
    pub(super) fn amounts(&mut self) -> Result<(Option<AnsweredAmounts>, Option<Bilingual>), Problem> {
        let batch = &self.record.batch;
        let (state, asked) = (batch.state, batch.asked);
        if state == BatchState::RefusedTechnical {
            return Ok((None, Some(self.objection()?)));
        }
        let mut sums = Sums::default();
        for total in self.tx.line_totals(self.record.id)? {
            sums.add(
                total.state,
                i64::try_from(total.lines).unwrap_or(i64::MAX),
                total.amount,
            )?;
        }
        if self.settlement.is_none() {
            for (line, then) in self.touched()? {
                sums.add(line.state, -1, line.amount.opposite())?;
                sums.add(then, 1, line.amount)?;
            }
        }
        let is_refused = state == BatchState::Refused;
        let of = |state| if is_refused { EuroCents::ZERO } else { sums.of(state).1 };
        let (accepted, open) = (of(LineState::Accepted), of(LineState::Open));
        let amounts = AnsweredAmounts {
            asked_cents: asked,
            accepted_cents: accepted,
            refused_cents: asked.minus(accepted)?.minus(open)?,
            open_cents: open,
        };
        let refuses = is_refused || sums.of(LineState::Refused).0 > 0;
        let objection = refuses.then(|| self.objection()).transpose()?;
        Ok((Some(amounts), objection))
    }

    /// The lines that a person may have moved since the sending was judged, and where each stood then: those with a
    /// finding that a person looks at.
    fn touched(&mut self) -> Result<Vec<(LineRow, LineState)>, Problem> {
        let id = self.record.id;
        let mut lines: BTreeMap<(u64, u32), LineRow> = BTreeMap::new();
        for total in self.tx.finding_totals(&[id])? {
            if self.law.effect(&total.code)? != Effect::LineReview {
                continue;
            }
            let of_code = LinesQuery {
                finding: Some(total.code),
                limit: u32::MAX,
                ..LinesQuery::default()
            };
            let found = self.tx.lines_page(id, &of_code)?.into_iter();
            lines.extend(found.map(|line| ((line.invoice, line.position), line)));
        }
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        let mut invoices: Vec<u64> = lines.keys().map(|(invoice, _)| *invoice).collect();
        invoices.dedup();
        let mut findings: HashMap<(u64, u32), Vec<FindingRow>> = HashMap::new();
        for row in self.tx.findings_of_invoices(id, &invoices)? {
            findings.entry((row.invoice, row.position)).or_default().push(row);
        }
        let mut touched = Vec::with_capacity(lines.len());
        for ((invoice, position), line) in lines {
            let places = [(invoice, position), (invoice, 0)];
            let rows = places.iter().filter_map(|place| findings.get(place)).flatten();
            let as_it_went_out = rows.filter(|row| !is_by_hand(&row.finding));
            touched.push((line, judged_state(&self.law, self.record.batch.state, as_it_went_out)?));
        }
        Ok(touched)
    }

    /// Everything that was found, by code, with the first places of each; `behind` names a code of which later places
    /// are shown.
    pub(super) fn findings(
        &mut self,
        behind: Option<&PlacesBehind>,
    ) -> Result<(Vec<FoundOnSending>, Vec<PersonId>), Problem> {
        let id = self.record.id;
        let totals = self.tx.finding_totals(&[id])?;
        let place_of = |code: &CheckCode| behind.filter(|(of, _)| of == code).map(|(_, place)| *place);
        let codes: Vec<_> = totals
            .iter()
            .map(|total| (total.code.clone(), place_of(&total.code)))
            .collect();
        let most = u32::try_from(PLACES_PAGE + 1).unwrap_or(u32::MAX);
        let mut rows: BTreeMap<CheckCode, Vec<FindingRow>> = BTreeMap::new();
        for row in self.tx.first_findings(id, &codes, most)? {
            rows.entry(row.finding.code.clone()).or_default().push(row);
        }
        let mut found = Vec::new();
        for total in totals {
            let mut of_code = rows.remove(&total.code).unwrap_or_default();
            let mut count = total.findings;
            if self.settlement.is_none() && self.law.effect(&total.code)? == Effect::LineReview {
                // What people added since is told with the settlement only.
                let all = self.tx.first_findings(id, &[(total.code.clone(), None)], u32::MAX)?;
                let all: Vec<FindingRow> = all.into_iter().filter(|row| !is_by_hand(&row.finding)).collect();
                count = all.len() as u64;
                let from = place_of(&total.code);
                of_code = all
                    .into_iter()
                    .filter(|row| from.is_none_or(|from| (row.invoice, row.position) > from))
                    .take(PLACES_PAGE + 1)
                    .collect();
            }
            if count > 0 {
                found.push((total.code, count, of_code));
            }
        }
        self.told(found)
    }

    fn told(
        &mut self,
        found: Vec<(CheckCode, u64, Vec<FindingRow>)>,
    ) -> Result<(Vec<FoundOnSending>, Vec<PersonId>), Problem> {
        let mut invoices: Vec<u64> = found
            .iter()
            .flat_map(|(_, _, rows)| rows)
            .map(|row| row.invoice)
            .collect();
        invoices.sort_unstable();
        invoices.dedup();
        let persons: HashMap<u64, PersonId> = self
            .tx
            .invoices_of(self.record.id, &invoices)?
            .into_iter()
            .filter_map(|invoice| Some((invoice.number, invoice.person?)))
            .collect();
        let mut ids: Vec<PersonId> = persons.values().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let known = self.tx.persons(&ids)?.into_iter();
        let names: HashMap<PersonId, String> = known
            .filter_map(|person| Some((person.id, person.details.name?)))
            .collect();
        let mut told = Vec::with_capacity(found.len());
        for (code, count, mut rows) in found {
            let next = cut(&mut rows);
            let finding = AnswerFinding::new(&Finding::new(code), &self.law)?;
            let place = |row: &FindingRow| -> Result<PlaceOnSending, Problem> {
                let person = persons.get(&row.invoice);
                Ok(PlaceOnSending {
                    name: person.and_then(|person| names.get(person).cloned()),
                    day: row.day,
                    text: AnswerFinding::new(&row.finding, &self.law)?.text,
                })
            };
            told.push(FoundOnSending {
                letter: letter_of(finding.effect),
                finding,
                count,
                places: rows.iter().map(place).collect::<Result<_, _>>()?,
                next,
            });
        }
        Ok((told, ids))
    }

    /// How to object; by the text of the day of receipt.
    fn objection(&mut self) -> Result<Bilingual, Problem> {
        let batch = &self.record.batch;
        let facility = match batch.facility {
            Some(facility) => self.tx.facility(facility)?,
            None => None,
        };
        let sector = facility.as_ref().map(|facility| &facility.sector);
        let day = brussels_day(batch.received_at);
        Ok(self.law.text(parameter::OBJECTION, sector, day)?.clone())
    }

    /// The settlement, once signed.
    pub(super) fn settled(&mut self) -> Result<Option<answers::AnsweredSettlement>, Problem> {
        match &self.settlement {
            Some(settlement) => answers::settled(self.tx, settlement).map(Some),
            None => Ok(None),
        }
    }
}

/// Leaves a page of places, and says behind which the next begins. A code found twice at one place is not torn apart.
fn cut(rows: &mut Vec<FindingRow>) -> Option<(u64, u32)> {
    if rows.len() <= PLACES_PAGE {
        return None;
    }
    let place = |row: &FindingRow| (row.invoice, row.position);
    let first_left = place(&rows[PLACES_PAGE]);
    rows.truncate(PLACES_PAGE);
    if place(&rows[0]) != first_left {
        while rows.last().is_some_and(|last| place(last) == first_left) {
            rows.pop();
        }
    }
    rows.last().map(place)
}
