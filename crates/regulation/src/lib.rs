//! What the law says on a day: a typed view of the data in `regulation/`.
//!
//! The data are TOML files, one subject each: dated parameters, value lists, sectors, the cumulation table and
//! the checks with their texts and sources. They are embedded when the program is built (a folder that does not
//! read fails the build with file and line) and can be replaced by another folder at start.
//!
//! ```
//! use regulation::{Law, parameter};
//! let law = Law::embedded();
//! let day = jiff::civil::date(2024, 3, 1);
//! assert_eq!(law.integer(parameter::FOLLOW_UP_DAYS, None, day).unwrap(), 90);
//! ```
//!
//! Nothing here reads a file, a clock or knows a person. A parameter that is missing on a day is an error,
//! never a default; absence is the explicit value `none`.

mod catalogue;
mod data;
mod embedded;
mod finding;
mod hash;
mod law;

pub use data::{
    Acts, Bilingual, Check, CheckCode, CumulationRule, Effect, List, ListValue, MonthDay, Origin, OverrideValue,
    Overrides, Parameter, ParameterOverride, Ratio, RegulationError, RequestCase, RequestForm, Sector, Source, Unit,
    Value, ValueList, parameter,
};
pub use finding::{ExplainedFinding, Facts, Finding};
pub use hash::LawHash;
pub use law::{Law, LawError, ParameterOnDay};
