//! A field of a form: its name above it, a hint below it, and what is wrong with what was typed beside it.

use askama::Template;
use askama::filters::HtmlSafe;

use jiff::civil::Date;

use super::Address;
use crate::words::Words;

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line of text; which keys a telephone shows.
    Line(&'static str),
    /// Text.
    Lines,
    /// A day.
    Day,
    /// One of these: value and word.
    Choice(Vec<(String, String)>),
    /// A file.
    File,
}

/// A field.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/field.html")]
pub(crate) struct Field {
    /// As the form sends it; also its id on the page.
    pub(crate) name: &'static str,
    label: String,
    kind: Kind,
    hint: Option<String>,
    value: String,
    error: Option<String>,
    is_required: bool,
    /// How it is checked while it is filled in, for the script (`assets/checks.js`): names and values of `data-`.
    checks: Vec<(&'static str, String)>,
}

impl HtmlSafe for Field {}

impl Field {
    fn new(name: &'static str, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            name,
            label: label.into(),
            kind,
            hint: None,
            value: String::new(),
            error: None,
            is_required: false,
            checks: Vec::new(),
        }
    }

    /// A line of text.
    pub(crate) fn line(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Line("text"))
    }

    /// A number.
    pub(crate) fn number(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Line("numeric"))
    }

    /// Text of several lines.
    pub(crate) fn lines(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Lines)
    }

    /// A day.
    pub(crate) fn day(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Day)
    }

    /// One of these: value and word.
    pub(crate) fn choice(
        name: &'static str,
        label: impl Into<String>,
        of: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        Self::new(name, label, Kind::Choice(of.into_iter().collect()))
    }

    /// A file.
    pub(crate) fn file(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::File)
    }

    /// What to type.
    #[must_use]
    pub(crate) fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// What stands in it: what was typed is kept after an error.
    #[must_use]
    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// What is wrong with it.
    #[must_use]
    pub(crate) fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// Cannot be left out.
    #[must_use]
    pub(crate) const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// Checked while it is filled in by a rule of the script, with what is said when it is wrong. The server judges
    /// whatever is sent.
    #[must_use]
    pub(crate) fn checked(mut self, rule: &'static str, wrong: impl Into<String>) -> Self {
        self.checks = vec![("check", rule.to_owned()), ("wrong", wrong.into())];
        self
    }

    /// A day that is not before that of another field of the form.
    #[must_use]
    pub(crate) fn not_before(self, other: &'static str, wrong: impl Into<String>) -> Self {
        let mut checked = self.checked("after", wrong);
        checked.checks.push(("after", other.to_owned()));
        checked
    }

    /// A day that is not before this one.
    #[must_use]
    pub(crate) fn not_before_day(self, day: Option<Date>, wrong: impl Into<String>) -> Self {
        let Some(day) = day else { return self };
        let mut checked = self.checked("from", wrong);
        checked.checks.push(("from", day.to_string()));
        checked
    }

    /// Needed by the button of this value alone.
    #[must_use]
    pub(crate) fn needed_by(self, button: &'static str, wrong: impl Into<String>) -> Self {
        let mut checked = self.checked("needed", wrong);
        checked.checks.push(("by", button.to_owned()));
        checked
    }

    /// The ids of what tells more of it.
    fn described(&self) -> Option<String> {
        let mut ids = Vec::new();
        if self.error.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.name));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// A form that chooses what a table shows: what is chosen stands in the URL.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/filter.html")]
pub(crate) struct Filter {
    words: Words,
    path: String,
    fields: Vec<Field>,
    /// What is chosen elsewhere and stays.
    kept: Vec<(&'static str, String)>,
}

impl HtmlSafe for Filter {}

impl Filter {
    /// Over the table at an address; what is chosen in these fields, and on which page one is, is not kept beside them.
    pub(crate) fn new(words: Words, address: &Address, fields: Vec<Field>) -> Self {
        let kept = address
            .pairs()
            .iter()
            .filter(|(name, _)| *name != "na" && fields.iter().all(|field| field.name != *name));
        Self {
            words,
            path: address.path().to_owned(),
            kept: kept.cloned().collect(),
            fields,
        }
    }
}
