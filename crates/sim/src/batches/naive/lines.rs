//! The lines of a sending, each by itself.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Judged, Naive};
use crate::batches::line::{Case, of_line};
use crate::batches::paid::{Kept, Place, State, creditable, standing};
use crate::batches::price::{is_of_sector, kind_of};
use crate::batches::setting::{Invoice, Kind, Line, Sending, World};
use crate::batches::told::Findings;

impl Naive<'_> {
    /// All lines with what each has by itself, and the invoices that F refuses. Credit notes come first, since what they
    /// take back says which originals come too early.
    pub(super) fn lines(&self, sending: &Sending, findings: &mut Findings) -> (Vec<Judged>, BTreeSet<u64>) {
        let mut invoices: Vec<&Invoice> = sending.invoices.iter().collect();
        invoices.sort_by_key(|invoice| (invoice.credit.is_none(), invoice.number));
        let (mut all, mut refused) = (Vec::new(), BTreeSet::new());
        let mut credited: BTreeSet<(usize, Date, u32)> = BTreeSet::new();
        for invoice in invoices {
            let person = self.person_of(invoice);
            let of_invoice = self.of_invoice(sending, invoice, person, &credited);
            if !of_invoice.is_empty() {
                refused.insert(invoice.number);
            }
            let on_no_day = of_invoice.contains("200742");
            findings.extend(of_invoice.iter().map(|code| (invoice.number, 0, code.clone())));
            let first = all.len();
            for index in 0..invoice.lines.len() {
                let mut line = self.one_line(sending, invoice, on_no_day, index, first);
                line.in_refused_invoice = !of_invoice.is_empty();
                if invoice.credit.is_some()
                    && line.counts()
                    && let Some(key) = line.key()
                    && !credited.insert(key)
                {
                    line.findings.insert("302248".to_owned());
                }
                all.push(line);
            }
        }
        (all, refused)
    }

    fn person_of(&self, invoice: &Invoice) -> Option<usize> {
        self.world.persons.iter().position(|person| person.ssin == invoice.ssin)
    }

    /// The line at a place of an invoice; the lines of the invoice begin at `first` in the list of all.
    pub(in crate::batches) fn one_line(
        &self,
        sending: &Sending,
        invoice: &Invoice,
        on_no_day: bool,
        index: usize,
        first: usize,
    ) -> Judged {
        let line = &invoice.lines[index];
        let person = self.person_of(invoice);
        let mut kept = Kept {
            invoice: invoice.number,
            position: u32::try_from(index + 1).unwrap_or(u32::MAX),
            person,
            day: line.day,
            code: line.code,
            kind: kind_of(self.world, sending.facility, line.code),
            cents: line.cents,
            credit: invoice.credit.is_some(),
            takes_back: None,
            state: State::Refused,
        };
        let other = partner(self.world, sending.facility, invoice, index);
        let findings = match (invoice.credit, person) {
            (Some(_), None) => BTreeSet::new(),
            (Some(named), Some(of)) => {
                kept.takes_back = self.takes_back(sending, named, of, line);
                match kept.takes_back {
                    Some(_) => BTreeSet::new(),
                    None => BTreeSet::from(["302248".to_owned()]),
                }
            }
            (None, _) => self.original(sending, invoice, on_no_day, index, other.is_some()),
        };
        Judged {
            kept,
            place: index,
            findings,
            in_refused_invoice: false,
            partner: other
                .filter(|_| invoice.credit.is_none() && person.is_some())
                .map(|other| first + other),
        }
    }

    fn original(
        &self,
        sending: &Sending,
        invoice: &Invoice,
        on_no_day: bool,
        index: usize,
        has_partner: bool,
    ) -> BTreeSet<String> {
        let (world, line, person) = (self.world, &invoice.lines[index], self.person_of(invoice));
        let sector = world.facilities[sending.facility].sector;
        let standing = standing(&self.batches);
        let of_day = || {
            standing
                .iter()
                .filter(|(_, of)| person.is_some() && of.person == person && of.day == line.day)
        };
        let needed = match kind_of(world, sending.facility, line.code) {
            Some(Kind::Share) => true,
            Some(Kind::Day) => sector == "PVT",
            _ => false,
        };
        let may_not = |place: &Place| {
            let other = self.batches[place.0].sending.facility;
            other != sending.facility && !world.rules.may_stay_together(world.facilities[other].sector, sector)
        };
        of_line(&Case {
            world,
            sending,
            line,
            person,
            reference: invoice.reference,
            on_no_day,
            paid: of_day().any(|(_, of)| of.code == line.code),
            elsewhere: of_day().any(|(place, of)| of.kind == Some(Kind::Day) && may_not(place)),
            premium_known: person.is_some_and(|person| self.premium_known(person)),
            partner: (needed && is_of_sector(world, sending.facility, line.code)).then_some(has_partner),
        })
    }

    /// The accepted line that a credit line takes back: of the named invoice, where that is known.
    fn takes_back(
        &self,
        sending: &Sending,
        named: Option<(u64, u16, Date)>,
        person: usize,
        line: &Line,
    ) -> Option<Place> {
        let key = (person, line.day, line.code);
        let (place, cents) = creditable(&self.batches, sending.facility, sending.fund, key)?;
        let of_named = match self.earlier(sending, named, Some(person)) {
            Some(batch) => place.0 == batch && named.is_some_and(|(number, ..)| number == place.1),
            None => true,
        };
        (of_named && cents == -line.cents).then_some(place)
    }
}

/// The other line of a pair in its invoice: a share stands directly behind its day.
pub(super) fn partner(world: &World, facility: usize, invoice: &Invoice, index: usize) -> Option<usize> {
    let is_share = |at: usize| kind_of(world, facility, invoice.lines[at].code) == Some(Kind::Share);
    let other = if is_share(index) {
        index.checked_sub(1)?
    } else {
        index + 1
    };
    let (line, with) = (&invoice.lines[index], invoice.lines.get(other)?);
    let fits = !line.provision && !with.provision && line.day == with.day && is_share(index) != is_share(other);
    fits.then_some(other)
}
