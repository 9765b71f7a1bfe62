//! Random changes of the member register.

use jiff::civil::{Date, date};

use super::{Draft, chance, pick};
use crate::days::plus;
use crate::event::{MemberChange, What};
use crate::filling::FUNDS;
use crate::setup::{FACILITIES, Membership, SSINS};

impl Draft {
    fn person(&mut self) -> usize {
        let known = self.world.persons.len();
        let person = pick(&mut self.rng, &self.cast);
        if person < known && chance(&mut self.rng, 85) {
            person
        } else {
            self.rng.usize(0..known)
        }
    }

    /// A feed tells something of a person.
    pub(super) fn member(&mut self) -> What {
        let person = self.person();
        let today = self.today();
        let mut change = MemberChange::default();
        match self.rng.u32(0..20) {
            0..13 => change.memberships = Some(self.memberships()),
            13 => change.deceased = Some(plus(today, pick(&mut self.rng, &[-20, -3, -1, 0]))),
            14..17 => {
                let words = ["OBLIGATORY", "VOLUNTARY", "RESTRICTIVE", "FORBIDDEN", "PROTOCOL"];
                change.obligation = Some(pick(&mut self.rng, &words));
            }
            _ => change.premium = Some(pick(&mut self.rng, &[2022, 2023, 2024])),
        }
        What::Member { person, change }
    }

    /// None, one from long ago, one around today, or two that follow each other.
    fn memberships(&mut self) -> Vec<Membership> {
        let today = self.today();
        let membership = |fund: &str, from, to| Membership {
            fund: fund.into(),
            kind: "OFFICIAL",
            from,
            to,
        };
        match self.rng.u32(0..10) {
            0 => Vec::new(),
            1..6 => vec![membership("180", date(2020, 1, 1), None)],
            6 => vec![membership(
                "680",
                plus(today, pick(&mut self.rng, &[-31, -30, -29, -1, 0, 1])),
                None,
            )],
            7 => vec![membership(
                "280",
                date(2020, 1, 1),
                Some(plus(today, pick(&mut self.rng, &[-31, -30, -1, 0, 5]))),
            )],
            _ => {
                let from = plus(today, pick(&mut self.rng, &[-40, -10, 0, 10]));
                vec![
                    membership("180", date(2020, 1, 1), Some(plus(from, -1))),
                    membership("680", from, None),
                ]
            }
        }
    }

    /// A fund takes somebody over from the next 1 January on.
    pub(super) fn mutation_of_next_year(&mut self) -> What {
        let person = self.person();
        let fund = pick(&mut self.rng, &["180", "280", "680", "680"]).to_owned();
        What::Mutate {
            person,
            fund,
            from: date(self.today().year() + 1, 1, 1),
        }
    }

    /// A fund affiliates, moves or ends.
    pub(super) fn membership(&mut self) -> What {
        let person = self.person();
        let today = self.today();
        let new_year = |year: i16| date(year, 1, 1);
        let days = [
            new_year(today.year()),
            new_year(today.year()),
            new_year(today.year() + 1),
            new_year(today.year() + 1),
            plus(new_year(today.year()), -1),
            plus(new_year(today.year() + 1), 1),
            today,
            plus(today, -10),
            plus(today, 5),
        ];
        let day: Date = pick(&mut self.rng, &days);
        let own: Vec<String> = self.world.persons[person]
            .memberships
            .iter()
            .map(|m| m.fund.clone())
            .collect();
        let fund = if own.is_empty() || chance(&mut self.rng, 60) {
            pick(&mut self.rng, &["180", "280", "680", "680", FUNDS[2]]).to_owned()
        } else {
            pick(&mut self.rng, &own)
        };
        match self.rng.u32(0..3) {
            0 => What::Affiliate {
                person,
                fund,
                kind: pick(&mut self.rng, &["OFFICIAL", "ADMINISTRATIVE"]),
                from: day,
            },
            1 => What::Mutate {
                person,
                fund,
                from: day,
            },
            _ => {
                let ends = self.world.persons[person].memberships.iter().filter_map(|m| m.to);
                let mut near: Vec<Date> = ends.flat_map(|end| [-1, 0, 1].map(|n| plus(end, n))).collect();
                near.push(day);
                What::EndMembership {
                    person,
                    fund,
                    to: pick(&mut self.rng, &near),
                }
            }
        }
    }

    /// A facility asks for somebody, now and then with a number that is none.
    pub(super) fn insurance(&mut self) -> What {
        let ssin = pick(&mut self.rng, &[SSINS[0], SSINS[1], SSINS[2], SSINS[3], "85073003329"]);
        let mut days = vec![self.today(), plus(self.today(), -1), plus(self.today(), 40)];
        for person in &self.world.persons {
            days.extend(person.deceased.into_iter().flat_map(|day| [day, plus(day, 1)]));
            for membership in &person.memberships {
                days.extend([membership.from, plus(membership.from, -1)]);
                days.extend(membership.to.into_iter().flat_map(|day| [day, plus(day, 1)]));
            }
        }
        let facility = self.rng.usize(0..FACILITIES.len());
        What::Insurance {
            facility,
            ssin: ssin.to_owned(),
            date: pick(&mut self.rng, &days),
        }
    }
}
