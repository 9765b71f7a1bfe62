//! The words of the screens: one catalogue per language (`locales/*.ftl`), compiled in.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use identifiers::{Month, brussels_clock};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::Bilingual;
use unic_langid::{LanguageIdentifier, langid};

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Dutch, the default.
    Nl,
    /// English.
    En,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Nl, Self::En];

    /// The code, as in `lang="nl"`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }

    /// The language of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Nl => Self::En,
            Self::En => Self::Nl,
        }
    }

    /// The catalogue as written.
    pub(crate) const fn source(self) -> &'static str {
        match self {
            Self::Nl => concat!(
                include_str!("../locales/nl.ftl"),
                include_str!("../locales/nl.facility.ftl")
            ),
            Self::En => concat!(
                include_str!("../locales/en.ftl"),
                include_str!("../locales/en.facility.ftl")
            ),
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

static NL: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Nl, langid!("nl-BE")));
static EN: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::En, langid!("en-GB")));

fn bundle(language: Language, id: LanguageIdentifier) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Marks around each value would be read out and copied; both languages run from left to right.
    bundle.set_use_isolating(false);
    // A fault in a catalogue leaves out the message it stands in; a test finds every fault and every missing message.
    let resource = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(pub Language);

impl Words {
    /// The text of a key. A key that is in no catalogue shows itself in brackets, which no test lets pass.
    #[must_use]
    pub fn t(self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of a key, when there is one.
    #[must_use]
    pub(crate) fn maybe(self, key: &str) -> Option<String> {
        let bundle: &Bundle = match self.0 {
            Language::Nl => &NL,
            Language::En => &EN,
        };
        bundle.has_message(key).then(|| self.t(key))
    }

    /// The text of a key with one value.
    #[must_use]
    pub fn one(self, key: &str, name: &str, value: &str) -> String {
        self.with(key, &[(name, value)])
    }

    /// The text of a key that depends on a number.
    #[must_use]
    pub fn count(self, key: &str, name: &str, number: i64) -> String {
        let mut values = FluentArgs::new();
        values.set(name.to_owned(), FluentValue::from(number));
        self.format(key, Some(&values))
    }

    /// The text of a key with values.
    #[must_use]
    pub fn with(self, key: &str, values: &[(&str, &str)]) -> String {
        let all: FluentArgs<'_> = values
            .iter()
            .map(|(name, value)| (Cow::Owned((*name).to_owned()), FluentValue::from(*value)))
            .collect();
        self.format(key, Some(&all))
    }

    /// What stands in both languages, in this one.
    #[must_use]
    pub fn of(self, text: &Bilingual) -> &str {
        match self.0 {
            Language::Nl => &text.nl,
            Language::En => &text.en,
        }
    }

    /// A number: `1.234`, or `1,234` in English.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let thousands = self.t("thousands");
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push_str(&thousands);
            }
            grouped.push(digit);
        }
        if number < 0 { format!("−{grouped}") } else { grouped }
    }

    /// A day: `4 maart 2024`.
    #[must_use]
    pub fn day(self, day: Date) -> String {
        let month = self.t(&format!("month-{}", day.month()));
        let (number, year) = (day.day().to_string(), day.year().to_string());
        self.with("date", &[("day", &number), ("month", &month), ("year", &year)])
    }

    /// A month: `maart 2024`.
    #[must_use]
    pub fn month(self, month: Month) -> String {
        let (year, number) = month.year_and_number();
        format!("{} {year}", self.t(&format!("month-{number}")))
    }

    /// A moment by the clock in Brussels: `4 maart 2024 om 09:12`.
    #[must_use]
    pub fn moment(self, at: Timestamp) -> String {
        let clock = brussels_clock(at);
        let time = format!("{:02}:{:02}", clock.hour(), clock.minute());
        self.with("date-and-time", &[("date", &self.day(clock.date())), ("time", &time)])
    }

    fn format(self, key: &str, values: Option<&FluentArgs<'_>>) -> String {
        let bundle: &Bundle = match self.0 {
            Language::Nl => &NL,
            Language::En => &EN,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("[{key}]");
        };
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, values, &mut errors).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regulation::Law;

    use super::{EN, FluentResource, Language, NL};

    /// The keys as written: each stands at the beginning of a line.
    fn keys(language: Language) -> BTreeSet<&'static str> {
        FluentResource::try_new(language.source().to_owned()).expect("a catalogue without a fault");
        let lines = language
            .source()
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
        lines.filter_map(|line| Some(line.split_once(" =")?.0)).collect()
    }

    #[test]
    fn both_catalogues_hold_the_same_keys() {
        assert_eq!(keys(Language::Nl), keys(Language::En));
    }

    #[test]
    fn every_fact_of_a_care_check_has_a_word() {
        for check in Law::embedded().checks() {
            for fact in &check.facts {
                let key = format!("fact-{fact}");
                let is_shown = check
                    .code
                    .as_str()
                    .starts_with(|first: char| first.is_ascii_uppercase());
                if is_shown && !check.code.as_str().starts_with(['P', 'M', 'T']) {
                    assert!(NL.has_message(&key) && EN.has_message(&key), "{} {key}", check.code);
                }
            }
        }
    }
}
