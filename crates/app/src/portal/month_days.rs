//! What can be done with each day of a month to invoice, and under which code and price.

use billing::Stay;
use identifiers::{CareFundNumber, Period};
use jiff::civil::Date;
use registers::tariff::{PricedFor, tariff_on};
use registers::{Tariff, TariffKind, income_category_of};

use super::month::{CellState, DayPrice, EarlierDay, MonthCell};
use super::month_facts::{MonthFacts, PersonStay, months_back};

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
        let person = &stay.person;
        if !stay.stay.covers(day) || day < self.joined || person.deceased_before(day) {
            return CellState::Out;
        }
        if day > self.today {
            return CellState::Future;
        }
        if let Some(paid) = self.paid.get(&(person.id, day)) {
            return CellState::Sent {
                is_own: paid.facility == self.facility.id,
            };
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

    /// Runs of days before the month of these stays that can be invoiced and never were.
    pub(super) fn earlier(&self, stays: &[PersonStay]) -> Vec<EarlierDay> {
        let mut runs: Vec<EarlierDay> = Vec::new();
        for stay in stays {
            let first = stay.stay.first_day().max(self.joined);
            let first = first.max(
                months_back(self.month, self.joined)
                    .first()
                    .map_or(first, |m| m.first_day()),
            );
            let Ok(last) = self.month.first_day().yesterday() else {
                continue;
            };
            let Ok(before) = Period::between(first, last) else {
                continue;
            };
            for day in before.days() {
                let CellState::Ready(price) = self.state(stay, day) else {
                    continue;
                };
                let follows = runs.last_mut().filter(|run| {
                    let behind = run.days.last().and_then(|(last, _)| last.tomorrow().ok());
                    run.reference == stay.reference && run.fund == price.fund && behind == Some(day)
                });
                match follows {
                    Some(run) => run.days.push((day, price)),
                    None => runs.push(EarlierDay {
                        reference: stay.reference,
                        name: stay.person.details.name.clone(),
                        fund: price.fund,
                        days: vec![(day, price)],
                        chosen: false,
                    }),
                }
            }
        }
        for run in &mut runs {
            let of = |(day, _): &(Date, DayPrice)| self.draft.earlier.contains(&(run.reference, *day));
            run.chosen = run.days.iter().all(of);
        }
        runs
    }

    /// The days of a stay that are to be invoiced to a fund, in order.
    pub(super) fn chosen_days(&self, stay: &PersonStay, fund: CareFundNumber) -> Vec<(Date, DayPrice)> {
        let mut days = self.all_chosen(stay);
        days.retain(|(_, price)| price.fund == fund);
        days
    }

    /// The days of a stay that are to be invoiced, to whichever fund, in order.
    pub(super) fn all_chosen(&self, stay: &PersonStay) -> Vec<(Date, DayPrice)> {
        let earlier = self
            .draft
            .earlier
            .iter()
            .filter(|(reference, day)| *reference == stay.reference && *day < self.month.first_day());
        let of_month = self.month.period().days();
        let of_month = of_month.filter(|day| !self.draft.off.contains(&(stay.reference, *day)));
        let days = earlier.map(|(_, day)| *day).chain(of_month);
        days.filter_map(|day| match self.state(stay, day) {
            CellState::Ready(price) => Some((day, price)),
            _ => None,
        })
        .collect()
    }
}
