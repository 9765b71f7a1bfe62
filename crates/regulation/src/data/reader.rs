//! A table of a TOML file that remembers where it stands and which of its keys were read.
//!
//! Faults are collected, never thrown: a folder is read to its end and every fault in it is named.

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::RegulationError;
use super::words::Bilingual;

/// One file, and the faults found in all files so far.
pub(super) struct File<'a> {
    path: &'a str,
    text: &'a str,
    faults: &'a RefCell<Vec<RegulationError>>,
}

impl<'a> File<'a> {
    pub(super) const fn new(path: &'a str, text: &'a str, faults: &'a RefCell<Vec<RegulationError>>) -> Self {
        Self { path, text, faults }
    }

    /// Parses the file and hands its top table to `read`; a file that is no TOML is a fault and is not read.
    pub(super) fn read(&self, read: impl FnOnce(&Table<'_>)) {
        let (document, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            self.fault(error.span().map_or(0, |span| span.start), error.message());
        }
        if errors.is_empty() {
            let table = Table::new(self, document.get_ref(), 0..0);
            read(&table);
            table.finish();
        }
    }

    pub(super) fn fault(&self, offset: usize, reason: impl Into<String>) {
        let reason = reason.into();
        self.faults.borrow_mut().push(RegulationError {
            file: self.path.into(),
            line: self.line(offset),
            reason,
        });
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        before.split(|b| *b == b'\n').count()
    }
}

/// A table of a file: reads its keys by type and names what is missing, of another type, or unknown.
pub(super) struct Table<'a> {
    file: &'a File<'a>,
    entries: &'a DeTable<'a>,
    span: Range<usize>,
    read: RefCell<Vec<&'static str>>,
}

impl<'a> Table<'a> {
    fn new(file: &'a File<'a>, entries: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self {
            file,
            entries,
            span,
            read: RefCell::default(),
        }
    }

    /// A fault of the table as a whole, at its first line.
    pub(super) fn fault(&self, reason: impl Into<String>) {
        self.file.fault(self.span.start, reason);
    }

    /// A fault of one key, at its line; of the table where the key is absent.
    pub(super) fn fault_at(&self, key: &str, reason: impl Into<String>) {
        let offset = self
            .entries
            .get(key)
            .map_or(self.span.start, |value| value.span().start);
        self.file.fault(offset, reason);
    }

    /// Names every key that nobody asked for.
    pub(super) fn finish(&self) {
        let read = self.read.borrow();
        for (key, _) in self
            .entries
            .iter()
            .filter(|(key, _)| !read.contains(&key.get_ref().as_ref()))
        {
            self.file
                .fault(key.span().start, format!("unknown key \"{}\"", key.get_ref()));
        }
    }

    /// Whether the key stands in the table.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The value of a key that may be absent, whatever its type.
    pub(super) fn value(&self, key: &'static str) -> Option<&'a DeValue<'a>> {
        self.spanned(key).map(Spanned::get_ref)
    }

    fn spanned(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.read.borrow_mut().push(key);
        self.entries.get(key)
    }

    /// Notes a key as missing when it is absent.
    fn mandatory<T>(&self, key: &str, value: Option<T>) -> Option<T> {
        if !self.has(key) {
            self.fault(format!("the key \"{key}\" is missing"));
        }
        value
    }

    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        let text = self.optional_text(key);
        self.mandatory(key, text)
    }

    pub(super) fn optional_text(&self, key: &'static str) -> Option<String> {
        match self.value(key)? {
            DeValue::String(text) if text.trim().is_empty() => {
                self.fault_at(key, format!("\"{key}\" is empty"));
                None
            }
            DeValue::String(text) => Some(text.to_string()),
            other => self.wrong_type(key, "a text", other),
        }
    }

    pub(super) fn truth(&self, key: &'static str) -> Option<bool> {
        match self.mandatory(key, self.value(key))? {
            DeValue::Boolean(truth) => Some(*truth),
            other => self.wrong_type(key, "true or false", other),
        }
    }

    pub(super) fn truth_or(&self, key: &'static str, absent: bool) -> bool {
        if self.has(key) {
            self.truth(key).unwrap_or(absent)
        } else {
            self.value(key).map_or(absent, |_| absent)
        }
    }

    pub(super) fn day(&self, key: &'static str) -> Option<Date> {
        let day = self.optional_day(key);
        self.mandatory(key, day)
    }

    pub(super) fn optional_day(&self, key: &'static str) -> Option<Date> {
        let value = self.value(key)?;
        let DeValue::Datetime(written) = value else {
            return self.wrong_type(key, "a date", value);
        };
        let (Some(date), None, None) = (written.date, written.time, written.offset) else {
            self.fault_at(key, format!("\"{key}\" is a date without an hour"));
            return None;
        };
        let number = |n: u8| i8::try_from(n).ok();
        let year = i16::try_from(date.year).ok();
        let day = year
            .zip(number(date.month))
            .zip(number(date.day))
            .and_then(|((y, m), d)| Date::new(y, m, d).ok());
        if day.is_none() {
            self.fault_at(key, format!("\"{key}\" is not a day of the calendar"));
        }
        day
    }

    /// A list of texts; absent is an empty list.
    pub(super) fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let texts = value.as_array().map(|array| {
            array
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
        });
        texts
            .flatten()
            .or_else(|| self.wrong_type(key, "a list of texts", value))
            .unwrap_or_default()
    }

    /// A list of tables that must be there.
    pub(super) fn tables(&self, key: &'static str) -> Option<Vec<Table<'a>>> {
        let tables = self.optional_tables(key);
        self.mandatory(key, tables)
    }

    /// A list of tables that may be absent.
    pub(super) fn optional_tables(&self, key: &'static str) -> Option<Vec<Table<'a>>> {
        let value = self.value(key)?;
        let Some(array) = value.as_array() else {
            return self.wrong_type(key, "a list of tables", value);
        };
        let tables = array
            .iter()
            .map(|item| Some(Table::new(self.file, item.get_ref().as_table()?, item.span())));
        tables
            .collect::<Option<Vec<_>>>()
            .or_else(|| self.wrong_type(key, "a list of tables", value))
    }

    /// A table inside this one that may be absent.
    pub(super) fn optional_table(&self, key: &'static str) -> Option<Table<'a>> {
        let value = self.spanned(key)?;
        match value.get_ref() {
            DeValue::Table(entries) => Some(Table::new(self.file, entries, value.span())),
            other => self.wrong_type(key, "a table", other),
        }
    }

    /// A text in both languages that must be there.
    pub(super) fn bilingual(&self, key: &'static str) -> Option<Bilingual> {
        let table = self.optional_table(key);
        self.mandatory(key, table).and_then(|table| Bilingual::read(&table))
    }

    pub(super) fn wrong_type<T>(&self, key: &str, expected: &str, found: &DeValue<'_>) -> Option<T> {
        self.fault_at(key, format!("\"{key}\" must be {expected}, not {}", found.type_str()));
        None
    }

    /// Every key of the table with its value, for tables whose keys are free.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, &'a DeValue<'a>)> {
        self.entries
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()))
    }
}
