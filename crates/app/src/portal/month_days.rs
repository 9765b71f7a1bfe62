//! What can be done with each day of a month to invoice, and under which code and price.

use std::collections::{BTreeSet, HashMap};

use billing::Stay;
use identifiers::{CareFundNumber, Month, Period, PersonId, VsbReference};
use jiff::civil::Date;
use registers::tariff::{PricedFor, tariff_on};
use registers::{Tariff, TariffKind, income_category_of};

use super::month::{CellState, DayPrice, EarlierDay, MonthCell};
use super::month_facts::{MonthFacts, PersonStay};

impl MonthFacts {
    pub(super) fn is_in_month(&self, stay: &PersonStay) -> bool {
        self.month.period().days().any(|day| stay.stay.covers(day))
    }

    pub(super) fn cell(&self, stay: &PersonStay, day: Date) -> MonthCell {
        let state = self.state(stay, day);
        MonthCell {
            day,
            chosen: matches!(state, CellState::Ready(_)) && !self.draft.off.contains(&(stay.reference, day)),
            state,
        }
    }

    /// What can be done with a day of a stay.
    pub(super) fn state(&self, stay: &PersonStay, day: Date) -> CellState {
        match self.state_alone(stay, day) {
            CellState::Ready(_) if self.of_other_stay.contains(&(stay.reference, day)) => CellState::OtherStay,
            state => state,
        }
    }

    /// Days that could be invoiced from two stays of a person (a move within the house): the stay that began first keeps
    /// them. Named by the stay that does not.
    pub(super) fn days_of_other_stays(&self) -> BTreeSet<(VsbReference, Date)> {
        let mut by_person: HashMap<PersonId, Vec<&PersonStay>> = HashMap::new();
        for stay in &self.stays {
            by_person.entry(stay.person.id).or_default().push(stay);
        }
        let mut found = BTreeSet::new();
        for stays in by_person.values_mut() {
            stays.sort_by_key(|stay| (stay.stay.start, stay.record.id));
            for (place, later) in stays.iter().enumerate() {
                for earlier in &stays[..place] {
                    let last = earlier.stay.end().map_or(self.today, |(day, _)| day.min(self.today));
                    let Ok(both) = Period::between(later.stay.first_day().max(self.joined), last) else {
                        continue;
                    };
                    let is_ready = |stay, day| matches!(self.state_alone(stay, day), CellState::Ready(_));
                    let twice = both
                        .days()
                        .filter(|day| is_ready(earlier, *day) && is_ready(later, *day));
                    found.extend(twice.map(|day| (later.reference, day)));
                }
            }
        }
        found
    }

    /// What can be done with a day of a stay, whatever other stays the person has.
    fn state_alone(&self, stay: &PersonStay, day: Date) -> CellState {
        let person = &stay.person;
        if !stay.stay.covers(day) || day < self.joined || person.deceased_before(day) {
            return CellState::Out;
        }
        if day > self.today {
            return CellState::Future;
        }
        if self.sent.is_own(person.id, day) {
            return CellState::Sent { is_own: true };
        }
        let elsewhere = self.sent.elsewhere(person.id, day);
        if elsewhere.iter().any(|paid| paid.bars) {
            return CellState::Sent { is_own: false };
        }
        if self.term_passed.contains(&day) {
            return CellState::TermPassed;
        }
        if !self.is_payable(&stay.stay, day) {
            return CellState::NotPayable;
        }
        let Some(membership) = person.membership_on(day) else {
            return CellState::NoFund;
        };
        let price = |kind| self.price(kind, stay, day).map(|tariff| (tariff.code, tariff.cents));
        let share = price(TariffKind::PersonalShare).filter(|_| self.has_share);
        match price(TariffKind::Day) {
            // The same day and code is paid once, wherever (300423).
            Some((code, _)) if elsewhere.iter().any(|paid| paid.code == code) => CellState::Sent { is_own: false },
            Some((code, cents)) if share.is_some() || !self.has_share => CellState::Ready(DayPrice {
                fund: membership.fund,
                code,
                cents,
                share,
            }),
            _ => CellState::NoPrice,
        }
    }

    /// D10: the first day until an hour, the last one from an hour on; a day that is both, at any.
    fn is_payable(&self, stay: &Stay, day: Date) -> bool {
        let hours = self.hours.range(..=day).next_back().map(|(_, hours)| *hours);
        let Some((first_until, last_from)) = hours else {
            return true;
        };
        if day == stay.first_day() {
            return stay.start_hour() <= first_until;
        }
        stay.end().is_none_or(|(last, hour)| day != last || hour >= last_from)
    }

    fn price(&self, kind: TariffKind, stay: &PersonStay, day: Date) -> Option<&Tariff> {
        let who = PricedFor {
            facility: self.facility.id,
            sector: &self.facility.sector,
            user_type: stay.record.user_type,
            income_category: Some(income_category_of(&stay.person.details)),
        };
        tariff_on(self.tariffs.get(&kind)?, day, who)
    }

    /// Runs of days before the month that can be invoiced and never were; a run is chosen whole or not at all.
    pub(super) fn earlier(&self) -> Vec<EarlierDay> {
        let mut runs: Vec<EarlierDay> = Vec::new();
        for stay in &self.stays {
            let first = stay.stay.first_day().max(self.joined).max(self.looked_from);
            let Ok(last) = self.month.first_day().yesterday() else {
                continue;
            };
            let Ok(before) = Period::between(first, last) else {
                continue;
            };
            let of_whole = |day: &Date| self.sent.is_whole(stay.person.id, Month::of(*day));
            for day in before.days().filter(|day| !of_whole(day)) {
                let CellState::Ready(price) = self.state(stay, day) else {
                    continue;
                };
                let chosen = self.draft.earlier.contains(&(stay.reference, day));
                let follows = runs.last_mut().filter(|run| {
                    let behind = run.days.last().and_then(|(last, _)| last.tomorrow().ok());
                    let is_same = run.reference == stay.reference && run.fund == price.fund && run.chosen == chosen;
                    is_same && behind == Some(day)
                });
                match follows {
                    Some(run) => run.days.push((day, price)),
                    None => runs.push(EarlierDay {
                        reference: stay.reference,
                        name: stay.person.details.name.clone(),
                        fund: price.fund,
                        days: vec![(day, price)],
                        chosen,
                    }),
                }
            }
        }
        runs
    }

    /// Whether it is one of the days before the month that are looked through.
    fn is_earlier(&self, day: Date) -> bool {
        (self.looked_from..self.month.first_day()).contains(&day)
    }

    /// The days of a stay that are to be invoiced to a fund, in order.
    pub(super) fn chosen_days(&self, stay: &PersonStay, fund: CareFundNumber) -> Vec<(Date, DayPrice)> {
        let earlier = self
            .draft
            .earlier
            .iter()
            .filter(|(reference, day)| *reference == stay.reference && self.is_earlier(*day));
        let of_month = self.month.period().days();
        let of_month = of_month.filter(|day| !self.draft.off.contains(&(stay.reference, *day)));
        let days = earlier.map(|(_, day)| *day).chain(of_month);
        days.filter_map(|day| match self.state(stay, day) {
            CellState::Ready(price) if price.fund == fund => Some((day, price)),
            _ => None,
        })
        .collect()
    }
}
