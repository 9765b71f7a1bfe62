//! Sectors: what each one is and which fields its requests hold.

use std::collections::BTreeMap;

use identifiers::SectorCode;
use jiff::civil::Date;

use super::reader::Table;
use super::words::{Bilingual, Source};

/// A sector of care, as data (sectors.md).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sector {
    /// Its code (`IBW`).
    pub code: SectorCode,
    /// Its name.
    pub name: Bilingual,
    /// The day it joined the VSB: the cut-over day C of a migration (care.md §4).
    pub joined: Date,
    /// What sort of care: `residential`, `supported living`, `aid` …
    pub kind: String,
    /// Whether an accepted stay opens the right to a zorgbudget (care.md §5).
    pub zorgbudget: bool,
    /// Whether a day has a personal share that stands behind it (care.md §5, billing.md §1).
    pub personal_share: bool,
    /// Which fields its requests hold; `None` when the sector knows no request of a stay.
    pub request: Option<RequestForm>,
    /// Where it stands.
    pub source: Vec<Source>,
}

/// The four cases in which a request may ask for other fields (care.md §2, §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestCase {
    /// A dossier that the sickness fund approved before the sector joined.
    pub migration: bool,
    /// A FOLLOW_UP, else NEW.
    pub follow_up: bool,
}

impl RequestCase {
    /// All four, with the name of their table in the data.
    const ALL: [(Self, &'static str); 4] = [
        (
            Self {
                migration: false,
                follow_up: false,
            },
            "new",
        ),
        (
            Self {
                migration: false,
                follow_up: true,
            },
            "follow_up",
        ),
        (
            Self {
                migration: true,
                follow_up: false,
            },
            "migration_new",
        ),
        (
            Self {
                migration: true,
                follow_up: true,
            },
            "migration_follow_up",
        ),
    ];
}

/// The fields of one case, by dotted name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Fields {
    mandatory: Vec<String>,
    medical: Vec<String>,
    optional: Vec<String>,
}

/// Which fields a sector's requests hold, per case. Names are those of messages, dotted (`contact.name`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestForm {
    fields: BTreeMap<RequestCase, Fields>,
}

impl RequestForm {
    fn of(&self, case: RequestCase) -> Option<&Fields> {
        self.fields.get(&case)
    }

    /// Whether the sector knows this case at all.
    #[must_use]
    pub fn knows(&self, case: RequestCase) -> bool {
        self.fields.contains_key(&case)
    }

    /// The fields that must be there, judged by `CARE_INCOMPLETE`, in the order of the form.
    ///
    /// `contact.phone` stands for "at least one of phone and email" (care.md §2).
    #[must_use]
    pub fn mandatory(&self, case: RequestCase) -> &[String] {
        self.of(case).map_or(&[], |fields| &fields.mandatory)
    }

    /// The parts of the medical report that must be there, judged by `CARE_MEDICAL_INCOMPLETE`.
    #[must_use]
    pub fn medical(&self, case: RequestCase) -> &[String] {
        self.of(case).map_or(&[], |fields| &fields.medical)
    }

    /// Whether the case asks for a field, or for a part of a group. What it does not ask for is ignored
    /// (fine print, Requests).
    #[must_use]
    pub fn asks(&self, case: RequestCase, field: &str) -> bool {
        let part_of = |part: &str, group: &str| part.strip_prefix(group).is_some_and(|rest| rest.starts_with('.'));
        self.of(case).is_some_and(|fields| {
            let mut asked = fields.mandatory.iter().chain(&fields.medical).chain(&fields.optional);
            asked.any(|name| name == field || part_of(name, field) || part_of(field, name))
        })
    }
}

/// Reads a sector file.
pub(super) fn read_file(file: &Table<'_>, sectors: &mut BTreeMap<SectorCode, Sector>) {
    let (code, name, joined) = (file.text("code"), file.bilingual("name"), file.day("joined"));
    let (kind, source) = (file.text("kind"), Source::read_list(file));
    let (zorgbudget, personal_share) = (
        file.truth_or("zorgbudget", false),
        file.truth_or("personal_share", false),
    );
    let request = file.optional_table("request").map(|table| read_form(&table));
    let Some(text) = code else { return };
    let Ok(code) = SectorCode::parse(&text) else {
        return file.fault_at("code", format!("\"{text}\" is not the code of a sector"));
    };
    if sectors.contains_key(&code) {
        file.fault_at("code", format!("the sector \"{text}\" is given twice"));
    }
    if let (Some(name), Some(joined), Some(kind), Some(source)) = (name, joined, kind, source) {
        let sector = Sector {
            code: code.clone(),
            name,
            joined,
            kind,
            zorgbudget,
            personal_share,
            request,
            source,
        };
        sectors.insert(code, sector);
    }
}

fn read_form(table: &Table<'_>) -> RequestForm {
    let mut form = RequestForm::default();
    for (case, name) in RequestCase::ALL {
        let Some(case_table) = table.optional_table(name) else {
            continue;
        };
        let fields = Fields {
            mandatory: case_table.texts("mandatory"),
            medical: case_table.texts("medical"),
            optional: case_table.texts("optional"),
        };
        case_table.finish();
        if fields.mandatory.is_empty() {
            case_table.fault("\"mandatory\" names no field");
        }
        form.fields.insert(case, fields);
    }
    table.finish();
    form
}
