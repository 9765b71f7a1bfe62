//! Texts for people in two languages, and citations.

use std::fmt;

use super::reader::Table;

/// A text in Dutch and in English.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Bilingual {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Reads `{ nl = "…", en = "…" }`; a missing or empty text is an error.
    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        let (nl, en) = (table.text("nl"), table.text("en"));
        table.finish();
        Some(Self { nl: nl?, en: en? })
    }
}

/// Where a rule stands: an instrument and a place in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    /// The instrument: `IBW slides`, `decision`, `BVR 30/11/2018` …
    pub instrument: String,
    /// The place in it: `§6.2`, `D1`, `art. 56`; empty when the instrument as a whole is meant.
    pub place: String,
    /// A public address of it, where there is one.
    pub link: Option<String>,
}

impl Source {
    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        let instrument = table.text("instrument");
        let place = table.optional_text("place").unwrap_or_default();
        let link = table.optional_text("link");
        table.finish();
        Some(Self {
            instrument: instrument?,
            place,
            link,
        })
    }

    /// Reads the mandatory list `source` of a table; an empty list is a missing source.
    pub(super) fn read_list(table: &Table<'_>) -> Option<Vec<Self>> {
        let sources: Vec<Self> = table.tables("source")?.iter().filter_map(Self::read).collect();
        if sources.is_empty() {
            table.fault("the source is missing");
            return None;
        }
        Some(sources)
    }
}

/// `IBW slides §6.2`; a decision is cited by its number alone (`D1`).
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.instrument.as_str(), self.place.as_str()) {
            (instrument, "") => f.write_str(instrument),
            ("decision", place) => f.write_str(place),
            (instrument, place) => write!(f, "{instrument} {place}"),
        }
    }
}
