//! The law of a world: the embedded one, with what the world changes.

use identifiers::SectorCode;
use regulation::{CumulationRule, Law, OverrideValue, Overrides, ParameterOverride, parameter};

use crate::batches::setting::{Dated, Rules};

impl Rules {
    /// The law that says this.
    ///
    /// # Errors
    /// The law refuses it, with the reason.
    pub(in crate::batches) fn law(&self) -> Result<Law, String> {
        let overrides = Overrides {
            parameters: [
                values(parameter::ERROR_SHARE_LIMIT, &self.error_percent, |percent| {
                    OverrideValue::Text(format!("{percent}/100"))
                })?,
                values(parameter::INVOICING_TERM_YEARS, &self.term_years, |years| {
                    OverrideValue::Integer(i64::from(years))
                })?,
                values(parameter::FIRST_DAY_PAYABLE_UNTIL, &self.first_day_until, hour)?,
                values(parameter::LAST_DAY_PAYABLE_FROM, &self.last_day_from, hour)?,
            ]
            .concat(),
            cumulation: match &self.together[..] {
                [] => None,
                pairs => Some(pairs.iter().map(allowed).collect::<Result<_, String>>()?),
            },
        };
        let embedded = Law::embedded();
        let joined = |path: &str, text: &str| {
            let of = self
                .joined
                .iter()
                .find(|(sector, _)| path == format!("sectors/{}.toml", sector.to_lowercase()));
            match of {
                Some((_, day)) => with_line(text, "joined = ", &day.to_string()),
                None => text.to_owned(),
            }
        };
        let files: Vec<(&str, String)> = embedded
            .files()
            .map(|(path, text)| (path, joined(path, text)))
            .collect();
        let law = Law::from_files(files.iter().map(|(path, text)| (*path, text.as_str())));
        law.and_then(|law| law.with_overrides(&overrides))
            .map_err(|faults| format!("{faults:?}"))
    }
}

/// A text in which the line that begins so has this value.
fn with_line(text: &str, key: &str, value: &str) -> String {
    let lines = text.lines().map(|line| match line.starts_with(key) {
        true => format!("{key}{value}\n"),
        false => format!("{line}\n"),
    });
    lines.collect()
}

fn hour(minute: i16) -> OverrideValue {
    OverrideValue::Text(format!("{:02}:{:02}", minute / 60, minute % 60))
}

/// What changes a parameter: all but its first value, which the embedded law has.
fn values<T: Copy>(
    name: regulation::Parameter,
    dated: &Dated<T>,
    value: impl Fn(T) -> OverrideValue,
) -> Result<Vec<ParameterOverride>, String> {
    let changes = dated.iter().skip(1);
    changes
        .map(|(sector, from, to)| {
            Ok(ParameterOverride {
                name: name.name().to_owned(),
                sector: sector.map(code).transpose()?,
                from: *from,
                value: value(*to),
            })
        })
        .collect()
}

fn allowed(pair: &[&str; 2]) -> Result<CumulationRule, String> {
    Ok(CumulationRule {
        sectors: vec![code(pair[0])?, code(pair[1])?],
        allowed: true,
    })
}

fn code(sector: &str) -> Result<SectorCode, String> {
    SectorCode::parse(sector).map_err(|error| error.to_string())
}
