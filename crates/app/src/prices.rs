//! Use case: which performance codes and prices hold on a day (public reference data: no trust is asked).

use identifiers::{EuroCents, PerformanceCode, Period, SectorCode};
use jiff::civil::Date;
use registers::{IncomeCategory, Tariff, TariffKind, UserType};

use crate::{Actor, App, Context, Problem};

/// A performance code and its price. All that is absent is left out of its JSON.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// The code.
    pub code: PerformanceCode,
    /// What it stands for.
    pub kind: TariffKind,
    /// The sector in which it is valid.
    pub sector: SectorCode,
    /// Whether it is the price of the facility that asks alone.
    pub own: bool,
    /// For this type of user only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_type: Option<UserType>,
    /// For this income category only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub income_category: Option<IncomeCategory>,
    /// From when to when.
    pub period: Period,
    /// The price of one unit; of a `COST` the highest amount payable without a look.
    pub cents: EuroCents,
    /// Description in Dutch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_nl: Option<String>,
}

impl App<'_> {
    /// The codes and prices that hold on a day: of a facility's sector with its own prices, of all sectors for others.
    /// Another facility's own price is shown to nobody but funds, the agency and the operator.
    ///
    /// # Errors
    /// The facility is not known.
    pub fn prices_on(&self, context: &Context, day: Date) -> Result<Vec<Price>, Problem> {
        let mut tx = self.begin()?;
        let facility = match &context.actor {
            Actor::Facility(id) | Actor::FacilityEmployee { facility: id, .. } => Some(
                tx.facility(*id)?
                    .ok_or_else(|| Problem::forbidden("the facility is not known"))?,
            ),
            _ => None,
        };
        let sectors: Vec<SectorCode> = match &facility {
            Some(facility) => vec![facility.sector.clone()],
            None => self.law.sectors().map(|sector| sector.code.clone()).collect(),
        };
        let mine = facility.map(|facility| facility.id);
        let mut prices = Vec::new();
        for sector in &sectors {
            for kind in [
                TariffKind::Day,
                TariffKind::PersonalShare,
                TariffKind::Cost,
                TariffKind::Premium,
            ] {
                let tariffs = tx.tariffs_of_sector(sector, kind)?.into_iter();
                let shown = tariffs.filter(|tariff| {
                    let is_others = mine.is_some() && tariff.facility.is_some() && tariff.facility != mine;
                    tariff.period.contains(day) && !is_others
                });
                prices.extend(shown.map(price));
            }
        }
        Ok(prices)
    }
}

fn price(tariff: Tariff) -> Price {
    Price {
        code: tariff.code,
        kind: tariff.kind,
        sector: tariff.sector,
        own: tariff.facility.is_some(),
        user_type: tariff.user_type,
        income_category: tariff.income_category,
        period: tariff.period,
        cents: tariff.cents,
        description_nl: tariff.description_nl,
    }
}
