//! One facility with all its recognitions, as a feed delivers it: read by the readers of the files, its faults named by
//! field.

use csv::ByteRecord;

use super::fault::Faults;
use super::file::RegisterFile;
use super::reader;
use super::row::Registers;
use super::table::Row;
use super::unique::overlapping;

/// A facility with all its recognitions, as texts that are still to be read. What it says replaces what was known of the
/// facility; no recognition says that it has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FacilityDelivery {
    /// Number in the Flemish care registry.
    pub hco: String,
    /// Federal number.
    pub nihdi: String,
    /// Enterprise number.
    pub cbe: String,
    /// Name.
    pub name: String,
    /// The sector in which it works.
    pub sector: String,
    /// The account on which it is paid.
    pub iban: String,
    /// The bank of that account; empty where unknown.
    pub bic: String,
    /// Whether a valid Circle of Trust declaration is known.
    pub circle_of_trust: bool,
    /// Whether its software is attested.
    pub attested: bool,
    /// All its recognitions.
    pub recognitions: Vec<RecognitionDelivery>,
}

/// A recognition of a delivered facility.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecognitionDelivery {
    /// The sector.
    pub sector: String,
    /// The first day.
    pub from: String,
    /// The last day; empty: open.
    pub to: String,
    /// Recognised places.
    pub places: String,
}

/// A fault of a delivered facility. Never holds the value that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field, as `recognitions[0].from`.
    pub field: String,
    /// Why it is a fault, in English.
    pub reason: String,
}

impl FacilityDelivery {
    /// Reads it as a delivery of one row of facilities.csv and its rows of recognitions.csv.
    ///
    /// # Errors
    /// Every field that is malformed or absent, an end before its start, recognitions in one sector that overlap.
    pub fn read(&self) -> Result<Registers, Vec<FieldError>> {
        let mut errors = Vec::new();
        let yes_or_no = |yes: bool| if yes { "yes" } else { "no" };
        let texts = [
            self.hco.as_str(),
            &self.nihdi,
            &self.cbe,
            &self.name,
            &self.sector,
            &self.iban,
            &self.bic,
            yes_or_no(self.circle_of_trust),
            yes_or_no(self.attested),
        ];
        let facilities = row(RegisterFile::Facilities, 0, &texts, "", reader::facility, &mut errors);
        // A wrong number of the facility is named once: every recognition carries it.
        let hco = facilities.as_ref().map_or("1", |_| self.hco.as_str());
        let mut recognitions = Vec::new();
        for (line, told) in (0_u64..).zip(&self.recognitions) {
            let texts = [hco, &told.sector, &told.from, &told.to, &told.places];
            let before = format!("recognitions[{line}].");
            recognitions.extend(row(
                RegisterFile::Recognitions,
                line,
                &texts,
                &before,
                reader::recognition,
                &mut errors,
            ));
        }
        let periods = recognitions
            .iter()
            .map(|row| (&row.recognition.sector, row.recognition.period, row.line));
        errors.extend(overlapping(periods).into_iter().map(|(line, other)| FieldError {
            field: format!("recognitions[{line}].from"),
            reason: format!("overlaps recognitions[{other}], which is in the same sector"),
        }));
        match facilities {
            Some(facility) if errors.is_empty() => Ok(Registers {
                facilities: vec![facility],
                recognitions,
                ..Registers::default()
            }),
            _ => Err(errors),
        }
    }
}

fn row<T>(
    file: RegisterFile,
    line: u64,
    texts: &[&str],
    before: &str,
    read: fn(&mut Row<'_>) -> Option<T>,
    errors: &mut Vec<FieldError>,
) -> Option<T> {
    let record = ByteRecord::from(texts.to_vec());
    let places: Vec<usize> = (0..texts.len()).collect();
    let mut faults = Faults::new(file);
    let found = read(&mut Row::of_texts(line, &record, &places, &mut faults));
    errors.extend(faults.into_kept().into_iter().map(|fault| FieldError {
        field: format!("{before}{}", camel_case(&fault.column)),
        reason: fault.reason,
    }));
    found
}

/// The name of a column as that of a field.
fn camel_case(column: &str) -> String {
    let mut parts = column.split('_');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "test code")]

    use super::*;

    fn told() -> FacilityDelivery {
        let recognition = |from: &str, to: &str| RecognitionDelivery {
            sector: "IBW".into(),
            from: from.into(),
            to: to.into(),
            places: "12".into(),
        };
        FacilityDelivery {
            hco: "10000001".into(),
            nihdi: "73100188000".into(),
            cbe: "0411000183".into(),
            name: "Huis Linde".into(),
            sector: "IBW".into(),
            iban: "BE74001100000107".into(),
            bic: String::new(),
            circle_of_trust: true,
            attested: false,
            recognitions: vec![recognition("2020-01-01", "2023-12-31"), recognition("2024-01-01", "")],
        }
    }

    #[test]
    fn a_facility_is_read_with_its_recognitions() {
        let read = told().read().unwrap();
        assert_eq!(read.facilities.len(), 1);
        assert_eq!(read.recognitions.len(), 2);
        assert!(read.facilities[0].circle_of_trust && !read.facilities[0].attested);
        assert_eq!(read.recognitions[1].recognition.places, 12);
    }

    #[test]
    fn every_fault_is_named_by_its_field() {
        let check = |change: fn(&mut FacilityDelivery), expected: &[&str]| {
            let mut told = told();
            change(&mut told);
            let named: Vec<String> = told.read().unwrap_err().into_iter().map(|error| error.field).collect();
            assert_eq!(named, expected);
        };
        check(|told| told.hco = "!".into(), &["hco"]);
        check(|told| told.name = " ".into(), &["name"]);
        check(
            |told| {
                told.iban = "BE74001100000108".into();
                told.recognitions[0].places = "-1".into();
            },
            &["iban", "recognitions[0].places"],
        );
        check(
            |told| told.recognitions[0].to = "2024-01-01".into(),
            &["recognitions[1].from"],
        );
        check(
            |told| told.recognitions[1].to = "2023-01-01".into(),
            &["recognitions[1].to"],
        );
        check(
            |told| told.recognitions[1].from = String::new(),
            &["recognitions[1].from"],
        );
    }

    #[test]
    fn a_column_is_named_as_a_field() {
        assert_eq!(camel_case("circle_of_trust"), "circleOfTrust");
        assert_eq!(camel_case("hco"), "hco");
    }
}
