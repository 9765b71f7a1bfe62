//! Checks: code, effect, who must act, texts and sources of everything that can be found.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use super::dated::read_days;
use super::reader::Table;
use super::template::Template;
use super::words::{Bilingual, Source};

/// The code of a check (`CARE_LATE`, `300540`, `309902`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct CheckCode(Cow<'static, str>);

impl CheckCode {
    /// A code that is known when the program is written.
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The technical check that an invoice file's fault falls back on: record or zone, then the two digits
    /// of the check (`RRZZVV`, `ZZZVV` → `TVV`). `None` for codes of another shape.
    #[must_use]
    pub fn technical(&self) -> Option<Self> {
        let code = self.as_str();
        let numeric = matches!(code.len(), 5 | 6) && code.bytes().all(|b| b.is_ascii_digit());
        let check = code.get(code.len().checked_sub(2)?..).filter(|_| numeric)?;
        Some(Self::from(format!("T{check}")))
    }
}

impl From<String> for CheckCode {
    fn from(code: String) -> Self {
        Self(Cow::Owned(code))
    }
}

impl From<&'static str> for CheckCode {
    fn from(code: &'static str) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),*
        }

        impl $name {
            /// The word for it, in data and in answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            fn named(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// What a finding does to what was sent (care.md §2, billing.md §2).
    Effect {
        /// Says something, changes nothing.
        Note = "note",
        /// The message is in beraad.
        Pending = "pending",
        /// The message is refused.
        Refuse = "refuse",
        /// The file cannot be read as it should: answered by 920999.
        Technical = "technical",
        /// The whole sending is refused.
        BatchRefused = "B",
        /// The invoice is refused.
        InvoiceRefused = "F",
        /// The line is refused.
        LineRefused = "R",
        /// A person must look at the line.
        LineReview = "P",
    }
}

words! {
    /// Who must act on a finding.
    Acts {
        /// The facility.
        Facility = "facility",
        /// The person's care fund.
        CareFund = "care_fund",
    }
}

words! {
    /// Whose number a check carries.
    Origin {
        /// The number of the federal invoice instructions, which are kept.
        Federal = "federal",
        /// A code of this product.
        Own = "own",
    }
}

/// A check of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its code.
    pub code: CheckCode,
    /// Codes that mean the same in another record (500402 beside 300402).
    pub also: Vec<CheckCode>,
    /// A few words.
    pub title: Bilingual,
    /// What it does.
    pub effect: Effect,
    /// Who must act.
    pub acts: Acts,
    /// The sentence, with places for facts.
    pub text: Bilingual,
    /// The facts that the sentence may name.
    pub facts: Vec<String>,
    /// Where it stands.
    pub source: Vec<Source>,
    /// First day on which it holds.
    pub from: Date,
    /// Last day, where it has one.
    pub to: Option<Date>,
    /// Whose number it is; every code that is no federal one is own.
    pub origin: Origin,
}

impl Check {
    /// Whether the check holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Reads a check file into the catalogue. Its codes, twins included, may stand nowhere else.
pub(super) fn read_file(file: &Table<'_>, codes: &mut BTreeSet<CheckCode>, checks: &mut BTreeMap<CheckCode, Check>) {
    let Some(check) = read_check(file) else { return };
    let twins = check.also.iter().map(|twin| ("also", twin));
    for (key, code) in std::iter::once(("code", &check.code)).chain(twins) {
        if !codes.insert(code.clone()) {
            file.fault_at(key, format!("the code {code} is given twice"));
        }
    }
    checks.insert(check.code.clone(), check);
}

fn read_check(file: &Table<'_>) -> Option<Check> {
    let (code, title, text, days) = (
        file.text("code"),
        file.bilingual("title"),
        file.bilingual("text"),
        read_days(file),
    );
    let effect = read_word(file, "effect", Effect::named);
    let acts = read_word(file, "acts", Acts::named);
    let origin = if file.has("origin") {
        read_word(file, "origin", Origin::named)
    } else {
        Some(Origin::Own)
    };
    let (also, facts, source) = (file.texts("also"), file.texts("facts"), Source::read_list(file));
    if let Some(text) = &text {
        check_facts(file, text, &facts);
    }
    let (from, to) = days?;
    Some(Check {
        code: code?.into(),
        also: also.into_iter().map(CheckCode::from).collect(),
        title: title?,
        effect: effect?,
        acts: acts?,
        text: text?,
        facts,
        source: source?,
        from,
        to,
        origin: origin?,
    })
}

fn read_word<T>(file: &Table<'_>, key: &'static str, named: fn(&str) -> Option<T>) -> Option<T> {
    let word = file.text(key)?;
    let value = named(&word);
    if value.is_none() {
        file.fault_at(key, format!("unknown {key} \"{word}\""));
    }
    value
}

/// Both texts name declared facts only, and the same ones.
fn check_facts(file: &Table<'_>, text: &Bilingual, declared: &[String]) {
    let named = |words: &str| match Template::parse(words) {
        Ok(template) => Some(template.facts().map(str::to_owned).collect::<BTreeSet<_>>()),
        Err(reason) => {
            file.fault_at("text", reason);
            None
        }
    };
    let (Some(nl), Some(en)) = (named(&text.nl), named(&text.en)) else {
        return;
    };
    for fact in nl.union(&en).filter(|fact| !declared.contains(fact)) {
        file.fault_at("text", format!("unknown placeholder {{{fact}}}"));
    }
    if let Some(fact) = nl.symmetric_difference(&en).next() {
        file.fault_at("text", format!("only one of the two texts names {{{fact}}}"));
    }
}
