//! Recognised facilities, and the care funds.

use identifiers::{Bic, CareFundNumber, CbeNumber, FacilityId, HcoNumber, Iban, NihdiNumber, Period, SectorCode};
use jiff::civil::Date;

/// A recognition (erkenning): in which sector, from when to when, for how many places.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Recognition {
    /// The sector.
    pub sector: SectorCode,
    /// From when to when.
    #[serde(flatten)]
    pub period: Period,
    /// Recognised places: shown, never a ground to refuse.
    pub places: u32,
}

/// A facility (voorziening) as the register knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facility {
    /// Own number.
    pub id: FacilityId,
    /// Number in the Flemish care registry.
    pub hco: HcoNumber,
    /// Federal number, as on the eHealth certificate and in invoice files.
    pub nihdi: NihdiNumber,
    /// Enterprise number.
    pub cbe: CbeNumber,
    /// Name.
    pub name: String,
    /// The sector in which it works.
    pub sector: SectorCode,
    /// The account on which it is paid.
    pub iban: Iban,
    /// The bank of that account, where known.
    pub bic: Option<Bic>,
    /// Whether a valid Circle of Trust declaration is known.
    pub circle_of_trust: bool,
    /// Whether its software is attested.
    pub attested: bool,
    /// All recognitions, in order of start.
    pub recognitions: Vec<Recognition>,
}

impl Facility {
    /// Whether the facility is recognised in its sector on the day.
    #[must_use]
    pub fn recognised_on(&self, day: Date) -> bool {
        self.recognitions
            .iter()
            .any(|r| r.sector == self.sector && r.period.contains(day))
    }

    /// Whether the facility is recognised in its sector on any day of the period.
    #[must_use]
    pub fn recognised_in(&self, period: Period) -> bool {
        self.recognitions
            .iter()
            .any(|r| r.sector == self.sector && r.period.overlaps(period))
    }

    /// Whether its messages are taken at all: Circle of Trust and attested software.
    #[must_use]
    pub const fn is_trusted(&self) -> bool {
        self.circle_of_trust && self.attested
    }
}

/// A care fund (zorgkas): who pays, from which account, and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CareFund {
    /// Number.
    pub number: CareFundNumber,
    /// Enterprise number, where known.
    pub cbe: Option<CbeNumber>,
    /// The account it pays from, where known.
    pub iban: Option<Iban>,
    /// The bank of that account, where known.
    pub bic: Option<Bic>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Website.
    pub website: Option<String>,
    /// Whether who decided a line may not sign the batch.
    #[serde(default)]
    pub four_eyes: bool,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_recognition_holds_in_its_sector_and_on_its_days() {
        let sector = |code| SectorCode::parse(code).unwrap();
        let recognition = |code, from, to| Recognition {
            sector: sector(code),
            period: Period::between(from, to).unwrap(),
            places: 0,
        };
        let facility = Facility {
            id: FacilityId(1),
            hco: HcoNumber::parse("10000001").unwrap(),
            nihdi: NihdiNumber::parse("73100188000").unwrap(),
            cbe: CbeNumber::parse("0411000183").unwrap(),
            name: "De Linde".to_owned(),
            sector: sector("IBW"),
            iban: Iban::parse("BE74001100000107").unwrap(),
            bic: None,
            circle_of_trust: true,
            attested: false,
            recognitions: vec![
                recognition("IBW", date(2020, 1, 1), date(2020, 12, 31)),
                recognition("PVT", date(2021, 1, 1), date(2021, 12, 31)),
            ],
        };
        for (day, expected) in [
            (date(2019, 12, 31), false),
            (date(2020, 1, 1), true),
            (date(2020, 12, 31), true),
            (date(2021, 1, 1), false),
        ] {
            assert_eq!(facility.recognised_on(day), expected, "{day}");
        }
        for (from, to, expected) in [
            (date(2019, 1, 1), date(2019, 12, 31), false),
            (date(2019, 1, 1), date(2020, 1, 1), true),
            (date(2020, 12, 31), date(2021, 6, 1), true),
            (date(2021, 1, 1), date(2021, 6, 1), false),
        ] {
            assert_eq!(
                facility.recognised_in(Period::between(from, to).unwrap()),
                expected,
                "{from} {to}"
            );
        }
        assert!(!facility.is_trusted());
        assert!(
            Facility {
                attested: true,
                ..facility.clone()
            }
            .is_trusted()
        );
        assert!(
            !Facility {
                attested: true,
                circle_of_trust: false,
                ..facility
            }
            .is_trusted()
        );
    }
}
