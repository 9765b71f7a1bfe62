//! What is chosen in the URL of a list, read with care: what is not understood is not found, and never repeated.

use app::Problem;
use std::str::FromStr;

/// A value of the URL, when it is there and not empty.
///
/// # Errors
/// It cannot be read as what it should be.
pub(crate) fn read<T: FromStr>(text: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    text.parse()
        .map(Some)
        .map_err(|_| Problem::NotFound("a page with this choice".into()))
}

/// What stands in the URL, as text of the field that shows it.
pub(crate) fn shown(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}
