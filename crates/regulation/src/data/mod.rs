//! Reading the data folder: text in, typed and validated data out.
//!
//! This module is compiled twice: into the crate, and into its build script, which refuses to build with a
//! folder that does not read. So it names its own parts by `super::` and knows nothing else of the crate.

mod check;
mod cumulation;
mod dated;
mod error;
mod folder;
mod list;
mod overrides;
mod parameters;
mod reader;
mod sector;
mod template;
mod value;
mod words;

pub use check::{Acts, Check, CheckCode, Effect, Origin};
pub use cumulation::CumulationRule;
pub use error::RegulationError;
pub use folder::Data;
pub use list::{List, ListValue, ValueList};
pub use overrides::{OverrideValue, Overrides, ParameterOverride};
pub use parameters::{Parameter, Unit, names as parameter};
pub use sector::{RequestCase, RequestForm, Sector};
pub use value::{MonthDay, Ratio, Value};
pub use words::{Bilingual, Source};

pub(crate) use cumulation::pair as sector_pair;
pub(crate) use parameters::{Series, on_day as parameter_on_day};
pub(crate) use template::Template;
