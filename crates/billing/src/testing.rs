//! What the tests of this crate have in common: an IBW facility, a person with a stay, tariffs, and a sending of a
//! few lines in a few words.

mod drafts;

use std::collections::BTreeSet;

use identifiers::{
    CareFundNumber, CbeNumber, DossierId, EuroCents, FacilityId, HcoNumber, Iban, Month, NihdiNumber, PerformanceCode,
    Period, PersonId, SectorCode, Ssin, VsbReference,
};
use invoice_file::model::{Invoice, Line, Sending};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::{
    Address, AffiliationObligation, Facility, Membership, MembershipKind, Person, PersonDetails, Recognition, Tariff,
    TariffKind,
};
use regulation::{Law, Overrides};

pub(crate) use self::drafts::{Draft, care, coded, cost, invoice, line, share};
use crate::{BatchFacts, BatchVerdict, LineOutcome, Outcome, PaidDay, Place, Stay, judge_batch};

pub(crate) const FACILITY: FacilityId = FacilityId(1);
pub(crate) const OTHER_FACILITY: FacilityId = FacilityId(2);
pub(crate) const PERSON: PersonId = PersonId(1);
/// Well formed and in the register.
pub(crate) const SSIN: u64 = 85_073_003_328;
/// Well formed and not in the register.
pub(crate) const UNKNOWN_SSIN: u64 = 90_010_100_123;
/// The check digits are wrong.
pub(crate) const WRONG_SSIN: u64 = 85_073_003_329;

pub(crate) const DAY_CODE: &str = "970012";
pub(crate) const COST_CODE: &str = "970023";
pub(crate) const PREMIUM_CODE: &str = "970034";
pub(crate) const SHARE_CODE: &str = "970060";
/// A valid check digit and no tariff.
pub(crate) const UNKNOWN_CODE: &str = "970071";
/// The check digit is wrong.
pub(crate) const WRONG_CODE: &str = "970013";

pub(crate) const DAY_CENTS: i64 = 4321;
pub(crate) const COST_LIMIT_CENTS: i64 = 5000;
pub(crate) const SHARE_CENTS: i64 = 1800;

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn sector(code: &str) -> SectorCode {
    SectorCode::parse(code).unwrap()
}

pub(crate) fn fund(number: &str) -> CareFundNumber {
    CareFundNumber::parse(number).unwrap()
}

pub(crate) fn code(text: &str) -> PerformanceCode {
    PerformanceCode::parse(text).unwrap()
}

/// From one day on, to another if it is not empty.
pub(crate) fn period(from: &str, to: &str) -> Period {
    Period::new(day(from), (!to.is_empty()).then(|| day(to))).unwrap()
}

pub(crate) fn tariff(performance: &str, kind: TariffKind, in_sector: &str, cents: i64) -> Tariff {
    Tariff {
        code: code(performance),
        kind,
        sector: sector(in_sector),
        facility: None,
        user_type: None,
        income_category: None,
        period: period("2019-01-01", ""),
        cents: EuroCents::new(cents),
        description_nl: None,
    }
}

/// An accepted stay from an instant, approved from that day to another. Its reference is that of its number.
pub(crate) fn stay(id: u32, start: &str, approved_to: &str) -> Stay {
    let start = at(start);
    Stay {
        dossier: DossierId(i64::from(id)),
        reference: VsbReference::from_serial(u64::from(id)),
        start,
        reported_end: None,
        approved: vec![Period::between(identifiers::brussels_day(start), day(approved_to)).unwrap()],
        approved_until: Some(day(approved_to)),
        user_type: None,
        if_accepted: Vec::new(),
    }
}

pub(crate) fn person(id: i64, ssin: u64) -> Person {
    Person {
        id: PersonId(id),
        ssin: Ssin::from_number(ssin).unwrap(),
        details: PersonDetails {
            name: None,
            birth_date: None,
            deceased_on: None,
            obligation: AffiliationObligation::Obligatory,
            insurer: None,
            income_category: None,
            address: Address::default(),
        },
        memberships: vec![member("180", "2020-01-01", "")],
    }
}

pub(crate) fn member(of: &str, from: &str, to: &str) -> Membership {
    Membership {
        fund: fund(of),
        kind: MembershipKind::Official,
        period: period(from, to),
    }
}

