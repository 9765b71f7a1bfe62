//! What a month to invoice comes to: its costs, what it takes back, and the sum for each fund.

use std::collections::{BTreeMap, BTreeSet};

use identifiers::{CareFundNumber, EuroCents, PerformanceCode, PersonId};
use registers::TariffKind;
use regulation::{Law, List};
use store::BatchState;

use super::month::{CostCode, CostOnMonth, CreditOnMonth, DayPrice, FundMonth};
use super::month_facts::{CreditFact, MonthFacts};
use crate::Problem;

impl MonthFacts {
    pub(super) fn costs(&self) -> Vec<CostOnMonth> {
        let codes = self.cost_codes();
        self.draft
            .costs
            .iter()
            .map(|cost| {
                let stay = self.stay_of(cost.reference);
                let person = stay.map(|stay| &stay.person);
                let known = codes.iter().find(|known| known.code == cost.code);
                CostOnMonth {
                    reference: cost.reference,
                    name: person.and_then(|person| person.details.name.clone()),
                    day: cost.day,
                    code: cost.code,
                    description: known.and_then(|known| known.description.clone()),
                    cents: cost.cents,
                    fund: person.and_then(|person| person.membership_on(cost.day)).map(|m| m.fund),
                }
            })
            .collect()
    }

    /// Whether a tariff of the kind names the code.
    pub(super) fn has_code(&self, kind: TariffKind, code: PerformanceCode) -> bool {
        let tariffs = self.tariffs.get(&kind).into_iter().flatten();
        tariffs.into_iter().any(|tariff| tariff.code == code)
    }

    pub(super) fn credit_shown(&self, credit: &CreditFact) -> Option<CreditOnMonth> {
        let person = self.stays.iter().find(|stay| stay.person.id == credit.line.person);
        Some(CreditOnMonth {
            place: credit.line.place.into(),
            name: person.and_then(|stay| stay.person.details.name.clone()),
            fund: credit.batch.batch.fund?,
            day: credit.line.day,
            code: credit.line.code,
            cents: credit.line.amount,
        })
    }

    pub(super) fn cost_codes(&self) -> Vec<CostCode> {
        let last = self.month.last_day();
        let mut codes: Vec<CostCode> = Vec::new();
        for kind in [TariffKind::Cost, TariffKind::Premium] {
            for tariff in self.tariffs.get(&kind).into_iter().flatten() {
                let is_ours = tariff.facility.is_none_or(|facility| facility == self.facility.id);
                let holds = tariff.period.overlaps(self.month.period()) || tariff.period.contains(last);
                if is_ours && holds && codes.iter().all(|known| known.code != tariff.code) {
                    codes.push(CostCode {
                        code: tariff.code,
                        kind,
                        description: tariff.description_nl.clone(),
                        cents: tariff.cents,
                    });
                }
            }
        }
        codes.sort_by_key(|known| known.code);
        codes
    }

    /// The funds to which something would be or was sent.
    pub(super) fn funds(&self, law: &Law) -> Result<Vec<FundMonth>, Problem> {
        let mut funds: BTreeSet<CareFundNumber> = self.batches.iter().filter_map(|batch| batch.batch.fund).collect();
        for stay in &self.stays {
            let memberships = stay.person.memberships.iter();
            funds.extend(memberships.map(|membership| membership.fund));
        }
        let mut days: BTreeMap<CareFundNumber, Vec<(PersonId, DayPrice)>> = BTreeMap::new();
        for stay in &self.stays {
            for (_, price) in self.all_chosen(stay) {
                days.entry(price.fund).or_default().push((stay.person.id, price));
            }
        }
        let mut told = Vec::new();
        for fund in funds {
            let mut of_fund = self.fund(fund, &days.remove(&fund).unwrap_or_default(), law)?;
            let batches = self.batches.iter().filter(|batch| batch.batch.fund == Some(fund));
            for batch in batches {
                match batch.batch.state {
                    BatchState::RefusedTechnical | BatchState::Refused => of_fund.refused.push(batch.id),
                    state => of_fund.live = Some((batch.id, state)),
                }
            }
            if of_fund.person_count > 0 || of_fund.live.is_some() || !of_fund.refused.is_empty() {
                told.push(of_fund);
            }
        }
        Ok(told)
    }

    fn fund(&self, fund: CareFundNumber, days: &[(PersonId, DayPrice)], law: &Law) -> Result<FundMonth, Problem> {
        let mut persons: BTreeSet<PersonId> = days.iter().map(|(person, _)| *person).collect();
        let mut total = EuroCents::ZERO;
        for (_, price) in days {
            let share = price.share.map_or(EuroCents::ZERO, |(_, cents)| cents);
            total = total.plus(price.cents)?.minus(share)?;
        }
        let costs: Vec<CostOnMonth> = self
            .costs()
            .into_iter()
            .filter(|cost| cost.fund == Some(fund))
            .collect();
        for cost in &costs {
            persons.extend(self.stay_of(cost.reference).map(|stay| stay.person.id));
            total = total.plus(cost.cents)?;
        }
        let credits = self
            .credits
            .iter()
            .filter(|credit| credit.batch.batch.fund == Some(fund));
        let mut credit_count = 0;
        for credit in credits {
            credit_count += 1;
            persons.insert(credit.line.person);
            total = total.minus(credit.line.amount)?;
        }
        Ok(FundMonth {
            fund,
            name: law
                .list(List::CareFund)
                .find(&fund.to_string())
                .map(|value| value.text.clone()),
            person_count: persons.len(),
            day_count: days.len(),
            cost_count: costs.len(),
            credit_count,
            total,
            live: None,
            refused: Vec::new(),
        })
    }
}
