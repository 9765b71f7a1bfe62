//! Reading what a kind of change asks for; its faults of form are findings (care.md §2 and §3).

use jiff::Timestamp;
use jiff::civil::Date;
use regulation::{Finding, Law, List};

use super::ChangeMessage;
use super::content::{Content, read};
use crate::checks::{incomplete, value_invalid};
use crate::formats;

/// What a message holds for its kind of change.
pub(crate) struct Form {
    /// What it asks; `None` when a part of it is absent or malformed. A code outside its list is there.
    pub(crate) content: Option<Content>,
    /// CARE_INCOMPLETE and CARE_VALUE_INVALID.
    pub(crate) faults: Vec<Finding>,
}

impl Form {
    /// Reads it; codes are looked up in their lists on `day`, the day of receipt ("valid on the day", care.md §3).
    pub(crate) fn read(message: &ChangeMessage, law: &Law, day: Date) -> Self {
        let mut reader = FormReader {
            message,
            law,
            day,
            missing: Vec::new(),
            invalid: Vec::new(),
        };
        let content = read(&mut reader);
        let incomplete = incomplete::finding(&reader.missing);
        let invalid = value_invalid::finding(&reader.invalid);
        Self {
            content,
            faults: incomplete.into_iter().chain(invalid).collect(),
        }
    }
}

/// Reads the fields of a change and gathers what is wrong with them.
pub(crate) struct FormReader<'a> {
    pub(crate) message: &'a ChangeMessage,
    law: &'a Law,
    day: Date,
    missing: Vec<&'static str>,
    invalid: Vec<String>,
}

impl FormReader<'_> {
    /// Names a field that is absent.
    pub(crate) fn missing(&mut self, field: &'static str) {
        self.missing.push(field);
    }

    /// A mandatory instant.
    pub(crate) fn instant(&mut self, field: &'static str, text: Option<&String>) -> Option<Timestamp> {
        self.formed(field, text, formats::instant)
    }

    /// A mandatory civil date.
    pub(crate) fn civil_date(&mut self, field: &'static str, text: Option<&String>) -> Option<Date> {
        self.formed(field, text, formats::civil_date)
    }

    fn formed<T>(
        &mut self,
        field: &'static str,
        text: Option<&String>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let Some(written) = text else {
            self.missing(field);
            return None;
        };
        let value = read(written);
        if value.is_none() {
            self.invalid.push(value_invalid::named(field, text));
        }
        value
    }

    /// A mandatory code of a list. One that is not in it is named, and is there all the same.
    pub(crate) fn code(&mut self, field: &'static str, list: List, code: Option<&String>) -> Option<String> {
        if code.is_none() {
            self.missing(field);
        }
        self.optional_code(field, list, code)
    }

    /// A code of a list that may be absent.
    pub(crate) fn optional_code(&mut self, field: &'static str, list: List, code: Option<&String>) -> Option<String> {
        let is_listed = |code: &String| self.law.list(list).get(code, self.day).is_some();
        if code.is_some_and(|code| !is_listed(code)) {
            self.invalid.push(value_invalid::named(field, code));
        }
        code.cloned()
    }
}