/// Everything beside the invoices: an IBW facility in March 2024 sends on 3 April at 10:00; a person of fund 180
/// stays there from 1 March, 10:00, approved to the end of 2024; days, costs and premiums have a tariff.
pub(crate) struct World {
    pub(crate) law: Law,
    pub(crate) received_at: Timestamp,
    pub(crate) month: Month,
    pub(crate) facts: BatchFacts,
}

impl World {
    pub(crate) fn ibw() -> Self {
        Self::of_sector("IBW")
    }

    /// The same in another sector; in PVT days have a personal share.
    pub(crate) fn of_sector(name: &str) -> Self {
        let mut world = Self {
            law: Law::embedded(),
            received_at: at("2024-04-03T10:00:00+02:00"),
            month: Month::parse("2024-03").unwrap(),
            facts: BatchFacts {
                facility: Some(facility(name)),
                sender: Some(FACILITY),
                ..BatchFacts::default()
            },
        };
        world.facts.persons.insert(SSIN, person(PERSON.0, SSIN));
        world.stays(vec![stay(1, "2024-03-01T10:00:00+01:00", "2024-12-31")]);
        world.price(tariff(DAY_CODE, TariffKind::Day, name, DAY_CENTS));
        world.price(tariff(COST_CODE, TariffKind::Cost, name, COST_LIMIT_CENTS));
        world.price(tariff(PREMIUM_CODE, TariffKind::Premium, name, 6200));
        if name == "PVT" {
            world.price(tariff(SHARE_CODE, TariffKind::PersonalShare, name, SHARE_CENTS));
        }
        world
    }

    /// The stays of the person, in order of acceptance.
    pub(crate) fn stays(&mut self, stays: Vec<Stay>) {
        self.facts.stays.insert(PERSON, stays);
    }

    /// Changes the one stay of the person.
    pub(crate) fn stay(&mut self, change: impl FnOnce(&mut Stay)) {
        change(&mut self.facts.stays.get_mut(&PERSON).unwrap()[0]);
    }

    pub(crate) fn person(&mut self, change: impl FnOnce(&mut Person)) {
        change(self.facts.persons.get_mut(&SSIN).unwrap());
    }

    pub(crate) fn facility(&mut self, change: impl FnOnce(&mut Facility)) {
        change(self.facts.facility.as_mut().unwrap());
    }

    /// One tariff more.
    pub(crate) fn price(&mut self, tariff: Tariff) {
        self.facts.tariffs.entry(tariff.code).or_default().push(tariff);
    }

    /// These tariffs of a code and no others.
    pub(crate) fn prices(&mut self, performance: &str, tariffs: Vec<Tariff>) {
        self.facts.tariffs.insert(code(performance), tariffs);
    }

    /// A day of the person that is accepted or open already.
    pub(crate) fn paid(
        &mut self,
        on: &str,
        performance: &str,
        kind: TariffKind,
        facility: FacilityId,
        in_sector: &str,
    ) {
        let paid = PaidDay {
            code: code(performance),
            kind,
            facility,
            sector: sector(in_sector),
        };
        self.facts.paid.insert(PERSON, day(on), paid);
    }

    /// The law with one parameter or table replaced.
    pub(crate) fn law_with(&mut self, overrides: &Overrides) {
        self.law = self.law.with_overrides(overrides).unwrap();
    }

    pub(crate) fn sending(&self, drafts: &[Draft]) -> Sending {
        let facility = facility("IBW");
        let (mut invoices, mut lines) = (Vec::new(), Vec::new());
        for draft in drafts {
            let start = lines.len();
            lines.extend(
                (1..)
                    .zip(&draft.lines)
                    .map(|(position, line)| Line { position, ..*line }),
            );
            invoices.push(Invoice {
                lines: start..lines.len(),
                ..draft.invoice.clone()
            });
        }
        Sending {
            test: false,
            month: self.month,
            sending_number: 1,
            created_on: day("2024-04-03"),
            reference: String::new(),
            nihdi: facility.nihdi,
            cbe: facility.cbe,
            iban: facility.iban,
            bic: None,
            fund: fund("180"),
            total: EuroCents::sum(invoices.iter().map(|invoice| invoice.written_total)).unwrap(),
            record_count: (invoices.len() + lines.len()) as u64,
            invoices,
            lines,
        }
    }

