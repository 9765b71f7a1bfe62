//! The people of the demonstration: who they are and what the member register knows of them.

use std::collections::BTreeSet;

use fastrand::Rng;
use identifiers::{CareFundNumber, Period, Ssin};
use jiff::civil::{Date, date};
use registers::{Address, AffiliationObligation, IncomeCategory, Membership, MembershipKind, PersonDetails};

use super::names::{ORIGINS, STREETS};
use super::numbers;

/// What the member register knows of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Must affiliate, and is affiliated officially.
    Member,
    /// The same under a BIS number.
    MemberWithBis,
    /// May affiliate administratively only, and is.
    Administrative,
    /// The same, and the affiliation ends soon after the month.
    AdministrativeEnding,
    /// May affiliate, and is not.
    NotAffiliated(AffiliationObligation),
    /// May not affiliate.
    Forbidden,
    /// Nothing: the register does not know the person.
    Nothing,
}

/// Sex, as invoices write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    /// 1
    Man,
    /// 2
    Woman,
}

/// A person.
pub(super) struct Person {
    /// National number.
    pub(super) ssin: Ssin,
    /// What the register says, when it knows the person.
    pub(super) details: PersonDetails,
    /// The membership, when there is one.
    pub(super) membership: Option<Membership>,
}

/// Makes people, no two with the same name or number.
pub(super) struct People {
    rng: Rng,
    names: BTreeSet<String>,
    ssins: BTreeSet<Ssin>,
}

impl People {
    /// The same seed makes the same people.
    pub(super) fn with_seed(seed: u64) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            names: BTreeSet::new(),
            ssins: BTreeSet::new(),
        }
    }

    /// A person of a town and, where affiliated, of a fund.
    pub(super) fn person(&mut self, known: Known, fund: CareFundNumber, (postal_code, city): (&str, &str)) -> Person {
        let sex = if self.rng.bool() { Sex::Man } else { Sex::Woman };
        let birth = self.birth();
        let street = pick(&mut self.rng, &STREETS);
        let number = self.rng.u8(1..120);
        Person {
            ssin: self.ssin(birth, sex, known == Known::MemberWithBis),
            details: PersonDetails {
                name: Some(self.name(sex)),
                birth_date: Some(birth),
                deceased_on: None,
                obligation: obligation(known),
                insurer: Some(self.insurer(fund)),
                income_category: Some(if self.rng.u8(0..10) < 6 {
                    IncomeCategory::Increased
                } else {
                    IncomeCategory::Standard
                }),
                address: Address {
                    street: Some(format!("{street} {number}")),
                    postal_code: Some(postal_code.to_owned()),
                    city: Some(city.to_owned()),
                    country: Some("BE".to_owned()),
                },
            },
            membership: self.membership(known, fund),
        }
    }

    fn birth(&mut self) -> Date {
        date(self.rng.i16(1940..=2005), self.rng.i8(1..=12), self.rng.i8(1..=28))
    }

    fn ssin(&mut self, birth: Date, sex: Sex, bis: bool) -> Ssin {
        loop {
            let pair = self.rng.u16(0..498);
            let counter = pair * 2 + if sex == Sex::Man { 1 } else { 2 };
            let ssin = numbers::ssin(birth, counter, bis);
            // Of some numbers the check fits both centuries: they do not tell the birth.
            if ssin.birth_date() == Some(birth) && self.ssins.insert(ssin) {
                return ssin;
            }
        }
    }

    fn name(&mut self, sex: Sex) -> String {
        loop {
            let mut place = self.rng.u8(0..100);
            let mut origin = &ORIGINS[0];
            for candidate in &ORIGINS {
                origin = candidate;
                if place < candidate.share {
                    break;
                }
                place -= candidate.share;
            }
            let given = pick(&mut self.rng, if sex == Sex::Man { origin.men } else { origin.women });
            let name = format!("{given} {}", pick(&mut self.rng, origin.families));
            if self.names.insert(name.clone()) {
                return name;
            }
        }
    }

    /// The sickness fund that a care fund belongs with. With 680 anyone may affiliate (care.md §0).
    fn insurer(&mut self, fund: CareFundNumber) -> u16 {
        match fund.first_digit() {
            6 => [600, 900, 100][self.rng.usize(0..3)],
            digit => digit * 100,
        }
    }

    fn membership(&mut self, known: Known, fund: CareFundNumber) -> Option<Membership> {
        let from = date(self.rng.i16(2015..=2022), 1, 1);
        let kind = match known {
            Known::Member | Known::MemberWithBis => MembershipKind::Official,
            Known::Administrative | Known::AdministrativeEnding => MembershipKind::Administrative,
            Known::NotAffiliated(_) | Known::Forbidden | Known::Nothing => return None,
        };
        Some(Membership {
            fund,
            kind,
            period: Period::since(from),
        })
    }
}

const fn obligation(known: Known) -> AffiliationObligation {
    match known {
        Known::Member | Known::MemberWithBis | Known::Nothing => AffiliationObligation::Obligatory,
        Known::Administrative | Known::AdministrativeEnding => AffiliationObligation::Restrictive,
        Known::NotAffiliated(obligation) => obligation,
        Known::Forbidden => AffiliationObligation::Forbidden,
    }
}

/// One of several texts; of none, nothing.
pub(super) fn pick<'t>(rng: &mut Rng, texts: &[&'t str]) -> &'t str {
    rng.choice(texts.iter().copied()).unwrap_or_default()
}
