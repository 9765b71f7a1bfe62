//! `zorgkas explain CODE` and `zorgkas law DAY`.

use regulation::{CheckCode, Law};

use crate::args::{Explain, LawDay};
use crate::output::{Failure, Output, Status};

/// A check with its texts, effect, who must act and its sources.
pub(crate) fn explain(arguments: &Explain, output: &mut Output) -> Result<Status, Failure> {
    let law = Law::embedded();
    let code = CheckCode::from(arguments.code.clone());
    let Some(check) = law.check(&code) else {
        output.line(format!(
            "{code}: no such check. Codes look like CARE_LATE, INS_REASON_DECEASED, 301940 or P50001."
        ))?;
        return Ok(Status::No);
    };
    output.line(format!("{code}  {} / {}", check.title.nl, check.title.en))?;
    output.line(format!(
        "effect  {}   acts  {}   since  {}",
        check.effect,
        check.acts.as_str(),
        check.from
    ))?;
    output.line(format!("nl      {}", check.text.nl))?;
    output.line(format!("en      {}", check.text.en))?;
    for source in &check.source {
        output.line(format!("source  {source}"))?;
    }
    Ok(Status::Done)
}

/// Every parameter as it stands on a day.
pub(crate) fn on_day(arguments: &LawDay, output: &mut Output) -> Result<Status, Failure> {
    let law = Law::embedded();
    output.line(format!("The law on {}  ({})", arguments.day, law.hash()))?;
    for parameter in law.parameters_on(arguments.day) {
        let sector = parameter.sector.map_or_else(|| "*".to_owned(), ToString::to_string);
        output.line(format!(
            "{:34} {:8} {:>12} {:8} since {}  {}",
            parameter.name, sector, parameter.value, parameter.unit, parameter.since, parameter.source
        ))?;
    }
    Ok(Status::Done)
}