    /// Judges, and checks what holds of every verdict.
    #[track_caller]
    pub(crate) fn judge(&self, drafts: &[Draft]) -> BatchVerdict {
        self.judge_sending(&self.sending(drafts))
    }

    #[track_caller]
    pub(crate) fn judge_sending(&self, sending: &Sending) -> BatchVerdict {
        let verdict = judge_batch(sending, &self.facts, &self.law, self.received_at).unwrap();
        for placed in &verdict.findings {
            assert_eq!(
                self.law.missing_facts(&placed.finding),
                Vec::<&str>::new(),
                "{} lacks facts",
                placed.finding.code
            );
        }
        assert_sums(sending, &verdict);
        verdict
    }

    /// Judges, and compares the exact set of codes.
    #[track_caller]
    pub(crate) fn check_invoices(&self, drafts: &[Draft], expected: &[&str]) -> BatchVerdict {
        let verdict = self.judge(drafts);
        assert_eq!(codes(&verdict), expected.iter().copied().collect());
        verdict
    }

    /// The same for one invoice of the person with these lines.
    #[track_caller]
    pub(crate) fn check(&self, lines: &[Line], expected: &[&str]) -> BatchVerdict {
        self.check_invoices(&[invoice(1, SSIN, lines)], expected)
    }
}

/// Accepted, refused and open lines are all lines; what is accepted is the sum of the accepted lines.
#[track_caller]
fn assert_sums(sending: &Sending, verdict: &BatchVerdict) {
    let of = |outcome| verdict.lines.iter().filter(move |line| line.outcome == outcome).count() as u64;
    let (accepted, refused, open) = (
        of(LineOutcome::Accepted),
        of(LineOutcome::Refused),
        of(LineOutcome::Open),
    );
    assert_eq!(accepted + refused + open, sending.lines.len() as u64);
    assert_eq!((verdict.refused_lines, verdict.open_lines), (refused, open));
    let lines = sending.lines.iter().zip(&verdict.lines);
    let accepted = lines.filter(|(_, line)| line.outcome == LineOutcome::Accepted);
    assert_eq!(
        verdict.accepted,
        EuroCents::sum(accepted.map(|(line, _)| line.amount)).unwrap()
    );
    assert_eq!(verdict.asked, sending.total);
    assert_eq!(verdict.outcome == Outcome::InReview, open > 0);
}

/// The codes found, each once.
pub(crate) fn codes(verdict: &BatchVerdict) -> BTreeSet<&str> {
    let found = verdict.findings.iter();
    found.map(|placed| placed.finding.code.as_str()).collect()
}

/// What was found as (invoice number, position, code); 0 where it is about more than one line.
pub(crate) fn placed<'v>(sending: &Sending, verdict: &'v BatchVerdict) -> Vec<(u64, u32, &'v str)> {
    let place = |place| match place {
        Place::Batch => (0, 0),
        Place::Invoice(invoice) => (sending.invoices[invoice].number, 0),
        Place::Line { invoice, line } => (sending.invoices[invoice].number, sending.lines[line].position),
    };
    let found = verdict.findings.iter();
    let mut found: Vec<_> = found
        .map(|of| (place(of.place).0, place(of.place).1, of.finding.code.as_str()))
        .collect();
    found.sort_unstable();
    found
}

/// A trusted facility, recognised since 2015.
pub(crate) fn facility(name: &str) -> Facility {
    Facility {
        id: FACILITY,
        hco: HcoNumber::parse("10000001").unwrap(),
        nihdi: NihdiNumber::parse("73100188000").unwrap(),
        cbe: CbeNumber::parse("0411000183").unwrap(),
        name: "Beschut A".to_owned(),
        sector: sector(name),
        iban: Iban::parse("BE74001100000107").unwrap(),
        bic: None,
        circle_of_trust: true,
        attested: true,
        recognitions: vec![Recognition {
            sector: sector(name),
            period: period("2015-01-01", ""),
            places: 20,
        }],
    }
}
